import Foundation
import MetabolicModels

/// One individual's coupled parameters with the pharmacokinetic model that they drive: what is
/// stored between a coupling and what is done with it.
///
/// A JSON document with the schema `twinflux.coupled/1`, complete in itself: a simulation, an export
/// or an update needs neither the metabolic model nor the rules.
public struct CoupledTwin: Sendable, Hashable, Codable {
  public static let schemaName = "twinflux.coupled/1"

  public let schema: String
  public var drug: CoupledDrug
  public var coupled: CoupledPK
  /// `nil` where the twin has a model of its own; then there is nothing here to simulate.
  public var pharmacokinetics: KineticModel?
  /// What measurements taught, and all it takes to go on from there; `nil` before the first.
  public var posterior: PosteriorSummary?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case schema, drug, coupled, pharmacokinetics, posterior
  }

  public init(drug: CoupledDrug, coupled: CoupledPK, pharmacokinetics: KineticModel?) {
    schema = Self.schemaName
    self.drug = drug
    self.coupled = coupled
    self.pharmacokinetics = pharmacokinetics
  }

  /// Reads a document.
  ///
  /// - Throws: ``CouplingError``, naming the first place that is wrong.
  public init(json bytes: [UInt8]) throws(CouplingError) {
    self = try StrictDocument.read(bytes)
  }

  public init(from decoder: any Decoder) throws {
    schema = try StrictDocument.schema(
      decoder, at: CodingKeys.schema, expected: Self.schemaName)
    let fields = try StrictFields<CodingKeys>(decoder)
    drug = try fields.required(.drug)
    coupled = try fields.required(.coupled)
    pharmacokinetics = try fields.optional(.pharmacokinetics)
    posterior = try fields.optional(.posterior)
    try coupled.check(at: "coupled")
  }

  /// The document, with its keys in order.
  public func json() throws(CouplingError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch {
      throw CouplingError(error)
    }
  }

  // MARK: Values

  /// Every parameter of the individual: those of the model, with the coupled ones in their place.
  public var values: PKParameterSet {
    coupled.applied(to: pharmacokinetics?.parameterSet ?? PKParameterSet())
  }

  /// The same for one of the draws.
  ///
  /// - Precondition: `draw` is an index of ``CoupledPK/draws``.
  public func values(ofDraw draw: Int) -> PKParameterSet {
    var result = values
    guard let draws = coupled.draws else { return result }
    for (name, value) in zip(draws.parameters, draws.values[draw]) {
      result[name]?.value = value
    }
    return result
  }

  /// g/mol of what a species is; of an effect site, of what it follows.
  public func molarMass(of species: String) -> Double {
    let site = pharmacokinetics?.structure.effectSites.first { $0.name == species }
    let species = site?.follows ?? species
    let compartment = pharmacokinetics?.structure.compartments.first { $0.name == species }
    if let own = compartment?.molarMass { return own }
    return species == drug.metabolite?.name ? drug.metabolite?.molarMass ?? 0 : drug.molarMass
  }
}

extension CoupledPK {
  /// What a decoder cannot see: names once, numbers finite, draws of parameters that are there.
  func check(at path: String) throws(CouplingError) {
    try CouplingRules.checkUnique(parameters.map(\.name), "\(path).parameters", "name")
    for (index, parameter) in parameters.enumerated() {
      let place = "\(path).parameters[\(index)]"
      let ends = [
        ("value", parameter.value), ("lower", parameter.lower), ("upper", parameter.upper),
        ("reference", parameter.reference),
      ]
      for (key, value) in ends where !(value.isFinite && value >= 0) {
        throw .outOfRange(path: "\(place).\(key)", value: value, allowed: zeroOrMore)
      }
    }
    guard let draws else { return }
    try CouplingRules.checkUnique(draws.parameters, "\(path).draws.parameters", nil)
    let known = parameters.map(\.name)
    for (index, name) in draws.parameters.enumerated() where !known.contains(name) {
      throw .unknownParameter(
        path: "\(path).draws.parameters[\(index)]", name: name,
        suggestion: Suggestion.nearest(to: name, among: known))
    }
    for (index, row) in draws.values.enumerated() {
      let place = "\(path).draws.values[\(index)]"
      if row.count != draws.parameters.count {
        throw .outOfRange(
          path: place, value: Double(row.count), allowed: "\(draws.parameters.count) numbers")
      }
      for value in row where !(value.isFinite && value >= 0) {
        throw .outOfRange(path: place, value: value, allowed: zeroOrMore)
      }
    }
  }
}
