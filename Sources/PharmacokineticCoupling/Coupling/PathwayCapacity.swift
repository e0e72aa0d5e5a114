/// What an individual's network carries of each pathway, by pathway id.
public struct PathwayCapacities: Sendable, Hashable, Codable {
  public struct Capacity: Sendable, Hashable, Codable {
    /// mmol·gDW⁻¹·h⁻¹; for a constant pathway its constant.
    public var value: Double
    /// What the value is proved not to exceed.
    public var outerBound: Double?
    /// What limits it, in words, the greatest part first.
    public var limitedBy: [String]
    /// Whether the supply of the drug itself is among the limits.
    public var isProbeLimited: Bool
  }

  public var individual: CoupledIndividual
  public var values: [String: Capacity]
}

/// Asks a provider for the capacities of individuals.
struct CapacityMeter: Sendable {
  /// How far, relatively, a solver's vertex lies from the bound that it is on.
  static let noise = 1e-8

  let plan: CapacityPlan
  let provider: any FluxProvider

  func capacities(
    of individual: CoupledIndividual, withProbe: Bool = true
  ) throws(CouplingError) -> PathwayCapacities {
    try checkNames(of: individual)
    var values: [String: PathwayCapacities.Capacity] = [:]
    for pathway in plan.rules.pathways {
      if let constant = pathway.constant {
        values[pathway.id] = .init(
          value: constant, outerBound: constant, limitedBy: [], isProbeLimited: false)
      } else if plan.rules.statistic == .bound {
        values[pathway.id] = try bound(of: pathway, for: individual)
      }
    }
    if plan.rules.statistic == .capacity {
      try measure(individual, withProbe: withProbe, into: &values)
    }
    return PathwayCapacities(individual: individual, values: values)
  }

  private func measure(
    _ individual: CoupledIndividual, withProbe: Bool,
    into values: inout [String: PathwayCapacities.Capacity]
  ) throws(CouplingError) {
    let questions = plan.questions
    if questions.isEmpty { return }
    let own = try plan.changes(for: individual)
    let changes = withProbe ? own : plan.withoutProbe(own)
    let answers: [FluxMaximum]
    do throws(CouplingError) {
      answers = try provider.maxima(of: questions.map(\.sum), changing: changes)
    } catch .infeasible {
      throw .infeasible(individual: individual.name)
    }
    guard answers.count == questions.count else {
      throw .provider(
        problem: "\(answers.count) answers to \(questions.count) questions. Correct the provider.")
    }
    for (question, answer) in zip(questions, answers) {
      values[question.pathway.id] = try capacity(answer, of: question.pathway, for: individual)
    }
  }

  private func capacity(
    _ answer: FluxMaximum, of pathway: CoupledPathway, for individual: CoupledIndividual
  ) throws(CouplingError) -> PathwayCapacities.Capacity {
    guard answer.value.isFinite else {
      throw .provider(
        problem:
          "the capacity of '\(pathway.id)' is \(answer.value). Give its reactions finite bounds.")
    }
    let words = LimitWords(plan: plan, individual: individual)
    let cap = try plan.enzymeCap(of: pathway, for: individual)
    return .init(
      value: settled(answer.value, cap: cap), outerBound: answer.outerBound,
      limitedBy: words.text(of: answer),
      isProbeLimited: words.shares(of: answer).contains { $0.reaction == plan.rules.probe.exchange }
    )
  }

  /// The value without the solver's noise: a maximum is neither negative nor above its own cap, and
  /// one within the tolerance of either is there.
  private func settled(_ value: Double, cap: Double?) -> Double {
    // What is below the tolerance is noise: no network carries it for certain.
    if value <= min(plan.network.tolerance, cap.map { $0 / 2 } ?? .infinity) { return 0 }
    guard let cap else { return value }
    return value >= cap * (1 - Self.noise) ? cap : value
  }

  private func bound(
    of pathway: CoupledPathway, for individual: CoupledIndividual
  ) throws(CouplingError) -> PathwayCapacities.Capacity {
    guard let cap = try plan.enzymeCap(of: pathway, for: individual) else {
      throw .missingKey(path: "the gene rule of pathway '\(pathway.id)'")
    }
    let words = LimitWords(plan: plan, individual: individual)
    return .init(
      value: cap, outerBound: cap, limitedBy: words.enzymes(of: pathway), isProbeLimited: false)
  }

  /// An inhibitor or an activity that nothing asks for is most likely misspelt, and a supply has no
  /// meaning without a network.
  private func checkNames(of individual: CoupledIndividual) throws(CouplingError) {
    let named = Set(plan.rules.namedGenes.map(\.gene))
    for gene in individual.activities.keys.sorted() + individual.inhibitors.map(\.gene)
    where !named.contains(gene) && !plan.network.genes.contains(gene) {
      throw .unboundEnzyme(what: "the gene '\(gene)'", individual: individual.name)
    }
    if plan.rules.statistic == .bound, !individual.supplies.isEmpty || !individual.demands.isEmpty {
      throw .notNeeded(
        path: "the supplies and demands of '\(individual.name)'",
        because: "the statistic 'bound' looks at enzymes alone")
    }
  }
}
