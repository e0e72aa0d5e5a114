import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// Acetaminophen in Recon3D's liver with 1 of glucose and a pool of sulphate that is taken up in
/// proportion to what is left, one gram of cells in a litre:
///
///     S = e^{−t/2},  APAP' = −1 − S/2
///
/// one glucuronide for each glucose and one sulphate conjugate for each sulphate.
@Suite(
  "Dynamic flux balance of Recon3DModel_301",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct DynamicDrugTests {
  private func simulator() throws -> DynamicSimulator {
    let rules = try Recon3DDrugs.rules(
      drug: "acetaminophen", probe: "acmp",
      medium: Recon3DDrugs.medium([
        ("o2", 1000, "oxygen"), ("glc_D", 1, "glucose"), ("so4", 0.5, "sulphate"),
      ]),
      pathways: [
        ("glu", "\"reactions\": [\"ACMPGLUChr\"]"), ("sul", "\"reactions\": [\"ACMPShc\"]"),
      ],
      bounds: [Recon3DDrugs.closed("TMACMPhr"), Recon3DDrugs.closed("NAPQIhr")]
        .joined(separator: ", "))
    let culture = DynamicModel(
      biomass: 1,
      species: [
        .init("acetaminophen", exchange: "EX_acmp[e]", concentration: 5),
        .init(
          "sulphate", exchange: "EX_so4[e]", concentration: 1,
          uptake: FunctionLaw { _, state in 0.5 * max(0, state["sulphate"] ?? 0) }),
      ],
      objectives: [.init(["ACMPGLUChr": 1, "ACMPShc": 1])])
    return try DynamicSimulator(
      culture, on: rules.network(in: Recon3DDrugs.model.get()),
      using: SolverChoice.auto.makeBackend(for: .manyObjectives))
  }

  @Test("acetaminophen and its sulphate pool, by the closed form")
  func acetaminophen() throws {
    let curve = try simulator().simulate(until: 2.4)
    for time in [0.0, 0.4, 0.8, 1.6, 2, 2.4] {
      let sulphate = exp(-time / 2)
      let drug = 5 - time - (1 - sulphate)
      #expect(abs(try curve.concentration(of: "sulphate", at: time) - sulphate) <= 1e-7)
      #expect(abs(try curve.concentration(of: "acetaminophen", at: time) - drug) <= 1e-6)
      #expect(abs(try curve.uptake(of: "acetaminophen", at: time) - 1 - sulphate / 2) <= 1e-6)
    }
    for (time, drug) in [(0.8, 3.870320), (1.6, 2.849329), (2.4, 1.901194)] {
      #expect(abs(try curve.concentration(of: "acetaminophen", at: time) - drug) <= 1e-6)
    }
    #expect(curve.infeasibility == nil)
    // Conjugation, the drug's uptake and the sulphate's, for each basis; not one for a step.
    #expect(curve.counters.programs <= 3 * (curve.counters.pieces + 1))
    #expect(curve.counters.pieces <= 4 && curve.counters.steps >= 20)
  }

  @Test("when the drug is used up, the sulphate stays")
  func usedUp() throws {
    let curve = try simulator().simulate(until: 6)
    // 4 − t + e^{−t/2} = 0.
    var end = 4.0
    for _ in 0..<50 { end -= (4 - end + exp(-end / 2)) / (-1 - exp(-end / 2) / 2) }
    let depletion = curve.events.first { $0.kind == .depleted(species: "acetaminophen") }
    #expect(abs((depletion?.time ?? 0) - end) <= 1e-6, "\(curve.events)")
    for time in [end + 0.01, 5, 6] {
      #expect(try curve.concentration(of: "acetaminophen", at: time) == 0)
      #expect(abs(try curve.concentration(of: "sulphate", at: time) - exp(-end / 2)) <= 1e-6)
    }
  }

  /// The drug used up and glucose scarce, a moment after a rich medium: from there the native dual
  /// simplex once went in circles, 100 pivots out and 100 back, up to its limit on two rungs of the
  /// ladder (8 s where the median is 20 ms).
  @Test("a jump of the supplies takes no more pivots than a solve from nothing")
  func jump() throws {
    let rules = try Recon3DDrugs.rules(
      drug: "acetaminophen", probe: "acmp",
      medium: Recon3DDrugs.medium([
        ("o2", 1000, "oxygen"), ("glc_D", 1, "glucose"), ("so4", 1, "sulphate"),
        ("cys_L", 0.1, "cysteine"), ("met_L", 0.1, "methionine"),
      ]),
      pathways: [
        ("glu", "\"reactions\": [\"ACMPGLUChr\"]"), ("sul", "\"reactions\": [\"ACMPShc\"]"),
        ("gsh", "\"reactions\": [\"NAPQIGSH\"]"),
      ],
      bounds: Recon3DDrugs.closed("TMACMPhr"),
      extensions: """
        {"id": "NAPQIGSH", "equation": {"napqi[r]": -1, "gthrd[r]": -1, "acmpglut[r]": 1},
         "upper": 1000, "compositions": {"acmpglut[r]": {"formula": "C18H23N4O8S", "charge": 0}}}
        """)
    var network = try rules.network(in: Recon3DDrugs.model.get())
    func index(_ id: String) throws -> Int { try #require(network.model.reactionIndex(id)) }
    network.objective = FluxObjective(
      terms: try ["ACMPGLUChr", "ACMPShc"].map {
        FluxTerm(reaction: try index($0), coefficient: 1)
      })
    let exchanges = try ["EX_acmp[e]", "EX_so4[e]", "EX_glc_D[e]", "EX_o2[e]"].map(index)
    let session = try LexicographicFluxSession(
      network, driving: exchanges.map { try .uptake(through: $0, of: network.model) },
      using: SolverChoice.native.makeBackend())
    let ranks =
      [network.objective]
      + exchanges.map { FluxObjective(terms: [FluxTerm(reaction: $0, coefficient: 1)]) }
    let rich = [1.4565508474196833, 0.280787999794867, 0.16278340960594107, 4.393650779015681]
    let poor = [0.0, 0.5349376513887517, 0.06516891373195999, 0.5960293793095621]
    guard case .optimal(let first) = try session.optimum(of: ranks, at: rich),
      case .optimal(let second) = try session.optimum(of: ranks, at: poor, from: first.start)
    else {
      Issue.record("infeasible")
      return
    }
    #expect(second.values[0] == 0 && second.isCertified)
    #expect(second.iterations <= 1500, "\(second.iterations)")
  }
}
