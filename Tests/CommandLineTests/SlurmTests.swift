import Foundation
import TestSupport
import Testing

/// Needs root on Debian, or an installed Slurm; all of it lives in a temporary directory and goes with
/// the test.
@Suite(
  "A real Slurm", .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["TWINFLUX_SLURM"] == "1",
    "set TWINFLUX_SLURM=1 to install and start Slurm on this machine"))
struct SlurmTests {
  @Test("computes a cohort, through kills and requeues, to the bytes of one run")
  func interrupted() throws {
    let cluster = try SlurmCluster()
    defer { cluster.remove() }
    let number = try cluster.submit()
    // As the kernel does where memory is short.
    let program = try cluster.program(ofShard: 1)
    #expect(kill(program, SIGKILL) == 0)
    // As an administrator does, or a node that fails.
    try cluster.wait(forPatients: 2, ofShard: 2)
    try cluster.command("scontrol", "requeue", "\(number)_2")
    // As Slurm does shortly before the time is over.
    try cluster.wait(forPatients: 2, ofShard: 3)
    try cluster.command("scancel", "--signal=USR1", "--batch", "\(number)_3")
    try cluster.waitForTheQueue()
    #expect(try cluster.log("shard-1").contains("ended with status 137, and is started again"))
    #expect(try cluster.log("shard-2").contains("DUE TO JOB REQUEUE"))
    #expect(try cluster.log("shard-3").contains("ended with status 130, and is started again"))
    #expect(try !cluster.log("shard-4").contains("started again"))
    for shard in 1...3 {
      #expect(try cluster.log("shard-\(shard)").contains(" were stored before"), "\(shard)")
    }
    try cluster.expectOneRun()
  }

  @Test("leaves a cancelled shard alone, drops the merge, and goes on when submitted again")
  func cancelled() throws {
    let cluster = try SlurmCluster()
    defer { cluster.remove() }
    let number = try cluster.submit()
    try cluster.wait(forPatients: 1, ofShard: 1)
    try cluster.command("scancel", "\(number)_1")
    try cluster.waitForTheQueue()
    #expect(try !cluster.log("shard-1").contains("started again"))
    #expect(!cluster.isMerged)
    _ = try cluster.submit()
    try cluster.waitForTheQueue()
    #expect(try cluster.log("shard-4").contains("10 were stored before"))
    try cluster.expectOneRun()
  }
}

/// A Slurm of one node, a cohort of 40 people and the script that runs it in four shards.
struct SlurmCluster {
  /// A name that a shell could misread.
  static let folder = "st'udy of $HOME"
  private static let script =
    CommandLineProgram.root.appendingPathComponent("Tests/ExternalTools/slurm_cluster.sh").path

  let space: CohortWorkspace
  private var directory: String { space.scratch.path("slurm") }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  init() throws {
    space = try CohortWorkspace(livers: 40)
    do {
      try FileManager.default.createDirectory(
        atPath: space.scratch.path("slurm"), withIntermediateDirectories: true)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o711], ofItemAtPath: space.scratch.url.path)
      // The daemons end by themselves, should the test be killed.
      try command("sh", Self.script, "start", directory, "600", seconds: 700)
      let written = try space.cohort(
        "slurm", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--fraction", "0.9",
        "--out", Self.folder, "--table", Self.folder + "/ranges.tsv", "--shards", "4", "--threads",
        "1", "--output", "job.sh")
      if written.status != 0 { throw Failure(description: written.errors) }
    } catch {
      remove()
      throw error
    }
  }

  func remove() {
    _ = try? command("sh", Self.script, "stop", directory, seconds: 120)
    space.remove()
  }

  /// The number of the array job.
  func submit() throws -> Int {
    let said = try command("sh", "job.sh")
    guard let number = said.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Failure(description: said)
    }
    return number
  }

  /// - Returns: What it printed.
  @discardableResult
  func command(_ words: String..., seconds: Double = 60) throws -> String {
    let outcome = try ShellCommand(
      words, in: space.scratch.url, environment: ["SLURM_CONF": directory + "/slurm.conf"],
      seconds: seconds
    ).run()
    if outcome.status == 0 { return outcome.output }
    throw Failure(description: "\(words): status \(outcome.status): \(outcome.errors)")
  }

  private func wait(
    _ what: String, seconds: Double = 120, until isSo: () throws -> Bool
  ) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !isSo() {
      if ContinuousClock.now >= end {
        throw Failure(
          description: "waited in vain for \(what)\n\(try command("scontrol", "show", "job"))")
      }
      usleep(10_000)
    }
  }

  private func store(_ shard: Int) -> String { "\(Self.folder)/shard-\(shard)-of-4" }

  func wait(forPatients count: Int, ofShard shard: Int) throws {
    try wait("\(count) patients of shard \(shard)") {
      let names = try? FileManager.default.contentsOfDirectory(
        atPath: space.scratch.path(store(shard) + "/patients"))
      return (names ?? []).count { $0.hasSuffix(".flux") } >= count
    }
  }

  func waitForTheQueue() throws {
    try wait("the jobs to end", seconds: 240) {
      usleep(200_000)
      return try command("squeue", "--noheader").isEmpty
    }
  }

  /// The process that computes a shard and has stored a patient or two.
  func program(ofShard shard: Int) throws -> pid_t {
    try wait(forPatients: 2, ofShard: shard)
    var found: pid_t?
    try wait("the process of shard \(shard)", seconds: 10) {
      found = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
        .first { Self.arguments(of: $0).starts(with: wanted(shard)) }
      return found != nil
    }
    guard let found else { throw Failure(description: "no process of shard \(shard)") }
    return found
  }

  private func wanted(_ shard: Int) -> [String] {
    // The scratch directory's name is this test's alone.
    ["cohort", "run", space.scratch.path("m.xml")]
      + ["--shard", "\(shard)/4"]
  }

  private static func arguments(of process: pid_t) -> [String] {
    let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
    let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let place = words.firstIndex(of: "--shard"), words.count > place + 1, words.count > 3
    else { return [] }
    return Array(words[1...3]) + words[place...(place + 1)]
  }

  var isMerged: Bool {
    FileManager.default.fileExists(atPath: space.scratch.path(Self.folder + "/cohort"))
  }

  func log(_ name: String) throws -> String {
    try space.scratch.text("\(Self.folder)/logs/\(name).log")
  }

  /// Compares the merged store and table with those of a run on this machine alone.
  func expectOneRun() throws {
    #expect(try space.run("one").status == 0)
    let one = try space.files("one")
    #expect(one.count == 42)
    #expect(try space.files(Self.folder + "/cohort") == one)
    #expect(try space.cohort("merge", "one", "--output", "one.tsv").status == 0)
    let table = try space.scratch.text("one.tsv")
    #expect(try space.scratch.text(Self.folder + "/ranges.tsv") == table)
    #expect(try space.scratch.text(Self.folder + "/status.tsv").contains("\tdone\t"))
  }
}
