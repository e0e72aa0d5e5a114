import TestSupport
import Testing
import TwinFlux

@Suite("Production envelopes", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct ProductionEnvelopeTests {
  private func envelope(
    _ model: ConstrainedModel, _ ids: [String], points: Int, threads: Int = 1
  ) throws -> ProductionEnvelope {
    var options = ProductionEnvelopeOptions()
    options.points = points
    options.threads = threads
    return try productionEnvelope(
      of: model, varying: ids.compactMap(model.model.reactionIndex), options: options,
      using: SolverChoice.auto.makeBackend())
  }

  private func trade() throws -> ConstrainedModel {
    // A yields one B or two C; B and C together make the product.
    ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)), .init("TO_B", ["A": -1, "B": 1]),
          .init("TO_C", ["A": -1, "C": 2]), .init("GROW", ["B": -1, "C": -1]),
          .init("OUT_B", ["B": -1], (0, 4)), .init("OUT_C", ["C": -1]),
        ], objective: "GROW"))
  }

  @Test("of a branch are known in closed form")
  func closedForm() throws {
    let found = try envelope(trade(), ["TO_B", "TO_C"], points: 5)
    // More than 8 of B would need more C beside it than the rest of A yields.
    for (axis, expected) in zip(found.axes, [[0, 2, 4, 6, 8], [0, 2.5, 5, 7.5, 10]]) {
      #expect(zip(axis, expected).allSatisfy { abs($0 - $1) <= 1e-9 }, "\(axis)")
    }
    #expect(found.points.count == 25)
    for point in found.points {
      let (b, c) = (point.fluxes[0], 2 * point.fluxes[1])
      // B must go to growth beyond what OUT_B takes; growth needs as much of C.
      let isFeasible = b + c / 2 <= 10 + 1e-9 && max(0, b - 4) <= c + 1e-9
      if isFeasible {
        #expect(abs(try #require(point.range.maximum.value) - min(b, c)) <= 1e-9, "\(point)")
        #expect(abs(try #require(point.range.minimum.value) - max(0, b - 4)) <= 1e-9, "\(point)")
        #expect(point.range.minimum.status == .certified)
      } else {
        #expect(point.range.maximum.status == .infeasible && point.range.maximum.value == nil)
        #expect(point.range.minimum.status == .infeasible && point.range.minimum.value == nil)
      }
    }
  }

  @Test("may vary reactions that move together, and the objective itself")
  func coupled() throws {
    let model = ConstrainedModel(
      try OmicsModels.model(
        [.init("IN", ["A": 1], (0, 10)), .init("OUT", ["A": -2]), .init("NO", ["A": -1], (0, 0))],
        objective: "OUT"))
    let found = try envelope(model, ["IN", "OUT"], points: 3)
    for (index, point) in found.points.enumerated() {
      let isOnDiagonal = index % 4 == 0
      #expect((point.range.maximum.status == .certified) == isOnDiagonal)
      #expect(point.range.maximum.value == (isOnDiagonal ? point.fluxes[1] : nil))
    }
    let still = try envelope(model, ["NO"], points: 2)
    #expect(still.points.map(\.fluxes) == [[0], [0]])
    #expect(still.points.map(\.range.maximum.value) == [5, 5])
  }

  @Test("are flux balances with the fluxes fixed, on any number of threads")
  func againstFluxBalance() throws {
    let backend = try SolverChoice.auto.makeBackend()
    for seed in 0..<5 {
      let model = ConstrainedModel(try RandomModels.model(seed: UInt64(seed), reactions: 40))
      let found = try envelope(model, ["R3", "R20"], points: 6)
      #expect(try envelope(model, ["R3", "R20"], points: 6, threads: 3).points == found.points)
      for point in found.points {
        var fixed = model
        for (index, flux) in zip(found.varied, point.fluxes) {
          try fixed.setBounds(FluxBounds(lower: flux, upper: flux), ofReaction: index)
        }
        for (sense, end) in [
          (FluxObjective.Sense.maximize, point.range.maximum), (.minimize, point.range.minimum),
        ] {
          fixed.objective.sense = sense
          let direct = try? fluxBalance(of: fixed, using: backend).objectiveValue
          // Corners that rounding puts outside the feasible set may be settled with a little slack.
          guard let direct else { continue }
          #expect(abs((end.value ?? .infinity) - direct) <= 1e-7 * max(1, abs(direct)), "\(point)")
        }
      }
    }
  }

  /// COBRApy 0.32.1, `production_envelope(model, ["EX_o2_e"], points=5)` and
  /// `(["EX_o2_e", "EX_ac_e"], points=4)`.
  @Test(
    "of e_coli_core agree with COBRApy",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
  func reference() throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = ConstrainedModel(try SBMLReader.read(file.bytes, path: file.path).model)
    let one = try envelope(model, ["EX_o2_e"], points: 5, threads: 2)
    let oxygen = [
      0, 0.34315833783252025, 0.6863166756650425, 0.717837224593985, 0.2116629497353103,
    ]
    for (point, expected) in zip(one.points, oxygen) {
      #expect(abs(try #require(point.range.maximum.value) - expected) <= 1e-6)
      #expect(point.range.minimum.value == 0)
    }
    let two = try envelope(model, ["EX_o2_e", "EX_ac_e"], points: 4, threads: 2)
    let expected: [Double?] = [
      0, nil, nil, nil, 0.45754445044335973, 0.1525148168144537, nil, nil, 0.8182126310251705,
      0.6100592672578147, 0.30502963362890767, 0, 0.18917310463748854, 0.20797825356572164, nil,
      nil,
    ]
    for (point, expected) in zip(two.points, expected) {
      #expect((point.range.maximum.value == nil) == (expected == nil), "\(point)")
      if let value = point.range.maximum.value, let expected {
        #expect(abs(value - expected) <= 1e-6)
      }
    }
  }

  @Test("need limits, an objective and a grid of a sensible size")
  func refusals() throws {
    let free = ConstrainedModel(
      try OmicsModels.model(
        [.init("IN", ["A": 1], (0, .infinity)), .init("OUT", ["A": -1], (0, .infinity))],
        objective: "OUT"))
    #expect(throws: FluxError.self) { try envelope(free, ["IN"], points: 3) }
    #expect(throws: FluxError.self) { try envelope(trade(), ["IN"], points: 1) }
    #expect(throws: FluxError.self) { try envelope(trade(), ["IN", "TO_B"], points: 1001) }
    #expect(throws: FluxError.self) { try envelope(trade(), [], points: 3) }
  }
}
