import Testing
import TwinFlux

@Suite("Results as tables")
struct ResultTableTests {
  private let model: MetabolicModel

  init() throws {
    var matrix = StoichiometricMatrix(rowCount: 1)
    matrix.appendColumn([(0, 1)])
    matrix.appendColumn([(0, -1)])
    model = try MetabolicModel(
      id: "two", metabolites: [Metabolite(id: "a_c")],
      reactions: [
        Reaction(id: "IN", name: "Import, of a", subsystem: "Transport"), Reaction(id: "OUT"),
      ], stoichiometry: matrix)
  }

  @Test("of flux balance have a row for each reaction and metabolite")
  func fluxBalance() {
    let solution = FluxSolution(
      objectiveValue: 10, fluxes: [10, 10], reducedCosts: [0, 1.5], shadowPrices: [-1],
      solve: SolveRecord(solver: "glpk", rung: .warm, iterations: 3))
    #expect(
      TableWriter.tsv(solution.fluxTable(of: model))
        == "reaction\tflux\treduced_cost\nIN\t10\t0\nOUT\t10\t1.5\n")
    #expect(
      TableWriter.tsv(solution.shadowPriceTable(of: model))
        == "metabolite\tshadow_price\na_c\t-1\n")
    let json = solution.json(of: model)
    #expect(json["status"] == "optimal")
    #expect(json["objective_value"] == .number(10))
    #expect(json["fluxes"]?["OUT"] == .number(10))
    #expect(json["reduced_costs"]?["OUT"] == .number(1.5))
    #expect(json["shadow_prices"]?["a_c"] == .number(-1))
  }

  private func variability() -> FluxVariabilityResult {
    FluxVariabilityResult(
      reactions: [1, 0],
      ranges: [
        FluxRange(
          minimum: .init(status: .certified, value: 0, outerBound: -1e-9),
          maximum: .init(status: .unbounded, value: .infinity)),
        // A value beside a status that does not vouch for it must never be shown.
        FluxRange(
          minimum: .init(status: .failed, value: 99), maximum: .init(status: .optimal, value: 2)),
      ], objectiveValue: 10, counters: .init())
  }

  @Test("of flux variability show no number that is not proven")
  func fluxVariability() {
    #expect(
      TableWriter.tsv(variability().table(of: model)) == """
        reaction\tminimum\tmaximum\tminimum_status\tmaximum_status
        OUT\t0\tinf\tcertified\tunbounded
        IN\t\t2\tfailed\toptimal

        """)
  }

  @Test("of flux variability with all columns")
  func verboseColumns() {
    #expect(
      TableWriter.csv(variability().table(of: model, verbose: true)) == """
        reaction,minimum,maximum,minimum_status,maximum_status,minimum_outer,maximum_outer,name,subsystem
        OUT,0,inf,certified,unbounded,-1e-09,,,
        IN,,2,failed,optimal,,,"Import, of a",Transport

        """)
  }

  @Test("of flux variability as JSON")
  func variabilityJSON() {
    let json = variability().json(of: model, cut: .fraction(0.9))
    #expect(json["fraction"] == .number(0.9))
    guard case .array(let ranges) = json["ranges"] else {
      Issue.record("no ranges")
      return
    }
    #expect(ranges[0]["maximum"] == .number(.infinity))
    #expect(ranges[1]["minimum"] == .null)
    #expect(ranges[1]["minimum_status"] == "failed")
    #expect(variability().json(of: model, cut: .none)["fraction"] == .null)
  }

  @Test("count every status")
  func counts() {
    let counts = Dictionary(
      uniqueKeysWithValues: variability().endCounts.map { ($0.status, $0.count) })
    #expect(counts == [.certified: 1, .optimal: 1, .unbounded: 1, .infeasible: 0, .failed: 1])
  }
}
