/// The forms in which results are written.
public enum TableFormat: String, Sendable, Hashable, CaseIterable {
  case tsv, csv, json

  /// The form that the extension of `path` names (`.gz` aside); `nil` where it names none.
  public init?(extensionOf path: String) {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    switch name {
    case _ where name.hasSuffix(".tsv") || name.hasSuffix(".txt") || name.hasSuffix(".tab"):
      self = .tsv
    case _ where name.hasSuffix(".csv"): self = .csv
    case _ where name.hasSuffix(".json"): self = .json
    default: return nil
    }
  }
}
