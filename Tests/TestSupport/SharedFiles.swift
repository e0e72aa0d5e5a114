import Foundation

/// Real reconstructions and reference answers that are kept beside a checkout, never inside it.
/// A clone elsewhere does not have them; tests that need them are skipped there.
public enum SharedFiles {
  public static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  public static let root = packageRoot.deletingLastPathComponent().appending(path: "shared")

  /// The reason that a skipped test gives.
  public static let reason: String = "needs the folder ../shared beside the checkout"

  public static var arePresent: Bool {
    FileManager.default.fileExists(atPath: root.appending(path: "models").path)
  }

  public static func path(_ relative: String) -> String { root.appending(path: relative).path }
}
