import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite(
  "A flux response curve",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct FluxResponseTests {
  private func backend() throws -> any LPBackend { try SolverChoice.auto.makeBackend() }

  /// => A (0...x), => O (0...4); A + O => 2 B (full), A => B (poor); B => (0...10); a demand on B
  /// of 1.
  private func twoWays(demand: Double = 1) throws -> ConstrainedModel {
    ConstrainedModel(
      try OmicsModels.model(
        [
          .init("EX_A", ["A": -1], (-100, 0)), .init("EX_O", ["O": -1], (-4, 0)),
          .init("FULL", ["A": -1, "O": -1, "B": 2]), .init("POOR", ["A": -1, "B": 1]),
          .init("NEED", ["B": -1], (demand, demand)), .init("OUT", ["B": -1], (0, 10)),
        ], objective: "OUT"))
  }

  private func uptake(_ model: ConstrainedModel) throws -> DrivenBound {
    try .uptake(through: 0, of: model.model)
  }

  @Test("of a closed form: two ways of different yield, a demand and a cap")
  func closedForm() throws {
    let model = try twoWays()
    let curve = try fluxResponse(
      along: uptake(model), from: 0, to: 20, in: model, using: backend())
    // Feasible from 1/2 on; slope 2 up to the oxygen's 4, then 1 up to the cap of 10 at 4 + 3.
    #expect(curve.breakpoints.map(\.bound) == [0.5, 4, 7, 20])
    #expect(curve.breakpoints.map(\.value) == [0, 7, 10, 10])
    #expect(curve.slopes == [2, 1, 0])
    #expect(curve.isCertified)
    #expect(curve.drive == "uptake through EX_A" && curve.objective == "OUT")
    #expect(try curve.value(at: 5.5) == 8.5 && curve.slope(at: 4) == 1)
    #expect(try curve.slope(at: 20) == 0)
    for outside in [0.49, 20.01, .nan] {
      #expect(throws: FluxResponseError.self) { try curve.value(at: outside) }
    }
  }

  @Test("of a lower bound falls, to where nothing is left")
  func demand() throws {
    var model = try twoWays()
    try model.setBounds(FluxBounds(lower: 0, upper: 1000), ofReaction: 4)
    try model.setBounds(FluxBounds(lower: -6, upper: 0), ofReaction: 0)
    let curve = try fluxResponse(
      along: .lower(of: 4), from: 0, to: 50, in: model, using: backend())
    #expect(curve.breakpoints.map(\.bound) == [0, 10])
    #expect(curve.breakpoints.map(\.value) == [10, 0])
  }

  @Test("of a minimum is convex")
  func minimum() throws {
    let model = try twoWays()
    let least = FluxObjective(sense: .minimize, terms: [FluxTerm(reaction: 0, coefficient: -1)])
    // The least uptake for a demand d: d/2 by the rich way, up to 8, then d − 4.
    var free = model
    try free.setBounds(FluxBounds(lower: 0, upper: 1000), ofReaction: 4)
    let curve = try fluxResponse(
      of: least, along: .lower(of: 4), from: 0, to: 20, in: free, using: backend())
    #expect(curve.sense == .minimize)
    #expect(curve.breakpoints.map(\.bound) == [0, 8, 20])
    #expect(curve.breakpoints.map(\.value) == [0, 4, 16])
  }

  @Test("is refused where there is none")
  func refusals() throws {
    let model = try twoWays()
    let drive = try uptake(model)
    #expect(throws: FluxError.infeasible(model: "test")) {
      try fluxResponse(along: drive, from: 0, to: 0.4, in: model, using: backend())
    }
    for (low, high) in [(1.0, 1.0), (2, 1), (0, .infinity), (.nan, 1)] {
      #expect(throws: FluxError.self) {
        try fluxResponse(along: drive, from: low, to: high, in: model, using: backend())
      }
    }
    // Feasible at one point only.
    var shut = model
    try shut.setBounds(FluxBounds(lower: 8, upper: 8), ofReaction: 4)
    #expect(throws: FluxError.self) {
      try fluxResponse(along: drive, from: 0, to: 4, in: shut, using: backend())
    }
    let unlimited = ConstrainedModel(
      try OmicsModels.model(
        [.init("IN", ["A": 1], (0, .infinity)), .init("OUT", ["A": -1], (0, .infinity))],
        objective: "OUT"))
    #expect(throws: FluxError.unbounded(model: "test")) {
      try fluxResponse(
        along: .lower(of: 1), from: 0, to: 1, in: unlimited, using: backend())
    }
    #expect(throws: FluxError.self) { try DrivenBound.uptake(through: 2, of: model.model) }
    #expect(throws: FluxError.self) { try DrivenBound.uptake(through: 9, of: model.model) }
  }

  /// The optimum where the bound has one value, by the analysis that knows nothing of curves.
  private func optimum(
    _ model: ConstrainedModel, _ drive: DrivenBound, at bound: Double
  ) throws -> Double? {
    var fixed = model
    let new = drive.bounds(at: bound, in: model.bounds[drive.reaction])
    guard new.isValid else { return nil }
    try fixed.setBounds(new, ofReaction: drive.reaction)
    do {
      return try fluxBalance(of: fixed, using: SolverChoice.native.makeBackend()).objectiveValue
    } catch FluxError.infeasible {
      return nil
    }
  }

  /// One random bound of a random model, moved over all that it can be and more.
  private func randomDrive(_ seed: UInt64) throws -> (
    model: ConstrainedModel, drive: DrivenBound, range: ClosedRange<Double>
  ) {
    var random = SeededGenerator(seed: seed)
    var model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 40))
    let reactions = model.model.reactions.indices
    // A forced flux, so that not everything is feasible, and an objective of a few fluxes.
    let forced = Int.random(in: reactions, using: &random)
    let most = try fluxBalance(
      of: model.maximizing(forced), using: SolverChoice.native.makeBackend()
    ).objectiveValue
    if most > 0 {
      try model.setBounds(
        FluxBounds(lower: 0.2 * most, upper: model.bounds[forced].upper), ofReaction: forced)
    }
    model.objective = FluxObjective(
      sense: seed % 4 == 0 ? .minimize : .maximize,
      terms: (0..<4).map { _ in
        FluxTerm(
          reaction: Int.random(in: reactions, using: &random),
          coefficient: Double(Int.random(in: -2...3, using: &random)))
      })
    let driven = Int.random(in: reactions, using: &random)
    let bounds = model.bounds[driven]
    return (
      model, Bool.random(using: &random) ? .upper(of: driven) : .lower(of: driven),
      (bounds.lower - 1)...(bounds.upper + 1)
    )
  }

  @Test("equals the optimum at any point, and ends where nothing is feasible")
  func pointwise() throws {
    var pieces = 0
    var cut = 0
    for seed in 0..<100 {
      let (model, drive, range) = try randomDrive(UInt64(seed))
      var random = SeededGenerator(seed: UInt64(seed) &+ 1000)
      let curve: FluxResponseCurve
      do {
        curve = try fluxResponse(
          along: drive, from: range.lowerBound, to: range.upperBound, in: model, using: backend())
      } catch FluxError.infeasible {
        continue
      } catch FluxError.invalidOption {
        continue
      }
      #expect(curve.isCertified)
      pieces += curve.slopes.count
      let own = model.bounds[drive.reaction]
      let end = drive.side == .upper ? curve.domain.lowerBound : curve.domain.upperBound
      cut += abs(end - (drive.side == .upper ? own.lower : own.upper)) > 1e-3 ? 1 : 0
      let sign = model.objective.sense == .maximize ? 1.0 : -1.0
      for (a, b) in zip(curve.slopes, curve.slopes.dropFirst()) { #expect(sign * (a - b) > 1e-9) }
      for _ in 0..<12 {
        let bound = Double.random(in: range, using: &random)
        let expected = try optimum(model, drive, at: bound)
        #expect((expected != nil) == curve.domain.contains(bound), "seed \(seed), \(bound)")
        guard let expected, curve.domain.contains(bound) else { continue }
        let value = try curve.value(at: bound)
        #expect(abs(value - expected) <= 1e-7 * max(1, abs(expected)), "seed \(seed), \(bound)")
      }
    }
    // The models are not so tame that the test would pass on lines.
    #expect(pieces > 150 && cut > 20, "\(pieces) pieces, \(cut) cut")
  }

  @Test("is the same whatever the solver")
  func solvers() throws {
    for seed in 100..<120 {
      let (model, drive, range) = try randomDrive(UInt64(seed))
      let curves = SolverChoice.available.map { choice -> FluxResponseCurve? in
        try? fluxResponse(
          along: drive, from: range.lowerBound, to: range.upperBound, in: model,
          using: choice.makeBackend())
      }
      for curve in curves.dropFirst() {
        #expect(curve?.breakpoints.count == curves[0]?.breakpoints.count, "seed \(seed)")
        for (a, b) in zip(curve?.breakpoints ?? [], curves[0]?.breakpoints ?? []) {
          #expect(abs(a.bound - b.bound) <= 1e-6 && abs(a.value - b.value) <= 1e-6, "seed \(seed)")
        }
      }
    }
  }

  /// COBRApy 0.32.1 with HiGHS and GLPK: 8.39/17.5 is the uptake that pays for the maintenance.
  @Test(
    "growth of e_coli_core on glucose has two pieces",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: SolverChoice.available)
  func coliCore(choice: SolverChoice) throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = try SBMLReader.read(file.bytes, path: file.path).model
    let exchange = try #require(model.reactionIndex("EX_glc__D_e"))
    let curve = try fluxResponse(
      along: .uptake(through: exchange, of: model), from: 0, to: 10, in: ConstrainedModel(model),
      using: choice.makeBackend())
    #expect(curve.breakpoints.count == 3 && curve.isCertified)
    #expect(abs(curve.domain.lowerBound - 8.39 / 17.5) <= 1e-9)
    #expect(abs(curve.breakpoints[1].bound - 1.43229) <= 1e-5)
    #expect(abs(curve.slopes[0] - 0.092945885312) <= 1e-9)
    #expect(abs(curve.slopes[1] - 0.091664746375) <= 1e-9)
    for (bound, expected) in [
      (10.0, 0.873921506968), (1.0, 0.092945885312 - 0.044560913015),
      (5, 0.091664746375 * 5 - 0.042725956783),
    ] {
      #expect(abs(try curve.value(at: bound) - expected) <= 1e-9)
    }
  }
}

extension ConstrainedModel {
  fileprivate func maximizing(_ reaction: Int) -> ConstrainedModel {
    var other = self
    other.objective = FluxObjective(terms: [FluxTerm(reaction: reaction, coefficient: 1)])
    return other
  }
}
