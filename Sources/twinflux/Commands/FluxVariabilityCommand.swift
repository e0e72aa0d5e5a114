import TwinFlux

/// `twinflux fva MODEL`: the minimum and the maximum of every flux.
enum FluxVariabilityCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let cut = try objectiveCut(context.parsed)
    let certificatesPath = try certificatesPath(context.parsed)
    let limits = try FluxLimits(context.parsed)
    let exactSolver = try exactSolver(context.parsed)
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    let problem = try run.makeProblem(using: backend)
    var options = FluxVariabilityOptions()
    options.cut = cut
    options.threads = run.settings.solver.threads
    options.certificates = !context.parsed.has("no-certificates")
    options.keepsCertificates = certificatesPath != nil
    options.exactSolver = exactSolver
    options.solving = run.solvingOptions
    if let selection = context.parsed.value("reactions") {
      options.reactions = try ReactionSelection.indices(of: selection, in: problem.model)
    } else if let enzymes = problem.enzymes {
      options.reactions = Array(enzymes.originalReactions)
    }
    let found = try run.timed("solve") { run in
      solve(problem.patient, options, limits, run, backend)
    }
    switch found {
    case .success(let result):
      if let certificatesPath {
        try run.writeCertificates(result, of: problem.model, to: certificatesPath)
      }
      return try finish(&run, problem, result, cut)
    case .failure(let error):
      if let certificatesPath, error.answer != nil {
        try run.writeAbsence(of: problem, options, to: certificatesPath, using: backend)
      }
      throw try run.finishWithoutOptimum(error)
    }
  }

  /// Certificates prove ranges of a linear program, which those options leave, as floating-point
  /// arithmetic found them: they fall short of what rational arithmetic says by some 1e-8.
  private static func certificatesPath(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> String? {
    do throws(ParserError) {
      for other in ["no-certificates", "loopless", "pfba-factor", "exact"] {
        try arguments.rejectBoth("certificates", other)
      }
      return arguments.value("certificates")
    } catch {
      throw .usage(error)
    }
  }

  /// The rational arithmetic that `--exact` asks for.
  private static func exactSolver(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> (any ExactLPSolver)? {
    do throws(ParserError) {
      try arguments.rejectBoth("exact", "loopless")
    } catch {
      throw .usage(error)
    }
    guard arguments.has("exact") else { return nil }
    do throws(LPError) {
      return try ExactSolverChoice.makeSolver()
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }

  /// What the fluxes are held to beside the objective.
  private struct FluxLimits {
    var isLoopless: Bool
    var totalFluxFactor: Double?

    init(_ arguments: ParsedArguments) throws(CommandFailure) {
      isLoopless = arguments.has("loopless")
      do throws(ParserError) {
        totalFluxFactor = try arguments.number(
          "pfba-factor", expected: "a number of at least 1"
        ) { $0 >= 1 && $0.isFinite }
      } catch {
        throw .usage(error)
      }
    }
  }

  private static func objectiveCut(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> FluxVariabilityOptions.ObjectiveCut {
    do throws(ParserError) {
      try arguments.rejectBoth("fraction", "no-objective")
      if arguments.has("no-objective") { return .none }
      return try arguments.fraction("fraction").map { .fraction($0) }
        ?? FluxVariabilityOptions().cut
    } catch {
      throw .usage(error)
    }
  }

  private static func solve(
    _ patient: ConstrainedModel, _ options: FluxVariabilityOptions, _ limits: FluxLimits,
    _ run: AnalysisRun, _ backend: any LPBackend
  ) -> Result<FluxVariabilityResult, FluxError> {
    run.withProgress(in: "ends") { progress throws(FluxError) in
      var options = options
      options.progress = progress
      if let factor = limits.totalFluxFactor {
        return try parsimoniousFluxVariability(
          of: patient, factor: factor, isLoopless: limits.isLoopless, options: options,
          using: backend)
      }
      return limits.isLoopless
        ? try looplessFluxVariability(of: patient, options: options, using: backend)
        : try fluxVariability(of: patient, options: options, using: backend)
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ result: FluxVariabilityResult,
    _ cut: FluxVariabilityOptions.ObjectiveCut
  ) throws(CommandFailure) -> ExitStatus {
    let failed = describe(result, to: run.console)
    if let exact = result.exact {
      describe(exact, to: run.console)
      run.report.move(seconds: exact.seconds, from: "solve", to: "exact")
    }
    run.report.status = failed == 0 ? "done" : "failed"
    run.report.result = RunReport.endSection(result)
    if let summary = RunReport.recoverySummary(result) {
      let names = run.settings.output.reportPath == nil ? "--report names" : "the report names"
      run.console.note("\(summary); \(names) them")
    }
    run.report.solver = run.solverSection(
      RunReport.counterSection(result.counters)
        + RunReport.recoverySection(result, of: problem.model))
    let verbose = run.settings.output.verboseColumns
    try run.finish(
      encode(
        result.table(of: problem.model, verbose: verbose), as: run.settings.output.format,
        json: result.json(of: problem.model, cut: cut, verbose: verbose)))
    return failed == 0 ? .done : .negative
  }

  /// Says how many ends have which status.
  ///
  /// - Returns: How many ends have no answer.
  private static func describe(_ result: FluxVariabilityResult, to console: Console) -> Int {
    if let optimum = result.objectiveValue {
      console.note("objective \(NumberText.text(optimum)) (optimal)")
    }
    let counts = result.endCounts.filter { $0.count > 0 }
    console.note(
      "\(count(result.reactions.count, "reaction")): "
        + counts.map { count($0.count, "end") + " " + $0.status.rawValue }.joined(separator: ", "))
    let failed = counts.first { $0.status == .failed }?.count ?? 0
    if failed > 0 {
      console.warn(
        "\(count(failed, "end")) could not be settled; their cells are empty. "
          + "Try a larger --tolerance or --time-limit.")
    }
    return failed
  }
  private static func describe(_ exact: ExactSettlement, to console: Console) {
    console.note(
      "settled exactly: \(count(exact.settledEnds, "end")), with "
        + "\(count(exact.pivots, "exact pivot")), in numbers of at most "
        + "\(count(exact.largestBits, "bit"))")
    for obstacle in ExactSettlement.Obstacle.allCases {
      guard let ends = exact.unsettledEnds[obstacle], ends > 0 else { continue }
      console.warn(
        "\(count(ends, "end")) could not be settled exactly: \(obstacle.explanation). "
          + "What floating-point arithmetic says of them stands.")
    }
  }
}

extension ExactSettlement.Obstacle {
  fileprivate var explanation: String {
    switch self {
    case .infeasible:
      "no flux distribution keeps to every balance and bound exactly, only within the tolerance"
    case .pivotLimit: "the limit on exact pivots was reached"
    case .sizeLimit: "the numbers became too large"
    case .beyondDoubles: "the value is beyond the largest double"
    }
  }
}
