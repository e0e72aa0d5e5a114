import Foundation
import TwinFlux

/// Which solver, how exact, how long, on how many threads.
struct SolverSettings: Sendable, Hashable {
  var solver: String
  var threads: Int
  var tolerance: Double
  /// For the whole run.
  var secondsLimit: Double?

  init(_ arguments: ParsedArguments) throws(ParserError) {
    solver = arguments.value("solver") ?? "auto"
    threads =
      try arguments.integer("threads", atLeast: 1) ?? ProcessInfo.processInfo.activeProcessorCount
    tolerance =
      try arguments.number("tolerance", expected: "a number from 1e-9 to 1e-3") {
        (1e-9...1e-3).contains($0)
      } ?? SolvingOptions().tolerance
    secondsLimit = try arguments.number("time-limit", expected: "a number of seconds above 0") {
      $0 > 0
    }
  }

  /// What the analyses take; they, and each program in them, may use what is left of the time.
  func options(secondsLeft: Double?) -> SolvingOptions {
    var options = SolvingOptions()
    options.tolerance = tolerance
    options.timeLimit = secondsLeft
    if let secondsLeft { options.secondsPerProgram = min(options.secondsPerProgram, secondsLeft) }
    return options
  }
}
