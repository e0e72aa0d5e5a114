/// What a capacity curve is drawn along.
public enum CapacityDriver: Sendable, Hashable {
  /// The uptake through an exchange of the rules' medium, mmol·gDW⁻¹·h⁻¹.
  case supply(exchange: String)
  /// The activity of a gene, 1 being that of the reference, before any inhibitor.
  case activity(gene: String)
  /// A bound of a reaction, mmol·gDW⁻¹·h⁻¹, in place of what the individual would have.
  case lowerBound(reaction: String)
  case upperBound(reaction: String)

  public static let kinds = ["supply", "activity", "lower", "upper"]

  /// The driver of a kind, as files and people write it: `supply`, `activity`, `lower` or `upper`;
  /// `nil` for any other word.
  public init?(kind: String, of id: String) {
    switch kind {
    case "supply": self = .supply(exchange: id)
    case "activity": self = .activity(gene: id)
    case "lower": self = .lowerBound(reaction: id)
    case "upper": self = .upperBound(reaction: id)
    default: return nil
    }
  }

  public var kind: String {
    switch self {
    case .supply: "supply"
    case .activity: "activity"
    case .lowerBound: "lower"
    case .upperBound: "upper"
    }
  }

  public var id: String {
    switch self {
    case .supply(let id), .activity(let id), .lowerBound(let id), .upperBound(let id): id
    }
  }

  /// Of the driving number.
  public var unit: PharmacokineticUnit {
    if case .activity = self { return .one }
    return .flux
  }

  /// Whether more of it leaves the network more room.
  var loosensUpwards: Bool {
    if case .lowerBound = self { return false }
    return true
  }

  var words: String {
    switch self {
    case .supply(let id): "uptake through \(id)"
    case .activity(let id): "activity of \(id)"
    case .lowerBound(let id): "lower bound of \(id)"
    case .upperBound(let id): "upper bound of \(id)"
    }
  }
}

extension CapacityDriver: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable { case kind, id }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    let kind: String = try fields.required(.kind)
    guard let driver = CapacityDriver(kind: kind, of: try fields.required(.id)) else {
      throw CouplingError.unknownWord(path: fields.path(.kind), word: kind, known: Self.kinds)
    }
    self = driver
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(id, forKey: .id)
  }
}
