import MetabolicModels

/// The turnover numbers of a model's reactions, looked up by enzyme.
struct TurnoverNumbers: Sendable {
  struct Found {
    var perSecond: Double
    /// One for each gene asked for; `nil` where the row says nothing of them.
    var copies: [Double]?
    var source: TurnoverSource
  }

  private struct Key: Hashable {
    var reaction: Int
    var direction: EnzymeData.Direction
  }

  private struct Entry {
    /// Ascending; `nil` where a subunit is no gene of the model.
    var genes: [Int]?
    var known: [Int]
    var copies: [Int: Double]
    var perSecond: Double

    /// Decides between rows with the same number.
    var weight: Double { copies.values.sorted().reduce(0, +) }
  }

  private var entries: [Key: [Entry]] = [:]
  private var whole: [Key: Double] = [:]
  private var complexes: [Int: [[Int: Double]]] = [:]
  private var reactions = Set<Int>()
  /// The median of all that belong to a reaction of the model, s⁻¹.
  private(set) var median = 0.0
  /// How many numbers of the data belong to no reaction of the model.
  private(set) var unmatched = 0

  init(
    _ data: EnzymeData, model: MetabolicModel, index: EnzymeGeneIndex
  ) throws(OmicsError) {
    var numbers: [Double] = []
    // What is backward somewhere tells what is forward where nothing is said.
    var backward = Set<Int>()
    var placed: [(turnover: EnzymeData.Turnover, reaction: Int, direction: EnzymeData.Direction?)] =
      []
    for turnover in data.turnovers {
      guard let place = Self.place(turnover, in: model) else {
        unmatched += 1
        continue
      }
      if place.direction == .backward { backward.insert(place.reaction) }
      placed.append((turnover, place.reaction, place.direction))
      numbers.append(turnover.perSecond)
    }
    for item in placed {
      let directions: [EnzymeData.Direction]
      if let direction = item.direction {
        directions = [direction]
      } else {
        directions = backward.contains(item.reaction) ? [.forward] : [.forward, .backward]
      }
      for direction in directions {
        try note(
          item.turnover, Key(reaction: item.reaction, direction: direction), index)
      }
      reactions.insert(item.reaction)
    }
    guard let median = Percentile.middle(of: numbers) else {
      throw .enzymes(
        .noSharedReaction(
          tableExample: data.turnovers.first?.reaction ?? "",
          modelExample: model.reactions.first?.id ?? ""))
    }
    self.median = median
    for complex in data.complexes {
      guard let reaction = model.reactionIndex(complex.reaction) else { continue }
      var copies: [Int: Double] = [:]
      for subunit in complex.subunits {
        if let gene = index.gene(subunit.gene) { copies[gene] = subunit.copies }
      }
      if copies.count == complex.subunits.count { complexes[reaction, default: []].append(copies) }
    }
  }

  /// The reaction that a table's id stands for: its own, or that of which it is the backward one.
  private static func place(
    _ turnover: EnzymeData.Turnover, in model: MetabolicModel
  ) -> (reaction: Int, direction: EnzymeData.Direction?)? {
    if let reaction = model.reactionIndex(turnover.reaction) {
      return (reaction, turnover.direction)
    }
    if turnover.reaction.hasSuffix("_b"), turnover.direction == nil,
      let reaction = model.reactionIndex(String(turnover.reaction.dropLast(2)))
    {
      return (reaction, .backward)
    }
    return nil
  }

  private mutating func note(
    _ turnover: EnzymeData.Turnover, _ key: Key, _ index: EnzymeGeneIndex
  ) throws(OmicsError) {
    if turnover.subunits.isEmpty {
      if let known = whole.updateValue(turnover.perSecond, forKey: key),
        known != turnover.perSecond
      {
        throw .enzymes(
          .repeatedElsewhere(
            what: "The turnover number of '\(OmicsError.excerpt(turnover.reaction))'"))
      }
      return
    }
    var copies: [Int: Double] = [:]
    for subunit in turnover.subunits {
      if let gene = index.gene(subunit.gene) { copies[gene] = subunit.copies }
    }
    let known = copies.keys.sorted()
    entries[key, default: []].append(
      Entry(
        genes: known.count == turnover.subunits.count ? known : nil, known: known, copies: copies,
        perSecond: turnover.perSecond))
  }

  /// Whether a reaction has any turnover number.
  func has(_ reaction: Int) -> Bool { reactions.contains(reaction) }

  /// The turnover number of the complex of `genes` (ascending) in one direction.
  func find(
    _ genes: [Int], _ reaction: Int, _ direction: EnzymeData.Direction
  ) -> Found? {
    let key = Key(reaction: reaction, direction: direction)
    let rows = entries[key] ?? []
    // Several rows of one complex, such as those of merged reactions: the fastest, in any order.
    let own = rows.filter { $0.genes == genes }.max {
      ($0.perSecond, $1.weight) < ($1.perSecond, $0.weight)
    }
    if let own {
      return Found(
        perSecond: own.perSecond, copies: genes.map { own.copies[$0] ?? 1 }, source: .complex)
    }
    let slowest = genes.compactMap { gene in
      rows.filter { $0.known.contains(gene) }
        .map { $0.perSecond / ($0.copies[gene] ?? 1) }.max()
    }.min()
    if let slowest { return Found(perSecond: slowest, copies: nil, source: .subunits) }
    if let number = whole[key] {
      return Found(perSecond: number, copies: nil, source: .reaction)
    }
    return Percentile.middle(of: rows.map(\.perSecond)).map {
      Found(perSecond: $0, copies: nil, source: .otherIsozymes)
    }
  }

  /// How often each gene is in the complex, where a table of complexes says so.
  func copies(_ genes: [Int], of reaction: Int) -> [Double]? {
    for complex in complexes[reaction] ?? []
    where complex.count == genes.count && genes.allSatisfy({ complex[$0] != nil }) {
      return genes.map { complex[$0] ?? 1 }
    }
    return nil
  }
}
