import TestSupport
import Testing
import TwinFlux

@Suite("Certificates of a model without an optimum")
struct AbsenceCertificateTests {
  enum Case: Sendable, CaseIterable {
    case infeasible, unbounded
  }

  /// Random networks in which every reaction must carry flux, and some that can carry any amount.
  private func model(_ kind: Case, seed: UInt64) throws -> ConstrainedModel {
    switch kind {
    case .infeasible:
      var model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 40))
      for reaction in 0..<40 {
        try model.setBounds(.init(lower: 1, upper: 2), ofReaction: reaction)
      }
      return model
    case .unbounded:
      let factor = Double(seed + 1)
      return ConstrainedModel(
        try OmicsModels.model(
          [
            .init("IN", ["A": 1], (1, 10)), .init("GO", ["A": -1, "B": factor], (0, .infinity)),
            .init("MORE", ["A": 1], (0, .infinity)), .init("OUT", ["B": -1], (0, .infinity)),
            .init("LOST", ["B": -1], (1, 1000)),
          ], objective: "OUT"))
    }
  }

  private func certificates(_ model: ConstrainedModel) throws -> FluxCertificates {
    try #require(
      try certificatesOfAbsence(
        of: model, using: SolverChoice.auto.makeBackend(for: .manyObjectives)))
  }

  private func report(
    _ certificates: FluxCertificates, _ model: ConstrainedModel,
    _ claims: FluxRangeClaims = .init(rows: [])
  ) throws -> VerificationReport {
    var verifier = try CertificateVerifier(certificates, model: model.model)
    return verifier.verify(claims)
  }

  @Test("prove it, and read back as they were written", arguments: Case.allCases)
  func honest(kind: Case) throws {
    for seed: UInt64 in 0..<5 {
      let model = try model(kind, seed: seed)
      let certificates = try certificates(model)
      let report = try report(certificates, model)
      #expect(report.holds, "\(report.failures)")
      #expect(report.absence == (kind == .infeasible ? .infeasible : .unbounded))
      let file = CertificateFile(certificates, model: model.model, modelSHA256: "0")
      #expect(try CertificateFile.read(file.bytes, path: "c") == file)
    }
  }

  @Test("are the same for every solver's word, also of one that gives no proof and lies first")
  func solvers() throws {
    let native = try SolverChoice.native.makeBackend()
    for kind in Case.allCases {
      let model = try model(kind, seed: 1)
      for lie in [CorruptBackend.Corruption.saysInfeasible, .saysUnbounded] {
        let backend = FallbackBackend(CorruptBackend(native, lie), then: native)
        let found = try #require(try certificatesOfAbsence(of: model, using: backend))
        #expect(
          try report(found, model).absence == (kind == .infeasible ? .infeasible : .unbounded))
      }
    }
  }

  @Test("are none of a model that has an optimum")
  func present() throws {
    let model = ConstrainedModel(try RandomModels.model(seed: 1, reactions: 40))
    #expect(
      try certificatesOfAbsence(of: model, using: SolverChoice.native.makeBackend()) == nil)
  }

  private static func changed(
    _ numbers: SparseNumbers, _ change: (Double) -> Double
  ) -> SparseNumbers {
    SparseNumbers(indices: numbers.indices, values: numbers.values.map(change))
  }

  @Test("that were changed prove nothing")
  func corrupted() throws {
    let infeasible = try model(.infeasible, seed: 2)
    let unbounded = try model(.unbounded, seed: 2)
    let changes: [(ConstrainedModel, (inout FluxCertificates) -> Void)] = [
      (infeasible, { $0.duals = [SparseNumbers([])] }),
      (
        infeasible,
        { certificates in
          certificates.statement.bounds = certificates.statement.bounds.map { _ in
            FluxBounds(lower: 0, upper: 2)
          }
        }
      ),
      (unbounded, { $0.points = [SparseNumbers([])] }),
      (unbounded, { $0.directions = [SparseNumbers([])] }),
      (unbounded, { $0.directions = $0.directions.map { Self.changed($0) { -$0 } } }),
      (unbounded, { $0.directions = $0.directions.map { Self.changed($0) { $0 + 1e-3 } } }),
      (unbounded, { $0.statement.objective.sense = .minimize }),
      (unbounded, { $0.statement.bounds[3] = FluxBounds(lower: 0, upper: 1000) }),
      (infeasible, { $0.absence = nil }),
    ]
    for (place, (model, change)) in changes.enumerated() {
      var certificates = try certificates(model)
      change(&certificates)
      var claims = FluxRangeClaims(rows: [])
      claims.absence = place == 8 ? .infeasible : nil
      let report = try report(certificates, model, claims)
      #expect(!report.holds && report.absence == nil, "\(place)")
    }
  }

  @Test("prove no value beside them, and every row that says infeasible")
  func claims() throws {
    let model = try model(.infeasible, seed: 3)
    let certificates = try certificates(model)
    let end = FluxRange.End(status: .infeasible, value: nil)
    let id = model.model.reactions[0].id
    var claims = FluxRangeClaims(
      rows: [.init(reaction: id, range: FluxRange(minimum: end, maximum: end))])
    #expect(try report(certificates, model, claims).verified == [.infeasible: 2])
    claims.rows[0].range.maximum = .init(status: .certified, value: 1)
    #expect(try !report(certificates, model, claims).holds)
    // A cut that nothing proves is not let pass for the sake of the ray beside it.
    var mixed = certificates
    mixed.points = [SparseNumbers([])]
    mixed.statement.cut = .fixed(0)
    mixed.ends = [.init(reaction: 0, isMaximum: true, point: 0, proof: .bound)]
    #expect(try report(mixed, model, claims).failures.contains { $0.reaction == nil })
  }

  @Test("with a byte changed never crash, and hold only where they still prove it")
  func fuzz() throws {
    var failing = 0
    for kind in Case.allCases {
      let model = try model(kind, seed: 4)
      let bytes = CertificateFile(
        try certificates(model), model: model.model, modelSHA256: "0"
      ).bytes
      var random = SeededGenerator(seed: 3)
      let noise = Array("0123456789.-e \tinfeasbludx\n".utf8)
      var unreadable = 0
      for _ in 0..<300 {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          changed[Int.random(in: 0..<bytes.count, using: &random)] =
            noise.randomElement(using: &random) ?? 48
        }
        guard let file = try? CertificateFile.read(changed, path: "c") else {
          unreadable += 1
          continue
        }
        if file.difference(from: model.model) != nil { continue }
        let report = try report(file.certificates, model)
        if !report.holds { failing += 1 }
        #expect(report.holds == (report.absence != nil))
      }
      #expect(unreadable > 20, "\(kind)")
    }
    #expect(failing > 0)
  }
}
