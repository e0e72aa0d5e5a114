import TwinFlux

/// `twinflux cohort slurm` and `twinflux cohort snakemake`: what runs a cohort on a cluster, written
/// and not run.
enum CohortClusterCommand {
  static func slurm(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    try write(in: context) { run, _ in SlurmScript(run).text }
  }

  static func snakemake(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    try write(in: context) { SnakemakeWorkflow($0, inputs: $1.inputs).text }
  }

  private static func write(
    in context: RunContext, _ text: (ClusterRun, ClusterSettings) -> String
  ) throws(CommandFailure) -> ExitStatus {
    let cohort = try CohortSettings(context.parsed, compares: false)
    let settings = try ClusterSettings(context.parsed)
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    let (patients, pilot) = try run.pilot(settings, of: cohort, using: backend)
    let plan = ShardPlan(
      pilot: pilot, patients: patients, size: settings.size, threads: settings.threads)
    let script = try clusterRun(plan, settings)
    try writeOutput(Array(text(script, settings).utf8), to: context.parsed.value("output"))
    describe(plan, settings, to: context.console)
    return .done
  }

  private static func clusterRun(
    _ plan: ShardPlan, _ settings: ClusterSettings
  ) throws(CommandFailure) -> ClusterRun {
    var run = ClusterRun(
      plan: plan, program: settings.program, arguments: settings.arguments,
      directory: settings.directory)
    run.table = settings.table
    run.retries = settings.retries
    if let word = run.unwritable {
      throw CommandFailure(
        .usage,
        "'\(excerpt(word))' has a control character, such as a line break, which no job script can "
          + "hold. Give another name.")
    }
    return run
  }

  private static func describe(
    _ plan: ShardPlan, _ settings: ClusterSettings, to console: Console
  ) {
    console.note(
      "\(count(plan.patients, "patient")) in \(count(plan.shards, "shard")) of at most "
        + "\(plan.patientsPerShard)")
    console.note(
      "each is expected to take \(readable(plan.expectedSeconds.rounded(.up))) s and asks for "
        + "\(count(plan.minutes, "minute")), \(plan.megabytes) MB and "
        + "\(count(plan.threads, "core"))")
    if case .shards(let wanted) = settings.size, wanted > plan.shards {
      console.warn("There are no more shards than patients: \(plan.shards), not \(wanted).")
    }
    if plan.shards > ShardPlan.mostChosenShards {
      console.warn(
        "Slurm takes arrays of at most 1000 jobs where a site has not raised its MaxArraySize. "
          + "'scontrol show config' shows it.")
    }
    if plan.pilot.sample == nil {
      console.warn("Time and memory are assumed, not measured (--pilot none).")
    }
  }
}
