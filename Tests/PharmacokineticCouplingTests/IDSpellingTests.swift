import MetabolicModels
import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// Rules in one spelling of the ids, models in the other.
@Suite("Spelling of ids")
struct IDSpellingTests {
  private static let bracket = """
    {"schema": "twinflux.coupling/1", "drug": {"name": "d", "molarMass": 300},
     "model": {"family": "toy"},
     "probe": {"exchange": "EX_d[e]", "uptake": 100,
       "medium": [{"exchange": "EX_o2[e]", "uptake": 5}]},
     "extensions": [{"id": "NEW", "equation": {"d[e]": -1, "m2[c]": 1}, "upper": 10,
       "compositions": {"m2[c]": {"formula": "C", "charge": 0}}}],
     "pathways": [{"id": "p", "reactions": ["OX"],
       "cap": {"isoforms": [{"gene": "1559.1", "weight": 1}]}}],
     "statistic": "capacity", "transform": {"kind": "identity"},
     "targets": [{"parameter": "CL", "pathway": "p", "unit": "L/h"}]}
    """

  private func model(_ compound: (String) -> String, gene: String) throws -> MetabolicModel {
    let (drug, oxygen) = (compound("d"), compound("o2"))
    let out = compound("m")
    var model = try OmicsModels.model(
      [
        .init("EX_\(drug)", [drug: -1], (-10, 1000)),
        .init("EX_\(oxygen)", [oxygen: -1], (-10, 1000)),
        .init("OX", [drug: -1, oxygen: -1, out: 1]), .init("EX_\(out)", [out: -1]),
      ], objective: "OX")
    model = try MetabolicModel(
      id: model.id, metabolites: model.metabolites, reactions: model.reactions,
      genes: [Gene(id: gene)], stoichiometry: model.stoichiometry, objective: model.objective)
    return model
  }

  @Test("one set of rules gives the same numbers on both")
  func both() throws {
    let rules = try CouplingRules(json: Array(Self.bracket.utf8))
    let patient = CoupledIndividual("p", activities: ["1559.1": 0.25])
    let parameters = PKParameterSet(["CL": Quantity(8, .litrePerHour)])
    var found: [CoupledPK.Parameter] = []
    for (model, count) in [
      (try model({ "\($0)[e]" }, gene: "1559.1"), 0),
      (try model({ "\($0)_e" }, gene: "1559_AT1"), 4),
    ] {
      let (spelled, changed) = try model.spelled(like: rules)
      #expect(changed.count == count, "\(changed)")
      let fluxes = try FluxBalanceProvider(
        spelled, rules, using: try SolverChoice.native.makeBackend())
      let coupled = try NetworkCoupler(rules).couple(
        CouplingRequest(patient, parameters: parameters), using: fluxes)
      found.append(try #require(coupled["CL"]))
    }
    #expect(found[0] == found[1])
    #expect(found[0].value == 2)
  }

  @Test("an id that is in neither spelling is still unknown")
  func unknown() throws {
    let rules = try CouplingRules(
      json: Array(Self.bracket.replacing("EX_o2[e]", with: "EX_o3[e]").utf8))
    let model = try model({ "\($0)_e" }, gene: "1559_AT1").spelled(like: rules).model
    #expect(throws: CouplingError.self) {
      try FluxBalanceProvider(model, rules, using: try SolverChoice.native.makeBackend())
    }
  }
}
