/// What a culture medium offers: for each exchange reaction, how much of its metabolite can be taken
/// up, in mmol·gDW⁻¹·h⁻¹.
public struct Medium: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    /// The id of the exchange reaction.
    public var exchange: String
    /// Not negative; infinite where unlimited.
    public var uptake: Double

    public init(exchange: String, uptake: Double) {
      self.exchange = exchange
      self.uptake = uptake
    }
  }

  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// The uptake through an exchange, or `nil` if the medium does not list it.
  public subscript(exchange: String) -> Double? {
    entries.first { $0.exchange == exchange }?.uptake
  }
}

extension ConstrainedModel {
  /// The medium that the present bounds amount to: every exchange that can import, in model order.
  public var medium: Medium {
    let boundaries = BoundaryReactions(of: model, bounds: bounds)
    return Medium(
      boundaries.exchanges.compactMap { index in
        let uptake = importLimit(index)
        return uptake > 0 ? Medium.Entry(exchange: model.reactions[index].id, uptake: uptake) : nil
      })
  }

  /// Gives every exchange of `medium` its uptake and closes the import side of every other
  /// exchange. Export sides stay as they are.
  ///
  /// A forced export (such as a lower bound above zero) of an exchange that `medium` does not list
  /// stays. That of a listed one is lifted, even by an uptake of 0, because the import side is the
  /// bound that forces it. COBRApy does the same.
  ///
  /// - Returns: The ids in `medium` whose reactions are boundary reactions but no exchanges, such as
  ///   demands; they are set all the same.
  /// - Throws: ``ModelError/unknownID(kind:id:suggestion:)``,
  ///   ``ModelError/notAnExchange(id:)`` for a reaction inside the model,
  ///   ``ModelError/invalidUptake(id:value:)`` for an uptake that is negative or NaN,
  ///   ``ModelError/duplicateID(kind:id:)``, and ``ModelError/invalidBounds(id:lower:upper:)`` where
  ///   an exchange is forced to import more. Nothing is changed then.
  @discardableResult
  public mutating func apply(_ medium: Medium) throws(ModelError) -> [String] {
    let exchanges = BoundaryReactions(of: model, bounds: bounds).exchanges
    let isExchange = Set(exchanges)
    var changed = self
    var listed = Set<Int>()
    var others: [String] = []
    for entry in medium.entries {
      let index = try changed.boundaryIndex(entry)
      if !listed.insert(index).inserted {
        throw .duplicateID(kind: .reaction, id: entry.exchange)
      }
      if !isExchange.contains(index) { others.append(entry.exchange) }
      try changed.limitImport(index, to: entry.uptake)
    }
    for index in exchanges where !listed.contains(index) && importLimit(index) > 0 {
      try changed.limitImport(index, to: 0)
    }
    self = changed
    return others
  }

  private func boundaryIndex(_ entry: Medium.Entry) throws(ModelError) -> Int {
    guard let index = model.reactionIndex(entry.exchange) else {
      throw .unknownID(
        kind: .reaction, id: entry.exchange,
        suggestion: Suggestion.nearest(
          to: entry.exchange, among: model.reactions.lazy.map(\.id)))
    }
    if !BoundaryReactions.isBoundary(index, of: model) { throw .notAnExchange(id: entry.exchange) }
    if !(entry.uptake >= 0) { throw .invalidUptake(id: entry.exchange, value: entry.uptake) }
    return index
  }

  /// Whether negative flux brings the metabolite in, as where the metabolite is a reactant.
  private func importsBackwards(_ index: Int) -> Bool {
    model.stoichiometry.range(ofColumn: index).contains { model.stoichiometry.values[$0] < 0 }
  }

  private func importLimit(_ index: Int) -> Double {
    if model.stoichiometry.range(ofColumn: index).isEmpty { return 0 }
    return importsBackwards(index) ? -bounds[index].lower : bounds[index].upper
  }

  private mutating func limitImport(_ index: Int, to uptake: Double) throws(ModelError) {
    var new = bounds[index]
    // 0 − x, not −x: no bound of −0.
    if importsBackwards(index) { new.lower = 0 - uptake } else { new.upper = uptake }
    try setBounds(new, ofReaction: index)
  }
}
