import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

/// E-Flux2 and SPOT. References: HiGHS 1.15.1 (its simplex through SciPy 1.17.1, its QP solver through
/// highspy), on the same seeded levels.
@Suite("Flux distributions by expression")
struct FluxStateTests {
  private static func fluxes(_ model: PersonalizedModel) throws -> [String: Double] {
    let fluxes = try #require(model.flux).fluxes
    return Dictionary(
      uniqueKeysWithValues: zip(model.base.model.reactions.map(\.id), fluxes))
  }

  @Test("E-Flux2 shares a flux evenly, but for what expression does not allow")
  func share() throws {
    let model = try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 10)),
        .init("r1", ["A": -1, "B": 1], rule: "g0"),
        .init("r2", ["A": -1, "B": 1], rule: "g1"),
        .init("r3", ["A": -1, "B": 1], rule: "g2"),
        .init("out", ["B": -1]),
      ], objective: "out")
    let levels = try FluxStateSamples.levels(of: model, [3, 100, 100])
    let patient = try EFlux2().personalize(
      ConstrainedModel(model), with: levels, using: .auto())
    let fluxes = try #require(patient.flux).fluxes
    for (flux, expected) in zip(fluxes, [10, 3, 3.5, 3.5, 10]) {
      #expect(abs(flux - expected) < 1e-8)
    }
    #expect(patient.flux?.isUnique == true)
    var method = EFlux2()
    method.norm = .l1
    let least = try method.personalize(ConstrainedModel(model), with: levels, using: .auto())
    #expect(abs((FluxStateSamples.number("sum_of_magnitudes", in: least) ?? 0) - 30) < 1e-6)
    #expect(least.flux?.isUnique == false)
  }

  @Test("E-Flux2 of a model that cannot do anything is no flux at all")
  func blocked() throws {
    let model = try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 10)), .init("r1", ["A": -1, "B": 1], rule: "g0"),
        .init("side", ["A": -1, "C": 1], rule: "g1"), .init("waste", ["C": -1]),
        .init("out", ["B": -1]),
      ], objective: "out")
    let patient = try EFlux2().personalize(
      ConstrainedModel(model), with: FluxStateSamples.levels(of: model, [0, 7]),
      using: .auto())
    #expect(patient.flux?.fluxes == [0, 0, 0, 0, 0])
    #expect(FluxStateSamples.number("objective", in: patient) == 0)
  }

  @Test("SPOT finds the direction of the best correlation")
  func correlation() throws {
    // With x and y through r1 and r2: minimize x² + y² + 2 (x + y)² for 3x + 2.5y = 1, so that
    // (x, y) is a multiple of (4, 1.5).
    let model = try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 10)),
        .init("r1", ["A": -1, "B": 1], rule: "g0"),
        .init("r2", ["A": -1, "B": 1], rule: "g1"),
        .init("out", ["B": -1]),
      ])
    let levels = try FluxStateSamples.levels(of: model, [3, 2.5])
    var method = SPOT()
    let relative = try method.personalize(
      ConstrainedModel(model), with: levels, using: .auto())
    for (flux, expected) in zip(try #require(relative.flux).fluxes, [1, 4 / 5.5, 1.5 / 5.5, 1]) {
      #expect(abs(flux - expected) < 1e-9)
    }
    #expect(relative.flux?.isRelative == true)
    method.uptake = MeasuredUptake(reaction: "up", magnitude: 11)
    let scaled = try method.personalize(ConstrainedModel(model), with: levels, using: .auto())
    #expect(abs((scaled.flux?.fluxes[1] ?? 0) - 8) < 1e-8)
  }

  @Test("SPOT refuses a forced flux and a sample that expresses nothing that flows")
  func refusals() throws {
    let forced = try OmicsModels.model([
      .init("up", ["A": 1], (2, 10)), .init("out", ["A": -1], rule: "g0"),
    ])
    #expect(throws: OmicsError.limitedFlux(reaction: "up", method: "spot")) {
      try SPOT().personalize(
        ConstrainedModel(forced), with: FluxStateSamples.levels(of: forced, [1]),
        using: .auto())
    }
    let dead = try OmicsModels.model([
      .init("up", ["A": 1], (0, 10)), .init("stuck", ["A": -1, "B": 1], rule: "g0"),
    ])
    #expect(throws: OmicsError.noFluxThroughScored(sample: "S")) {
      try SPOT().personalize(
        ConstrainedModel(dead), with: FluxStateSamples.levels(of: dead, [1]),
        using: .auto())
    }
  }

  @Test(
    "E. coli core has the fluxes that HiGHS finds",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: [
      (7 as UInt64, 0.4872329535034438, 5422.172311666249, 36.2095779987474, 18.704788639701796),
      (8, 0.4838682062047684, 5104.639085448735, 33.52514437426563, 18.713733147445865),
    ])
  func core(
    seed: UInt64, objective: Double, squares: Double, protons: Double, glycolysis: Double
  ) throws {
    let model = try FluxStateSamples.shared("e_coli_core")
    let patient = try EFlux2().personalize(
      ConstrainedModel(model), with: FluxStateSamples.levels(of: model, seed: seed),
      using: .auto())
    #expect(
      abs((FluxStateSamples.number("objective", in: patient) ?? 0) - objective) < 1e-8)
    let found = FluxStateSamples.number("sum_of_squares", in: patient) ?? 0
    #expect(abs(found - squares) < 1e-7 * squares)
    let fluxes = try Self.fluxes(patient)
    #expect(abs((fluxes["EX_h_e"] ?? 0) - protons) < 1e-6)
    #expect(abs((fluxes["GAPD"] ?? 0) - glycolysis) < 1e-6)
  }

  @Test(
    "E. coli core has the correlation that HiGHS finds",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: [
      (7 as UInt64, 0.8345527806806754, 0.8992230922656911, 0.7818784503440823),
      (8, 0.829848067637423, 0.9047953262512048, 0.7827194356546594),
    ])
  func coreCorrelation(
    seed: UInt64, correlation: Double, transhydrogenase: Double, oxidase: Double
  ) throws {
    let model = try FluxStateSamples.shared("e_coli_core")
    var base = ConstrainedModel(model)
    let maintenance = try #require(model.reactionIndex("ATPM"))
    try base.setBounds(FluxBounds(lower: 0, upper: 1000), ofReaction: maintenance)
    let patient = try SPOT().personalize(
      base, with: FluxStateSamples.levels(of: model, seed: seed), using: .auto())
    #expect(
      abs((FluxStateSamples.number("correlation", in: patient) ?? 0) - correlation) < 1e-8)
    let fluxes = try Self.fluxes(patient)
    #expect(abs((fluxes["FORt"] ?? 0) + 1) < 1e-9)
    #expect(abs((fluxes["NADTRHD"] ?? 0) - transhydrogenase) < 1e-6)
    #expect(abs((fluxes["CYTBD"] ?? 0) - oxidase) < 1e-6)
  }

  /// HiGHS's QP solver ends in an error on these and gives a point with a residual of 10⁻⁴; its sum of
  /// squares is what is compared.
  @Test(
    "iJO1366 has the least squares that HiGHS comes to",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: [
      (1000.0, 1.0, 0.9823718127269774, 15712.349723139207),
      (10.0, 0.0, 0.08659961039497432, 454.546407800128),
    ])
  func genomeScale(most: Double, least: Double, objective: Double, squares: Double) throws {
    let model = try FluxStateSamples.shared("iJO1366")
    let patient = try EFlux2().personalize(
      ConstrainedModel(model),
      with: FluxStateSamples.levels(of: model, seed: 7, in: least...most), using: .auto())
    #expect(
      abs((FluxStateSamples.number("objective", in: patient) ?? 0) - objective) < 1e-8)
    let found = FluxStateSamples.number("sum_of_squares", in: patient) ?? 0
    #expect(abs(found - squares) < 1e-6 * squares)
    let bound = FluxStateSamples.number("sum_of_squares_bound", in: patient) ?? 0
    #expect(abs(found - bound) < 1e-8 * squares)
    #expect((FluxStateSamples.number("residual", in: patient) ?? 1) < 1e-9)
  }

  /// What must hold for any model and sample.
  @Test("The order of reactions changes no flux, and SPOT nothing if all levels are tenfold")
  func invariance() throws {
    var spots = 0
    for seed: UInt64 in 1...12 {
      let count = 30
      let model = try FluxStateSamples.random(seed: seed, reactions: count)
      let levels = try FluxStateSamples.levels(of: model, seed: seed, in: 1...30)
      var generator = SeededGenerator(seed: seed)
      let order = Array(0..<count).shuffled(using: &generator)
      let shuffled = try FluxStateSamples.random(seed: seed, reactions: count, order: order)
      let one = try EFlux2().personalize(
        ConstrainedModel(model), with: levels, using: .auto())
      let other = try EFlux2().personalize(
        ConstrainedModel(shuffled), with: levels, using: .auto())
      try Self.expectSame(one, other)
      do {
        let first = try SPOT().personalize(
          ConstrainedModel(model), with: levels, using: .auto())
        let second = try SPOT().personalize(
          ConstrainedModel(shuffled), with: levels, using: .auto())
        let tenfold = try SPOT().personalize(
          ConstrainedModel(model),
          with: FluxStateSamples.levels(of: model, levels.levels.map { $0.map { $0 * 10 } }),
          using: .auto())
        try Self.expectSame(first, second)
        try Self.expectSame(first, tenfold)
        spots += 1
      } catch OmicsError.noFluxThroughScored {
        continue
      }
    }
    #expect(spots >= 6)
  }

  private static func expectSame(_ one: PersonalizedModel, _ other: PersonalizedModel) throws {
    let (a, b) = (try fluxes(one), try fluxes(other))
    for (id, flux) in a {
      let difference = abs(flux - (b[id] ?? .nan))
      #expect(difference < 1e-6, "\(one.base.model.id) \(id)")
    }
  }
}
