import PharmacokineticCoupling
import TestSupport
import TwinFlux

/// Rules for drugs of Recon3D, written for the tests.
enum Recon3DDrugs {
  static let path = SharedFiles.path("models/Recon3DModel_301.xml.gz")

  /// Read once for all tests.
  static let model: Result<MetabolicModel, any Error> = Result {
    let file = try InputFile.read(path)
    return try SBMLReader.read(file.bytes, path: file.path).model
  }

  /// The ten that are always open, oxygen and carbon sources as stated.
  static func medium(_ others: [(exchange: String, uptake: Double, name: String)]) -> String {
    let salts = ["h2o", "h", "co2", "pi", "na1", "k", "fe2", "hco3", "nh4"]
    let entries =
      salts.map { "{\"exchange\": \"EX_\($0)[e]\", \"uptake\": 1000}" }
      + others.map {
        "{\"exchange\": \"EX_\($0.exchange)[e]\", \"uptake\": \($0.uptake), \"name\": \"\($0.name)\"}"
      }
    return "[" + entries.joined(separator: ", ") + "]"
  }

  /// A document of one drug; each pathway's target is `CLint_ID` in L/h.
  static func rules(
    drug: String, probe: String, uptake: Double = 1000, medium: String,
    pathways: [(String, String)],
    pools: String = "", bounds: String = "", extensions: String = ""
  ) throws -> CouplingRules {
    let lines = pathways.map { "{\"id\": \"\($0.0)\", \($0.1)}" }.joined(separator: ",\n")
    let targets = pathways.map {
      "{\"parameter\": \"CLint_\($0.0)\", \"pathway\": \"\($0.0)\", \"unit\": \"L/h\"}"
    }.joined(separator: ", ")
    let text = """
      {"schema": "twinflux.coupling/1", "drug": {"name": "\(drug)", "molarMass": 300},
       "model": {"family": "Recon3D", "idStyle": "cobra-bracket"},
       "probe": {"exchange": "EX_\(probe)[e]", "uptake": \(uptake), "medium": \(medium)},
       "extensions": [\(extensions)], "bounds": [\(bounds)], "pools": [\(pools)],
       "pathways": [\(lines)], "statistic": "capacity",
       "transform": {"kind": "identity"}, "targets": [\(targets)]}
      """
    return try CouplingRules(json: Array(text.utf8))
  }

  static func parameters(_ rules: CouplingRules) -> PKParameterSet {
    PKParameterSet(
      Dictionary(
        uniqueKeysWithValues: rules.targets.map { ($0.parameter, Quantity(10, .litrePerHour)) }))
  }

  static func closed(_ id: String) -> String {
    "{\"reaction\": \"\(id)\", \"lower\": 0, \"upper\": 0}"
  }

  static func provider(_ rules: CouplingRules) throws -> FluxBalanceProvider {
    try FluxBalanceProvider(
      model.get(), rules, using: try SolverChoice.auto.makeBackend())
  }
}
