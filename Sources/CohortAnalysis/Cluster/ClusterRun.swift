import DataFiles

/// A cohort's run on a cluster: what every shard runs, where the results go, and how much is asked
/// for. ``SlurmScript`` and ``SnakemakeWorkflow`` are its texts.
///
/// In ``directory`` each shard I of N has a store `shard-I-of-N`, `logs` has what they say and a
/// report of each, and `cohort` becomes the merged store, beside `status.tsv`.
public struct ClusterRun: Sendable, Hashable {
  public var plan: ShardPlan
  /// The program: an absolute path, or a name to be found in the search path of the nodes.
  public var program: String
  /// What `cohort run` is told, without `--out`, `--shard`, `--threads` and `--report`; every path
  /// absolute.
  public var arguments: [String]
  /// Absolute.
  public var directory: String
  /// Where all results go as one table besides (`.tsv`, `.csv` or `.npz`), absolute; `nil` for
  /// nowhere.
  public var table: String?
  /// How often a shard that was stopped or killed is started again.
  public var retries = 5

  public init(plan: ShardPlan, program: String, arguments: [String], directory: String) {
    self.plan = plan
    self.program = program
    self.arguments = arguments
    self.directory = directory
  }

  /// Of the parts, the first that no script can hold because of a control character; `nil` where
  /// there is none.
  public var unwritable: String? {
    ([program, directory] + arguments + (table.map { [$0] } ?? []))
      .first { !ShellWords.canHold($0) }
  }

  var name: String { "twinflux-cohort" }

  /// Lines as a comment, under which the figures follow that the plan was made from.
  func header(_ lines: [String]) -> String {
    (lines + [""] + estimate).map { $0.isEmpty ? "#" : "# " + $0 }.joined(separator: "\n")
  }

  private var estimate: [String] {
    let pilot = plan.pilot
    let seconds = { (value: Double) in NumberText.text((value * 10).rounded() / 10) + " s" }
    let megabytes = { (value: Double) in "\(Int((min(value, 1e15) / 1_048_576).rounded(.up))) MB" }
    let source =
      pilot.sample.map { "Measured on patient \($0), on the machine that wrote this" }
      ?? "Assumed, nothing was measured"
    return [
      "\(source):",
      "  reading and reference individual \(seconds(pilot.fixedSeconds)), a patient "
        + "\(seconds(pilot.patientSeconds)) on one thread;",
      "  memory \(megabytes(pilot.fixedBytes)), and \(megabytes(pilot.threadBytes)) for each thread.",
      "A shard has at most \(plan.patientsPerShard) of the \(plan.patients) patients, "
        + "\(plan.threads) at once: \(seconds(plan.expectedSeconds)) and "
        + "\(megabytes(plan.expectedBytes)).",
      "Asked for: \(NumberText.text(ShardPlan.timeMargin)) times that time and "
        + "\(seconds(ShardPlan.leastSeconds)), and \(NumberText.text(ShardPlan.memoryMargin)) times "
        + "that memory, at least \(megabytes(ShardPlan.leastBytes)).",
    ]
  }
}
