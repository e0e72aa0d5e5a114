import TwinFlux

/// Arguments → one call of the library → a report and an exit status.
enum Program {
  static func run(_ arguments: [String]) -> ExitStatus {
    let options = arguments.prefix { $0 != "--" }
    let verbosity: Console.Verbosity =
      options.contains("--quiet") ? .quiet : options.contains("--verbose") ? .verbose : .normal
    let console = Console.standardError(verbosity: verbosity)
    Interruption.install()
    do throws(CommandFailure) {
      return try run(arguments, console: console)
    } catch {
      console.error(error.message)
      return error.status
    }
  }

  private static func run(
    _ arguments: [String], console: Console
  ) throws(CommandFailure) -> ExitStatus {
    switch try parse(arguments, console: console) {
    case .version:
      try writeOutput(Array(HelpText.version().utf8), to: nil)
      return .done
    case .help(let command):
      try writeOutput(Array(HelpText.text(for: command).utf8), to: nil)
      return .done
    case .familyHelp(let family):
      try writeOutput(Array(HelpText.text(forFamily: family).utf8), to: nil)
      return .done
    case .run(let parsed):
      let context = RunContext(arguments: arguments, parsed: parsed, console: console)
      return try parsed.command.run(in: context)
    }
  }

  private static func parse(
    _ arguments: [String], console: Console
  ) throws(CommandFailure) -> Invocation {
    do throws(ParserError) {
      let invocation = try ArgumentParser.parse(arguments)
      if case .run(let parsed) = invocation { try parsed.rejectBoth("quiet", "verbose") }
      return invocation
    } catch {
      throw .usage(error)
    }
  }
}

/// What every command is given.
struct RunContext: Sendable {
  /// The command line as it was typed, for the report.
  var arguments: [String]
  var parsed: ParsedArguments
  var console: Console
}

extension CommandName {
  func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    switch self {
    case .info: try InfoCommand.run(in: context)
    case .fba: try FluxBalanceCommand.run(in: context)
    case .fva: try FluxVariabilityCommand.run(in: context)
    case .verify: try VerifyCommand.run(in: context)
    case .blocked: try BlockedReactionsCommand.run(in: context)
    case .coupling: try FluxCouplingCommand.run(in: context)
    case .delete: try DeletionCommand.run(in: context)
    case .sample: try FluxSamplingCommand.run(in: context)
    case .envelope: try ProductionEnvelopeCommand.run(in: context)
    case .tasks: try TasksCommand.run(in: context)
    case .personalize: try PersonalizeCommand.run(in: context)
    case .cohortRun: try CohortRunCommand.run(in: context)
    case .cohortStatus: try CohortStatusCommand.run(in: context)
    case .cohortMerge: try CohortMergeCommand.run(in: context)
    case .cohortSimulate: try CohortSimulateCommand.run(in: context)
    case .cohortCompare: try CohortCompareCommand.run(in: context)
    case .cohortScore: try CohortScoreCommand.run(in: context)
    case .cohortSlurm: try CohortClusterCommand.slurm(in: context)
    case .cohortSnakemake: try CohortClusterCommand.snakemake(in: context)
    case .pkCheck: try PKCheckCommand.run(in: context)
    case .pkCouple: try PKCoupleCommand.run(in: context)
    case .pkSimulate: try PKSimulateCommand.run(in: context)
    case .pkCurve: try PKCurveCommand.run(in: context)
    case .pkUpdate: try PKUpdateCommand.run(in: context)
    case .pkExport: try PKExportCommand.run(in: context)
    case .completions: try CompletionsCommand.run(in: context)
    case .help: .done
    }
  }
}
