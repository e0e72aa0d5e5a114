import Foundation
import TestSupport
import Testing
import TwinFlux

/// A directory with a small model, its patients' levels and a design, and the program to run on them.
struct CohortWorkspace {
  let scratch: CommandLineScratch

  /// The model of ``CommandLineModels/chain`` and simulated patients of it.
  init(patients: Int = 8, rows: ([String]) -> [String] = { $0 }) throws {
    scratch = try CommandLineScratch()
    try scratch.write("m.xml", CommandLineModels.chain)
    try simulate(patients, from: Self.profile, rows: rows)
  }

  /// The shipped liver model and people simulated from the shipped ones: some tenths of a second
  /// each, so that a run can be caught at work.
  init(livers: Int) throws {
    scratch = try CommandLineScratch()
    for (name, path) in [
      ("m.xml", "Models/hepatocyte_core.xml"), ("fixture.tsv", "OmicsFixtures/patients_rnaseq.tsv"),
    ] {
      try FileManager.default.copyItem(
        at: CommandLineProgram.root.appendingPathComponent(path),
        to: scratch.url.appendingPathComponent(name))
    }
    let input = try InputFile.read(scratch.path("fixture.tsv"))
    let table = try OmicsTable.read(input.bytes, path: input.path)
    try simulate(livers, from: table.profile(of: "P01"))
  }

  private static var profile: OmicsProfile {
    OmicsProfile(sample: "P", genes: ["g1", "g2", "g3", "g4"], levels: [9, 10, 20, 4])
  }

  private func simulate(
    _ patients: Int, from profile: OmicsProfile, rows: ([String]) -> [String] = { $0 }
  ) throws {
    let outcome = try CohortSimulation(patients: patients).simulate(from: [profile])
    let samples = outcome.design.patients.map(\.sample)
    var lines = [(["gene"] + samples).joined(separator: "\t")]
    for (row, gene) in outcome.genes.enumerated() {
      let cells = outcome.levels.map { NumberText.text($0[row]) }
      lines.append(([gene] + cells).joined(separator: "\t"))
    }
    try scratch.write("levels.tsv", lines.joined(separator: "\n") + "\n")
    try design(rows(outcome.design.patients.map { "\($0.sample)\t\($0.group)" }))
  }

  func design(_ rows: [String], header: String = "sample\tgroup", to name: String = "d.tsv") throws
  {
    try scratch.write(name, ([header] + rows).joined(separator: "\n") + "\n")
  }

  func remove() { scratch.remove() }

  func cohort(
    _ arguments: String..., whileRunning: (Process) -> Void = { _ in }
  ) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(
      ["cohort"] + arguments, in: scratch.url, whileRunning: whileRunning)
  }

  /// `cohort run` on the model, the levels and a design.
  func run(
    _ directory: String, _ options: String..., design: String = "d.tsv",
    whileRunning: (Process) -> Void = { _ in }
  ) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(
      [
        "cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", design, "--out", directory,
        "--fraction", "0.9",
      ] + options, in: scratch.url, whileRunning: whileRunning)
  }

  /// The contents of a store's files, by their names; not of the lock, which is empty.
  func files(_ directory: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    let root = scratch.url.appendingPathComponent(directory)
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.path)
    where name != ".lock" {
      let path = root.appendingPathComponent(name)
      if let data = FileManager.default.contents(atPath: path.path) { files[name] = data }
    }
    return files
  }

  /// The files of patients alone.
  func patients(_ directory: String) throws -> [String: Data] {
    try files(directory).filter { $0.key.hasPrefix("patients/") }
  }

  /// Waits until a run has stored as many patients as that.
  func wait(forPatients count: Int, in directory: String) {
    for _ in 0..<2000 {
      if let found = try? patients(directory), found.count >= count { return }
      usleep(2_000)
    }
  }
}
