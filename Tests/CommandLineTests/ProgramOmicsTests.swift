import Foundation
import TestSupport
import Testing
import TwinFlux

/// Sample P1 of ``CommandLineModels/levels`` lacks g1, so that nothing can be taken up, while MAINT
/// demands a flux of 1.
@Suite(
  "A patient whose model stops")
struct ProgramOmicsTests {
  private func run(_ options: String...) throws -> (
    CommandLineProgram.Outcome, report: [String: Any]
  ) {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("levels.tsv", CommandLineModels.levels)
    let outcome = try CommandLineProgram.run(
      ["fba", "m.xml", "--omics", "levels.tsv", "--method", "eflux", "--report", "r.json"]
        + options,
      in: scratch.url)
    let report = try JSONSerialization.jsonObject(with: Data(try scratch.text("r.json").utf8))
    return (outcome, report as? [String: Any] ?? [:])
  }

  private func viability(_ report: [String: Any]) throws -> [String: Any] {
    let omics = try #require(report["omics"] as? [String: Any])
    return try #require(omics["viability"] as? [String: Any])
  }

  @Test("is said loudly, with the reaction and the gene that block it")
  func blocked() throws {
    let (outcome, report) = try run("--sample", "P1")
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("warning: The patient's bounds block the model"))
    #expect(outcome.errors.contains("reaction 'A_UP'"))
    #expect(outcome.errors.contains("genes g1"))
    #expect(report["status"] as? String == "infeasible")
    let viability = try viability(report)
    #expect(viability["blocked"] as? Bool == true)
    #expect(viability["optimum_without_omics"] as? Double == 9)
    #expect(viability["patient_optimum"] is NSNull)
  }

  /// Half of 9 needs 4.5 through OUT and 1 through MAINT, so A_UP has to open from 0 to 5.5.
  @Test("runs with the smallest relaxation, and the report lists it")
  func relaxed() throws {
    let (outcome, report) = try run("--sample", "P1", "--viability", "0.5", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("relaxed reaction 'A_UP': upper bound 0 → 5.5; genes g1."))
    let viability = try viability(report)
    let moved = try #require(viability["relaxed"] as? [[String: Any]])
    #expect(moved.map { $0["reaction"] as? String } == ["A_UP"])
    let to = try #require(moved[0]["to"] as? Double)
    #expect(abs(to - 5.5) <= 1e-6)
    let result = try #require(report["result"] as? [String: Any])
    let optimum = try #require(result["objective_value"] as? Double)
    #expect(abs(optimum - 4.5) <= 1e-6)
  }

  /// The scores of P2 are 5 (g1) and 10 (g2 and g3); g4 was not measured. Half of 1000 is still
  /// more than the 10 that can be taken up.
  @Test("is not said of a patient whose model works")
  func works() throws {
    let (outcome, report) = try run("--sample", "P2")
    #expect(outcome.status == 0)
    #expect(!outcome.errors.contains("warning"))
    #expect(
      outcome.errors.contains("1 reaction got bounds from sample 'P2' (0 closed by them); 5 were"))
    #expect(try viability(report)["blocked"] as? Bool == false)
  }

  @Test("takes the scale of another sample, and a table that covers too little is refused")
  func options() throws {
    let (scaled, report) = try run(
      "--sample", "P2", "--eflux-scale", "sample:P0", "--or", "maximum")
    #expect(scaled.status == 0, "\(scaled.errors)")
    let omics = try #require(report["omics"] as? [String: Any])
    let options = try #require(omics["method_options"] as? [String: Any])
    #expect(options["scale_value"] as? Double == 10)
    #expect(options["isozymes"] as? String == "maximum")
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let model = try scratch.write("m.xml", CommandLineModels.chain)
    let table = try scratch.write("t.tsv", "gene\tS\ng1\t1\n")
    let refused = try CommandLineProgram.run(
      ["fba", model, "--omics", table, "--sample", "S", "--method", "eflux"])
    #expect(refused.status == 65)
    #expect(refused.output.isEmpty)
    #expect(refused.errors.contains("--min-coverage"))
  }

  private func twinflux(
    _ command: String, _ method: String, _ options: String...
  ) throws -> CommandLineProgram.Outcome {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("levels.tsv", CommandLineModels.levels)
    return try CommandLineProgram.run(
      [command, "m.xml", "--omics", "levels.tsv", "--sample", "P2", "--method", method] + options,
      in: scratch.url)
  }

  @Test(
    "is not answered by the model without omics, where a method has no bounds",
    arguments: [
      "fba", "fva", "delete", "blocked",
    ])
  func methodWithoutBounds(command: String) throws {
    let outcome = try twinflux(command, "spot", "--bound", "MAINT=0:1000")
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("personalize --verbose-columns"))
  }

  @Test("shows the fluxes of a method without bounds, and says that they have no unit")
  func methodOfFluxes() throws {
    let silent = try twinflux("personalize", "spot", "--bound", "MAINT=0:1000")
    #expect(silent.status == 64 && silent.errors.contains("--verbose-columns"))
    let shown = try twinflux("personalize", "spot", "--bound", "MAINT=0:1000", "--verbose-columns")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.errors.contains("only the ratios of fluxes"))
  }

  @Test("says that units and forced fluxes are lost, where a method replaces all bounds")
  func replacedBounds() throws {
    let relative = try twinflux("fba", "eflux-original")
    #expect(relative.status == 0, "\(relative.errors)")
    #expect(relative.errors.contains("only the ratios of fluxes"))
    #expect(relative.errors.contains("of the model's forced fluxes 1 is lost"))
    let share = try twinflux("fba", "eflux-original", "--viability", "0.5")
    #expect(share.status == 64 && share.errors.contains("uptake="))
    let scaled = try twinflux("fba", "eflux-original", "--method-option", "uptake=OUT=5")
    #expect(scaled.status == 0 && !scaled.errors.contains("ratios"), "\(scaled.errors)")
  }

  @Test("is told that no method on the command line can be trained")
  func untrained() throws {
    let outcome = try twinflux("personalize", "prime")
    #expect(outcome.status == 64 && outcome.errors.contains("command line cannot train"))
  }

  @Test("is refused two thresholds, of which one would be ignored")
  func twoThresholds() throws {
    let outcome = try twinflux(
      "personalize", "gimme", "--threshold", "absolute:5", "--method-option", "percentile=50")
    #expect(outcome.status == 64 && outcome.errors.contains("--threshold"))
  }
}
