import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("Scripts for clusters, through the program")
struct ProgramClusterTests {
  private static let inputs = ["m.xml", "--omics", "levels.tsv", "--design", "d.tsv"]

  private static func run(
    _ space: CohortWorkspace, _ kind: String, _ options: String...
  ) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(["cohort", kind] + inputs + options, in: space.scratch.url)
  }

  @Test("pass on what cohort run is told, with absolute paths", arguments: ["slurm", "snakemake"])
  func forwarded(kind: String) throws {
    let space = try CohortWorkspace()
    defer { space.remove() }
    try space.scratch.write("ids", "AB2\n")
    let outcome = try Self.run(
      space, kind, "--out", "o", "--shards", "3", "--fraction", "0.9", "--reactions", "@ids",
      "--knockout", "g4", "--maximize", "--output", "script")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output.isEmpty && outcome.errors.contains("8 patients in 3 shards of at most 3"))
    let text = try space.scratch.text("script")
    let folder = space.scratch.url.path
    for word in [
      "\(folder)/m.xml", "--omics=\(folder)/levels.tsv", "--design=\(folder)/d.tsv",
      "--reactions=@\(folder)/ids", "--knockout=g4", "--maximize", "--fraction=0.9",
      "Measured on patient S00001", try #require(CommandLineProgram.executable).lastPathComponent,
    ] {
      #expect(text.contains(word), "\(word)")
    }
    for option in ["--shards", "--output script", "--pilot", "--hours-per-shard"] {
      #expect(!text.contains(option), "\(option)")
    }
    #expect(!FileManager.default.fileExists(atPath: space.scratch.path("o")))
  }

  @Test("assume the figures where nothing is to be measured, and choose the number of shards")
  func noPilot() throws {
    let space = try CohortWorkspace()
    defer { space.remove() }
    // Of 900 s the reference takes 600 s, and a patient 120 s: two in each shard.
    let outcome = try Self.run(
      space, "slurm", "--out", "o", "--pilot", "none", "--hours-per-shard", "0.25", "--threads", "1"
    )
    #expect(outcome.status == 0 && outcome.errors.contains("assumed, not measured"))
    #expect(outcome.output.contains("#SBATCH --array=1-4\n"), "\(outcome.output)")
    #expect(outcome.output.contains("# Assumed, nothing was measured:\n"))
  }

  @Test(
    "are refused where no job could run, or would run for nothing",
    arguments: [
      (["--out", "o", "--shards", "2", "--hours-per-shard", "1"], 64, "contradict"),
      (["--shards", "2"], 64, "--out DIR"),
      (["--out", "o", "--shards", "0"], 64, "at least 1"),
      (["--out", "o", "--hours-per-shard", "inf"], 64, "hours above 0"),
      (["--out", "o", "--shard", "1/2"], 64, "no option '--shard'"),
      (["--out", "o", "--restart"], 64, "no option '--restart'"),
      (["--out", "o", "--pilot", "S0001"], 64, "Did you mean 'S00001'?"),
      (["--out", "o", "--table", "x.xlsx"], 64, ".npz"),
      (["--out", "o\nEND_OF_JOB\nid"], 64, "control character"),
      (["--out", "o", "--medium", "/dev/stdin"], 64, "every node"),
      (["--out", "o", "--bounds", "none.tsv"], 66, "none.tsv"),
    ])
  func refused(options: [String], status: Int32, message: String) throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    let outcome = try CommandLineProgram.run(
      ["cohort", "slurm"] + Self.inputs + options + ["--output", "job.sh"], in: space.scratch.url)
    #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: space.scratch.path("job.sh")))
  }

  @Test("tell of bad patients before anything is submitted")
  func badPatients() throws {
    let space = try CohortWorkspace(patients: 3)
    defer { space.remove() }
    let header = "sample\tgroup\tbounds"
    try space.design(
      ["S00001\ta\tnone=1:2", "S00002\ta\tnone=1:2", "S00003\tb\t"], header: header)
    let first = try Self.run(space, "slurm", "--out", "o", "--pilot", "S00001")
    #expect(first.status == 65, "\(first.errors)")
    try space.design(["S00001\ta", "S00009\tb"])
    let unknown = try Self.run(space, "slurm", "--out", "o", "--shards", "1")
    #expect(unknown.status == 65 && unknown.errors.contains("S00009"), "\(unknown.errors)")
  }
  @Test("compute what one run computes, a patient that fails and patients that come later included")
  func wholeRun() throws {
    let space = try CohortWorkspace(patients: 7)
    defer { space.remove() }
    try addSubmission(to: space)
    let rows = try space.scratch.text("d.tsv").split(separator: "\n").dropFirst()
      .map { "\($0)\t" }
    for count in [4, 7] {
      var some = Array(rows.prefix(count))
      some[1] += "MAINT=900:1000"
      try space.design(some, header: "sample\tgroup\tbounds")
      #expect(try space.run("one").status == 1)
      let written = try Self.run(
        space, "slurm", "--out", "o", "--shards", "3", "--fraction", "0.9", "--table", "o/t.tsv",
        "--output", "job.sh")
      #expect(written.status == 0, "\(written.errors)")
      let path = space.scratch.url.path + ":/usr/bin:/bin"
      let submitted = try ShellCommand(
        ["sh", "job.sh"], in: space.scratch.url, environment: ["PATH": path], seconds: 60
      ).run()
      #expect(submitted.status == 0, "\(submitted.errors)")
      // The merge alone says that a patient failed.
      #expect(try space.scratch.text("statuses") == "0\n0\n0\n1\n")
      #expect(try space.files("o/cohort") == space.files("one"))
      #expect(try space.cohort("merge", "one", "--output", "one.tsv").status == 0)
      #expect(try space.scratch.text("o/t.tsv") == space.scratch.text("one.tsv"))
      try FileManager.default.removeItem(atPath: space.scratch.path("statuses"))
    }
  }

  /// An `sbatch` that runs each job at once.
  private func addSubmission(to space: CohortWorkspace) throws {
    let path = try space.scratch.write(
      "sbatch",
      """
      #!/bin/sh
      here=$(dirname "$0")
      cat > "$here/one-job"
      last=$(sed -n 's/^#SBATCH --array=1-//p' "$here/one-job")
      for task in $(seq 1 "${last:-1}"); do
        SLURM_ARRAY_TASK_ID=$task sh "$here/one-job" > "$here/said" 2>&1
        echo $? >> "$here/statuses"
      done
      echo 7
      """)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }
}
