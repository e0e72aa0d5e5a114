/// The bounds that a maximum rests on, as a pharmacologist would name them.
///
/// By strong duality a maximum is *Σ gain · bound* over its active bounds; a bound's term is its share.
struct LimitWords: Sendable {
  let plan: CapacityPlan
  let individual: CoupledIndividual

  /// Shares below this part of the maximum are not worth a word.
  static let least = 1e-6

  /// The limits that count, the greatest share first.
  func shares(of answer: FluxMaximum) -> [FluxMaximum.Limit] {
    let size = abs(answer.value)
    if size <= plan.network.tolerance { return closed(answer) }
    return answer.limits.filter { isCounted($0, size) }
      .sorted { ($1.gain * $1.bound, $0.reaction) < ($0.gain * $0.bound, $1.reaction) }
  }

  /// What adds to the maximum, and what another process takes from it.
  private func isCounted(_ limit: FluxMaximum.Limit, _ size: Double) -> Bool {
    let share = limit.gain * limit.bound
    return share > Self.least * size
      || share < -Self.least * size && individual.demands[limit.reaction] != nil
  }

  /// Of a pathway that carries nothing: what is shut and would help, where the rules speak of it.
  private func closed(_ answer: FluxMaximum) -> [FluxMaximum.Limit] {
    let spoken = Set(
      plan.rules.probe.medium.map(\.exchange) + [plan.rules.probe.exchange]
        + plan.rules.pathways.flatMap(\.reactions) + plan.rules.pseudoReactions.map(\.id))
    return answer.limits.filter {
      spoken.contains($0.reaction) && $0.bound == 0 && abs($0.gain) > Self.least
    }.sorted { $0.reaction < $1.reaction }
  }

  func text(of answer: FluxMaximum) -> [String] {
    var seen = Set<String>()
    return shares(of: answer).flatMap { words(for: $0) }
      .filter { seen.insert($0).inserted }
  }

  private func words(for limit: FluxMaximum.Limit) -> [String] {
    let id = limit.reaction
    if limit.gain * limit.bound < 0 { return ["the demand of \(id)"] }
    let own = plan.network.reactions[id]
    let isOwnBound = limit.bound != 0 && (limit.bound == own?.upper || limit.bound == own?.lower)
    if isOwnBound, own?.importsBackwards == nil { return ["the bound of \(id)"] }
    return words(for: id)
  }

  private func words(for id: String) -> [String] {
    if id == plan.rules.probe.exchange { return ["\(plan.rules.drug.name) uptake"] }
    for pathway in plan.rules.pathways where pathway.cap != nil {
      if pathway.pool?.id == id || (pathway.pool == nil && pathway.reactions.contains(id)) {
        return enzymes(of: pathway, reaction: id)
      }
    }
    for pool in plan.rules.pools where pool.pseudoReaction.id == id {
      let names = names(of: pool.cap)
      return names.isEmpty ? [pool.id] : names
    }
    if let supply = plan.rules.probe.medium.first(where: { $0.exchange == id }) {
      return ["\(supply.name ?? plan.network.reactions[id]?.supplies ?? id) uptake"]
    }
    return ["the bound of \(id)"]
  }

  func enzymes(of pathway: CoupledPathway, reaction: String? = nil) -> [String] {
    guard let cap = pathway.cap else { return [] }
    if case .rule = cap {
      let reactions = reaction.map { [$0] } ?? pathway.reactions
      return reactions.flatMap {
        plan.network.reactions[$0]?.enzymes?.genes ?? ["the bound of \($0)"]
      }
    }
    let names = names(of: cap)
    return names.isEmpty ? ["the fixed cap of \(pathway.id)"] : names
  }

  private func names(of cap: EnzymeCap) -> [String] {
    guard case .isoforms(let isoforms) = cap else { return [] }
    return isoforms.filter { $0.weight > 0 }.map { $0.name ?? $0.gene }
  }
}
