import Foundation

/// Runs the built `twinflux` as a user would.
public struct CommandLineProgram {
  public struct Outcome: Sendable {
    /// The exit status; 128 plus the signal if one ended it.
    public var status: Int32
    public var output: String
    public var errors: String
  }

  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The program beside the test bundle, or in the build directory of the package.
  public static let executable = built("twinflux")

  private static func built(_ program: String) -> URL? {
    let beside = [CommandLine.arguments.first, Bundle.main.executablePath, Bundle.main.bundlePath]
      .compactMap { $0 }.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    let built = ["debug", "release"].map { root.appendingPathComponent(".build/\($0)") }
    return (beside + built).map { $0.appendingPathComponent(program) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Runs `twinflux` with `arguments` in `directory`, and waits for its end.
  ///
  /// - Parameters:
  ///   - program: Another program of this package instead.
  ///   - input: What stands in standard input.
  ///   - whileRunning: Called once the program runs, such as to interrupt it.
  public static func run(
    _ arguments: [String], program: String = "twinflux", in directory: URL = root,
    input: Data = Data(),
    environment: [String: String] = [:], whileRunning: (Process) -> Void = { _ in }
  ) throws -> Outcome {
    guard let executable = built(program) else { throw MissingProgram() }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: nothing then depends on who reads when.
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    process.standardInput = try scratch.handle("in", content: input)
    process.standardOutput = try scratch.handle("out")
    process.standardError = try scratch.handle("err")
    try process.run()
    whileRunning(process)
    process.waitUntilExit()
    let code = process.terminationStatus
    return Outcome(
      status: process.terminationReason == .exit ? code : 128 + code,
      output: try scratch.text("out"), errors: try scratch.text("err"))
  }

  public struct MissingProgram: Error {}
}
