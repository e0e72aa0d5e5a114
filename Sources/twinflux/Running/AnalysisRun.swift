import TwinFlux

/// One run of an analysis: its settings, its clock and what its report will say.
struct AnalysisRun: Sendable {
  let context: RunContext
  let settings: AnalysisSettings
  let deadline: Deadline
  var report: RunReport
  /// Whether the model's ids are those of an SBML document, once it is loaded.
  var hasRawIDs = false

  var console: Console { context.console }

  /// Reads the settings, and checks that the results will have a place, before any work.
  init(_ context: RunContext) throws(CommandFailure) {
    self.context = context
    settings = try AnalysisSettings(context.parsed)
    deadline = Deadline(seconds: settings.solver.secondsLimit)
    report = RunReport(command: context.parsed.command.rawValue, arguments: context.arguments)
    try RunFiles(context.parsed).check()
  }

  /// Runs `body`, counts its time under `phase`, and stops if Ctrl-C was pressed meanwhile.
  mutating func timed<Value>(
    _ phase: String, _ body: (inout AnalysisRun) throws(CommandFailure) -> Value
  ) throws(CommandFailure) -> Value {
    let start = ContinuousClock.now
    let value = try body(&self)
    let seconds = start.duration(to: .now) / .seconds(1)
    report.record(phase, seconds: seconds)
    console.detail("\(phase): \(readable((seconds * 1000).rounded() / 1000)) s")
    try Interruption.check()
    return value
  }

  /// What the solver is told.
  var solvingOptions: SolvingOptions {
    settings.solver.options(secondsLeft: deadline.secondsLeft)
  }

  /// Writes the result and then the report.
  mutating func finish(_ bytes: [UInt8]?) throws(CommandFailure) {
    if let bytes {
      let path = settings.output.path
      try timed("write") { _ throws(CommandFailure) in try writeOutput(bytes, to: path) }
    }
    try writeReport()
  }

  mutating func writeReport() throws(CommandFailure) {
    guard let path = settings.output.reportPath else { return }
    report.warnings = console.warnings
    try writeOutput(Array(report.json.text.utf8), to: path)
  }

  /// Records that there is no optimum, writes the JSON that says so if JSON was asked for, and
  /// returns what to tell the user.
  mutating func finishWithoutOptimum(
    _ error: FluxError
  ) throws(CommandFailure) -> CommandFailure {
    var failure = CommandFailure(error)
    if case .stopped = error, deadline.isOver {
      failure = CommandFailure(.stopped, FluxError.stopped(.timeLimit).description)
    }
    guard failure.status == .negative, let status = error.answer else { return failure }
    report.status = status
    let json = JSONValue.members(["status": .string(status), "objective_value": .null])
    try finish(settings.output.format == .json ? Array(json.text.utf8) : nil)
    return failure
  }
}

extension FluxError {
  /// The status of an analysis whose answer is that there is no optimum.
  var answer: String? {
    switch self {
    case .infeasible: "infeasible"
    case .unbounded, .unlimitedFlux: "unbounded"
    case .stopped, .notVerified, .model, .task, .solver, .invalidOption, .cancelled: nil
    }
  }
}

extension CommandFailure {
  init(_ error: FluxError) {
    switch error {
    case .infeasible, .unbounded, .unlimitedFlux: self.init(.negative, error.description)
    case .stopped(.numericalTrouble), .notVerified, .solver:
      self.init(.internalError, error.description)
    case .stopped: self.init(.stopped, error.description)
    case .invalidOption: self.init(.usage, error.description)
    case .model, .task: self.init(.badData, error.description)
    case .cancelled: self = .interrupted
    }
  }
}
