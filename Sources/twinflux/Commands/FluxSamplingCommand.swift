import TwinFlux

/// `twinflux sample MODEL -n N`: flux distributions drawn from all that the bounds allow.
enum FluxSamplingCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var options = try options(context.parsed)
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    let problem = try run.makeProblem(using: backend)
    options.threads = run.settings.solver.threads
    options.solving = run.solvingOptions
    let found = try run.timed("solve") { [options] run in
      solve(problem.patient, options, run, backend)
    }
    switch found {
    case .success(let samples): try finish(&run, problem, samples, options)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
    return .done
  }

  private static func options(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> FluxSamplingOptions {
    var options = FluxSamplingOptions()
    do throws(ParserError) {
      guard let samples = try arguments.integer("n", atLeast: 1) else {
        throw ParserError.missingCompanion(option: "sample", needed: "-n N")
      }
      options.samples = samples
      if let chains = try arguments.integer("chains", atLeast: 1) { options.chains = chains }
      options.thinning = try arguments.integer("thinning", atLeast: 1)
      if let seed = try arguments.integer("seed", atLeast: 0) { options.seed = UInt64(seed) }
    } catch {
      throw .usage(error)
    }
    if let sampler = arguments.value("sampler").flatMap(FluxSampler.init(rawValue:)) {
      options.sampler = sampler
    }
    return options
  }

  private static func solve(
    _ patient: ConstrainedModel, _ options: FluxSamplingOptions, _ run: AnalysisRun,
    _ backend: any LPBackend
  ) -> Result<FluxSamples, FluxError> {
    run.withProgress(in: "warm-up programs and samples") { progress throws(FluxError) in
      var options = options
      options.progress = progress
      return try fluxSamples(of: patient, options: options, using: backend)
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ samples: FluxSamples,
    _ options: FluxSamplingOptions
  ) throws(CommandFailure) {
    describe(samples, to: run.console)
    run.report.status = "done"
    run.report.result = .members([
      "samples": .integer(samples.count), "sampler": .string(options.sampler.rawValue),
      "seed": .integer(Int(options.seed)), "chains": .integer(samples.chainLengths.count),
      "thinning": .integer(samples.thinning), "dimension": .integer(samples.dimension),
      "roundness": .optional(samples.roundness),
      "worst_split_rhat": .optional(samples.worstSplitRhat),
      "smallest_ess": .optional(samples.smallestEffectiveSize),
    ])
    run.report.solver = run.solverSection([])
    if let path = run.context.parsed.value("diagnostics") {
      let table = samples.diagnosticsTable(of: problem.model)
      let format = TableFormat(extensionOf: path) ?? .tsv
      try writeOutput(
        encode(table, as: format, json: .members(["diagnostics": TableWriter.rows(table)])),
        to: path)
    }
    try run.finish(
      samples.tableBlocks(of: problem.model).bytes(
        as: run.settings.output.format, key: "samples"))
  }

  private static func describe(_ samples: FluxSamples, to console: Console) {
    console.note(
      "\(count(samples.count, "sample")) of \(count(samples.dimension, "dimension")) in "
        + "\(count(samples.chainLengths.count, "chain")), every "
        + "\(count(samples.thinning, "step"))")
    if samples.dimension == 0 {
      console.note("The bounds leave a single flux distribution.")
    }
    guard let rhat = samples.worstSplitRhat, let size = samples.smallestEffectiveSize else {
      return
    }
    console.note(
      "worst split R̂ \(readable(rhat)), smallest effective sample size \(readable(size))")
    // 1.01 is the usual mark for one number; the worst of hundreds passes it by chance.
    if rhat > 1.05 {
      console.warn(
        "The chains do not agree yet: R̂ is above 1.05 for some flux. "
          + "Raise --thinning or -n; --diagnostics FILE shows which.")
    }
  }
}
