import MetabolicModels

/// The mass balance, and what the struct demands beside it.
extension MATModelReader {
  /// What a row of `S·v` must be, where that is not zero.
  struct Limits: Hashable {
    var lower: Double
    var upper: Double

    init?(sense: Character, value: Double) {
      switch sense {
      case "E", "e": (lower, upper) = (value, value)
      case "L", "l": (lower, upper) = (-.infinity, value)
      case "G", "g": (lower, upper) = (value, .infinity)
      default: return nil
      }
    }

    static let balance = Limits(sense: "E", value: 0)
  }

  /// For each metabolite the limits of its row; `nil` where it is balanced.
  mutating func balances() throws(MATError) -> [Limits?] {
    let count = metaboliteIDs.count
    let senses = try fields.letters("csense", count: count, of: "metabolites")
    let sides = try fields.numbers("b", count: count, of: "metabolites")
    var rows: [Limits?] = []
    rows.reserveCapacity(count)
    for (index, id) in metaboliteIDs.enumerated() {
      let limits = try limits(
        senses?[index] ?? "E", sides?[index] ?? 0, ("csense", "b"), of: "metabolite '\(id)'")
      rows.append(limits == .balance ? nil : limits)
    }
    let unbalanced = zip(metaboliteIDs, rows).filter { $0.1 != nil }.map(\.0)
    if !unbalanced.isEmpty { warnings.append(.metabolitesAsConstraints(metabolites: unbalanced)) }
    return rows
  }

  private func limits(
    _ sense: Character, _ value: Double, _ names: (sense: String, value: String),
    of owner: @autoclosure () -> String
  ) throws(MATError) -> Limits {
    guard value.isFinite else {
      throw fields.invalid(names.value, "is \(value) for \(owner())", "Give it a finite number.")
    }
    try checkMagnitude(value, names.value, of: owner())
    guard let limits = Limits(sense: sense, value: value) else {
      throw fields.invalid(
        names.sense, "is '\(SBMLValue.excerpt(String(sense)))' for \(owner())",
        "Give E, L or G.")
    }
    return limits
  }

  /// The matrix of the balanced metabolites, and the other rows as constraints.
  func matrix(
    _ limits: [Limits?]
  ) throws(MATError) -> (StoichiometricMatrix, [FluxConstraint]) {
    let source = try fields.matrix("S", rows: limits.count, columns: reactionIDs.count)
    let (places, rowCount) = places(of: limits)
    var matrix = StoichiometricMatrix(rowCount: rowCount)
    var terms: [Int: [FluxTerm]] = [:]
    for column in reactionIDs.indices {
      var entries: [(row: Int, value: Double)] = []
      for position in source.columnStarts[column]..<source.columnStarts[column + 1] {
        let (row, value) = (source.rows[position], source.values[position])
        try checkCoefficient(value, "S", column, "metabolite '\(metaboliteIDs[row])'")
        if let place = places[row] {
          entries.append((place, value))
        } else {
          Self.add(value, of: column, to: &terms[row, default: []])
        }
      }
      matrix.appendColumn(entries)
    }
    var constraints: [FluxConstraint] = []
    for (row, limit) in limits.enumerated() {
      guard let limit else { continue }
      constraints.append(constraint(metaboliteIDs[row], terms[row] ?? [], limit))
    }
    return (matrix, constraints + (try furtherConstraints()))
  }

  /// The row of each metabolite among the balanced ones, and how many those are.
  private func places(of limits: [Limits?]) -> ([Int?], Int) {
    var count = 0
    let places: [Int?] = limits.map { limit in
      if limit != nil { return nil }
      defer { count += 1 }
      return count
    }
    return (places, count)
  }

  private func checkCoefficient(
    _ value: Double, _ field: String, _ reaction: Int, _ owner: @autoclosure () -> String
  ) throws(MATError) {
    let id = reactionIDs[reaction]
    guard value.isFinite else {
      throw fields.invalid(
        field, "is \(value) for reaction '\(id)' and \(owner())", "Give it a finite number.")
    }
    try checkMagnitude(value, field, of: "reaction '\(id)' and \(owner())")
  }

  /// Adds to the term of `reaction`, for a sparse matrix may list an entry in parts. The reactions
  /// come in order.
  private static func add(_ value: Double, of reaction: Int, to terms: inout [FluxTerm]) {
    if let last = terms.indices.last, terms[last].reaction == reaction {
      terms[last].coefficient += value
    } else {
      terms.append(FluxTerm(reaction: reaction, coefficient: value))
    }
  }

  private func constraint(_ id: String, _ terms: [FluxTerm], _ limits: Limits) -> FluxConstraint {
    FluxConstraint(id: id, terms: terms, lower: limits.lower, upper: limits.upper)
  }

  // MARK: Constraints of the COBRA Toolbox 3

  /// The rows of `C·v`, each below, above or at its `d` as `dsense` says.
  private func furtherConstraints() throws(MATError) -> [FluxConstraint] {
    if let extra = values["evars"], !extra.isEmpty {
      throw fields.invalid(
        "evars", "has variables beside the reactions, which cannot be read", "Remove them.")
    }
    guard let stated = values["C"], !stated.isEmpty else { return [] }
    let ids = try fields.requiredStrings("ctrs")
    let source = try fields.matrix("C", rows: ids.count, columns: reactionIDs.count)
    let sides = try fields.requiredNumbers("d", count: ids.count, of: "constraints")
    guard let senses = try fields.letters("dsense", count: ids.count, of: "constraints") else {
      throw .missingField(path: path, field: "dsense")
    }
    var terms: [[FluxTerm]] = Array(repeating: [], count: ids.count)
    for column in reactionIDs.indices {
      for position in source.columnStarts[column]..<source.columnStarts[column + 1] {
        let (row, value) = (source.rows[position], source.values[position])
        try checkCoefficient(value, "C", column, "constraint '\(ids[row])'")
        Self.add(value, of: column, to: &terms[row])
      }
    }
    var constraints: [FluxConstraint] = []
    for (row, id) in ids.enumerated() {
      let limits = try limits(
        senses[row], sides[row], ("dsense", "d"), of: "constraint '\(id)'")
      constraints.append(constraint(id, terms[row], limits))
    }
    return constraints
  }
}
