import MetabolicModels

/// Reactions: bounds, gene rules and subsystems.
extension SBMLAssembler {
  mutating func reactions() throws(SBMLError) -> [Reaction] {
    let subsystems = groupSubsystems()
    let oldBounds = try fluxBoundsOfVersion1()
    let oldRules = try geneAssociationsOfVersion1()
    var reactions: [Reaction] = []
    reactions.reserveCapacity(document.reactions.count)
    for (index, entry) in document.reactions.enumerated() {
      let bounds =
        document.fbcVersion == 1
        ? try checked(bounds(entry, index, oldBounds[index] ?? []), index, entry.line)
        : try bounds(entry, index)
      var reaction = Reaction(
        id: reactionIDs[index], name: entry.name, bounds: bounds,
        subsystem: subsystems[index] ?? entry.notes.subsystem ?? "", sboTerm: entry.sboTerm,
        annotations: entry.annotations)
      apply(oldRules[index] ?? entry.rule, entry, index, to: &reaction)
      reactions.append(reaction)
    }
    return reactions
  }

  // MARK: Bounds

  private mutating func bounds(_ entry: ReactionEntry, _ index: Int) throws(SBMLError) -> FluxBounds
  {
    let lower: Double?
    let upper: Double?
    // Attributes of fbc count even where the document does not declare the package.
    if document.fbcVersion > 1 || entry.lowerBound != nil || entry.upperBound != nil {
      lower = try bound(entry.lowerBound, "lower", entry, index)
      upper = try bound(entry.upperBound, "upper", entry, index)
    } else {
      lower = entry.kinetics.lowerBound
      upper = entry.kinetics.upperBound
    }
    if lower == nil || upper == nil { missingBounds.append((reactionIDs[index], entry.line)) }
    let fallback: FluxBounds = entry.isReversible ? .reversible : .irreversible
    return try checked(
      FluxBounds(lower: lower ?? fallback.lower, upper: upper ?? fallback.upper), index, entry.line)
  }

  private func checked(
    _ bounds: FluxBounds, _ index: Int, _ line: Int
  ) throws(SBMLError) -> FluxBounds {
    if !bounds.isValid {
      throw .boundsOutOfOrder(
        path: path, line: line, reaction: reactionIDs[index], lower: bounds.lower,
        upper: bounds.upper)
    }
    for (side, value) in [("lower", bounds.lower), ("upper", bounds.upper)] {
      try checkMagnitude(
        value, of: "The \(side) bound of reaction '\(reactionIDs[index])'", line: line)
    }
    return bounds
  }

  private mutating func bound(
    _ parameter: Symbol?, _ side: String, _ entry: ReactionEntry, _ index: Int
  ) throws(SBMLError) -> Double? {
    guard let parameter else { return nil }
    let id = reactionIDs[index]
    return try value(
      ofParameter: parameter, for: "The \(side) bound of reaction '\(id)'", line: entry.line)
  }

  /// The constant value of a parameter that a bound or a coefficient names.
  mutating func value(
    ofParameter parameter: Symbol, for referrer: @autoclosure () -> String, line: Int
  ) throws(SBMLError) -> Double {
    guard evaluator.definesParameter(parameter) else {
      let name = text(parameter)
      throw .unknownParameter(
        path: path, line: line, referrer: referrer(), parameter: name,
        suggestion: Suggestion.nearest(to: name, among: document.parameters.map { text($0.id) }))
    }
    // COBRApy refuses these too: their value at the start says nothing of later.
    if evaluator.isVariable(parameter) {
      throw .parameterNotConstant(
        path: path, line: line, referrer: referrer(), parameter: text(parameter))
    }
    let value: Double
    do {
      value = try evaluator.value(of: parameter)
    } catch .noValue(let name) where name == text(parameter) {
      throw .valueNotANumber(path: path, line: line, referrer: referrer(), parameter: name)
    } catch {
      throw .cannotEvaluate(path: path, line: line, referrer: referrer(), reason: error)
    }
    if value.isNaN {
      throw .valueNotANumber(
        path: path, line: line, referrer: referrer(), parameter: text(parameter))
    }
    return value
  }

  // MARK: Bounds of fbc version 1

  private func fluxBoundsOfVersion1() throws(SBMLError) -> [Int: [FluxBoundEntry]] {
    var bounds: [Int: [FluxBoundEntry]] = [:]
    for entry in document.fluxBounds {
      let index = try reactionIndex(entry.reaction, referrer: "A flux bound", line: entry.line)
      bounds[index, default: []].append(entry)
    }
    return bounds
  }

  /// All bounds of a reaction hold. A side that none of them limits is infinite, or 0 for the lower
  /// side of an irreversible reaction: what libSBML makes of version 1, and so COBRApy.
  private mutating func bounds(
    _ entry: ReactionEntry, _ index: Int, _ stated: [FluxBoundEntry]
  ) -> FluxBounds {
    var lower: Double?
    var upper: Double?
    for bound in stated {
      if bound.operation != .lessEqual { lower = max(lower ?? -.infinity, bound.value) }
      if bound.operation != .greaterEqual { upper = min(upper ?? .infinity, bound.value) }
    }
    if lower == nil || upper == nil { missingBounds.append((reactionIDs[index], entry.line)) }
    return FluxBounds(
      lower: lower ?? (entry.isReversible ? -.infinity : 0), upper: upper ?? .infinity)
  }

  func reactionIndex(
    _ symbol: Symbol, referrer: @autoclosure () -> String, line: Int
  ) throws(SBMLError) -> Int {
    if let index = reactionIndices[symbol] { return index }
    let name = text(symbol)
    throw .unknownReaction(
      path: path, line: line, referrer: referrer(), reaction: name,
      suggestion: Suggestion.nearest(to: name, among: document.reactions.map { text($0.id) }))
  }

  // MARK: Subsystems

  /// The name of the group that each reaction is a member of; of several, the last, as in COBRApy.
  private mutating func groupSubsystems() -> [Int: String] {
    var subsystems: [Int: String] = [:]
    var byMetaID: [Symbol: Int]?
    var known: Set<Symbol>?
    for group in document.groups {
      let name = group.name.isEmpty ? group.id.map(text) ?? "" : group.name
      for member in group.members {
        var index = reactionIndices[member.reference]
        if member.isMetaID {
          let map = byMetaID ?? metaIDs()
          byMetaID = map
          index = map[member.reference]
        }
        if let index {
          subsystems[index] = name
          continue
        }
        let others = known ?? otherNames()
        known = others
        if !member.isMetaID, !others.contains(member.reference) {
          warnings.append(
            .unknownGroupMember(group: name, member: text(member.reference), line: member.line))
        }
      }
    }
    return subsystems
  }

  private func metaIDs() -> [Symbol: Int] {
    var map: [Symbol: Int] = [:]
    for (index, entry) in document.reactions.enumerated() {
      if let metaID = entry.metaID { map[metaID] = index }
    }
    return map
  }

  /// What a group may list beside reactions.
  private func otherNames() -> Set<Symbol> {
    var names = Set(document.species.map(\.id))
    names.formUnion(document.geneProducts.map(\.id))
    names.formUnion(document.compartments.map(\.id))
    names.formUnion(document.parameters.map(\.id))
    names.formUnion(document.groups.compactMap(\.id))
    return names
  }
}
