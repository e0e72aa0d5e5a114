import Foundation
import Testing
import TwinFlux

@Suite("The report of a run")
struct RunReportTests {
  @Test("has its keys in a fixed order")
  func keys() {
    var report = RunReport(command: "fba", arguments: ["fba", "m.xml"])
    report.status = "optimal"
    report.warnings = ["careful"]
    report.record("load", seconds: 0.5)
    report.record("solve", seconds: 1.23456)
    report.record("load", seconds: 0.25)
    guard case .object(let members) = report.json else {
      Issue.record("no object")
      return
    }
    #expect(
      members.map(\.key) == [
        "tool", "command", "arguments", "status", "model", "changes", "omics", "enzymes", "solver",
        "result",
        "warnings", "seconds",
      ])
    #expect(report.json["seconds"]?["load"] == .number(0.75))
    #expect(report.json["seconds"]?["solve"] == .number(1.235))
    #expect(report.json["tool"]?["version"] == .string(ToolVersion.current))
  }

  @Test("names every rung and every status, also those not met")
  func counters() {
    var counters = FluxVariabilityResult.Counters()
    counters.programsSolved = 7
    counters.rungs = [.freshBasis: 2]
    let json = JSONValue.object(RunReport.counterSection(counters))
    #expect(json["programs_solved"] == 7)
    #expect(json["rungs"]?["freshBasis"] == 2)
    #expect(json["rungs"]?["warm"] == 0)
  }
}

@Suite("The summary of a model")
struct ModelSummaryTests {
  private func model(_ terms: [FluxTerm]) throws -> MetabolicModel {
    var matrix = StoichiometricMatrix(rowCount: 1)
    matrix.appendColumn([(0, -1)])
    matrix.appendColumn([(0, -1)])
    return try MetabolicModel(
      id: "m", compartments: [Compartment(id: "e", name: "outside")],
      metabolites: [Metabolite(id: "a_e", compartment: "e")],
      reactions: [
        Reaction(id: "EX", bounds: FluxBounds(lower: -.infinity, upper: 10), subsystem: "S"),
        Reaction(
          id: "MAINT", bounds: FluxBounds(lower: 1, upper: 10), rule: .gene(0),
          unreadableRule: nil),
      ], genes: [Gene(id: "g")], stoichiometry: matrix,
      objective: FluxObjective(sense: .minimize, terms: terms))
  }

  @Test("writes the objective as --objective reads it")
  func objective() throws {
    let terms: [FluxTerm] = [
      .init(reaction: 0, coefficient: -1), .init(reaction: 1, coefficient: 2.5),
    ]
    let summary = ModelSummary(try model(terms))
    #expect(summary.objective == "minimize -EX + 2.5 MAINT")
    let none = ModelSummary(try model([]))
    #expect(none.objective == "none")
  }

  @Test("counts what a person looks for")
  func counts() throws {
    let summary = ModelSummary(try model([]))
    let input = InputBytes(bytes: [], path: "m.xml", sha256: "00", compression: .none)
    let json = summary.json(input: input, warnings: ["w"])
    #expect(json["forced_fluxes"] == ["MAINT"])
    #expect(json["infinite_bounds"] == ["EX"])
    #expect(json["gene_rules"] == 1)
    #expect(json["exchanges"] == ["EX", "MAINT"])
    #expect(json["medium"]?["EX"] == .number(.infinity))
    #expect(json["warnings"] == ["w"])
    let text = summary.text(path: "m.xml", sha256: "00")
    #expect(text.contains("compartments      e outside (1)\n"))
    #expect(text.contains("medium            1 (EX inf)\n"))
  }
}
