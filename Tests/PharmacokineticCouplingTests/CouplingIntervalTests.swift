import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing

@Suite("Intervals of coupled parameters")
struct CouplingIntervalTests {
  private static func uncertain(_ text: String) throws -> CouplingRules {
    try TinyDrug.rules(("\"checks\":", "\"uncertainty\": {\(text)}, \"checks\":"))
  }

  @Test("a demand of everything leaves each pathway its capacity")
  func collapsed() throws {
    for (activity, expected) in [(1.0, 0.32), (0.523, 0.32 * 0.523), (0.046, 0.32 * 0.046)] {
      let capacities = [0.32 * activity, 0.05, 0.05, 0.05, 0.10, 0.43]
      let total = capacities.reduce(0, +)
      let split = try StructuralInterval.split(demand: total, capacities: capacities)
      #expect(split[0].lower == expected && split[0].upper == expected)
    }
    // The published numbers: act 0.1674 and 0.01472, total uptake 0.77581 and 0.55162.
    let poor = [0.046, 0.523].map { 0.32 * $0 + 0.68 }
    #expect(agrees(poor[0], 0.69472, within: 1e-12) && agrees(poor[1], 0.84736, within: 1e-12))
  }

  @Test("a smaller demand may go either way")
  func split() throws {
    let split = try StructuralInterval.split(demand: 2, capacities: [1, 2, 0.5])
    #expect(split.map(\.lower) == [0, 0.5, 0] && split.map(\.upper) == [1, 2, 0.5])
    #expect(throws: PharmacokineticError.self) {
      try StructuralInterval.split(demand: 4, capacities: [1, 2, 0.5])
    }
    #expect(throws: PharmacokineticError.self) {
      try StructuralInterval.split(demand: .nan, capacities: [1])
    }
  }

  @Test("structural intervals map through clearances at their corners")
  func corners() throws {
    let rules = try Self.uncertain(
      "\"omicsLogSD\": 0, \"structuralFraction\": 0.9, \"draws\": 0, \"seed\": 1")
    let coupled = try TinyDrug.couple(TinyDrug.individual(), rules)
    // Capacities 1 and 2, demand 2.7: act carries 0.7 to 1, sul 1.7 to 2.
    let act = try #require(coupled["CLint_act"])
    #expect(agrees(act.lower, 35, within: 1e-12) && act.upper == 50)
    let clearance = try #require(coupled["CL_H"])
    func hepatic(_ total: Double) -> Double { 90 * 0.1 * total / (90 + 0.1 * total) }
    #expect(agrees(clearance.lower, hepatic(35 + 25.5 + 20), within: 1e-12))
    #expect(agrees(clearance.upper, hepatic(100), within: 1e-12))
    let activation = try #require(coupled["k_act"])
    #expect(agrees(activation.lower, hepatic(35 + 30 + 20) / 250 * 35 / 85, within: 1e-12))
    #expect(agrees(activation.upper, hepatic(50 + 25.5 + 20) / 250 * 50 / 95.5, within: 1e-12))
    let available = try #require(coupled["F"])
    #expect(available.lower <= available.value && available.value <= available.upper)
  }

  @Test("draws of an enzyme-limited pathway are as uncertain as the enzyme")
  func draws() throws {
    let rules = try Self.uncertain("\"omicsLogSD\": 0.3, \"draws\": 4000, \"seed\": 11")
    let coupled = try TinyDrug.couple(TinyDrug.individual(["g1": 0.1]), rules)
    let act = try #require(coupled["CLint_act"])
    // 4,000 draws: the SD to 0.3/√8000 (one standard error), the quantiles to a few per cent.
    #expect(abs(try #require(act.logSD) - 0.3) < 4 * 0.3 / 8000.0.squareRoot())
    #expect(abs(act.lower / (5 * exp(-1.6449 * 0.3)) - 1) < 0.05)
    #expect(abs(act.upper / (5 * exp(1.6449 * 0.3)) - 1) < 0.05)
    // Sulphation rests on the supply, which does not vary with its enzyme at five times the need.
    let sul = try #require(coupled["CLint_sul"])
    #expect(sul.upper == 30)
    #expect(try TinyDrug.couple(TinyDrug.individual(["g1": 0.1]), rules) == coupled)
  }

  /// The renal clearance follows the first enzyme too: the derived rates must.
  @Test("what a derived parameter reads beside the clearances is the individual's own")
  func coupledInputs() throws {
    let target = "{\"parameter\": \"CLint_act\","
    func coupled(_ uncertainty: String) throws -> CoupledPK {
      let rules = try TinyDrug.rules(
        (target, "{\"parameter\": \"CL_R\", \"pathway\": \"act\", \"unit\": \"L/h\"}, " + target),
        ("\"k_act\"]", "\"k_act\", \"k_loss\"]"),
        ("\"checks\":", "\"uncertainty\": {\(uncertainty)}, \"checks\":"))
      return try TinyDrug.couple(TinyDrug.individual(["g1": 0.5]), rules)
    }
    func hepatic(_ act: Double, _ sul: Double) -> Double {
      let total = act + sul + 20
      return 90 * 0.1 * total / (90 + 0.1 * total)
    }
    let plain = try coupled("\"omicsLogSD\": 0, \"draws\": 0, \"seed\": 1")
    let elimination = try #require(plain["k_el"])
    #expect(agrees(elimination.reference, (hepatic(50, 30) + 3) / 250, within: 1e-12))
    #expect(agrees(elimination.value, (hepatic(25, 30) + 1.5) / 250, within: 1e-12))
    let loss = try #require(plain["k_loss"])
    #expect(agrees(loss.value, (hepatic(25, 30) * 50 / 75 + 1.5) / 250, within: 1e-12))
    // Capacities 0.5 and 2, demand 2.25: act carries 0.25 to 0.5, sul 1.75 to 2.
    let ends = try #require(
      try coupled("\"omicsLogSD\": 0, \"structuralFraction\": 0.9, \"draws\": 0, \"seed\": 1")[
        "k_el"])
    #expect(agrees(ends.lower, (hepatic(12.5, 26.25) + 0.75) / 250, within: 1e-12))
    #expect(agrees(ends.upper, (hepatic(25, 30) + 1.5) / 250, within: 1e-12))
    let drawn = try coupled("\"omicsLogSD\": 0.3, \"draws\": 50, \"seed\": 1")
    let draws = try #require(drawn.draws)
    let place = try #require(draws.parameters.firstIndex(of: "k_el"))
    let inputs = try ["CLint_act", "CLint_sul", "CL_R"].map {
      try #require(draws.parameters.firstIndex(of: $0))
    }
    for row in draws.values {
      let expected = (hepatic(row[inputs[0]], row[inputs[1]]) + row[inputs[2]]) / 250
      #expect(agrees(row[place], expected, within: 1e-12))
    }
  }

  @Test("a parameter that a draw makes 0 has no log-normal spread")
  func zero() throws {
    let rules = try Self.uncertain("\"omicsLogSD\": 0.3, \"draws\": 20, \"seed\": 1")
    let coupled = try TinyDrug.couple(TinyDrug.individual(["g1": 0]), rules)
    let act = try #require(coupled["CLint_act"])
    #expect(act.logSD == nil && act.value == 0 && act.lower == 0 && act.upper == 0)
  }
}
