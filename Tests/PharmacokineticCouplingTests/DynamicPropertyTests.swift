import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// Random networks with random laws: whatever happens, the curve's fluxes are the lexicographic
/// optimum of its state.
@Suite(
  "Dynamic flux balance of random networks",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct DynamicPropertyTests {
  private struct Case {
    var model: ConstrainedModel
    var culture: DynamicModel
    var exchanges: [Int]
    var growth: Int
  }

  /// Four substances, two of them by Michaelis and Menten, one hindered, and one that is cut off;
  /// some fed, and a growth that some internal flux must support.
  private func random(_ seed: UInt64) throws -> Case {
    var random = SeededGenerator(seed: seed)
    var model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 60))
    let boundary = model.bounds.indices.filter {
      BoundaryReactions.isBoundary($0, of: model.model)
    }
    // One exchange for each metabolite.
    var rows = Set<Int32>()
    let exchanges = boundary.shuffled(using: &random).filter { index in
      let start = model.model.stoichiometry.range(ofColumn: index).lowerBound
      return rows.insert(model.model.stoichiometry.rows[start]).inserted
    }.prefix(4)
    let growth = try #require(
      model.bounds.indices.filter { model.bounds[$0].lower == 0 }.randomElement(using: &random))
    try model.setBounds(FluxBounds(lower: 0, upper: 1.5), ofReaction: growth)
    // Half of the networks live on the four alone.
    for index in boundary where seed % 4 < 2 && !exchanges.contains(index) {
      let own = model.bounds[index]
      let closed =
        model.uptakeSign(index) < 0
        ? FluxBounds(lower: 0, upper: own.upper) : FluxBounds(lower: own.lower, upper: 0)
      try model.setBounds(closed, ofReaction: index)
    }
    // A flux that is insisted on, and that the species may have to feed.
    let forced = Int.random(in: model.bounds.indices, using: &random)
    if seed % 2 == 0, forced != growth, !exchanges.contains(forced) {
      var wanted = model
      wanted.objective = FluxObjective(terms: [FluxTerm(reaction: forced, coefficient: 1)])
      let most = try fluxBalance(of: wanted, using: SolverChoice.native.makeBackend())
        .objectiveValue
      if most > 0 {
        try model.setBounds(
          FluxBounds(lower: 0.15 * most, upper: model.bounds[forced].upper), ofReaction: forced)
      }
    }
    var species: [DynamicModel.Species] = []
    for (place, index) in exchanges.enumerated() {
      let most = Double.random(in: 1...8, using: &random)
      let law: any DynamicLaw =
        switch place {
        case 0:
          try MichaelisMentenLaw(
            of: "s0", maximum: most, halfSaturation: 0.3,
            hindrances: [.init(by: "s1", constant: 2)])
        case 1: try MichaelisMentenLaw(of: "s1", maximum: most, halfSaturation: 0.3)
        case 2: try SteppedLaw(constant: most)
        default: try SteppedLaw(StepFunction(times: [0, 0.7], values: [most, 0.3 * most]))
        }
      species.append(
        .init(
          "s\(place)", exchange: model.model.reactions[index].id,
          concentration: Double.random(in: 0...2, using: &random), uptake: law,
          preference: Bool.random(using: &random) ? .leastUptake : .mostUptake,
          feed: Bool.random(using: &random) ? StepFunction(constant: 0.5) : nil))
    }
    return Case(
      model: model,
      culture: DynamicModel(
        biomass: 0.5, growth: seed % 3 == 0 ? nil : model.model.reactions[growth].id,
        species: species,
        objectives: [.init([model.model.reactions[growth].id: 1])]),
      exchanges: Array(exchanges), growth: growth)
  }

  @Test("at any time the fluxes are the lexicographic optimum of the state")
  func fluxes() throws {
    var (compared, events, stopped) = (0, 0, 0)
    let backend = try SolverChoice.native.makeBackend()
    for seed in 0..<30 {
      let one = try random(UInt64(seed))
      let simulator = try DynamicSimulator(one.culture, on: one.model, using: backend)
      let curve = try simulator.simulate(until: 3)
      events += curve.events.count
      stopped += curve.infeasibility == nil ? 0 : 1
      if curve.end == 0 { continue }
      let ranks =
        [FluxObjective(terms: [FluxTerm(reaction: one.growth, coefficient: 1)])]
        + zip(one.exchanges, one.culture.species).map { index, species in
          let uptake = one.model.uptakeSign(index)
          return FluxObjective(
            sense: species.preference == .leastUptake ? .minimize : .maximize,
            terms: [FluxTerm(reaction: index, coefficient: uptake)])
        }
      let driven = try one.exchanges.map {
        try DrivenBound.uptake(through: $0, of: one.model.model)
      }
      let session = try LexicographicFluxSession(one.model, driving: driven, using: backend)
      for part in 0..<25 {
        let time = curve.end * (Double(part) + 0.37) / 25
        let state = try curve.concentrations(at: time)
        #expect(state.allSatisfy { $0 >= 0 })
        let biomass = try curve.biomass(at: time)
        guard let drives = drives(one, biomass, at: time, state) else { continue }
        guard case .optimal(let fresh) = try session.optimum(of: ranks, at: drives) else {
          Issue.record("seed \(seed): infeasible at \(time)")
          continue
        }
        if one.culture.growth != nil {
          #expect(abs(try curve.growthRate(at: time) - fresh.values[0]) <= 1e-7, "seed \(seed)")
        }
        for (species, value) in zip(one.culture.species, fresh.values.dropFirst()) {
          compared += 1
          let uptake = try curve.uptake(of: species.name, at: time)
          #expect(abs(uptake - value) <= 1e-6, "seed \(seed), \(species.name) at \(time)")
        }
      }
    }
    #expect(
      compared > 2000 && events > 40, "\(compared) compared, \(events) events, \(stopped) stopped")
  }

  /// The driving numbers of a state, from the outside; `nil` where a species is used up but for its
  /// feed.
  private func drives(
    _ one: Case, _ biomass: Double, at time: Double, _ values: [Double]
  ) -> [Double]? {
    var drives: [Double] = []
    for (place, species) in one.culture.species.enumerated() {
      if values[place] == 0 {
        drives.append((species.feed?.values[0] ?? 0) / biomass)
        continue
      }
      switch species.uptake {
      case let law as MichaelisMentenLaw:
        var rate = law.maximum * values[place] / (law.halfSaturation + values[place])
        for hindrance in law.hindrances { rate /= 1 + values[1] / hindrance.constant }
        drives.append(rate)
      case let law as SteppedLaw:
        drives.append(
          law.steps.values[time >= (law.steps.times.last ?? 0) ? law.steps.values.count - 1 : 0])
      default: return nil
      }
    }
    return drives
  }
}

extension ConstrainedModel {
  /// 1 where positive flux takes up, −1 where negative flux does.
  fileprivate func uptakeSign(_ reaction: Int) -> Double {
    let entry = model.stoichiometry.range(ofColumn: reaction).lowerBound
    return model.stoichiometry.values[entry] < 0 ? -1 : 1
  }
}
