import Foundation
import TestSupport

/// A written Slurm script without Slurm: `sbatch` keeps the jobs, `scontrol` what it is told, and the
/// program notes its arguments and ends as it is told.
struct ClusterJob {
  let scratch: CommandLineScratch

  init() throws {
    scratch = try CommandLineScratch()
    try program(
      "sbatch",
      """
      n=$(cat count 2> /dev/null || echo 0)
      echo $((n + 1)) > count
      cat > job$n.sh
      printf '%s\\n' "$@" > job$n.options
      echo "$((n + 40));cluster"
      """)
    try program("scontrol", #"echo "$@" >> "$(dirname "$0")/scontrol.log""#)
    try program("scancel", #"echo "$@" >> "$(dirname "$0")/scancel.log""#)
  }

  func remove() { scratch.remove() }

  /// Makes an executable script in the directory.
  func program(_ name: String, _ body: String) throws {
    let path = try scratch.write(name, "#!/bin/sh\n" + body + "\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Runs a script of the directory, in it.
  func run(
    _ script: String, _ arguments: [String] = [], _ environment: [String: String] = [:]
  ) throws -> ShellCommand.Outcome {
    try ShellCommand(
      ["sh", script] + arguments, in: scratch.url,
      environment: environment.merging([
        "PATH": scratch.url.path + ":/usr/bin:/bin"
      ]) { $1 }, seconds: 30
    ).run()
  }

  /// The lines of a file; none where there is no file.
  func lines(_ name: String) -> [String] {
    ((try? scratch.text(name)) ?? "").split(separator: "\n").map(String.init)
  }
}

/// A command that is killed when it takes too long.
struct ShellCommand {
  struct Outcome {
    /// 128 and the signal where one ended it.
    var status: Int32
    var output: String
    var errors: String
  }

  private let words: [String]
  private let directory: URL
  private let environment: [String: String]
  private let seconds: Double

  init(_ words: [String], in directory: URL, environment: [String: String], seconds: Double) {
    self.words = words
    self.directory = directory
    self.environment = environment
    self.seconds = seconds
  }

  func run() throws -> Outcome {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("out", "")
    try scratch.write("err", "")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: scratch.url.appendingPathComponent("out"))
    process.standardError = try FileHandle(forWritingTo: scratch.url.appendingPathComponent("err"))
    try unblocked { try process.run() }
    let end = ContinuousClock.now + .seconds(seconds)
    while process.isRunning, ContinuousClock.now < end { usleep(5_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let code = process.terminationStatus
    return Outcome(
      status: process.terminationReason == .exit ? code : 128 + code,
      output: try scratch.text("out"), errors: try scratch.text("err"))
  }
  /// Threads of the tests may block signals, which their children inherit; a shell that is not told of
  /// SIGCHLD waits for ever.
  private func unblocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var old = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    try body()
  }
}
