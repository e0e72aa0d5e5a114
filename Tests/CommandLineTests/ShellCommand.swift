import Foundation
import TestSupport

/// A command that is killed when it takes too long, and that may leave daemons behind.
///
/// Foundation's `Process` notes the end of a child by a socket that everything the child starts
/// inherits, and so waits for daemons too; and it hands down the signals that a thread of the tests
/// blocks, of which a shell without SIGCHLD waits for ever. So this spawns for itself.
struct ShellCommand {
  struct Outcome {
    /// 128 and the signal where one ended it.
    var status: Int32
    var output: String
    var errors: String
  }

  struct Failure: Error {
    var code: Int32
  }

  private typealias FileActions = posix_spawn_file_actions_t
  private typealias Attributes = posix_spawnattr_t

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
    let child = try spawn(into: scratch)
    let end = ContinuousClock.now + .seconds(seconds)
    var status: Int32 = 0
    while waitpid(child, &status, WNOHANG) == 0 {
      if ContinuousClock.now > end { kill(child, SIGKILL) }
      usleep(5_000)
    }
    let signal = status & 0x7F
    return Outcome(
      status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: try scratch.text("out"),
      errors: try scratch.text("err"))
  }

  private func spawn(into scratch: CommandLineScratch) throws -> pid_t {
    var actions = FileActions()
    var attributes = Attributes()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, name) in [(Int32(1), "out"), (2, "err")] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, scratch.path(name), O_WRONLY | O_CREAT, 0o644)
    }
    // What other tests have open at this moment. Closing what is not open is no error here.
    for descriptor in Int32(3)..<256 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    return try spawn(&actions, &attributes)
  }

  private func spawn(
    _ actions: inout FileActions, _ attributes: inout Attributes
  ) throws -> pid_t {
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var arguments =
      (["/usr/bin/env", "--chdir=\(directory.path)"] + words).map { strdup($0) } + [nil]
    var pairs = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + pairs { free(text) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, "/usr/bin/env", &actions, &attributes, &arguments, &pairs)
    if code != 0 { throw Failure(code: code) }
    return child
  }
}
