import MetabolicModels

/// The compartments of a drug's pharmacokinetic model, with names of parameters in place of numbers.
///
/// Every slot holds the name of a parameter (or several, which add up); what the parameter is follows
/// from its unit. Where a rate is asked for, a rate constant (h⁻¹) stands for itself and a clearance
/// (L·h⁻¹) is divided by the volume of the compartment that it clears.
///
///     "structure": {
///       "compartments": [
///         {"name": "losartan", "volume": "V", "elimination": ["k_oth"]},
///         {"name": "E-3174", "volume": "V_m", "elimination": ["CL_m"]}],
///       "transfers": [{"from": "losartan", "to": "E-3174", "rate": "k_act"}],
///       "absorption": {"into": "losartan", "rate": "ka", "bioavailability": "F"}}
///
/// Amounts are in mmol and transfers conserve them: one molecule of a drug makes one of its
/// metabolite.
public struct KineticStructure: Sendable, Hashable, Codable {
  public struct Compartment: Sendable, Hashable, Codable {
    public var name: String
    /// `nil` for one whose concentration means nothing.
    public var volume: String?
    /// Rates or clearances that leave the model; they add up.
    public var elimination: [String]
    /// g/mol, where it is not that of the drug.
    public var molarMass: Double?

    enum CodingKeys: String, CodingKey, CaseIterable { case name, volume, elimination, molarMass }

    public init(
      _ name: String, volume: String? = nil, elimination: [String] = [], molarMass: Double? = nil
    ) {
      self.name = name
      self.volume = volume
      self.elimination = elimination
      self.molarMass = molarMass
    }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      name = try fields.name(.name)
      volume = try fields.optional(.volume)
      elimination = try fields.list(.elimination)
      molarMass = try fields.optionalNumber(
        .molarMass, atLeast: 0, strictly: true, allowed: aboveZero)
      try CouplingRules.checkUnique(elimination, fields.path(.elimination), nil)
    }
  }

  public struct Transfer: Sendable, Hashable, Codable {
    public var from: String
    public var to: String
    /// A rate, or a clearance of `from`.
    public var rate: String

    enum CodingKeys: String, CodingKey, CaseIterable { case from, to, rate }

    public init(from: String, to: String, rate: String) {
      self.from = from
      self.to = to
      self.rate = rate
    }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      from = try fields.name(.from)
      to = try fields.name(.to)
      rate = try fields.name(.rate)
    }
  }

  /// *v = Vmax·Cu/(Km + Cu)*, with *Cu = fu·C* of the compartment that it leaves.
  public struct SaturableTransfer: Sendable, Hashable, Codable {
    public var from: String
    /// `nil` where the product leaves the model.
    public var to: String?
    /// Vmax: an amount per time.
    public var maximumRate: String
    /// Km: a concentration of unbound drug.
    public var halfSaturation: String
    /// fu; `nil` means 1.
    public var unboundFraction: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case from, to, maximumRate, halfSaturation, unboundFraction
    }

    public init(
      from: String, to: String? = nil, maximumRate: String, halfSaturation: String,
      unboundFraction: String? = nil
    ) {
      self.from = from
      self.to = to
      self.maximumRate = maximumRate
      self.halfSaturation = halfSaturation
      self.unboundFraction = unboundFraction
    }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      from = try fields.name(.from)
      to = try fields.optional(.to)
      maximumRate = try fields.name(.maximumRate)
      halfSaturation = try fields.name(.halfSaturation)
      unboundFraction = try fields.optional(.unboundFraction)
    }
  }

  /// A site that follows a concentration with a delay and takes no drug away.
  public struct EffectSite: Sendable, Hashable, Codable {
    public var name: String
    public var follows: String
    /// ke0.
    public var rate: String

    enum CodingKeys: String, CodingKey, CaseIterable { case name, follows, rate }

    public init(_ name: String, follows: String, rate: String) {
      self.name = name
      self.follows = follows
      self.rate = rate
    }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      name = try fields.name(.name)
      follows = try fields.name(.follows)
      rate = try fields.name(.rate)
    }
  }

  /// The first-order uptake of an oral dose.
  public struct Uptake: Sendable, Hashable, Codable {
    /// The compartment that the depot feeds.
    public var into: String
    /// ka.
    public var rate: String
    /// `nil` means none.
    public var lag: String?
    /// F; `nil` means 1.
    public var bioavailability: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case into, rate, lag, bioavailability }

    public init(into: String, rate: String, lag: String? = nil, bioavailability: String? = nil) {
      self.into = into
      self.rate = rate
      self.lag = lag
      self.bioavailability = bioavailability
    }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      into = try fields.name(.into)
      rate = try fields.name(.rate)
      lag = try fields.optional(.lag)
      bioavailability = try fields.optional(.bioavailability)
    }
  }

  public var compartments: [Compartment]
  public var transfers: [Transfer]
  public var saturable: [SaturableTransfer]
  public var effectSites: [EffectSite]
  /// The compartment of boluses and infusions; the first one where the document does not say.
  public var intravenous: String
  /// `nil` where nothing is given by mouth.
  public var absorption: Uptake?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case compartments, transfers, saturable, effectSites, intravenous, absorption
  }

  public init(
    compartments: [Compartment], transfers: [Transfer] = [], saturable: [SaturableTransfer] = [],
    effectSites: [EffectSite] = [], intravenous: String? = nil, absorption: Uptake? = nil
  ) {
    self.compartments = compartments
    self.transfers = transfers
    self.saturable = saturable
    self.effectSites = effectSites
    self.intravenous = intravenous ?? compartments.first?.name ?? ""
    self.absorption = absorption
  }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    compartments = try fields.required(.compartments)
    transfers = try fields.list(.transfers)
    saturable = try fields.list(.saturable)
    effectSites = try fields.list(.effectSites)
    absorption = try fields.optional(.absorption)
    if compartments.isEmpty { throw CouplingError.emptyList(path: fields.path(.compartments)) }
    intravenous = try fields.optional(.intravenous) ?? compartments[0].name
    try checkNames(at: decoder.codingPath.text)
  }
}

extension KineticStructure {
  /// Every parameter that a slot names, with the slot, in the order of the document.
  public var slots: [(path: String, parameter: String)] {
    var result: [(String, String)] = []
    func add(_ path: String, _ name: String?) {
      if let name { result.append((path, name)) }
    }
    for (i, compartment) in compartments.enumerated() {
      add("compartments[\(i)].volume", compartment.volume)
      for (j, name) in compartment.elimination.enumerated() {
        add("compartments[\(i)].elimination[\(j)]", name)
      }
    }
    for (i, transfer) in transfers.enumerated() { add("transfers[\(i)].rate", transfer.rate) }
    for (i, transfer) in saturable.enumerated() {
      add("saturable[\(i)].maximumRate", transfer.maximumRate)
      add("saturable[\(i)].halfSaturation", transfer.halfSaturation)
      add("saturable[\(i)].unboundFraction", transfer.unboundFraction)
    }
    for (i, site) in effectSites.enumerated() { add("effectSites[\(i)].rate", site.rate) }
    add("absorption.rate", absorption?.rate)
    add("absorption.lag", absorption?.lag)
    add("absorption.bioavailability", absorption?.bioavailability)
    return result
  }

  /// The names whose concentrations a simulation gives, in the order of its columns.
  public var species: [String] {
    compartments.filter { $0.volume != nil }.map(\.name) + effectSites.map(\.name)
  }

  /// Names are given once, and those that are referred to exist.
  private func checkNames(at path: String) throws(CouplingError) {
    let place = path.isEmpty ? "" : "\(path)."
    let known = compartments.map(\.name)
    try CouplingRules.checkUnique(
      known + effectSites.map(\.name), "\(place)compartments and effectSites", "name")
    func check(_ name: String?, _ slot: String) throws(CouplingError) {
      guard let name, !known.contains(name) else { return }
      throw .unknownCompartment(
        path: "\(place)\(slot)", name: name, suggestion: Suggestion.nearest(to: name, among: known))
    }
    for (i, transfer) in transfers.enumerated() {
      try check(transfer.from, "transfers[\(i)].from")
      try check(transfer.to, "transfers[\(i)].to")
    }
    for (i, transfer) in saturable.enumerated() {
      try check(transfer.from, "saturable[\(i)].from")
      try check(transfer.to, "saturable[\(i)].to")
    }
    for (i, site) in effectSites.enumerated() {
      try check(site.follows, "effectSites[\(i)].follows")
    }
    try check(absorption?.into, "absorption.into")
    try check(intravenous, "intravenous")
  }
}
