/// The commands that write a cohort's run for a cluster.
extension CommandCatalog {
  /// What the scripts say themselves, and what a shard cannot do.
  private static let scripted = [
    "out", "shard", "resume", "restart", "threads", "report", "by", "output", "format", "html",
    "verbose-columns",
  ]

  /// The options of `cohort run` that a script passes on.
  static let forwardedToShards = cohortRun.options.filter { option in
    !scripted.contains(option.name) && !option.isPlanned && option.group != .general
  }

  private static let cluster: [OptionDeclaration] = [
    .value(
      "out", "DIR", .cluster,
      "Where the shards' stores, the logs and the merged cohort go; all nodes must see it. Needed."),
    .value("shards", "N", .cluster, "How many parts. Default: what --hours-per-shard makes."),
    .value(
      "hours-per-shard", "H", .cluster,
      "As many parts as make each take about this long, at most 1000. Default 1."),
    .value(
      "threads", "N", .cluster,
      "Cores of each shard: how many patients it works on at once. Default 4."
    ),
    .value(
      "pilot", "SAMPLE", .cluster,
      "The patient to measure time and memory on, or none for assumed figures. Default: the first "
        + "of the design that has a result."),
    .value(
      "retries", "N", .cluster,
      "How often a shard that was stopped or killed is started again. Default 5."),
    .value(
      "twinflux", "PATH", .cluster, "The program on the nodes. Default: this one.", isFile: true),
    .value(
      "table", "FILE", .cluster, "Also merge all results into this table: .tsv, .csv or .npz.",
      isFile: true),
  ]

  private static func output(_ name: String) -> OptionDeclaration {
    .value(
      "output", name, .output, "Write the script here. Default: standard output.", isFile: true)
  }

  private static let merged =
    "The merged cohort is DIR/cohort, byte for byte what one run writes; DIR/status.tsv has what "
    + "became of every patient, DIR/logs what the shards said."

  private static let measured =
    "Everything is read and one patient is analysed first, so that mistakes in the inputs show here "
    + "and not in the queue. Time and memory to ask for follow from it by the margins that the "
    + "script states."

  static let cohortSlurm = CommandDeclaration(
    name: .cohortSlurm, summary: "Write a script that runs a cohort on a Slurm cluster.",
    operands: [model],
    options: cluster + forwardedToShards + [output("JOB.sh")] + OptionCatalog.general,
    discussion: [
      "'sh JOB.sh' submits an array job, of which each task computes one shard, and a job that "
        + "merges them when all are done. What follows goes to sbatch: sh JOB.sh --partition=long "
        + "--mem=8G. Submitted again, it computes what is missing.",
      merged, measured,
      "A shard goes on where it was when Slurm requeues it (a failed node, preemption). A shard that "
        + "was killed, or whose time is over, requeues itself, at most --retries times; after "
        + "scancel, or an error that would come again, it does not, and the merge leaves the queue.",
    ],
    example: "twinflux cohort slurm Models/hepatocyte_core.xml "
      + "--omics OmicsFixtures/patients_rnaseq.tsv --design OmicsFixtures/design.tsv "
      + "--fraction 0.9 --shards 4 --out study --output study.sh")

  static let cohortSnakemake = CommandDeclaration(
    name: .cohortSnakemake, summary: "Write a Snakemake workflow that runs a cohort.",
    operands: [model],
    options: cluster + forwardedToShards + [output("Snakefile")] + OptionCatalog.general,
    discussion: [
      "A rule computes a shard and a rule merges them, for Snakemake 7.7 and later. Marker files are "
        + "the outputs, so that a shard that fails keeps its store and goes on from there.",
      merged, measured,
    ],
    example: "twinflux cohort snakemake Models/hepatocyte_core.xml "
      + "--omics OmicsFixtures/patients_rnaseq.tsv --design OmicsFixtures/design.tsv "
      + "--fraction 0.9 --shards 4 --out study --output Snakefile")
}
