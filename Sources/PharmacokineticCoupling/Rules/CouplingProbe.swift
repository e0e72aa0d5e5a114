/// The drug that the rules are about.
public struct CoupledDrug: Sendable, Hashable, Codable {
  public struct Compound: Sendable, Hashable, Codable {
    public let name: String
    /// g/mol.
    public let molarMass: Double

    enum CodingKeys: String, CodingKey, CaseIterable { case name, molarMass }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      name = try fields.required(.name)
      molarMass = try fields.number(.molarMass, atLeast: 0, strictly: true, allowed: aboveZero)
    }
  }

  public let name: String
  /// g/mol.
  public let molarMass: Double
  public let metabolite: Compound?

  enum CodingKeys: String, CodingKey, CaseIterable { case name, molarMass, metabolite }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    name = try fields.required(.name)
    molarMass = try fields.number(.molarMass, atLeast: 0, strictly: true, allowed: aboveZero)
    metabolite = try fields.optional(.metabolite)
  }
}

let aboveZero = "a number above 0"
let zeroOrMore = "a number of 0 or more"

/// Which reconstruction the ids are of. For readers; the ids themselves decide.
public struct ModelHint: Sendable, Hashable, Codable {
  public let family: String
  public let idStyle: String?

  enum CodingKeys: String, CodingKey, CaseIterable { case family, idStyle }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    family = try fields.required(.family)
    idStyle = try fields.optional(.idStyle)
  }
}

/// The drug as the network sees it: in plenty, so that its supply limits nothing.
///
/// Therapeutic fluxes (1e-4 to 1e-7 mmol·gDW⁻¹·h⁻¹) lie at a solver's tolerance; a saturating probe
/// and dimensionless fold changes keep the linear program away from there.
public struct CouplingProbe: Sendable, Hashable, Codable {
  public struct Supply: Sendable, Hashable, Codable {
    public let exchange: String
    /// mmol·gDW⁻¹·h⁻¹.
    public let uptake: Double
    /// What people call it, such as `oxygen`; else the model's own name is used.
    public let name: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case exchange, uptake, name }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      exchange = try fields.required(.exchange)
      uptake = try fields.number(.uptake, atLeast: 0, allowed: zeroOrMore)
      name = try fields.optional(.name)
    }
  }

  /// The exchange reaction of the drug.
  public let exchange: String
  /// mmol·gDW⁻¹·h⁻¹.
  public let uptake: Double
  /// Everything else that can be taken up; every other import of the model is closed.
  public let medium: [Supply]

  enum CodingKeys: String, CodingKey, CaseIterable { case exchange, uptake, medium }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    exchange = try fields.required(.exchange)
    uptake = try fields.number(.uptake, atLeast: 0, strictly: true, allowed: aboveZero)
    medium = try fields.required(.medium)
    try CouplingRules.checkUnique(medium.map(\.exchange), fields.path(.medium), "exchange")
    for (index, supply) in medium.enumerated() where supply.exchange == exchange {
      throw CouplingError.duplicateID(
        path: "\(fields.path(.medium))[\(index)].exchange", id: exchange)
    }
  }
}
