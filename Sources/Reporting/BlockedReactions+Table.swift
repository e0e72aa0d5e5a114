import FluxAnalysis
import MetabolicModels

extension BlockedReactions {
  /// Columns `reaction status`, and with `verbose` also `name subsystem`: the reactions that are not
  /// unblocked, or with `all` every reaction asked for.
  public func table(of model: MetabolicModel, all: Bool = false, verbose: Bool = false) -> Table {
    var table = Table(columns: ["reaction", "status"] + (verbose ? ["name", "subsystem"] : []))
    for (index, status) in zip(reactions, statuses) where all || status != .unblocked {
      let reaction = model.reactions[index]
      var row: [Table.Cell] = [.text(reaction.id), .text(status.rawValue)]
      if verbose { row += [.text(reaction.name), .text(reaction.subsystem)] }
      table.append(row)
    }
    return table
  }

  /// `{"zero_cutoff": …, "reactions": [{"reaction": …, "status": …}, …]}`.
  public func json(
    of model: MetabolicModel, all: Bool = false, verbose: Bool = false
  ) -> JSONValue {
    .members([
      "zero_cutoff": .number(zeroCutoff),
      "reactions": TableWriter.rows(table(of: model, all: all, verbose: verbose)),
    ])
  }

  /// How many reactions have each status, every status named, in the order of their declaration.
  public var statusCounts: [(status: Status, count: Int)] {
    Status.allCases.map { status in (status, statuses.count { $0 == status }) }
  }
}
