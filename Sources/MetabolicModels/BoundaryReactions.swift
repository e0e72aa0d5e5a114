/// The reactions through which a model exchanges matter with the outside, sorted by what they stand
/// for, as COBRApy does.
///
/// A boundary reaction has one metabolite, on one side. A term of the Systems Biology Ontology
/// decides if there is one (exchange SBO:0000627, demand SBO:0000628, sink SBO:0000632). Otherwise an
/// exchange touches the external compartment, a demand is irreversible and a sink reversible inside,
/// and an id that speaks of another kind is believed.
public struct BoundaryReactions: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case exchange, demand, sink
  }

  /// Indices of reactions, in model order.
  public private(set) var exchanges: [Int] = []
  public private(set) var demands: [Int] = []
  public private(set) var sinks: [Int] = []
  /// `nil` if several compartments could be it, or none.
  public let externalCompartment: String?
  /// Whether no compartment has a known name, so that the one with the most boundary reactions was
  /// taken.
  public let isExternalCompartmentGuessed: Bool

  /// Sorts the reactions of `model`, whose reversibility is that of `bounds` (the model's own if
  /// `nil`).
  ///
  /// - Complexity: O(size of the model).
  public init(of model: MetabolicModel, bounds: [FluxBounds]? = nil) {
    let boundary = model.reactions.indices.filter { Self.isBoundary($0, of: model) }
    (externalCompartment, isExternalCompartmentGuessed) = Self.findExternalCompartment(
      of: model, boundary: boundary)
    if boundary.isEmpty { return }
    let isBoundary = Set(boundary)
    for index in model.reactions.indices {
      let reach = isBoundary.contains(index) ? reach(of: index, in: model) : .internal
      let limits = bounds?[index] ?? model.reactions[index].bounds
      for kind in Kind.allCases
      where Self.is(kind, model.reactions[index], reach, reversible: limits.isReversible) {
        append(index, kind)
      }
    }
  }

  /// Whether a reaction has one metabolite only.
  public static func isBoundary(_ reaction: Int, of model: MetabolicModel) -> Bool {
    model.stoichiometry.range(ofColumn: reaction).count == 1
  }

  private enum Reach { case `internal`, inside, outside, unknown }

  private func reach(of index: Int, in model: MetabolicModel) -> Reach {
    guard let externalCompartment else { return .unknown }
    let row = model.stoichiometry.rows[model.stoichiometry.range(ofColumn: index).lowerBound]
    return model.metabolites[Int(row)].compartment == externalCompartment ? .outside : .inside
  }

  private mutating func append(_ index: Int, _ kind: Kind) {
    switch kind {
    case .exchange: exchanges.append(index)
    case .demand: demands.append(index)
    case .sink: sinks.append(index)
    }
  }

  // MARK: One reaction

  private static func `is`(
    _ kind: Kind, _ reaction: Reaction, _ reach: Reach, reversible: Bool
  ) -> Bool {
    if let term = reaction.sboTerm?.uppercased(), decidingTerms.contains(term) {
      return term == self.term(kind)
    }
    let fits =
      switch kind {
      case .exchange: reach == .outside
      case .demand: reach == .inside && !reversible
      case .sink: reach == .inside && reversible
      }
    return fits && !otherKinds(kind).contains { reaction.id.containsBytes($0) }
  }

  private static func term(_ kind: Kind) -> String {
    switch kind {
    case .exchange: "SBO:0000627"
    case .demand: "SBO:0000628"
    case .sink: "SBO:0000632"
    }
  }

  /// With the terms for a biomass reaction and a pseudoreaction, which are none of the three.
  private static let decidingTerms: Set<String> = [
    "SBO:0000627", "SBO:0000628", "SBO:0000632", "SBO:0000629", "SBO:0000631",
  ]

  /// Parts of ids that speak against `kind`.
  private static func otherKinds(_ kind: Kind) -> [String] {
    let processes = ["demand", "DM_", "biosynthesis", "transcription", "replication"]
    switch kind {
    case .exchange: return processes + ["SN_", "SK_", "sink"]
    case .demand: return ["SN_", "SK_", "sink", "EX_", "exchange"]
    case .sink: return processes + ["EX_", "exchange"]
    }
  }

  // MARK: The external compartment

  /// Names of the outside in published models.
  private static let externalNames: Set<String> = [
    "e", "extracellular", "extraorganism", "out", "extracellular space", "extra organism",
    "extra cellular", "extra-organism", "external", "external medium", "e0", "C_e",
  ]

  private static func findExternalCompartment(
    of model: MetabolicModel, boundary: [Int]
  ) -> (String?, isGuessed: Bool) {
    var order: [String] = []
    var seen = Set<String>()
    for metabolite in model.metabolites where seen.insert(metabolite.compartment).inserted {
      order.append(metabolite.compartment)
    }
    let named = order.filter { externalNames.contains($0) }
    if named.count == 1 { return (named[0], false) }
    var counts: [String: Int] = [:]
    for index in boundary {
      let row = model.stoichiometry.rows[model.stoichiometry.range(ofColumn: index).lowerBound]
      counts[model.metabolites[Int(row)].compartment, default: 0] += 1
    }
    let most = counts.values.max() ?? 0
    let busiest = most > 0 ? order.filter { counts[$0] == most } : []
    if named.isEmpty { return (busiest.first, !busiest.isEmpty) }
    let both = busiest.filter { named.contains($0) }
    return (both.count == 1 ? both[0] : nil, false)
  }
}

extension FluxBounds {
  /// Whether flux can go both ways.
  public var isReversible: Bool { lower < 0 && upper > 0 }
}

extension String {
  /// Whether the bytes of `part` occur in the string.
  fileprivate func containsBytes(_ part: String) -> Bool {
    let bytes = Array(utf8)
    let wanted = Array(part.utf8)
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { start in
      bytes[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}
