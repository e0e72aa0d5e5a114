import DataFiles
import OmicsIntegration

extension GeneReport {
  /// Columns `gene rows how reason level`, one row for each gene of the model; several rows of the
  /// table are joined by `;`.
  public func table() -> Table {
    var table = Table(columns: ["gene", "rows", "how", "reason", "level"])
    for entry in entries {
      table.append([
        .text(entry.gene), .text(entry.rows.joined(separator: ";")), .text(entry.how.rawValue),
        .text(entry.reason.rawValue), .optional(entry.level),
      ])
    }
    return table
  }

  public var json: JSONValue {
    .members([
      "sample": .string(sample), "matched_by": .string(namespace),
      "genes": TableWriter.rows(table()),
      "unused_rows": .array(unusedRows.map(JSONValue.string)),
    ])
  }
}
