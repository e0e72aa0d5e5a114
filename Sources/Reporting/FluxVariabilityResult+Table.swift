import FluxAnalysis
import MetabolicModels

extension FluxVariabilityResult {
  /// Columns `reaction minimum maximum minimum_status maximum_status`, and with `verbose` also
  /// `minimum_outer maximum_outer name subsystem`. An end without a proven value is an empty cell.
  /// Where ends were settled exactly and `verbose` or `fractions` is set, the last columns are
  /// `minimum_exact maximum_exact`.
  public func table(
    of model: MetabolicModel, verbose: Bool = false, fractions: Bool = false
  ) -> Table {
    var columns = ["reaction", "minimum", "maximum", "minimum_status", "maximum_status"]
    if verbose { columns += ["minimum_outer", "maximum_outer", "name", "subsystem"] }
    let hasFractions = exact != nil && (verbose || fractions)
    if hasFractions { columns += ["minimum_exact", "maximum_exact"] }
    var table = Table(columns: columns)
    for (index, range) in zip(reactions, ranges) {
      let reaction = model.reactions[index]
      var row: [Table.Cell] = [
        .text(reaction.id), .optional(range.minimum.provenValue),
        .optional(range.maximum.provenValue), .text(range.minimum.status.rawValue),
        .text(range.maximum.status.rawValue),
      ]
      if verbose {
        row += [
          .optional(range.minimum.outerBound), .optional(range.maximum.outerBound),
          .text(reaction.name), .text(reaction.subsystem),
        ]
      }
      if hasFractions {
        row += [.optional(range.minimum.fraction), .optional(range.maximum.fraction)]
      }
      table.append(row)
    }
    return table
  }

  /// `{"fraction": …, "objective_value": …, "ranges": [{"reaction": …, …}, …]}`; the fraction is
  /// `null` where the objective was not held.
  public func json(
    of model: MetabolicModel, cut: FluxVariabilityOptions.ObjectiveCut, verbose: Bool = false
  ) -> JSONValue {
    var fraction = JSONValue.null
    if case .fraction(let value) = cut { fraction = .number(value) }
    return .members([
      "fraction": fraction, "objective_value": .optional(objectiveValue),
      "ranges": TableWriter.rows(
        table(of: model, verbose: verbose, fractions: exact != nil)),
    ])
  }

  /// How many ends have each status, every status named, in the order of their declaration.
  public var endCounts: [(status: FluxRange.End.Status, count: Int)] {
    let ends = ranges.flatMap { [$0.minimum.status, $0.maximum.status] }
    return FluxRange.End.Status.allCases.map { status in
      (status, ends.count { $0 == status })
    }
  }
}

extension FluxRange.End {
  /// The value if the status says that it is one, whatever is stored beside another status.
  var provenValue: Double? {
    switch status {
    case .certified, .optimal, .unbounded: value
    case .infeasible, .failed: nil
    }
  }
}
