import FluxAnalysis
import MetabolicModels

/// The rules laid on a network: one question for each pathway, and the bounds of an individual.
struct CapacityPlan: Sendable {
  /// *Σ uses · v − pool = 0*: a pseudo-reaction whose upper bound is the cap of several reactions.
  struct Pool: Sendable, Hashable {
    var id: String
    /// A negative use stands for a reaction that runs backwards.
    var uses: [FluxSum.Term]
  }

  let rules: CouplingRules
  let network: FluxNetwork

  /// - Throws: ``CouplingError/unknownReaction(path:id:suggestion:)`` and
  ///   ``CouplingError/notAnExchange(path:id:)``.
  init(_ rules: CouplingRules, on network: FluxNetwork) throws(CouplingError) {
    self.rules = rules
    self.network = network
    try checkReactions()
  }

  private func checkReactions() throws(CouplingError) {
    if rules.statistic == .bound { return }
    try checkExchange(rules.probe.exchange, "probe.exchange")
    for (index, supply) in rules.probe.medium.enumerated() {
      try checkExchange(supply.exchange, "probe.medium[\(index)].exchange")
    }
    for (path, id) in rules.namedReactions { _ = try reaction(id, path) }
    for pool in rules.pseudoReactions where network.reactions[pool.id] == nil {
      throw .otherRules(about: "the shared enzyme '\(pool.id)'")
    }
    try checkSupply(rules.probe.exchange, rules.probe.uptake)
    for supply in rules.probe.medium { try checkSupply(supply.exchange, supply.uptake) }
  }

  private func checkExchange(_ id: String, _ path: String) throws(CouplingError) {
    if try reaction(id, path).importsBackwards == nil { throw .notAnExchange(path: path, id: id) }
  }

  /// A network that was made for other rules would answer, and wrongly.
  private func checkSupply(_ id: String, _ uptake: Double) throws(CouplingError) {
    if let change = uptakeChange(id, uptake), change != current(id) {
      throw .otherRules(about: "the uptake through '\(id)'")
    }
  }

  private func reaction(
    _ id: String, _ path: String
  ) throws(CouplingError) -> FluxNetwork.Reaction {
    guard let reaction = network.reactions[id] else {
      throw .unknownReaction(
        path: path, id: id, suggestion: Suggestion.nearest(to: id, among: network.reactions.keys))
    }
    return reaction
  }

  /// The pathways that the network is asked about, with their questions.
  var questions: [(pathway: CoupledPathway, sum: FluxSum)] {
    rules.pathways.filter { $0.constant == nil }.map { ($0, $0.sum) }
  }

  // MARK: One individual

  /// The bounds that differ from the network's, by reaction, each once and in order of id.
  func changes(for individual: CoupledIndividual) throws(CouplingError) -> [FluxBoundChange] {
    var bounds: [String: FluxBoundChange] = [:]
    try addSupplies(of: individual, to: &bounds)
    try addDemands(of: individual, to: &bounds)
    for (id, cap, isReverse) in try caps(of: individual) {
      guard var change = bounds[id] ?? current(id) else { continue }
      if isReverse { change.lower = max(change.lower, 0 - cap) }
      if !isReverse { change.upper = min(change.upper, cap) }
      // A demand beyond the cap has no solution, and it is the demand's name that says why.
      if change.lower > change.upper { throw .infeasible(individual: individual.name) }
      bounds[id] = change
    }
    return bounds.values.filter { $0 != current($0.reaction) }
      .sorted { $0.reaction < $1.reaction }
  }

  /// The same with the drug taken away.
  func withoutProbe(_ changes: [FluxBoundChange]) -> [FluxBoundChange] {
    guard let probe = uptakeChange(rules.probe.exchange, 0) else { return changes }
    return changes.filter { $0.reaction != probe.reaction } + [probe]
  }

  private func current(_ id: String) -> FluxBoundChange? {
    network.reactions[id].map { FluxBoundChange(id, lower: $0.lower, upper: $0.upper) }
  }

  private func uptakeChange(_ id: String, _ uptake: Double) -> FluxBoundChange? {
    guard var change = current(id) else { return nil }
    if network.reactions[id]?.importsBackwards == true {
      // 0 − x, not −x: no bound of −0.
      change.lower = 0 - uptake
    } else {
      change.upper = uptake
    }
    return change
  }

  private func addSupplies(
    of individual: CoupledIndividual, to bounds: inout [String: FluxBoundChange]
  ) throws(CouplingError) {
    let known = Set(rules.probe.medium.map(\.exchange))
    for (id, uptake) in individual.supplies.sorted(by: { $0.key < $1.key }) {
      guard known.contains(id), let change = uptakeChange(id, uptake) else {
        throw .notInMedium(exchange: id, individual: individual.name)
      }
      try individual.check(uptake, "the supply through '\(id)'")
      bounds[id] = change
    }
  }

  private func addDemands(
    of individual: CoupledIndividual, to bounds: inout [String: FluxBoundChange]
  ) throws(CouplingError) {
    for (id, flux) in individual.demands.sorted(by: { $0.key < $1.key }) {
      guard var change = bounds[id] ?? current(id) else {
        throw .unknownReaction(path: "the demands of '\(individual.name)'", id: id, suggestion: nil)
      }
      try individual.check(flux, "the demand of '\(id)'")
      change.lower = max(change.lower, flux)
      if change.lower > change.upper { throw .infeasible(individual: individual.name) }
      bounds[id] = change
    }
  }

  // MARK: Caps

  /// Every reaction or pool that enzymes cap.
  private func caps(
    of individual: CoupledIndividual
  ) throws(CouplingError) -> [(id: String, cap: Double, isReverse: Bool)] {
    var result: [(id: String, cap: Double, isReverse: Bool)] = []
    for pathway in rules.pathways {
      guard let cap = pathway.cap else { continue }
      let isReverse = pathway.direction == .reverse
      if case .rule(let alternatives, let scale) = cap {
        for id in pathway.reactions {
          if let value = try ruleCap(id, alternatives, scale, of: individual) {
            result.append((id, value, isReverse))
          }
        }
      } else if let value = try cap.value(for: individual) {
        let pool = pathway.pool
        result.append((pool?.id ?? pathway.reactions[0], value, isReverse && pool == nil))
      }
    }
    for pool in rules.pools {
      if let value = try pool.cap.value(for: individual) {
        result.append((pool.pseudoReaction.id, value, false))
      }
    }
    return result
  }

  private func ruleCap(
    _ id: String, _ alternatives: EnzymeCap.Alternatives, _ scale: Double,
    of individual: CoupledIndividual
  ) throws(CouplingError) -> Double? {
    guard let enzymes = network.reactions[id]?.enzymes else { return nil }
    return scale
      * (try enzymes.activity(alternatives) { gene throws(CouplingError) in
        try individual.activity(of: gene)
      })
  }

  /// What a pathway's own enzymes allow altogether; `nil` where they do not say.
  func enzymeCap(
    of pathway: CoupledPathway, for individual: CoupledIndividual
  ) throws(CouplingError) -> Double? {
    guard case .rule(let alternatives, let scale) = pathway.cap else {
      return try pathway.cap?.value(for: individual)
    }
    guard pathway.reactions.count == 1 else { return nil }
    return try ruleCap(pathway.reactions[0], alternatives, scale, of: individual)
  }
}

extension EnzymeCap {
  /// Σ weight · activity, or the fixed value; `nil` for a gene rule.
  func value(for individual: CoupledIndividual) throws(CouplingError) -> Double? {
    switch self {
    case .fixed(let value): return value
    case .rule: return nil
    case .isoforms(let isoforms):
      var sum = 0.0
      // An isoform of weight 0 is listed to say that it does not count: its activity is not needed.
      for isoform in isoforms where isoform.weight > 0 {
        sum += isoform.weight * (try individual.activity(of: isoform.gene))
      }
      return sum
    }
  }
}

extension CoupledPathway {
  var sign: Double { direction == .forward ? 1 : -1 }

  var sum: FluxSum { FluxSum(reactions.map { FluxSum.Term($0, sign) }) }

  /// The pseudo-reaction through which enzymes cap several reactions together.
  var pool: CapacityPlan.Pool? {
    guard reactions.count > 1, let cap, cap.isEnzymatic else { return nil }
    return .init(id: "pathway:\(id)", uses: sum.terms)
  }
}

extension EnzymePool {
  var pseudoReaction: CapacityPlan.Pool {
    .init(
      id: "pool:\(id)",
      uses: uses.sorted { $0.key < $1.key }.map { FluxSum.Term($0.key, $0.value) })
  }
}

extension FluxNetwork {
  /// No network, but the genes that rules name: enough for rules that look at enzymes alone.
  public init(genesOf rules: CouplingRules) {
    self.init(
      model: "none", digest: "none", tolerance: SolvingOptions().tolerance, reactions: [:],
      genes: Set(rules.namedGenes.map(\.gene)))
  }
}

extension CouplingRules {
  /// The rows that shared caps add to a model.
  var pseudoReactions: [CapacityPlan.Pool] {
    pathways.compactMap(\.pool) + pools.map(\.pseudoReaction)
  }

  /// Reactions of the model or the extensions, with where they are named.
  var namedReactions: [(path: String, id: String)] {
    let inPathways = pathways.enumerated().flatMap { index, pathway in
      pathway.reactions.enumerated().map { ("pathways[\(index)].reactions[\($0)]", $1) }
    }
    let inPools = pools.enumerated().flatMap { index, pool in
      pool.uses.keys.sorted().map { ("pools[\(index)].uses.\($0)", $0) }
    }
    let inBounds = bounds.enumerated().map { ("bounds[\($0)].reaction", $1.reaction) }
    return inPathways + inPools + inBounds
  }

  /// The genes whose activity the rules ask for by name, with where.
  var namedGenes: [(path: String, gene: String)] {
    let ofPathways = pathways.enumerated().map { ("pathways[\($0)].cap", $1.cap) }
    let ofPools = pools.enumerated().map { ("pools[\($0)].cap", Optional($1.cap)) }
    return (ofPathways + ofPools).flatMap { path, cap -> [(path: String, gene: String)] in
      guard case .isoforms(let isoforms) = cap else { return [] }
      return isoforms.enumerated().map { ("\(path).isoforms[\($0)].gene", $1.gene) }
    }
  }
}
