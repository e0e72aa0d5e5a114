import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The script of a cohort for Slurm")
struct ClusterScriptTests {
  private static func run(program: String, in directory: String) -> ClusterRun {
    let pilot = CohortPilot(
      sample: "P 1", fixedSeconds: 3600, patientSeconds: 7200, fixedBytes: 1e9, threadBytes: 2e9)
    var run = ClusterRun(
      plan: ShardPlan(pilot: pilot, patients: 40, size: .shards(4), threads: 2), program: program,
      arguments: [
        nasty, "--objective=-A + 2 B", "--bound=X=-1:inf", "--minimize", "--omics=$(id)`id`",
      ],
      directory: directory)
    run.retries = 3
    return run
  }

  /// Everything that a shell could take for something else.
  private static let nasty =
    #"/a b/it's "$HOME" \ * ? [x] {y} ~ # & ; | < > ! % é"# + " '\u{301} $(id)"

  @Test("states what was measured and asks for it by the margins")
  func text() {
    let text = SlurmScript(Self.run(program: "twinflux", in: "/data/study")).text
    #expect(text == SlurmScript(Self.run(program: "twinflux", in: "/data/study")).text)
    // 3600 s + 5·7200 s; twice that and 300 s is 22 hours and 5 minutes.
    for line in [
      "#SBATCH --array=1-4", "#SBATCH --cpus-per-task=2", "#SBATCH --mem=7153M",
      "#SBATCH --time=22:05:00", "#SBATCH --requeue", "#SBATCH --signal=B:USR1@60",
      "# Measured on patient P 1, on the machine that wrote this:",
      "#   reading and reference individual 3600 s, a patient 7200 s on one thread;",
      "#   memory 954 MB, and 1908 MB for each thread.",
      "# A shard has at most 10 of the 40 patients, 2 at once: 39600 s and 4769 MB.",
    ] {
      #expect(text.contains("\n\(line)\n"), "\(line)")
    }
  }

  @Test("submits the shards and, when all are done, the merge, with the user's options")
  func submission() throws {
    let job = try ClusterJob()
    defer { job.remove() }
    let directory = job.scratch.path("it's $HOME")
    try job.scratch.write(
      "job.sh", SlurmScript(Self.run(program: "twinflux", in: directory)).text)
    let outcome = try job.run("job.sh", ["--partition=long run", "--mem=8G"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output == "Job 40 has the shards 1 to 4, job 41 merges them.\n")
    let both = ["--parsable", "--chdir=\(directory)"]
    let own = ["--partition=long run", "--mem=8G"]
    #expect(job.lines("job0.options") == both + ["--output=logs/shard-%a.log"] + own)
    #expect(
      job.lines("job1.options") == both + [
        "--output=logs/merge.log", "--dependency=afterok:40", "--kill-on-invalid-dep=yes",
      ] + own)
    #expect(FileManager.default.fileExists(atPath: directory + "/logs"))
  }

  @Test("gives each shard the arguments as they are, its own store and its own report")
  func arguments() throws {
    let job = try ClusterJob()
    defer { job.remove() }
    let directory = job.scratch.path("it's $HOME")
    try job.program("twin flux's", #"printf '%s\n' "$@" > seen"#)
    var run = Self.run(program: job.scratch.path("twin flux's"), in: directory)
    run.table = "/t a/$x.npz"
    try job.scratch.write("job.sh", SlurmScript(run).text)
    #expect(try job.run("job.sh").status == 0)
    let shard = try job.run(
      "job0.sh", [], ["SLURM_ARRAY_TASK_ID": "3", "SLURM_CPUS_PER_TASK": "5"])
    #expect(shard.status == 0, "\(shard.errors)")
    #expect(
      job.lines("seen") == ["cohort", "run"] + run.arguments + [
        "--out", "\(directory)/shard-3-of-4", "--shard", "3/4", "--threads", "5", "--report",
        "\(directory)/logs/shard-3.json",
      ])
    try job.program("twin flux's", #"printf '%s\n' "$@" >> merged"#)
    #expect(try job.run("job1.sh").status == 0)
    #expect(
      job.lines("merged") == ["cohort", "merge"] + (1...4).map { "\(directory)/shard-\($0)-of-4" }
        + ["--out", "\(directory)/cohort", "--output", "/t a/$x.npz"]
        + ["cohort", "status", "\(directory)/cohort", "--output", "\(directory)/status.tsv"])
  }

  /// The end of the program, how often the job has been restarted, and what the job makes of it.
  struct Ending: Sendable {
    var program: String
    var restarts: String?
    var status: Int32
    var requeues: Bool
  }

  @Test(
    "starts again what was killed or ran out of time, and nothing else",
    arguments: [
      Ending(program: "exit 0", status: 0, requeues: false),
      // A patient failed: that is a result.
      Ending(program: "exit 1", status: 0, requeues: false),
      Ending(program: "exit 65", status: 65, requeues: false),
      Ending(program: "exit 73", status: 73, requeues: false),
      Ending(program: "exit 75", status: 75, requeues: true),
      Ending(program: "kill -9 $$", status: 137, requeues: true),
      Ending(program: "kill -9 $$", restarts: "2", status: 137, requeues: true),
      Ending(program: "kill -9 $$", restarts: "3", status: 137, requeues: false),
      // The time is nearly over: the program is asked to stop, and does.
      Ending(program: Self.stopping(at: "USR1"), status: 130, requeues: true),
      // Slurm cancels it, or starts it again itself.
      Ending(program: Self.stopping(at: "TERM"), status: 130, requeues: false),
    ])
  func endings(ending: Ending) throws {
    let job = try ClusterJob()
    defer { job.remove() }
    try job.program("twinflux", ending.program)
    try job.scratch.write(
      "job.sh", SlurmScript(Self.run(program: "twinflux", in: job.scratch.path("study"))).text)
    #expect(try job.run("job.sh").status == 0)
    var environment = ["SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_JOB_ID": "40"]
    environment["SLURM_RESTART_COUNT"] = ending.restarts
    let outcome = try job.run("job0.sh", [], environment)
    #expect(outcome.status == ending.status, "\(outcome.errors)")
    #expect(job.lines("scontrol.log") == (ending.requeues ? ["requeue 40_4"] : []))
  }

  /// A program that stops cleanly at SIGTERM, once the job that runs it gets a signal.
  private static func stopping(at signal: String) -> String {
    """
    trap 'exit 130' TERM
    sleep 0.2
    kill -\(signal) $PPID
    n=0
    while [ $n -lt 100 ]; do sleep 0.05; n=$((n + 1)); done
    exit 99
    """
  }

  @Test("cannot hold a line break, and says so")
  func unwritable() {
    var run = Self.run(program: "twinflux", in: "/data")
    #expect(run.unwritable == nil)
    run.table = "/data/a\nEND_OF_JOB\n.tsv"
    #expect(run.unwritable == run.table)
    run.table = nil
    run.arguments.append("--bound=X\u{1B}=0:1")
    #expect(run.unwritable == run.arguments.last)
  }

  @Test("withdraws the shards where the merge cannot be submitted")
  func refused() throws {
    let job = try ClusterJob()
    defer { job.remove() }
    try job.program("sbatch", "cat > /dev/null\n[ -f first ] && exit 1\ntouch first\necho 40")
    try job.scratch.write(
      "job.sh", SlurmScript(Self.run(program: "twinflux", in: job.scratch.path("study"))).text)
    #expect(try job.run("job.sh").status == 1)
    #expect(job.lines("scancel.log") == ["40"])
  }
}
