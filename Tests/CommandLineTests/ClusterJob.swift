import Foundation
import TestSupport

/// A written Slurm script without Slurm: `sbatch` keeps the jobs, `scontrol` what it is told, and the
/// program notes its arguments and ends as it is told.
struct ClusterJob {
  let scratch: CommandLineScratch

  init() throws {
    scratch = try CommandLineScratch()
    try program(
      "sbatch",
      """
      n=$(cat count 2> /dev/null || echo 0)
      echo $((n + 1)) > count
      cat > job$n.sh
      printf '%s\\n' "$@" > job$n.options
      echo "$((n + 40));cluster"
      """)
    try program("scontrol", #"echo "$@" >> "$(dirname "$0")/scontrol.log""#)
    try program("scancel", #"echo "$@" >> "$(dirname "$0")/scancel.log""#)
  }

  func remove() { scratch.remove() }

  /// Makes an executable script in the directory.
  func program(_ name: String, _ body: String) throws {
    let path = try scratch.write(name, "#!/bin/sh\n" + body + "\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Runs a script of the directory, in it.
  func run(
    _ script: String, _ arguments: [String] = [], _ environment: [String: String] = [:]
  ) throws -> ShellCommand.Outcome {
    try ShellCommand(
      ["sh", script] + arguments, in: scratch.url,
      environment: environment.merging([
        "PATH": scratch.url.path + ":/usr/bin:/bin"
      ]) { $1 }, seconds: 30
    ).run()
  }

  /// The lines of a file; none where there is no file.
  func lines(_ name: String) -> [String] {
    ((try? scratch.text(name)) ?? "").split(separator: "\n").map(String.init)
  }
}
