import MetabolicModels

extension CapacityPlan {
  /// - Throws: ``CouplingError`` for a driver that the rules or the network do not know.
  func check(
    _ driver: CapacityDriver, for individual: CoupledIndividual
  ) throws(CouplingError) {
    switch driver {
    case .supply(let id):
      guard rules.probe.medium.contains(where: { $0.exchange == id }) else {
        throw .notInMedium(exchange: id, individual: individual.name)
      }
    case .activity(let gene):
      guard activeGenes.contains(gene) else {
        throw .unboundEnzyme(what: "the gene '\(gene)'", individual: individual.name)
      }
    case .lowerBound(let id), .upperBound(let id):
      guard network.reactions[id] != nil else {
        throw .unknownReaction(
          path: "the driver of the curve", id: id,
          suggestion: Suggestion.nearest(to: id, among: network.reactions.keys))
      }
    }
  }

  /// The individual's bounds with the driver's in place. They may then be out of order.
  func changes(
    for individual: CoupledIndividual, _ driver: CapacityDriver, at value: Double
  ) throws(CouplingError) -> [FluxBoundChange] {
    var own = individual
    switch driver {
    case .supply(let id): own.supplies[id] = value
    case .activity(let gene): own.activities[gene] = value
    case .lowerBound(let id):
      return try changes(for: own, replacing: id) { $0.lower = value }
    case .upperBound(let id):
      return try changes(for: own, replacing: id) { $0.upper = value }
    }
    return try changes(for: own)
  }

  private func changes(
    for individual: CoupledIndividual, replacing id: String,
    by replace: (inout FluxBoundChange) -> Void
  ) throws(CouplingError) -> [FluxBoundChange] {
    var changes = try changes(for: individual)
    let own = network.reactions[id]
    var change =
      changes.first { $0.reaction == id }
      ?? FluxBoundChange(id, lower: own?.lower ?? 0, upper: own?.upper ?? 0)
    replace(&change)
    changes.removeAll { $0.reaction == id }
    return changes + [change]
  }

  /// The flux that a driver limits, and the sign with which it is the driving number; `nil` where
  /// several are limited at once.
  func drivenFlux(_ driver: CapacityDriver) -> (reaction: String, sign: Double)? {
    switch driver {
    case .supply(let id): (id, network.reactions[id]?.importsBackwards == true ? -1 : 1)
    case .lowerBound(let id), .upperBound(let id): (id, 1)
    case .activity: nil
    }
  }
}
