/// Why a command ends without its result: what to say and how to exit.
struct CommandFailure: Error, Sendable, Hashable {
  var status: ExitStatus
  var message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  static func usage(_ error: ParserError) -> CommandFailure {
    CommandFailure(.usage, error.description)
  }
}
