import FluxAnalysis
import MetabolicModels

/// A dynamic model laid on a network: names resolved, everything checked.
struct DynamicPlan: Sendable {
  struct Species: Sendable {
    let name: String
    /// The exchange's index, and the sign by which its flux is an uptake.
    let exchange: Int
    let uptakeSign: Double
    let feed: StepFunction?
  }

  let species: [Species]
  let names: [String]
  let growth: Int?
  /// The uptakes of the species, then the other driven bounds.
  let driven: [DrivenBound]
  let laws: [any DynamicLaw]
  private let drivenWords: [String]
  let objectives: [FluxObjective]
  /// In the order of time.
  let additions: [DynamicModel.Addition]
  /// The times at which a law or a feed changes, or something is added, ascending.
  let breaks: [Double]
  /// Biomass and concentrations at the start.
  let initial: [Double]

  init(_ dynamic: DynamicModel, on model: ConstrainedModel) throws(DynamicError) {
    let builder = try DynamicPlanBuilder(dynamic, model)
    species = builder.species
    names = dynamic.species.map(\.name)
    growth = builder.growth
    driven = builder.driven
    laws = builder.laws
    drivenWords = builder.words
    objectives = try builder.objectives()
    additions = dynamic.additions.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    var times = Set(dynamic.additions.map(\.time))
    for law in builder.laws { times.formUnion(law.breaks) }
    for one in builder.species { times.formUnion(one.feed?.times ?? []) }
    breaks = times.sorted()
    initial = [dynamic.biomass] + dynamic.species.map(\.concentration)
  }

  /// The reactions whose fluxes turn the state over: growth, if there is any, and the exchanges.
  var coupled: [Int] { (growth.map { [$0] } ?? []) + species.map(\.exchange) }

  /// The driving numbers at a time and state.
  ///
  /// - Parameter isDepleted: For each species whether all that is fed is taken up at most.
  func drives(
    at time: Double, _ values: [Double], _ isDepleted: [Bool]
  ) -> [Double] {
    let state = DynamicState(names, values)
    var drives = laws.map { $0.value(at: time, state) }
    for (index, isDepleted) in isDepleted.enumerated() where isDepleted {
      drives[index] = min(drives[index], supply(of: index, at: time, values))
    }
    return drives
  }

  /// What is fed of a species, for each gram of cells: mmol·gDW⁻¹·h⁻¹.
  func supply(of index: Int, at time: Double, _ values: [Double]) -> Double {
    (species[index].feed?.value(at: time) ?? 0) / values[0]
  }

  func law(of index: Int, at time: Double, _ values: [Double]) -> Double {
    laws[index].value(at: time, DynamicState(names, values))
  }

  /// - Throws: ``DynamicError/lawValue(what:time:value:)``.
  func check(_ drives: [Double], at time: Double) throws(DynamicError) {
    for (index, drive) in drives.enumerated()
    where !drive.isFinite || index < species.count && drive < -1e-9 {
      throw .lawValue(what: drivenWords[index], time: time, value: drive)
    }
  }
}

/// Resolves the names of a dynamic model.
private struct DynamicPlanBuilder {
  let dynamic: DynamicModel
  let model: ConstrainedModel
  private let indices: [String: Int]
  private(set) var species: [DynamicPlan.Species] = []
  private(set) var growth: Int?
  private(set) var driven: [DrivenBound] = []
  private(set) var laws: [any DynamicLaw] = []
  private(set) var words: [String] = []

  init(_ dynamic: DynamicModel, _ model: ConstrainedModel) throws(DynamicError) {
    self.dynamic = dynamic
    self.model = model
    indices = Dictionary(
      model.model.reactions.enumerated().map { ($1.id, $0) },
      uniquingKeysWith: { first, _ in first })
    try checkNumbers()
    for one in dynamic.species { try add(one) }
    for bound in dynamic.bounds { try add(bound) }
    growth = try dynamic.growth.map { id throws(DynamicError) in try index(id, "The growth rate") }
    try checkNames()
  }

  private func index(_ id: String, _ what: String) throws(DynamicError) -> Int {
    guard let index = indices[id] else {
      throw .unknownReaction(
        what: what, id: id, suggestion: Suggestion.nearest(to: id, among: indices.keys))
    }
    return index
  }

  // MARK: Species and bounds

  private mutating func add(_ one: DynamicModel.Species) throws(DynamicError) {
    let exchange = try index(one.exchange, "The species '\(one.name)'")
    let uptake: DrivenBound
    do throws(FluxError) {
      uptake = try .uptake(through: exchange, of: model.model)
    } catch {
      throw .notAnExchange(species: one.name, id: one.exchange)
    }
    for (name, other) in [
      (one.name, species.contains { $0.name == one.name }),
      (one.exchange, species.contains { $0.exchange == exchange }),
    ] where other {
      throw .duplicateSpecies(name: name)
    }
    species.append(
      .init(name: one.name, exchange: exchange, uptakeSign: uptake.sign, feed: one.feed))
    driven.append(uptake)
    if let law = one.uptake { laws.append(law) } else { laws.append(try own(uptake, one)) }
    words.append("the uptake of '\(one.name)'")
  }

  /// The model's own bound as a law.
  private func own(
    _ uptake: DrivenBound, _ one: DynamicModel.Species
  ) throws(DynamicError) -> any DynamicLaw {
    let bounds = model.bounds[uptake.reaction]
    let limit = uptake.side == .lower ? 0 - bounds.lower : bounds.upper
    guard limit.isFinite else {
      throw .unlimitedUptake(species: one.name, exchange: one.exchange)
    }
    return try parameter { () throws(PharmacokineticError) in
      try SteppedLaw(constant: max(0, limit))
    }
  }

  private mutating func add(_ bound: DynamicModel.Bound) throws(DynamicError) {
    let reaction = try index(bound.reaction, "A driven bound")
    let drive: DrivenBound =
      bound.side == .lower ? .lower(of: reaction) : .upper(of: reaction)
    if driven.contains(where: { $0.reaction == reaction && $0.side == drive.side }) {
      throw .duplicateBound(reaction: bound.reaction)
    }
    driven.append(drive)
    laws.append(bound.law)
    words.append("the \(bound.side.rawValue) bound of '\(bound.reaction)'")
  }

  // MARK: Objectives

  func objectives() throws(DynamicError) -> [FluxObjective] {
    var ranks: [FluxObjective] = []
    for objective in dynamic.objectives { ranks.append(try resolved(objective)) }
    if ranks.isEmpty, growth == nil { ranks.append(model.objective) }
    if let growth { ranks.append(.of(growth)) }
    for (one, stated) in zip(species, dynamic.species) {
      ranks.append(
        .of(
          one.exchange, one.uptakeSign,
          stated.preference == .leastUptake ? .minimize : .maximize))
    }
    var kept: [FluxObjective] = []
    for rank in ranks where !rank.terms.isEmpty {
      // A flux that an earlier objective consists of is decided by it.
      let isKnown = kept.contains { known in
        known.terms.count == 1 && known.terms.map(\.reaction) == rank.terms.map(\.reaction)
      }
      if !isKnown { kept.append(rank) }
    }
    return kept
  }

  private func resolved(_ objective: DynamicModel.Objective) throws(DynamicError) -> FluxObjective {
    var terms: [FluxTerm] = []
    for (id, coefficient) in objective.terms.sorted(by: { $0.key < $1.key }) {
      try parameter { () throws(PharmacokineticError) in
        try Check.finite(coefficient, "coefficient of '\(id)' in an objective")
      }
      terms.append(FluxTerm(reaction: try index(id, "An objective"), coefficient: coefficient))
    }
    return FluxObjective(sense: objective.sense, terms: terms)
  }

  // MARK: Checks

  private func checkNumbers() throws(DynamicError) {
    try parameter { () throws(PharmacokineticError) in
      try Check.positive(dynamic.biomass, "biomass at the start")
      for one in dynamic.species {
        try Check.nonnegative(one.concentration, "concentration of '\(one.name)' at the start")
        try one.feed?.check("feed of '\(one.name)'")
      }
      for addition in dynamic.additions {
        try Check.nonnegative(addition.time, "time of an addition")
        try Check.nonnegative(addition.amount, "amount of an addition")
      }
    }
  }

  private func checkNames() throws(DynamicError) {
    let known = dynamic.species.map(\.name)
    for (law, words) in zip(laws, words) {
      for name in law.species where !known.contains(name) {
        throw .unknownSpecies(what: "The law of \(words)", name: name, known: known)
      }
      for time in law.breaks {
        try parameter { () throws(PharmacokineticError) in
          try Check.finite(time, "break of the law of \(words)")
        }
      }
    }
    for addition in dynamic.additions {
      guard let name = addition.species, !known.contains(name) else { continue }
      throw .unknownSpecies(what: "An addition", name: name, known: known)
    }
  }

  private func parameter<Value>(
    _ body: () throws(PharmacokineticError) -> Value
  ) throws(DynamicError) -> Value {
    do throws(PharmacokineticError) { return try body() } catch { throw .parameter(error) }
  }
}

extension FluxObjective {
  fileprivate static func of(
    _ reaction: Int, _ coefficient: Double = 1, _ sense: Sense = .maximize
  ) -> FluxObjective {
    FluxObjective(
      sense: sense, terms: [FluxTerm(reaction: reaction, coefficient: coefficient)])
  }
}
