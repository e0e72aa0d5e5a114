import TestSupport
import Testing
import TwinFlux

@Suite("Certificates")
struct CertificateTests {
  /// A run and everything that it would write.
  private struct Run {
    var model: MetabolicModel
    var claims: FluxRangeClaims
    var file: CertificateFile
  }

  private func run(
    _ model: ConstrainedModel, cut: FluxVariabilityOptions.ObjectiveCut = .fraction(0.9),
    reactions: [Int]? = nil
  ) throws -> Run {
    var options = FluxVariabilityOptions()
    options.cut = cut
    options.keepsCertificates = true
    options.reactions = reactions
    let result = try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend(for: .manyObjectives))
    let json = result.json(of: model.model, cut: cut, verbose: true).text
    let claims = try FluxRangeClaims.read(Array(json.utf8), path: "r.json")
    let file = CertificateFile(
      try #require(result.certificates), model: model.model, modelSHA256: "0")
    return Run(model: model.model, claims: claims, file: file)
  }

  private func random(_ seed: UInt64) throws -> ConstrainedModel {
    var model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 60))
    try model.setBounds(.init(lower: 0, upper: 0.5), ofReaction: 30)
    return model
  }

  private func report(
    _ run: Run, _ change: (inout FluxCertificates) -> Void = { _ in }
  ) throws -> VerificationReport {
    var certificates = run.file.certificates
    change(&certificates)
    var verifier = try CertificateVerifier(certificates, model: run.model)
    return verifier.verify(run.claims)
  }

  @Test("read back as they were written, to the last bit", arguments: 0..<5)
  func roundTrip(seed: UInt64) throws {
    let file = try run(random(seed)).file
    #expect(!file.certificates.points.isEmpty && !file.certificates.duals.isEmpty)
    #expect(try CertificateFile.read(file.bytes, path: "c") == file)
  }

  @Test("are the same bytes from any number of threads, and of the version before can be read")
  func threadsAndVersions() throws {
    let file = try run(random(3)).file
    #expect(file.bytes(threads: 3) == file.bytes)
    // One point or vector of duals changes the one before it: those lines are of version 2.
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("q\t") } && lines.contains { $0.hasPrefix("z\t") })
    var plain = file
    plain.certificates.points = Array(file.certificates.points.prefix(1))
    plain.certificates.duals = Array(file.certificates.duals.prefix(1))
    plain.certificates.optimum = nil
    plain.certificates.ends = []
    let text = String(decoding: plain.bytes, as: UTF8.self)
    let old = text.replacing("twinflux-certificates\t2", with: "twinflux-certificates\t1")
    #expect(try CertificateFile.read(Array(old.utf8), path: "c") == plain)
    let new = text.replacing("twinflux-certificates\t2", with: "twinflux-certificates\t3")
    #expect(throws: SavedFileError.self) { try CertificateFile.read(Array(new.utf8), path: "c") }
  }

  @Test("with changes of nothing, or of more than fits, are refused")
  func changes() throws {
    var file = try run(random(3)).file
    file.certificates.points = []
    file.certificates.duals = []
    file.certificates.optimum = nil
    file.certificates.ends = []
    var lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
    lines.insert("q\t0 1", at: lines.count - 1)
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    #expect(
      throws: SavedFileError.malformed(
        path: "c", line: lines.count - 1, problem: "there is nothing before it to change")
    ) { try CertificateFile.read(bytes, path: "c") }
  }

  @Test("keep no more digits than the proof needs")
  func digits() throws {
    let points = try run(random(6)).file.certificates.points
    for value in points.flatMap(\.values) {
      let digits = NumberText.text(abs(value)).split(separator: "e")[0].filter(\.isWholeNumber)
      #expect(digits.drop { $0 == "0" }.count <= 14, "\(value)")
    }
  }

  @Test("prove every end of random models", arguments: 0..<20)
  func honest(seed: UInt64) throws {
    let run = try run(random(seed))
    let report = try report(run)
    #expect(report.holds, "\(report.failures)")
    #expect(report.verified == [.certified: 120])
    #expect(report.worstResidual <= 1e-7 && report.changedBounds == 1)
  }

  @Test("prove ranges without a cut, and of some reactions alone")
  func parts() throws {
    let free = try run(random(1), cut: .none)
    #expect(try report(free).holds)
    #expect(free.file.certificates.optimum == nil)
    let few = try run(random(2), reactions: Array(50..<60))
    let report = try report(few)
    #expect(report.holds && report.verified == [.certified: 20], "\(report.failures)")
  }

  @Test("prove that an end is unbounded, by a direction and by nothing less")
  func unbounded() throws {
    let model = try OmicsModels.model(
      [
        .init("IN", ["A": 1], (0, 10)), .init("GO", ["A": -1, "B": 2], (0, .infinity)),
        .init("BACK", ["B": -2, "A": 1], (0, .infinity)), .init("OUT", ["B": -1], (0, 1000)),
      ], objective: "OUT")
    let run = try run(ConstrainedModel(model))
    let honest = try report(run)
    #expect(honest.holds && honest.verified[.unbounded] == 2, "\(honest.failures)")
    let without = try report(run) { certificates in
      certificates.directions = [SparseNumbers(indices: [1], values: [1])]
    }
    #expect(without.failures.map(\.reaction) == ["GO", "BACK"])
  }

  @Test("hold duals of twice the digits where one needs them, and fall without the second half")
  func refinedDuals() throws {
    let run = try run(ConstrainedModel(SteepCut.model()), cut: .fraction(1))
    let isRefined = { (end: FluxCertificates.End) in
      if case .refinedDuals = end.proof { true } else { false }
    }
    #expect(run.file.certificates.ends.contains(where: isRefined))
    #expect(try CertificateFile.read(run.file.bytes, path: "c") == run.file)
    let honest = try report(run)
    #expect(honest.holds, "\(honest.failures)")
    let plain = try report(run) { certificates in
      for index in certificates.ends.indices {
        guard case .refinedDuals(let duals, _) = certificates.ends[index].proof else { continue }
        certificates.ends[index].proof = .duals(duals)
      }
    }
    #expect(!plain.holds)
    let swapped = try report(run) { certificates in
      for index in certificates.ends.indices {
        guard case .refinedDuals(let duals, _) = certificates.ends[index].proof else { continue }
        certificates.ends[index].proof = .refinedDuals(duals, corrections: duals)
      }
    }
    #expect(!swapped.holds)
  }

  @Test("hold duals of twice the digits for the optimum of the cut")
  func refinedOptimum() throws {
    var run = try run(random(3))
    let plain = try #require(run.file.certificates.optimum)
    run.file.certificates.duals.append(SparseNumbers([]))
    run.file.certificates.optimum?.corrections = run.file.certificates.duals.count - 1
    #expect(try CertificateFile.read(run.file.bytes, path: "c") == run.file)
    #expect(try report(run).holds)
    let doubled = try report(run) { $0.optimum?.corrections = plain.duals }
    #expect(!doubled.holds)
  }

  /// Each changes one certificate, or the statement, so that an end is no longer proved.
  private static let corruptions: [(String, @Sendable (inout FluxCertificates) -> Void)] = [
    ("points", { $0.points = $0.points.map { Self.changed($0) { $0 + 1e-3 } } }),
    ("no points", { $0.points = $0.points.map { _ in SparseNumbers([]) } }),
    ("no duals", { $0.duals = $0.duals.map { _ in SparseNumbers([]) } }),
    ("duals", { $0.duals = $0.duals.map { Self.changed($0) { 1.1 * $0 } } }),
    ("no ends", { $0.ends = [] }),
    ("no proofs", { for index in $0.ends.indices { $0.ends[index].proof = .none } }),
    ("bounds", { for index in $0.ends.indices { $0.ends[index].proof = .bound } }),
    ("leaders", { for index in $0.ends.indices { $0.ends[index].proof = .leader(0) } }),
    ("followers", { for index in $0.followers.indices { $0.followers[index].factor *= 1.01 } }),
    ("optimum", { $0.optimum?.value += 1e-3 }),
    ("fraction", { $0.statement.fraction = 0.5 }),
    ("no cut", { $0.statement.cut = .free }),
    ("no optimum", { $0.optimum = nil }),
    (
      "another objective",
      { $0.statement.objective = FluxObjective(terms: [.init(reaction: 0, coefficient: 1)]) }
    ),
    (
      "wider bounds",
      {
        $0.statement.bounds = $0.statement.bounds.map {
          FluxBounds(lower: 2 * $0.lower, upper: 2 * $0.upper)
        }
      }
    ),
    (
      "narrower bounds",
      {
        $0.statement.bounds = $0.statement.bounds.map {
          FluxBounds(lower: 0.9 * $0.lower, upper: 0.9 * $0.upper)
        }
      }
    ),
  ]

  private static func changed(
    _ numbers: SparseNumbers, _ change: (Double) -> Double
  ) -> SparseNumbers {
    SparseNumbers(indices: numbers.indices, values: numbers.values.map(change))
  }

  @Test("that were changed prove nothing", arguments: corruptions.indices)
  func corrupted(index: Int) throws {
    let (name, change) = Self.corruptions[index]
    #expect(try !report(run(random(3)), change).holds, "\(name)")
  }

  @Test("catch every value that is not the one proved, and name its end")
  func corruptedResult() throws {
    let honest = try run(random(4))
    let changes: [(inout FluxRange.End) -> Void] = [
      { $0.value = ($0.value ?? 0) + 1e-6 }, { $0.value = ($0.value ?? 0) - 1e-6 },
      { $0.value = nil }, { $0.status = .unbounded }, { $0.status = .infeasible },
      { $0.status = .failed }, { $0.value = .infinity },
    ]
    for (place, change) in changes.enumerated() {
      for row in [0, 17, 59] {
        var run = honest
        change(&run.claims.rows[row].range.maximum)
        let failures = try report(run).failures
        #expect(failures.count == 1, "\(place)")
        #expect(failures.first?.reaction == run.claims.rows[row].reaction)
        #expect(failures.first?.isMaximum == true)
      }
    }
    var swapped = honest
    swapped.claims.rows[5].range.minimum.outerBound? += 1e-3
    #expect(try report(swapped).failures.map(\.isMaximum) == [false], "an outer bound too good")
    swapped = honest
    swapped.claims.rows[5].range.minimum.outerBound? -= 1e-3
    #expect(swapped.claims.rows[5].range.minimum.status == .certified)
    #expect(try report(swapped).failures.map(\.isMaximum) == [false], "a bound too far off")
    swapped.claims.rows[5].range.minimum.status = .optimal
    #expect(try report(swapped).holds, "a weaker bound is a true one")
    var other = honest
    other.claims.objectiveValue? += 1e-6
    #expect(try !report(other).holds)
    other = honest
    other.claims.cut = .fraction(0.8)
    #expect(try !report(other).holds)
    other = honest
    other.claims.rows[0].reaction = "nobody"
    #expect(try report(other).failures.map(\.reaction) == ["nobody"])
    var weaker = honest
    weaker.claims.rows[0].range.minimum.status = .optimal
    weaker.claims.rows[1].range.minimum = .init(status: .failed, value: nil)
    let report = try report(weaker)
    #expect(report.holds, "claiming less is no fault")
    #expect(report.verified[.optimal] == 1 && report.verified[.failed] == 1)
  }

  @Test("of another model are told from the start")
  func anotherModel() throws {
    let file = try run(random(5)).file
    #expect(file.difference(from: try RandomModels.model(seed: 5, reactions: 60)) == nil)
    #expect(file.difference(from: try RandomModels.model(seed: 6, reactions: 60)) != nil)
    #expect(file.difference(from: try RandomModels.model(seed: 5, reactions: 62)) != nil)
  }

  @Test("with a byte changed are read and checked without a crash, and never prove another value")
  func fuzz() throws {
    let honest = try run(random(7))
    let bytes = honest.file.bytes
    var random = SeededGenerator(seed: 11)
    let noise = Array("0123456789.-e \tpyrdfx\nmin".utf8)
    var (unreadable, failing, harmless) = (0, 0, 0)
    for _ in 0..<400 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        changed[Int.random(in: 0..<bytes.count, using: &random)] =
          noise.randomElement(using: &random) ?? 48
      }
      guard let file = try? CertificateFile.read(changed, path: "c") else {
        unreadable += 1
        continue
      }
      if file.difference(from: honest.model) != nil { continue }
      var verifier = try CertificateVerifier(file.certificates, model: honest.model)
      let report = verifier.verify(honest.claims)
      if report.holds { harmless += 1 } else { failing += 1 }
      var wrong = honest.claims
      wrong.rows[9].range.maximum.value? += 0.01
      #expect(!verifier.verify(wrong).holds)
    }
    #expect(unreadable > 20 && failing > 20 && harmless > 0)
  }

  @Test("that are cut short or have too much are refused, with a line")
  func truncation() throws {
    let bytes = try run(random(8)).file.bytes
    for count in stride(from: 0, to: bytes.count - 1, by: 97) {
      #expect(throws: SavedFileError.self) {
        try CertificateFile.read(Array(bytes[..<count]), path: "c")
      }
    }
    let lines = bytes.count { $0 == 10 }
    let error = SavedFileError.malformed(
      path: "c", line: lines + 1, problem: "there is something after the end")
    #expect(throws: error) { try CertificateFile.read(bytes + Array("x\n".utf8), path: "c") }
  }
}
