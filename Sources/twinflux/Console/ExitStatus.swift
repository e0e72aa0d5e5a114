/// The exit statuses of `twinflux`; scripts rely on them (the names follow BSD's sysexits).
enum ExitStatus: Int32, Sendable, Hashable {
  case done = 0
  /// The analysis ran, and the answer is negative: infeasible, unbounded, an end that failed.
  case negative = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case internalError = 70
  case cannotCreate = 73
  /// A limit stopped the run.
  case stopped = 75
  case interrupted = 130
}
