/// A Snakemake workflow of a cohort: a rule for the shards and one that merges them.
///
/// Snakemake removes the outputs of a job that fails or is killed. So the output of a shard is a
/// marker file beside its store, and the store stays for the next attempt to go on from.
public struct SnakemakeWorkflow: Sendable, Hashable {
  public var run: ClusterRun
  /// The files that the shards read, absolute: a newer one makes Snakemake run them again, which
  /// computes what has changed.
  public var inputs: [String]

  public init(_ run: ClusterRun, inputs: [String]) {
    self.run = run
    self.inputs = inputs
  }

  /// The whole Snakefile, for Snakemake 7.7 and later; the same for the same run.
  public var text: String {
    """
    \(header)
    import shlex

    workdir: \(Self.literal(run.directory))

    SHARDS = range(1, \(plan.shards + 1))
    \(Self.list("INPUTS", inputs))
    \(Self.list("PROGRAM", [run.program]))
    \(Self.list("ARGUMENTS", run.arguments))
    \(Self.list("TABLE", run.table.map { ["--output", $0] } ?? []))


    def command(words):
        return " ".join(shlex.quote(word) for word in words)


    def run_shard(wildcards, threads):
        return command(
            PROGRAM
            + ["cohort", "run"]
            + ARGUMENTS
            + ["--out", f"shard-{wildcards.shard}-of-\(plan.shards)"]
            + ["--shard", f"{wildcards.shard}/\(plan.shards)"]
            + ["--threads", str(threads), "--report", f"logs/shard-{wildcards.shard}.json"]
        )


    rule all:
        input:
            "status.tsv",


    rule shard:
        input:
            lambda wildcards: INPUTS,
        output:
            touch("done/shard-{shard}-of-\(plan.shards)"),
        wildcard_constraints:
            shard=r"\\d+",
        log:
            "logs/shard-{shard}.log",
        threads: \(plan.threads)
        resources:
            mem_mb=\(plan.megabytes),
            runtime=\(plan.minutes),
        retries: \(run.retries)
        params:
            command=run_shard,
        # Status 1: a patient failed, which is a result. The merge says so.
        shell:
            "{params.command} 2>> {log} || test $? -eq 1"


    rule merge:
        input:
            expand("done/shard-{shard}-of-\(plan.shards)", shard=SHARDS),
        output:
            "status.tsv",
        log:
            "logs/merge.log",
        resources:
            mem_mb=\(plan.megabytes),
            runtime=\(plan.mergeMinutes),
        params:
            merge=lambda wildcards: command(
                PROGRAM
                + ["cohort", "merge", "--out", "cohort"]
                + TABLE
                + [f"shard-{shard}-of-\(plan.shards)" for shard in SHARDS]
            ),
            status=lambda wildcards: command(PROGRAM + ["cohort", "status", "cohort"]),
        # Status 1: the table has the patients that failed, and why.
        shell:
            "{params.merge} 2>> {log} && "
            "{{ {params.status} --output {output} 2>> {log} || test $? -eq 1; }}"

    """
  }

  private var plan: ShardPlan { run.plan }

  private var header: String {
    run.header([
      "A cohort of \(plan.patients) patients in \(plan.shards) shards, for Snakemake.",
      "Run with: snakemake --snakefile FILE --cores N, or on a cluster with --executor slurm.",
    ])
  }

  /// A Python list, an item a line.
  private static func list(_ name: String, _ items: [String]) -> String {
    if items.isEmpty { return "\(name) = []" }
    return "\(name) = [\n" + items.map { "    \(literal($0)),\n" }.joined() + "]"
  }

  /// A Python string literal; of control characters ``ClusterRun/unwritable`` has told.
  private static func literal(_ text: String) -> String {
    "\"" + text.replacingScalars { $0 == "\\" || $0 == "\"" ? "\\\($0)" : nil } + "\""
  }
}
