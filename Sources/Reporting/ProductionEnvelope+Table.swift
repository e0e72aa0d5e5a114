import FluxAnalysis
import MetabolicModels

extension ProductionEnvelope {
  /// Columns: the id of each varied reaction, then `flux_minimum flux_maximum minimum_status
  /// maximum_status` of the objective, and with `verbose` also `minimum_outer maximum_outer`; the
  /// names that COBRApy gives. An end without a proven value is an empty cell.
  public func table(of model: MetabolicModel, verbose: Bool = false) -> Table {
    var columns = varied.map { model.reactions[$0].id }
    columns += ["flux_minimum", "flux_maximum", "minimum_status", "maximum_status"]
    if verbose { columns += ["minimum_outer", "maximum_outer"] }
    var table = Table(columns: columns)
    for point in points {
      let ends = [point.range.minimum, point.range.maximum]
      var row = point.fluxes.map(Table.Cell.number)
      row += ends.map { .optional($0.provenValue) }
      row += ends.map { .text($0.status.rawValue) }
      if verbose { row += ends.map { .optional($0.outerBound) } }
      table.append(row)
    }
    return table
  }

  /// `{"varied": ["EX_o2_e", …], "points": [{"EX_o2_e": …, "flux_minimum": …, …}, …]}`.
  public func json(of model: MetabolicModel, verbose: Bool = false) -> JSONValue {
    .members([
      "varied": .array(varied.map { .string(model.reactions[$0].id) }),
      "points": TableWriter.rows(table(of: model, verbose: verbose)),
    ])
  }

  /// How many points have both ends, how many are infeasible, and how many have an end that failed.
  public var counts: (feasible: Int, infeasible: Int, failed: Int) {
    let statuses = points.map { [$0.range.minimum.status, $0.range.maximum.status] }
    let failed = statuses.count { $0.contains(.failed) }
    let infeasible = statuses.count { $0.contains(.infeasible) && !$0.contains(.failed) }
    return (points.count - failed - infeasible, infeasible, failed)
  }
}
