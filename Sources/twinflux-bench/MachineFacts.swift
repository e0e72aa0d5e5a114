import Foundation
import TwinFlux

/// What a measurement depends on besides the code.
enum MachineFacts {
  #if DEBUG
  static let build = "debug"
  #else
  static let build = "release"
  #endif

  #if compiler(>=6.4)
  private static let compiler = "6.4 or later"
  #elseif compiler(>=6.3)
  private static let compiler = "6.3"
  #else
  private static let compiler = "6.2"
  #endif

  static var json: JSONValue {
    let process = ProcessInfo.processInfo
    return .members([
      "processor": .optional(processor), "cores": .integer(process.activeProcessorCount),
      "memory_bytes": .number(Double(process.physicalMemory)),
      "os": .string(process.operatingSystemVersionString), "swift": .string(compiler),
    ])
  }

  /// The first processor's name, where the system tells it.
  private static var processor: String? {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
  }
}
