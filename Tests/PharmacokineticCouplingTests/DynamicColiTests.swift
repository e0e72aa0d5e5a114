import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// E. coli core on glucose, uptake at most 10 G/(5 + G), 0.1 gDW/L and 10 mmol/L at the start: the
/// culture of COBRApy's notebook on dynamic flux balance analysis. On each straight piece of μ =
/// a·v − b
///
///     X(G) = X₀ − a(G − G₀) + (b/10)·(5 ln(G/G₀) + G − G₀)
///
/// and nothing grows below the uptake that pays for the maintenance, 8.39/17.5.
@Suite(
  "Dynamic flux balance of e_coli_core",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct DynamicColiTests {
  static let model: Result<MetabolicModel, any Error> = Result {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    return try SBMLReader.read(file.bytes, path: file.path).model
  }

  static func culture() throws -> DynamicModel {
    DynamicModel(
      biomass: 0.1, growth: "BIOMASS_Ecoli_core_w_GAM",
      species: [
        .init(
          "glucose", exchange: "EX_glc__D_e", concentration: 10,
          uptake: try MichaelisMentenLaw(of: "glucose", maximum: 10, halfSaturation: 5))
      ])
  }

  private func simulator(_ choice: SolverChoice = .auto) throws -> DynamicSimulator {
    try DynamicSimulator(
      Self.culture(), on: ConstrainedModel(Self.model.get()), using: choice.makeBackend())
  }

  @Test("the closed form, and the end by maintenance", arguments: SolverChoice.available)
  func closedForm(choice: SolverChoice) throws {
    let curve = try simulator(choice).simulate(until: 10)
    for (time, biomass, glucose) in [
      (1.0, 0.175043101, 9.118755255), (2, 0.298222276, 7.666862059),
      (3, 0.481441846, 5.488638307), (4, 0.697597283, 2.855511294),
      (5, 0.844672014, 0.886698886), (5.5, 0.869574058, 0.412718566),
    ] {
      #expect(abs(try curve.biomass(at: time) - biomass) <= 1e-7, "\(time) h")
      #expect(abs(try curve.concentration(of: "glucose", at: time) - glucose) <= 1e-7, "\(time) h")
    }
    #expect(abs(curve.end - 5.80190194) <= 1e-7, "\(curve.end)")
    #expect(abs(try curve.biomass(at: curve.end) - 0.8728042492) <= 1e-7)
    #expect(abs(try curve.concentration(of: "glucose", at: curve.end) - 0.2517856071) <= 1e-7)
    // COBRApy's notebook, with SciPy's BDF at a relative tolerance of 1e-6, stops here.
    #expect(abs(curve.end - 5.80191035) <= 1e-5)
    #expect(abs(try curve.biomass(at: curve.end) - 0.87280538) <= 1e-5)
    // The bounds that clash, and when.
    guard case .infeasible(let why) = curve.infeasibility?.kind else {
      Issue.record("no infeasibility")
      return
    }
    #expect(curve.infeasibility?.time == curve.end)
    #expect(why.demands.map(\.id) == ["ATPM"] && why.supplies.map(\.id) == ["EX_glc__D_e"])
    #expect(why.demands.first?.bound == 8.39)
  }

  @Test(
    "a linear program for each basis, and none for the steps between",
    arguments: SolverChoice.available)
  func programs(choice: SolverChoice) throws {
    let curve = try simulator(choice).simulate(until: 10)
    // The start, two changes of basis and the proof that there is no further one. The exchange of
    // glucose is decided by growth and costs none.
    #expect(curve.counters.pieces == 3 && curve.counters.programs == 4)
    #expect(curve.counters.steps > 40)
    #expect(curve.events.count == 3)
    // μ(v) bends at v = 1.43229: G = 5v/(10 − v). The other change of basis is between bases of one
    // slope.
    let bends = try curve.events.dropLast().map { event in
      let (before, after) = (event.time - 1e-6, event.time + 1e-6)
      return try (curve.growthRate(at: after) - curve.growthRate(at: event.time))
        - (curve.growthRate(at: event.time) - curve.growthRate(at: before))
    }
    #expect(bends.count { abs($0) > 1e-10 } == 1, "\(bends)")
    let glucose = try curve.events.dropLast().map {
      try curve.concentration(of: "glucose", at: $0.time)
    }
    #expect(glucose.contains { abs($0 - 0.83586180) <= 1e-6 }, "\(glucose)")
  }

  /// t* = ∫ dG / (v X) from G* to G₀, by Simpson's rule on the closed form.
  @Test("the time of the end, by quadrature")
  func quadrature() throws {
    let pieces = [(a: 0.091664746375, b: 0.042725956783), (a: 0.092945885312, b: 0.044560913015)]
    let bend = 1.432285
    func level(_ uptake: Double) -> Double { 5 * uptake / (10 - uptake) }
    var time = 0.0
    var (start, biomass) = (10.0, 0.1)
    for (piece, end) in zip(pieces, [level(bend), level(8.39 / 17.5)]) {
      let (from, first) = (start, biomass)
      func cells(_ level: Double) -> Double {
        first - piece.a * (level - from) + piece.b / 10 * (5 * log(level / from) + level - from)
      }
      let count = 20_000
      let width = (from - end) / Double(count)
      for index in 0...count {
        let here = end + Double(index) * width
        let weight = index == 0 || index == count ? 1.0 : index % 2 == 1 ? 4 : 2
        time += weight * width / 3 * (5 + here) / (10 * here) / cells(here)
      }
      (biomass, start) = (cells(end), end)
    }
    let curve = try simulator().simulate(until: 10)
    #expect(abs(curve.end - time) <= 2e-8, "\(curve.end), \(time)")
  }

  @Test("the steps change nothing", arguments: IntegrationOptions.Method.allCases)
  func steps(method: IntegrationOptions.Method) throws {
    let simulator = try simulator()
    let reference = try simulator.simulate(
      until: 10, options: IntegrationOptions(method: .dormandPrince, relativeTolerance: 1e-12))
    for tolerance in [1e-5, 1e-7, 1e-9] {
      let curve = try simulator.simulate(
        until: 10, options: IntegrationOptions(method: method, relativeTolerance: tolerance))
      let room = 10 * tolerance
      #expect(abs(curve.end - reference.end) <= room, "\(tolerance): \(curve.end)")
      #expect(curve.events.count == reference.events.count)
      let errors = try stride(from: 0.0, through: 5.75, by: 0.25).map { time in
        abs(try curve.biomass(at: time) - reference.biomass(at: time))
      }
      #expect((errors.max() ?? 0) <= room, "\(tolerance)")
    }
    // A simulation in parts is one simulation.
    let half = try simulator.simulate(until: 3)
    #expect(half.end == 3 && half.infeasibility == nil)
    #expect(abs(try half.biomass(at: 3) - reference.biomass(at: 3)) <= 1e-9)
  }

  @Test("an infeasible start is an event at once that names the bounds")
  func infeasibleStart() throws {
    let curve = try simulator().simulate(until: 10, concentrations: ["glucose": 0.2])
    #expect(curve.end == 0 && curve.events.count == 1)
    #expect(try curve.biomass(at: 0) == 0.1)
    #expect(try curve.concentration(of: "glucose", at: 0) == 0.2)
    #expect(try curve.growthRate(at: 0) == 0)
    let text = try #require(curve.infeasibility?.description)
    #expect(text.contains("'ATPM' must be at least 8.39") && text.contains("EX_glc__D_e"))
  }

  /// Glucose, then the acetate that it left: three driven bounds and a dozen bases.
  static func diauxie() throws -> DynamicModel {
    DynamicModel(
      biomass: 0.05, growth: "BIOMASS_Ecoli_core_w_GAM",
      species: [
        .init(
          "glucose", exchange: "EX_glc__D_e", concentration: 8,
          uptake: try MichaelisMentenLaw(of: "glucose", maximum: 10, halfSaturation: 0.5)),
        .init(
          "acetate", exchange: "EX_ac_e", concentration: 0.1,
          uptake: try MichaelisMentenLaw(
            of: "acetate", maximum: 6, halfSaturation: 0.5,
            hindrances: [.init(by: "glucose", constant: 0.2)])),
        .init(
          "oxygen", exchange: "EX_o2_e", concentration: 0.2,
          uptake: try MichaelisMentenLaw(of: "oxygen", maximum: 18, halfSaturation: 0.02),
          feed: StepFunction(times: [0, 4], values: [6, 3])),
      ])
  }

  /// Every flux of the curve is that of a linear program at that time, whatever basis it came by.
  @Test(
    "three substrates: at any time the fluxes are the lexicographic optimum", arguments: [0, 1])
  func diauxieFluxes(seed: Int) throws {
    let model = ConstrainedModel(try Self.model.get())
    let culture = try Self.diauxie()
    let simulator = try DynamicSimulator(culture, on: model, using: SolverChoice.auto.makeBackend())
    let curve = try simulator.simulate(until: 12)
    #expect(curve.events.count > 5, "\(curve.events)")
    let exchanges = try culture.species.map { try #require(model.model.reactionIndex($0.exchange)) }
    let growth = try #require(model.model.reactionIndex("BIOMASS_Ecoli_core_w_GAM"))
    let ranks =
      [FluxObjective(terms: [FluxTerm(reaction: growth, coefficient: 1)])]
      + exchanges.map { FluxObjective(terms: [FluxTerm(reaction: $0, coefficient: 1)]) }
    let session = try LexicographicFluxSession(
      model, driving: exchanges.map { try .uptake(through: $0, of: model.model) },
      using: SolverChoice.native.makeBackend())
    var random = SeededGenerator(seed: UInt64(seed))
    let end = curve.end
    let times = (0..<60).map { _ in Double.random(in: 0..<end, using: &random) }
    for time in times + curve.events.map(\.time) where time < end {
      let state = try curve.concentrations(at: time)
      let drives = [
        10 * state[0] / (0.5 + state[0]), 6 * state[1] / (0.5 + state[1]) / (1 + state[0] / 0.2),
        18 * state[2] / (0.02 + state[2]),
      ]
      guard case .optimal(let fresh) = try session.optimum(of: ranks, at: drives) else {
        Issue.record("infeasible at \(time)")
        continue
      }
      #expect(abs(try curve.growthRate(at: time) - fresh.values[0]) <= 1e-7, "\(time)")
      for (species, value) in zip(culture.species, fresh.values.dropFirst()) {
        #expect(abs(try curve.uptake(of: species.name, at: time) + value) <= 1e-6, "\(time)")
      }
    }
  }
}
