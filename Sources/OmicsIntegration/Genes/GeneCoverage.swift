import DataFiles

/// How a sample's genes and a model's genes were brought together: what the report says of it.
public struct GeneCoverage: Sendable, Hashable {
  public var modelGenes: Int
  public var tableGenes: Int
  /// Model genes that have a row in the table.
  public var matched: Int
  /// Model genes that have a level in this sample.
  public var measured: Int
  /// The ids of the model genes without a row, in model order.
  public var unmatched: [String]
  /// What the table's genes were looked up as: `id`, `label`, `name` or a kind of cross-reference.
  public var namespace: String
  /// The columns of the gene map, if one was used, and how many table genes it knew.
  public var map: Map?
  public var tableChanges: Changes
  public var modelChanges: Changes
  /// Model genes that draw on more than one row of the table, combined as ``collapse`` says.
  public var collapsed: Int
  public var collapse: GeneMatchingOptions.Collapse

  /// The share of the model's genes that have a level in this sample; what `--min-coverage` asks.
  public var fraction: Double { modelGenes == 0 ? 0 : Double(measured) / Double(modelGenes) }

  public struct Map: Sendable, Hashable {
    public var from: String
    public var to: String
    public var translated: Int
  }

  /// On how many matched identifiers something was taken off.
  public struct Changes: Sendable, Hashable {
    /// `G_`.
    public var modelPrefix = 0
    /// `HGNC:`.
    public var hgncPrefix = 0
    /// A version or transcript suffix, as in `ENSG….5` and `8639.1`.
    public var version = 0

    public init() {}

    var parts: [String] {
      [
        (modelPrefix, "the prefix G_"), (hgncPrefix, "the prefix HGNC:"),
        (version, "the version suffix"),
      ]
      .filter { $0.0 > 0 }.map { "\($0.1) on \($0.0)" }
    }

    mutating func add(_ changes: [GeneIdentifier.Change]) {
      for change in changes {
        switch change {
        case .modelPrefix: modelPrefix += 1
        case .hgncPrefix: hgncPrefix += 1
        case .version: version += 1
        }
      }
    }
  }

  /// What was done, a sentence each: for standard error and the report.
  public var notes: [String] {
    let percent = NumberText.text((fraction * 1000).rounded() / 10)
    var notes = [
      "\(measured) of the model's \(modelGenes) genes are measured (\(percent) %), of "
        + "\(tableGenes) genes in the table; matched by \(namespace)."
    ]
    if matched > measured {
      notes.append("\(matched - measured) more genes have a row, but no value in this sample.")
    }
    if let map {
      notes.append(
        "The gene map (\(map.from) to \(map.to)) knew \(map.translated) of the table's genes.")
    }
    for (whose, changes) in [("table", tableChanges), ("model", modelChanges)]
    where !changes.parts.isEmpty {
      notes.append(
        "Ignored in the \(whose)'s gene identifiers: \(changes.parts.joined(separator: ", ")).")
    }
    if collapsed > 0 {
      notes.append(
        "\(collapsed) model gene\(collapsed == 1 ? " has" : "s have") several rows in the table; "
          + "their \(collapse.rawValue) was taken.")
    }
    return notes
  }
}
