import CohortAnalysis
import Foundation
import TestSupport
import Testing
import TwinFlux

/// What becomes of a cohort's directory when runs are cut off, shared out, repeated and extended.
@Suite("A cohort on disk, through the program")
struct ProgramCohortStoreTests {
  @Test("shards merge to the bytes of the single run, whatever the threads")
  func shards() throws {
    let space = try CohortWorkspace(patients: 9)
    defer { space.remove() }
    #expect(try space.run("whole", "--threads", "1").status == 0)
    #expect(try space.run("two", "--threads", "2").status == 0)
    let whole = try space.files("whole")
    #expect(whole.count == 11)
    #expect(try space.files("two") == whole)
    for shard in 1...4 {
      let outcome = try space.run("s\(shard)", "--shard", "\(shard)/4")
      #expect(outcome.status == 0 && outcome.errors.contains("of shard \(shard)/4"))
    }
    #expect(try space.cohort("merge", "s1", "s2", "s4", "--out", "merged").status == 75)
    let merged = try space.cohort(
      "merge", "s3", "s2", "s1", "s4", "--out", "merged", "--output", "ranges.npz")
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try space.files("merged") == whole)
    #expect(try space.scratch.text("ranges.npz").hasPrefix("PK"))
    // The median's own maximum is the scale of the reference: the reference is the same, the patients
    // are not.
    #expect(try space.run("s5", "--shard", "1/4", "--eflux-scale", "maximum").status == 0)
    let mixed = try space.cohort("merge", "s5", "s2", "s3", "s4", "--output", "x.tsv")
    #expect(mixed.status == 65 && mixed.errors.contains("another cohort"), "\(mixed.errors)")
    let other = try space.run("s5", "--shard", "1/4")
    #expect(other.status == 73 && other.errors.contains("differs in reference"))
    #expect(!FileManager.default.fileExists(atPath: space.scratch.path("x.tsv")))
  }

  @Test("another patient changes nobody's bytes, and neither does another order")
  func growth() throws {
    let space = try CohortWorkspace(patients: 7)
    defer { space.remove() }
    let rows = try space.scratch.text("d.tsv").split(separator: "\n").dropFirst().map(String.init)
    try space.design(Array(rows.prefix(5)), to: "small.tsv")
    #expect(try space.run("c", design: "small.tsv").status == 0)
    let before = try space.files("c")
    try space.design(
      [rows[6], rows[4], rows[0], rows[5], rows[2], rows[1], rows[3]], to: "all.tsv")
    let grown = try space.run("c", design: "all.tsv")
    #expect(grown.status == 0 && grown.errors.contains("5 were stored before"), "\(grown.errors)")
    let after = try space.files("c")
    #expect(after.count == before.count + 2)
    for (name, bytes) in before where name != "cohort.json" {
      #expect(after[name] == bytes, "\(name)")
    }
    // A cohort that begins with all of them has another reference, but no order of its own.
    #expect(try space.run("one").status == 0)
    #expect(try space.run("other", design: "all.tsv").status == 0)
    #expect(try space.patients("one") == space.patients("other"))
    #expect(try space.files("one")["reference.json"] == space.files("other")["reference.json"])
    #expect(try space.files("one")["reference.json"] != after["reference.json"])
    let lost = try space.run("c", design: "small.tsv")
    #expect(lost.status == 73 && lost.errors.contains("2 patients"), "\(lost.errors)")
  }

  @Test("a patient with wider bounds may join: a warning, and nobody else's bytes change")
  func wider() throws {
    let space = try CohortWorkspace(patients: 1)
    defer { space.remove() }
    let header = "sample\tgroup\tbounds"
    try space.design(["X\tA\tEX_a=-2:1000", "Y\tA\tEX_a=-4:1000"], header: header)
    let run = {
      try space.cohort("run", "m.xml", "--design", "d.tsv", "--out", "c", "--fraction", "0.9")
    }
    #expect(try run().status == 0)
    let before = try space.patients("c")
    try space.design(
      ["X\tA\tEX_a=-2:1000", "Y\tA\tEX_a=-4:1000", "Z\tA\tEX_a=-20:1000"], header: header)
    let grown = try run()
    #expect(grown.status == 0 && grown.errors.contains("wider bounds"), "\(grown.errors)")
    #expect(try space.cohort("status", "c").output.contains("Z\tA\tdone\t\t19\t0"))
    let after = try space.patients("c")
    #expect(after.count == 3)
    for (name, bytes) in before { #expect(after[name] == bytes) }
  }

  @Test("a run whose patients are all stored solves nothing")
  func finished() throws {
    let space = try CohortWorkspace(patients: 3)
    defer { space.remove() }
    #expect(try space.run("c").status == 0)
    let before = try space.files("c")
    // A limit that no program could keep.
    let again = try space.run("c", "--patient-time-limit", "1e-9")
    #expect(again.status == 0 && again.errors.contains("3 were stored before"), "\(again.errors)")
    #expect(try space.files("c") == before)
  }

  @Test("a second run on a directory is refused while the first is at work")
  func locked() throws {
    let space = try CohortWorkspace(patients: 3)
    defer { space.remove() }
    #expect(try space.run("c", "--shard", "1/3").status == 0)
    let claim = try CohortDirectory(space.scratch.path("c"))
    for option in ["--resume", "--restart"] {
      let second = try space.run("c", option)
      #expect(second.status == 73, "\(second.errors)")
      #expect(second.errors.contains("Another run is writing"))
    }
    #expect(try space.cohort("status", "c").status == 75)
    claim.close()
    #expect(try space.run("c").status == 0)
  }

  @Test(
    "Ctrl-C and the end that a batch system asks for leave what is stored",
    arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let space = try CohortWorkspace(livers: 120)
    defer { space.remove() }
    let outcome = try space.run("c", "--threads", "1") { process in
      space.wait(forPatients: 2, in: "c")
      kill(process.processIdentifier, signal)
    }
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(outcome.errors.contains("of 120 patients are stored in 'c'. Run again"))
    let stored = try space.patients("c").count
    #expect(stored >= 2 && stored < 120)
    #expect(try space.cohort("status", "c").status == 75)
    let late = try space.run("c", "--time-limit", "0.001")
    #expect(late.status == 75 && late.errors.contains("time limit"), "\(late.errors)")
    #expect(try space.patients("c").count >= stored)
  }

  /// The shell's limit on the size of files stands for a full disk: the write fails.
  @Test("a full disk ends in a clear error, and the next run goes on")
  func fullDisk() throws {
    let space = try CohortWorkspace(livers: 3)
    defer { space.remove() }
    let program = try #require(CommandLineProgram.executable).path
    let limited = { (directory: String) throws -> (status: Int32, errors: String) in
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/bash")
      shell.arguments = [
        "-c",
        "ulimit -f 2; exec '\(program)' cohort run m.xml --omics levels.tsv --design d.tsv "
          + "--fraction 0.9 --out \(directory) > out.txt 2> err.txt",
      ]
      shell.currentDirectoryURL = space.scratch.url
      try shell.run()
      shell.waitUntilExit()
      return (shell.terminationStatus, try space.scratch.text("err.txt"))
    }
    #expect(try space.run("whole").status == 0)
    // Full from the start, and full when the first record is written.
    let early = try limited("a")
    #expect(early.status == 73, "\(early.errors)")
    #expect(try space.run("b", "--shard", "1/3").status == 0)
    let late = try limited("b")
    #expect(late.status == 73 && late.errors.contains("What was stored stays"), "\(late.errors)")
    #expect(late.errors.contains("1 done, 0 failed, 2 left"), "\(late.errors)")
    for directory in ["a", "b"] {
      #expect(try space.run(directory).status == 0)
      #expect(try space.files(directory) == space.files("whole"))
    }
  }

  /// TWINFLUX_KILLS=50 kills as often as that.
  @Test("kill -9 at random moments: the final store is an uninterrupted run's, byte for byte")
  func killed() throws {
    let space = try CohortWorkspace(patients: 60)
    defer { space.remove() }
    let start = ContinuousClock.now
    #expect(try space.run("whole", "--threads", "1").status == 0)
    let longest = start.duration(to: .now) / .microseconds(1)
    let whole = try space.files("whole")
    let wanted = ProcessInfo.processInfo.environment["TWINFLUX_KILLS"].flatMap(Int.init) ?? 10
    var random = SeededGenerator(seed: 50)
    var (kills, started, finished) = (0, 0, 0)
    while kills < wanted, started < 20 * wanted {
      started += 1
      let moment = UInt32(Double.random(in: 0...longest, using: &random))
      let outcome = try space.run("c", "--threads", "\(1 + started % 2)") { process in
        usleep(moment)
        kill(process.processIdentifier, SIGKILL)
      }
      if outcome.status == 128 + SIGKILL {
        kills += 1
        // Whatever is there can be read, and no record is damaged.
        if FileManager.default.fileExists(atPath: space.scratch.path("c/cohort.json")) {
          #expect(try CohortArchive(space.scratch.path("c")).status().damaged.isEmpty)
        }
        continue
      }
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try space.files("c") == whole)
      finished += 1
      try FileManager.default.removeItem(atPath: space.scratch.path("c"))
    }
    #expect(kills == wanted)
    #expect(try space.run("c").status == 0)
    #expect(try space.files("c") == whole)
  }
}
