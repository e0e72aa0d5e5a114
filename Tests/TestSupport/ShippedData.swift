import DataFiles
import Foundation

/// The files that the package ships, found from where this source file is.
public enum ShippedData {
  /// The root of the package.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of a shipped file, such as `Models/hepatocyte_core.xml`.
  public static func path(_ relative: String) -> String {
    root.appendingPathComponent(relative).path
  }

  /// Whether the tests are to rewrite the generated files instead of comparing them.
  public static var regenerates: Bool {
    ProcessInfo.processInfo.environment["TWINFLUX_REGENERATE"] == "1"
  }

  /// Compares a generated file with the shipped one, or rewrites the shipped one if
  /// ``regenerates``.
  ///
  /// - Returns: `nil` if they are equal byte for byte, else what to do.
  public static func difference(of generated: [UInt8], from relative: String) throws -> String? {
    let file = path(relative)
    if regenerates {
      try store(generated, at: file)
      return nil
    }
    guard let shipped = try? storedBytes(file) else {
      return "\(relative) is missing. Run the tests once with TWINFLUX_REGENERATE=1."
    }
    if shipped == generated { return nil }
    let line = zip(shipped, generated).prefix { $0 == $1 }.filter { $0.0 == 10 }.count + 1
    return "\(relative) is not what its tables give, first at line \(line). "
      + "Run the tests once with TWINFLUX_REGENERATE=1 and look at the difference."
  }
}
