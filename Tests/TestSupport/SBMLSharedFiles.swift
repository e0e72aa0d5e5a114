import Foundation

/// Files that lie beside the package and are not part of it: published models and the SBML Test
/// Suite.
public enum SBMLSharedFiles {
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared")

  public static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  public static func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }

  /// The documents of all cases in conformance/sbml-fbc, by path.
  public static func conformanceDocuments() -> [String] {
    let folder = path("conformance/sbml-fbc")
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".xml") }.sorted().map { "\(folder)/\($0)" }
  }
}
