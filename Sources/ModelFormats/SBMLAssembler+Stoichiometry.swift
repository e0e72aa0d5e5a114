import MetabolicModels

/// Coefficients, and which species are balanced.
extension SBMLAssembler {
  typealias Column = [(species: Int, value: Double)]

  /// The coefficients of each reaction by species: products positive, one entry a species, none zero.
  mutating func columns() throws(SBMLError) -> [Column] {
    var columns: [Column] = []
    columns.reserveCapacity(document.reactions.count)
    var places = [Int](repeating: -1, count: document.species.count)
    for index in document.reactions.indices { columns.append(try column(index, &places)) }
    return columns
  }

  /// `places` says where in the column a species stands; all are -1 before and after.
  private mutating func column(_ index: Int, _ places: inout [Int]) throws(SBMLError) -> Column {
    var column: Column = []
    for reference in document.reactions[index].references {
      let entry = document.references[reference]
      let species = try species(of: entry, reaction: index)
      let value = try coefficient(of: entry, reaction: index)
      if places[species] >= 0 {
        column[places[species]].value += value
      } else {
        places[species] = column.count
        column.append((species, value))
      }
    }
    for entry in column { places[entry.species] = -1 }
    column.removeAll { $0.value == 0 }
    return column
  }

  private func species(of entry: ReferenceEntry, reaction: Int) throws(SBMLError) -> Int {
    if let index = speciesIndices[entry.species] { return index }
    let name = text(entry.species)
    throw .unknownSpecies(
      path: path, line: entry.line, reaction: reactionIDs[reaction], species: name,
      suggestion: Suggestion.nearest(to: name, among: document.species.map { text($0.id) }))
  }

  private mutating func coefficient(
    of entry: ReferenceEntry, reaction: Int
  ) throws(SBMLError) -> Double {
    let reactionID = reactionIDs[reaction]
    let found: Double?
    do {
      found = try evaluator.stoichiometry(of: entry)
    } catch {
      throw .cannotEvaluate(
        path: path, line: entry.line,
        referrer: "The stoichiometry of '\(text(entry.species))' in reaction '\(reactionID)'",
        reason: error)
    }
    guard let value = found else {
      throw .missingStoichiometry(
        path: path, line: entry.line, reaction: reactionID, species: text(entry.species))
    }
    guard value.isFinite else {
      throw .invalidStoichiometry(
        path: path, line: entry.line, reaction: reactionID, species: text(entry.species),
        value: value)
    }
    try checkMagnitude(
      value, of: "The stoichiometry of '\(text(entry.species))' in reaction '\(reactionID)'",
      line: entry.line)
    return entry.isReactant ? -value : value
  }

  // MARK: Boundary species

  /// Gives every balanced species its row.
  mutating func balanceSpecies(_ columns: [Column]) {
    let kept = exchangedBoundarySpecies(columns)
    var left: [Int] = []
    rows = []
    var count = 0
    for (index, entry) in document.species.enumerated() {
      if entry.isBoundary, !kept.contains(index) {
        left.append(index)
        rows.append(nil)
      } else {
        rows.append(count)
        count += 1
      }
    }
    boundaryCount = left.count
    if let first = left.first {
      warnings.append(
        .boundarySpeciesLeftOut(
          species: left.map { speciesIDs[$0] }, line: document.species[first].line))
    }
    if let first = kept.min() {
      warnings.append(
        .boundarySpeciesBalanced(
          species: kept.sorted().map { speciesIDs[$0] }, line: document.species[first].line))
    }
  }

  /// Boundary species that one reaction has alone and another has with others: left out of the
  /// balance, the bounds of the former would limit nothing (a known complaint about COBRApy, which
  /// puts an exchange with default bounds in place of the file's own).
  private func exchangedBoundarySpecies(_ columns: [Column]) -> Set<Int> {
    var alone = Set<Int>()
    var together = Set<Int>()
    for column in columns {
      if column.count == 1 {
        alone.insert(column[0].species)
      } else {
        for entry in column { together.insert(entry.species) }
      }
    }
    return alone.intersection(together).filter { document.species[$0].isBoundary }
  }

  func matrix(_ columns: [Column]) -> StoichiometricMatrix {
    var matrix = StoichiometricMatrix(rowCount: rows.count { $0 != nil })
    for column in columns {
      matrix.appendColumn(
        column.compactMap { entry in rows[entry.species].map { (row: $0, value: entry.value) } })
    }
    return matrix
  }
}
