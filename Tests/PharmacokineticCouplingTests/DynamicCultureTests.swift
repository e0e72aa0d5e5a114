import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// A culture of which everything is known: 2 A make one unit of cells and a P, with at most 4 A/h
/// for each gram.
///
/// While there is A, X = X₀·e^{2t} and A = A₀ − 2(X − X₀); when it is used up, cells grow by what
/// is fed, X' = F/2.
@Suite(
  "A dynamic culture",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct DynamicCultureTests {
  private func network(maintenance: Double = 0) throws -> ConstrainedModel {
    ConstrainedModel(
      try OmicsModels.model(
        [
          .init("EX_A", ["A": -1], (-1000, 1000)), .init("EX_P", ["P": -1], (-1000, 1000)),
          .init("GROW", ["A": -2, "P": 1]), .init("BURN", ["A": -1], (maintenance, 1000)),
        ], objective: "GROW"))
  }

  private func culture(
    _ law: (any DynamicLaw)? = nil, feed: StepFunction? = nil, substrate: Double = 10,
    additions: [DynamicModel.Addition] = []
  ) throws -> DynamicModel {
    DynamicModel(
      biomass: 1, growth: "GROW",
      species: [
        .init(
          "A", exchange: "EX_A", concentration: substrate,
          uptake: try law ?? SteppedLaw(constant: 4), feed: feed),
        .init("P", exchange: "EX_P", concentration: 0, uptake: try SteppedLaw(constant: 0)),
      ], additions: additions)
  }

  private func curve(
    _ culture: DynamicModel, until end: Double, maintenance: Double = 0,
    _ choice: SolverChoice = .auto
  ) throws -> DynamicCurve {
    let simulator = try DynamicSimulator(
      culture, on: network(maintenance: maintenance), using: choice.makeBackend())
    return try simulator.simulate(until: end)
  }

  /// 2 P for each A that is gone, and nothing below zero.
  private func expectBalance(
    _ curve: DynamicCurve, supplied: (Double) -> Double, maintenance: Double = 0
  ) throws {
    for part in 0...400 {
      let time = curve.end * Double(part) / 400
      let state = try curve.concentrations(at: time)
      #expect(state.allSatisfy { $0 >= 0 })
      let total = state[0] + 2 * state[1]
      #expect(abs(total - supplied(time)) <= 1e-8 * max(1, supplied(time)), "\(time): \(total)")
      #expect(abs(try curve.biomass(at: time) - 1 - state[1]) <= 1e-8 * max(1, state[1]))
    }
  }

  @Test("grows until the substrate is used up", arguments: SolverChoice.available)
  func depletion(choice: SolverChoice) throws {
    let curve = try curve(culture(), until: 3, choice)
    let end = log(6.0) / 2
    #expect(curve.events.count == 1)
    #expect(curve.events.first?.kind == .depleted(species: "A"))
    #expect(abs((curve.events.first?.time ?? 0) - end) <= 1e-9)
    for time in [0.0, 0.3, 0.8] {
      #expect(agrees(try curve.biomass(at: time), exp(2 * time), within: 1e-8))
      #expect(try curve.growthRate(at: time) == 2 && curve.uptake(of: "A", at: time) == 4)
      #expect(try curve.uptake(of: "P", at: time) == -2)
    }
    for time in [end + 1e-6, 2, 3] {
      #expect(abs(try curve.biomass(at: time) - 6) <= 1e-8)
      #expect(try curve.concentration(of: "A", at: time) == 0)
      #expect(abs(try curve.growthRate(at: time)) <= 1e-12)
    }
    // At the start and after the depletion; the exchange of A is decided by growth.
    #expect(curve.counters.pieces == 2 && curve.counters.programs <= 4)
    try expectBalance(curve, supplied: { _ in 10 })
  }

  @Test("lives on its feed, and accumulates what is fed too fast")
  func feed() throws {
    // 2 mmol/L/h until 2 h, then 60: more than the cells can take, 4 X.
    let feed = StepFunction(times: [0, 2], values: [2, 60])
    let curve = try curve(culture(feed: feed), until: 2.5)
    // Until the depletion A = 10 − 2(e^{2t} − 1) + 2t.
    var depleted = 0.9
    for _ in 0..<50 {
      depleted -= (12 - 2 * exp(2 * depleted) + 2 * depleted) / (2 - 4 * exp(2 * depleted))
    }
    #expect(curve.events.map(\.kind) == [.depleted(species: "A"), .replenished(species: "A")])
    #expect(abs(curve.events[0].time - depleted) <= 1e-9)
    #expect(curve.events[1].time == 2)
    let first = exp(2 * depleted)
    #expect(agrees(try curve.biomass(at: 1.5), first + (1.5 - depleted), within: 1e-9))
    #expect(try curve.concentration(of: "A", at: 1.5) == 0)
    #expect(abs(try curve.uptake(of: "A", at: 1.5) - 2 / curve.biomass(at: 1.5)) <= 1e-9)
    let second = first + (2 - depleted)
    #expect(agrees(try curve.biomass(at: 2.5), second * exp(1), within: 1e-8))
    let accumulated = 60 * 0.5 - 2 * second * (exp(1) - 1)
    #expect(agrees(try curve.concentration(of: "A", at: 2.5), accumulated, within: 1e-7))
    try expectBalance(curve, supplied: { 10 + 2 * min($0, 2) + 60 * max(0, $0 - 2) })
  }

  @Test("a law that falls below the feed leaves the rest, without a stated time")
  func lawBelowFeed() throws {
    // Used up from the start, 3 mmol/L/h fed; the law falls as 4 − t, and X = 1 + 1.5 t.
    let law = FunctionLaw { time, _ in max(0, 4 - time) }
    let curve = try curve(
      culture(law, feed: StepFunction(constant: 3), substrate: 0), until: 4)
    // 4 − t = 3/(1 + 1.5 t) at 1.5 t² − 5 t − 1 = 0.
    let time = (5 + 31.0.squareRoot()) / 3
    #expect(curve.events.map(\.kind) == [.depleted(species: "A"), .replenished(species: "A")])
    #expect(curve.events[0].time == 0 && abs(curve.events[1].time - time) <= 1e-9)
    #expect(agrees(try curve.biomass(at: 3), 5.5, within: 1e-9))
    // μ = (4 − t)/2 from there on.
    let growth = (16 - 8) - (4 * time - time * time / 2)
    #expect(agrees(try curve.biomass(at: 4), (1 + 1.5 * time) * exp(growth / 2), within: 1e-8))
    try expectBalance(curve, supplied: { 3 * $0 })
  }

  @Test("additions jump, revive what was used up, and dilute nothing")
  func additions() throws {
    let curve = try curve(
      culture(additions: [
        .init(time: 2, to: "A", amount: 4), .init(time: 0, to: "A", amount: 1),
        .init(time: 1, to: nil, amount: 0.5),
      ]), until: 3)
    // 11 A: used up before 1 h at X = 6.5; 0.5 g of cells at 1 h; 4 A at 2 h make 2 g in ln(9/7)/2.
    #expect(curve.events.count == 5)
    #expect(agrees(curve.events[1].time, log(6.5) / 2, within: 1e-9))
    #expect(agrees(curve.events[4].time, 2 + log(9.0 / 7) / 2, within: 1e-9))
    #expect(
      try abs(curve.biomass(at: 0.999) - 6.5) <= 1e-8 && abs(curve.biomass(at: 1) - 7) <= 1e-8)
    #expect(abs(try curve.concentration(of: "A", at: 2) - 4) <= 1e-8)
    #expect(try curve.concentration(of: "A", at: 1.99) == 0)
    #expect(abs(try curve.biomass(at: 3) - 9) <= 1e-8)
    let late = try self.curve(
      culture(additions: [.init(time: 3, to: "A", amount: 7)]), until: 3)
    #expect(try late.concentration(of: "A", at: 3) == 7)
  }

  @Test("maintenance that cannot be paid ends it, and names what clashes")
  func maintenance() throws {
    let curve = try curve(culture(), until: 3, maintenance: 1)
    // μ = 3/2; A goes by 4 X.
    let end = log(1 + 10 * 1.5 / 4) / 1.5
    #expect(abs(curve.end - end) <= 1e-9)
    guard case .infeasible(let why) = curve.infeasibility?.kind else {
      Issue.record("\(curve.events)")
      return
    }
    #expect(why.demands.map(\.id) == ["BURN"])
    #expect(why.supplies.contains { $0.id == "EX_A" && $0.bound == 0 })
    #expect(curve.events.map(\.time) == [curve.end, curve.end])
    #expect(try curve.concentration(of: "A", at: curve.end) == 0)
  }

  @Test("cells that do not grow, and a demand that follows time")
  func resting() throws {
    var culture = try culture(SteppedLaw(constant: 3))
    culture.growth = nil
    culture.objectives = [.init(["EX_P": 1])]
    // BURN insists on t, so that P is made from 3 − t and nothing is feasible beyond 3 h.
    culture.bounds = [.init(.lower, of: "BURN", law: FunctionLaw { time, _ in time })]
    let curve = try curve(culture, until: 10)
    #expect(abs(curve.end - 3) <= 1e-9 && curve.infeasibility != nil)
    for time in [0.5, 1, 2.9] {
      #expect(try curve.biomass(at: time) == 1 && curve.growthRate(at: time) == 0)
      #expect(abs(try curve.uptake(of: "A", at: time) - 3) <= 1e-12)
      let made = (3 * time - time * time / 2) / 2
      #expect(agrees(try curve.concentration(of: "P", at: time), made, within: 1e-9))
    }
  }

  @Test(
    "a jump that no law names is found by the steps", arguments: IntegrationOptions.Method.allCases)
  func unnamedJump(method: IntegrationOptions.Method) throws {
    let hidden = FunctionLaw { time, _ in time < 0.6 ? 4 : 1 }
    let named = try SteppedLaw(StepFunction(times: [0, 0.6], values: [4, 1]))
    let simulators = try [hidden as any DynamicLaw, named].map {
      try DynamicSimulator(
        culture($0, substrate: 100), on: network(), using: SolverChoice.auto.makeBackend())
    }
    let options = IntegrationOptions(method: method)
    let curves = try simulators.map { try $0.simulate(until: 1, options: options) }
    let expected = exp(1.2 + 0.2)
    #expect(agrees(try curves[1].biomass(at: 1), expected, within: 1e-8))
    #expect(agrees(try curves[0].biomass(at: 1), expected, within: 1e-6))
    #expect(curves[1].counters.steps < curves[0].counters.steps)
  }

  @Test("the same twice, and from the same simulator or another")
  func determinism() throws {
    let make = {
      try DynamicSimulator(
        culture(feed: StepFunction(constant: 1)), on: network(),
        using: SolverChoice.auto.makeBackend())
    }
    let one = try make()
    let first = try one.simulate(until: 3)
    _ = try one.simulate(until: 1, biomass: 3, concentrations: ["A": 0.1])
    for again in [try one.simulate(until: 3), try make().simulate(until: 3)] {
      #expect(again.events == first.events && again.counters == first.counters)
      for time in [0.1, 1, 2.7, 3] {
        #expect(try again.concentrations(at: time) == first.concentrations(at: time))
        #expect(try again.biomass(at: time) == first.biomass(at: time))
      }
    }
    let other = try one.simulate(until: 1, biomass: 2, concentrations: ["A": 100, "P": 1])
    #expect(agrees(try other.biomass(at: 1), 2 * exp(2), within: 1e-8))
    #expect(agrees(try other.concentration(of: "P", at: 1), 2 * exp(2) - 1, within: 1e-8))
  }

  @Test("refuses names and numbers that are none")
  func refusals() throws {
    let backend = try SolverChoice.native.makeBackend()
    func error(_ change: @escaping (inout DynamicModel) throws -> Void) throws -> DynamicError? {
      var culture = try culture()
      let network = try network()
      try change(&culture)
      do throws(DynamicError) {
        let simulator = try DynamicSimulator(
          culture, on: network, using: backend)
        _ = try simulator.simulate(until: 2)
      } catch { return error }
      return nil
    }
    #expect(try error { _ in } == nil)
    #expect(
      try error { $0.growth = "GROWS" }
        == .unknownReaction(what: "The growth rate", id: "GROWS", suggestion: "GROW"))
    #expect(
      try error { $0.species[0].exchange = "GROW" } == .notAnExchange(species: "A", id: "GROW"))
    #expect(try error { $0.species[1].name = "A" } == .duplicateSpecies(name: "A"))
    #expect(try error { $0.species[1].exchange = "EX_A" } == .duplicateSpecies(name: "EX_A"))
    #expect(
      try error {
        $0.species[0].uptake = try MichaelisMentenLaw(of: "B", maximum: 1, halfSaturation: 1)
      } == .unknownSpecies(what: "The law of the uptake of 'A'", name: "B", known: ["A", "P"]))
    #expect(
      try error {
        $0.bounds = [.init(.lower, of: "EX_A", law: try SteppedLaw(constant: 0))]
      } == .duplicateBound(reaction: "EX_A"))
    #expect(
      try error { $0.additions = [.init(time: 1, to: "B", amount: 1)] }
        == .unknownSpecies(what: "An addition", name: "B", known: ["A", "P"]))
    #expect(try error { $0.objectives = [.init(["NONE": 1])] } != nil)
    for value in [Double.nan, .infinity, -1] {
      let found = try error { $0.species[0].uptake = FunctionLaw { _, _ in value } }
      guard case .lawValue("the uptake of 'A'", 0, _) = found else {
        Issue.record("\(value): \(String(describing: found))")
        continue
      }
      let changes: [(inout DynamicModel) throws -> Void] = [
        { $0.biomass = value }, { $0.species[0].concentration = value },
        { $0.species[0].feed = StepFunction(constant: value) },
        { $0.additions = [.init(time: 1, to: "A", amount: value)] },
        { $0.additions = [.init(time: value, to: "A", amount: 1)] },
        { $0.objectives = [.init(["GROW": value == -1 ? .nan : value])] },
      ]
      for change in changes {
        if case .parameter = try error(change) { continue }
        Issue.record("\(value) was taken")
      }
      #expect(throws: PharmacokineticError.self) {
        try MichaelisMentenLaw(of: "A", maximum: value, halfSaturation: 1)
      }
      #expect(throws: PharmacokineticError.self) {
        try MichaelisMentenLaw(of: "A", maximum: 1, halfSaturation: value)
      }
      #expect(throws: PharmacokineticError.self) { try SteppedLaw(constant: value) }
    }
    #expect(try error { $0.biomass = 0 } != nil)
    let curve = try curve(culture(), until: 1)
    for time in [-0.1, 1.1, .nan] {
      #expect(throws: PharmacokineticError.self) { try curve.biomass(at: time) }
    }
    #expect(throws: PharmacokineticError.self) { try curve.concentration(of: "B", at: 0) }
    let simulator = try DynamicSimulator(
      culture(), on: network(), using: SolverChoice.auto.makeBackend())
    for end in [0, -1, Double.nan, .infinity] {
      #expect(throws: DynamicError.self) { try simulator.simulate(until: end) }
    }
    #expect(throws: DynamicError.self) { try simulator.simulate(until: 1, biomass: 0) }
    #expect(throws: DynamicError.self) {
      try simulator.simulate(until: 1, concentrations: ["B": 1])
    }
  }

  /// A law that goes up and down without end still comes to an end.
  @Test("a law without sense is an error or a curve, and not a hang")
  func hostileLaws() throws {
    let laws: [FunctionLaw] = [
      FunctionLaw { time, _ in time > 0.5 ? .nan : 4 },
      FunctionLaw { time, state in (state["A"] ?? 0) > 5 ? 4 : 0 },
      FunctionLaw { time, _ in 2 + sin(1e9 * time) },
      FunctionLaw { _, state in 1 / ((state["A"] ?? 0) - 5) },
      FunctionLaw { _, state in 1e300 * (state["A"] ?? 0) },
    ]
    for (index, law) in laws.enumerated() {
      var options = IntegrationOptions()
      options.stepLimit = 3000
      do throws(DynamicError) {
        let curve = try simulator(law).simulate(until: 1, options: options)
        for part in 0...50 {
          let time = curve.end * Double(part) / 50
          let values = (try? curve.concentrations(at: time)) ?? [-1]
          #expect(values.allSatisfy { $0 >= 0 && $0.isFinite }, "law \(index)")
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  private func simulator(_ law: any DynamicLaw) throws(DynamicError) -> DynamicSimulator {
    guard let culture = try? culture(law), let network = try? network(),
      let backend = try? SolverChoice.native.makeBackend()
    else { throw .stalled(time: 0, events: 0) }
    return try DynamicSimulator(culture, on: network, using: backend)
  }
}
