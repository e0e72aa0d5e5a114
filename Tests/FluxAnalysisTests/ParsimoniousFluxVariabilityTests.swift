import TestSupport
import Testing
import TwinFlux

@Suite(
  "Flux variability within a total flux",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct ParsimoniousFluxVariabilityTests {
  private func ranges(
    _ model: ConstrainedModel, factor: Double, isLoopless: Bool = false,
    _ change: (inout FluxVariabilityOptions) -> Void = { _ in }
  ) throws -> [FluxRange] {
    var options = FluxVariabilityOptions()
    change(&options)
    return try parsimoniousFluxVariability(
      of: model, factor: factor, isLoopless: isLoopless, options: options,
      using: SolverChoice.auto.makeBackend()
    ).ranges
  }

  private func isNear(_ found: Double?, _ expected: Double) -> Bool {
    found.map { abs($0 - expected) <= 1e-6 * max(1, abs(expected)) } == true
  }

  /// => A (10); A ⇌ B directly, or by C in two steps; B =>. The least total is 30.
  private func detour() throws -> ConstrainedModel {
    let both = (-1000.0, 1000.0)
    return ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)), .init("AB", ["A": -1, "B": 1], both),
          .init("AC", ["A": -1, "C": 1], both), .init("CB", ["C": -1, "B": 1], both),
          .init("OUT", ["B": -1]),
        ], objective: "OUT"))
  }

  @Test("a detour gets what the total leaves", arguments: [1.0, 1.1, 1.5])
  func detourShare(factor: Double) throws {
    // A unit through the detour costs one more than the direct way; a unit of the cycle that goes
    // back through the detour costs three.
    let room = 30 * (factor - 1)
    let most = [10, 10 + room / 3, min(10, room), min(10, room), 10]
    let plain = try ranges(detour(), factor: factor)
    let loopless = try ranges(detour(), factor: factor, isLoopless: true)
    for reaction in 0..<5 {
      let least = [10, 10 - min(10, room), -room / 3, -room / 3, 10][reaction]
      #expect(isNear(loopless[reaction].minimum.value, max(0, least)), "\(reaction)")
      #expect(isNear(loopless[reaction].maximum.value, min(10, most[reaction])), "\(reaction)")
      for range in [plain[reaction], loopless[reaction]] {
        #expect(range.minimum.status == .certified && range.maximum.status == .certified)
      }
      if factor < 1.4 {
        #expect(isNear(plain[reaction].minimum.value, least), "\(reaction)")
        #expect(isNear(plain[reaction].maximum.value, most[reaction]), "\(reaction)")
      }
    }
  }

  @Test("factors below 1 and numbers that are none are refused")
  func factors() throws {
    for factor in [0.99, 0, -1, .nan, .infinity] {
      #expect(throws: FluxError.self) { try ranges(detour(), factor: factor) }
    }
  }

  @Test("the reactions asked for come in the order asked for, on any number of threads")
  func subset() throws {
    let one = try ranges(detour(), factor: 1.2) { $0.reactions = [3, 0] }
    let two = try ranges(detour(), factor: 1.2) {
      $0.reactions = [3, 0]
      $0.threads = 2
    }
    #expect(one == two && one.count == 2 && isNear(one[1].maximum.value, 10))
  }

  // COBRApy 0.32.1: flux_variability_analysis(fraction_of_optimum=0.9, pfba_factor=1.1),
  // tolerance 1e-9.
  private static let cobra: [(String, Double, Double)] = [
    ("ACKr", -3.8135555555555776, 0.0),
    ("ATPS4r", 34.82561783032087, 47.92112799316665),
    ("EX_o2_e", -22.236718258772754, -17.992432279287755),
    ("FRD7", 0.0, 23.422898292736498),
    ("MALS", 0.0, 5.892245810728502),
    ("PFK", 3.479885865682548, 13.301575348949733),
    ("PGI", -5.984401901496914, 9.838761481964328),
    ("PYK", 0.0, 8.904742867463746),
    ("SUCDi", 0.2790120949484083, 26.09058638807024),
    ("TKT1", -0.14708826954951165, 4.928817235032218),
  ]

  @Test(
    "e_coli_core agrees with COBRApy",
    .enabled(if: SharedFiles.arePresent, "\(SharedFiles.reason)"))
  func coreModel() throws {
    let path = SharedFiles.path("models/e_coli_core.xml.gz")
    let model = ConstrainedModel(
      try SBMLReader.read(InputFile.read(path).bytes, path: path).model)
    let found = try ranges(model, factor: 1.1) { $0.cut = .fraction(0.9) }
    for (id, minimum, maximum) in Self.cobra {
      let range = found[try #require(model.model.reactionIndex(id))]
      #expect(isNear(range.minimum.value, minimum), "\(id)")
      #expect(isNear(range.maximum.value, maximum), "\(id)")
    }
    #expect(
      found.allSatisfy { $0.minimum.status == .certified && $0.maximum.status == .certified })
  }
}
