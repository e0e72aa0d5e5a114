import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The Snakemake workflow of a cohort")
struct SnakemakeTests {
  /// The program: `snakemake` where the variable is 1, else a path.
  private static let asked = ProcessInfo.processInfo.environment["TWINFLUX_SNAKEMAKE"]

  private static var run: ClusterRun {
    let pilot = CohortPilot(
      sample: "P1", fixedSeconds: 60, patientSeconds: 30, fixedBytes: 1e9, threadBytes: 1e9)
    return ClusterRun(
      plan: ShardPlan(pilot: pilot, patients: 10, size: .shards(5), threads: 2),
      program: "twinflux",
      arguments: [#"/a "b"\c.xml"#, "--fraction=0.9"], directory: "/data/{x} y")
  }

  @Test("keeps a marker as the output of a shard, and not its store")
  func text() {
    let text = SnakemakeWorkflow(Self.run, inputs: [#"/a "b"\c.xml"#]).text
    for line in [
      #"workdir: "/data/{x} y""#, "SHARDS = range(1, 6)", #"    "/a \"b\"\\c.xml","#,
      #"        touch("done/shard-{shard}-of-5"),"#, "    threads: 2", "        mem_mb=4292,",
      // 2·90 s + 300 s.
      "        runtime=8,", "    retries: 5", "TABLE = []",
      "# Measured on patient P1, on the machine that wrote this:",
    ] {
      #expect(text.contains("\n\(line)\n"), "\(line)")
    }
    #expect(!text.contains("directory("))
  }

  @Test(
    "runs a cohort, one shard of which is killed, to the bytes of one run",
    .enabled(
      if: asked != nil, "set TWINFLUX_SNAKEMAKE=1, or to the path of snakemake, to run it here"))
  func real() throws {
    let space = try CohortWorkspace(livers: 16)
    defer { space.remove() }
    let folder = "st'udy {of} $HOME"
    let written = try space.cohort(
      "snakemake", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--fraction", "0.9",
      "--out", folder, "--table", folder + "/ranges.tsv", "--shards", "3", "--threads", "1",
      "--twinflux", "./once", "--output", "Snakefile")
    #expect(written.status == 0, "\(written.errors)")
    try killingOnce(in: space)
    let snakemake = Self.asked == "1" ? "snakemake" : Self.asked ?? ""
    let outcome = try ShellCommand(
      [snakemake, "--cores", "2"], in: space.scratch.url,
      environment: ["XDG_CACHE_HOME": space.scratch.path("cache")], seconds: 240
    ).run()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Trying to restart job"), "\(outcome.errors)")
    #expect(try space.scratch.text(folder + "/logs/shard-2.log").contains("were stored before"))
    #expect(try space.run("one").status == 0)
    #expect(try space.files(folder + "/cohort") == space.files("one"))
    #expect(try space.cohort("merge", "one", "--output", "one.tsv").status == 0)
    #expect(try space.scratch.text(folder + "/ranges.tsv") == space.scratch.text("one.tsv"))
  }

  /// A program that runs `twinflux`, and the first time that it computes shard 2 kills it as soon as
  /// a patient is stored.
  private func killingOnce(in space: CohortWorkspace) throws {
    let program = try #require(CommandLineProgram.executable).path
    let path = try space.scratch.write(
      "once",
      """
      #!/bin/sh
      case "$*" in
        *"--shard 2/3"*) ;;
        *) exec '\(program)' "$@" ;;
      esac
      mkdir "$(dirname "$0")/killed" 2> /dev/null || exec '\(program)' "$@"
      '\(program)' "$@" &
      n=0
      until ls shard-2-of-3/patients/*.flux > /dev/null 2>&1 || [ $n -gt 1000 ]; do
        sleep 0.01
        n=$((n + 1))
      done
      kill -9 $!
      wait $!
      """)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }
}
