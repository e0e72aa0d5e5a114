import Testing
import TwinFlux

@testable import twinflux

@Suite("The settings of a run")
struct SettingsTests {
  private func arguments(_ line: String...) throws -> ParsedArguments {
    guard case .run(let parsed) = try ArgumentParser.parse(["fva", "m.xml"] + line) else {
      throw ParserError.noCommand
    }
    return parsed
  }

  @Test("have the documented defaults")
  func defaults() throws {
    let solver = try SolverSettings(arguments())
    #expect(solver.solver == "auto")
    #expect(solver.threads >= 1)
    #expect(solver.tolerance == 1e-7)
    #expect(solver.secondsLimit == nil)
    let output = OutputSettings(try arguments())
    #expect(output.path == nil)
    #expect(output.format == .tsv)
    #expect(try OmicsSettings(arguments()) == nil)
    let omics = try #require(
      try OmicsSettings(arguments("--omics", "t", "--sample", "s", "--method", "eflux")))
    #expect(omics.levels.scoring == nil)
    #expect(omics.levels.reading == LevelReading())
    #expect(omics.levels.threshold == nil)
    #expect(omics.scale == nil)
    #expect(omics.viability == nil)
  }

  @Test("take the format from the option, then from the extension")
  func format() throws {
    #expect(try OutputSettings(arguments("--output", "a.csv")).format == .csv)
    #expect(try OutputSettings(arguments("--output", "a.JSON.gz")).format == .json)
    #expect(try OutputSettings(arguments("--output", "a.dat")).format == .tsv)
    #expect(try OutputSettings(arguments("--output", "a.csv", "--format", "json")).format == .json)
  }

  @Test(
    "read bounds",
    arguments: [
      ("A=-10:1000", "A", -10.0, 1000.0), ("A=-inf:inf", "A", -.infinity, .infinity),
      ("a=b=0:1e-3", "a=b", 0, 0.001),
    ])
  func bounds(text: String, id: String, lower: Double, upper: Double) throws {
    let bound = try BoundArgument(text)
    #expect(bound.reaction == id)
    #expect(bound.bounds == FluxBounds(lower: lower, upper: upper))
  }

  @Test(
    "refuse bounds that are none",
    arguments: ["A", "A=", "A=1", "A=2:1", "A=nan:1", "=0:1", "A=0:1:2", "A=inf:inf", "A=0x1:2"])
  func wrongBounds(text: String) {
    #expect(throws: ParserError.self) { try BoundArgument(text) }
  }

  @Test(
    "refuse numbers out of range",
    arguments: [
      ["--threads", "0"], ["--threads", "2.5"], ["--threads", "-1"], ["--tolerance", "0"],
      ["--tolerance", "x"], ["--time-limit", "0"],
    ])
  func wrongNumbers(line: [String]) throws {
    let option = line[0]
    let parsed = try arguments(line[0], line[1])
    let error = #expect(throws: ParserError.self) { try SolverSettings(parsed) }
    guard case .invalidValue(option, line[1], _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("refuse both senses at once")
  func senses() throws {
    let parsed = try arguments("--maximize", "--minimize")
    #expect(throws: ParserError.conflictingOptions("--maximize", "--minimize")) {
      try ProblemSettings(parsed)
    }
  }

  @Test(
    "name the option that is missing",
    arguments: [
      (["--sample", "s"], "--sample", "--omics"), (["--viability", "1"], "--viability", "--omics"),
      (["--omics", "t"], "--omics", "--sample"),
      (["--omics", "t", "--sample", "s"], "--omics", "--method"),
      (["--from", "x"], "--from", "--omics"),
      (
        ["--omics", "t", "--sample", "s", "--method", "eflux", "--to", "x"], "--to", "--gene-map"
      ),
    ])
  func companions(line: [String], option: String, needed: String) throws {
    guard case .run(let parsed) = try ArgumentParser.parse(["fva", "m.xml"] + line) else { return }
    #expect(throws: ParserError.missingCompanion(option: option, needed: needed)) {
      try OmicsSettings(parsed)
    }
  }

  @Test("read the reference of E-Flux")
  func scale() throws {
    #expect(try OmicsSettings.Scale("maximum") == .maximum)
    #expect(try OmicsSettings.Scale("percentile:99.5") == .percentile(99.5))
    #expect(try OmicsSettings.Scale("sample:N 1") == .sample("N 1"))
    for wrong in ["max", "percentile:0", "percentile:101", "percentile:", "sample:"] {
      #expect(throws: ParserError.self) { try OmicsSettings.Scale(wrong) }
    }
  }
}
