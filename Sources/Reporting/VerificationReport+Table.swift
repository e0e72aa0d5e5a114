import FluxAnalysis

extension VerificationReport {
  /// Columns `reaction end reason`: what does not hold. The first two are empty where it concerns
  /// the whole result.
  public var table: Table {
    var table = Table(columns: ["reaction", "end", "reason"])
    for failure in failures {
      table.append([
        failure.reaction.map(Table.Cell.text) ?? .empty,
        failure.isMaximum.map { .text($0 ? "maximum" : "minimum") } ?? .empty,
        .text(failure.reason),
      ])
    }
    return table
  }

  /// The same with the counts.
  public var json: JSONValue {
    .members([
      "holds": .bool(holds),
      "status": absence.map { .string($0.rawValue) } ?? .null,
      "ends": .object(
        FluxRange.End.Status.allCases.map {
          JSONValue.Member($0.rawValue, .integer(verified[$0, default: 0]))
        }),
      "points": .integer(pointsChecked), "worst_residual": .number(worstResidual),
      "worst_gap": .number(worstGap), "changed_bounds": .integer(changedBounds),
      "failures": TableWriter.rows(table),
    ])
  }
}
