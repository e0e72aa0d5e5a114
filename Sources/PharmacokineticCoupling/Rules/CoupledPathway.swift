/// One way that the drug goes: the reactions that stand for it, and the enzymes that cap them.
public struct CoupledPathway: Sendable, Hashable, Codable {
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    case forward, reverse
  }

  public let id: String
  /// Their fluxes are added up. Empty for a constant pathway.
  public let reactions: [String]
  /// The reactions run this way only.
  public let direction: Direction
  /// `nil` where only the network limits the pathway.
  public let cap: EnzymeCap?
  /// The fold change of a pathway that the network says nothing about.
  public let constant: Double?
  /// *fm*: the part of the reference individual's clearance.
  public let fraction: Double?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case id, reactions, direction, cap, constant, fraction
  }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    id = try fields.required(.id)
    reactions = try fields.list(.reactions)
    direction =
      try fields.optional(.direction, String.self) == nil ? .forward : fields.word(.direction)
    cap = try fields.optional(.cap)
    constant = try fields.optionalNumber(.constant, atLeast: 0, allowed: zeroOrMore)
    fraction = try fields.optionalNumber(.fraction, atLeast: 0, allowed: "a number from 0 to 1")
    if let fraction, fraction > 1 {
      throw CouplingError.outOfRange(
        path: fields.path(.fraction), value: fraction, allowed: "a number from 0 to 1")
    }
    if constant == nil, reactions.isEmpty {
      throw CouplingError.missingKey(path: fields.path(.reactions))
    }
    if constant != nil, !reactions.isEmpty || cap != nil {
      throw CouplingError.notNeeded(
        path: fields.path(reactions.isEmpty ? .cap : .reactions), because: "the pathway is constant"
      )
    }
    try CouplingRules.checkUnique(reactions, fields.path(.reactions), nil)
  }
}

/// How much flux enzymes allow: mmol·gDW⁻¹·h⁻¹ from the activities of genes.
public enum EnzymeCap: Sendable, Hashable {
  /// Σ weight · activity: a weight is what an isoform carries at activity 1.
  case isoforms([Isoform])
  /// `scale` times the value of each reaction's own gene rule; a complex is as active as its least
  /// active part.
  case rule(alternatives: Alternatives, scale: Double)
  /// The same for everyone.
  case fixed(Double)

  public struct Isoform: Sendable, Hashable, Codable {
    public let gene: String
    public let weight: Double
    /// What people call it, such as `CYP2C9`.
    public let name: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case gene, weight, name }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      gene = try fields.required(.gene)
      weight = try fields.number(.weight, atLeast: 0, allowed: zeroOrMore)
      name = try fields.optional(.name)
    }
  }

  /// What isozymes, joined by `or`, are together.
  public enum Alternatives: String, Sendable, Hashable, Codable, CaseIterable {
    case sum, min, max
  }

  var isEnzymatic: Bool {
    if case .rule = self { return false }
    return true
  }
}

extension EnzymeCap: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable { case isoforms, fromGPR, scale, fixed }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    let isoforms: [Isoform]? = try fields.optional(.isoforms)
    let fixed = try fields.optionalNumber(.fixed, atLeast: 0, allowed: zeroOrMore)
    let scale = try fields.optionalNumber(.scale, atLeast: 0, strictly: true, allowed: aboveZero)
    let fromRule = try fields.optional(.fromGPR, String.self) != nil
    guard (isoforms != nil ? 1 : 0) + (fixed != nil ? 1 : 0) + (fromRule ? 1 : 0) == 1 else {
      throw CouplingError.wrongType(
        path: decoder.codingPath.text, expected: "one of isoforms, fromGPR and fixed")
    }
    if scale != nil, !fromRule {
      throw CouplingError.notNeeded(path: fields.path(.scale), because: "there is no fromGPR")
    }
    if let isoforms {
      if isoforms.isEmpty { throw CouplingError.emptyList(path: fields.path(.isoforms)) }
      try CouplingRules.checkUnique(isoforms.map(\.gene), fields.path(.isoforms), "gene")
      self = .isoforms(isoforms)
    } else if let fixed {
      self = .fixed(fixed)
    } else {
      self = .rule(alternatives: try fields.word(.fromGPR), scale: scale ?? 1)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .isoforms(let isoforms): try container.encode(isoforms, forKey: .isoforms)
    case .fixed(let value): try container.encode(value, forKey: .fixed)
    case .rule(let alternatives, let scale):
      try container.encode(alternatives, forKey: .fromGPR)
      try container.encode(scale, forKey: .scale)
    }
  }
}

/// An enzyme that several reactions share: *Σ uses · v ≤ cap*, with uses of 1/kcat or of 1.
///
/// Reactions that share an enzyme run forward only: one that ran backwards would give capacity back.
public struct EnzymePool: Sendable, Hashable, Codable {
  public let id: String
  public let uses: [String: Double]
  public let cap: EnzymeCap

  enum CodingKeys: String, CodingKey, CaseIterable { case id, uses, cap }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    id = try fields.required(.id)
    uses = try fields.required(.uses)
    cap = try fields.required(.cap)
    if uses.isEmpty { throw CouplingError.emptyList(path: fields.path(.uses)) }
    for (reaction, use) in uses.sorted(by: { $0.key < $1.key }) where !(use > 0 && use.isFinite) {
      throw CouplingError.outOfRange(
        path: "\(fields.path(.uses)).\(reaction)", value: use, allowed: aboveZero)
    }
    guard cap.isEnzymatic else {
      throw CouplingError.wrongType(path: fields.path(.cap), expected: "isoforms or fixed")
    }
  }
}
