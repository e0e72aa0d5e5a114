import Foundation
import TwinFlux

/// What the command line asks for.
struct BenchmarkArguments: Sendable {
  var names: [BenchmarkName] = []
  var model = ""
  var runs = 3
  var solver = SolverChoice.auto
  var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Of the optimum, as `twinflux fva --fraction`.
  var fraction = 0.9
  /// How many programs `fba-warm` and `pivots` solve, at most.
  var ends = 200
  var allowsDebug = false
  var wantsHelp = false

  static let usage = """
    Usage: twinflux-bench [NAME...] MODEL [options]

    Measures the library on MODEL and prints JSON: counters, and seconds as the minimum, median and
    maximum of the runs. Without a NAME everything is measured.

    Names: \(BenchmarkName.list)

      --runs N        measure each N times (3)
      --solver NAME   native, glpk or auto (auto)
      --threads N     threads of the flux variability analysis (all processors)
      --fraction F    what it leaves of the optimum, from 0 to 1 (0.9)
      --ends N        programs of fba-warm and pivots, questions of session (200)
      --allow-debug   measure a build without optimization all the same
      --help          show this text

    """

  init(_ arguments: [String]) throws(BenchmarkFailure) {
    var operands: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        operands.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      var value = parts.count > 1 ? String(parts[1]) : nil
      if Self.needsValue.contains(String(parts[0])), value == nil { value = rest.popFirst() }
      try take(String(parts[0]), value)
    }
    if wantsHelp { return }
    guard let model = operands.popLast() else { throw .usage("MODEL is missing.") }
    self.model = model
    for operand in operands {
      guard let name = BenchmarkName(rawValue: operand) else {
        throw .usage("There is no benchmark '\(operand)'. The names are \(BenchmarkName.list).")
      }
      if !names.contains(name) { names.append(name) }
    }
    if names.isEmpty { names = BenchmarkName.allCases }
  }

  private static let needsValue: Set = ["--runs", "--solver", "--threads", "--fraction", "--ends"]

  private mutating func take(_ option: String, _ value: String?) throws(BenchmarkFailure) {
    if Self.needsValue.contains(option) {
      guard let value else { throw .usage("\(option) needs a value.") }
      return try set(option, value)
    }
    if let value { throw .usage("\(option) takes no value, but has '\(value)'.") }
    switch option {
    case "--allow-debug": allowsDebug = true
    case "--help": wantsHelp = true
    default: throw .usage("There is no option '\(option)'.")
    }
  }

  private mutating func set(_ option: String, _ value: String) throws(BenchmarkFailure) {
    switch option {
    case "--runs": runs = try Self.count(value, option)
    case "--threads": threads = try Self.count(value, option)
    case "--ends": ends = try Self.count(value, option)
    case "--solver":
      guard let choice = SolverChoice(rawValue: value) else {
        throw .usage("--solver cannot be '\(value)'. Give native, glpk or auto.")
      }
      solver = choice
    default:
      guard let number = Double(value), (0...1).contains(number) else {
        throw .usage("\(option) cannot be '\(value)'. Give a number from 0 to 1.")
      }
      fraction = number
    }
  }

  private static func count(
    _ value: String, _ option: String
  ) throws(BenchmarkFailure) -> Int {
    guard let number = Int(value), number >= 1 else {
      throw .usage("\(option) cannot be '\(value)'. Give a whole number from 1.")
    }
    return number
  }
}
