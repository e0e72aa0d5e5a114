import MetabolicModels

/// Thresholds with the genes that they are of: what is written down once and used for every patient.
public struct FrozenThresholds: Sendable, Hashable, Codable {
  /// As it was typed, and in words.
  public var scheme: String
  public var rule: String
  /// By the id of the gene; a gene without a threshold is not here.
  public var activeFrom: [String: Double]
  public var inactiveBelow: [String: Double]

  public init(_ thresholds: ActivityThresholds, scheme: String, of model: MetabolicModel) {
    precondition(
      thresholds.activeFrom.count == model.genes.count, "thresholds of another model's genes")
    self.scheme = scheme
    rule = thresholds.rule
    activeFrom = [:]
    inactiveBelow = [:]
    for (gene, entry) in model.genes.enumerated() {
      activeFrom[entry.id] = thresholds.activeFrom[gene]
      inactiveBelow[entry.id] = thresholds.inactiveBelow[gene]
    }
  }

  /// Whether every number can be a threshold, as in a file that nobody damaged.
  public var isPossible: Bool {
    let numbers = [activeFrom, inactiveBelow].flatMap(\.values)
    return numbers.allSatisfy { $0.isFinite && $0 >= 0 }
      && activeFrom.allSatisfy { gene, high in (inactiveBelow[gene] ?? 0) <= high }
  }

  /// The thresholds for the genes of a model; a gene that they do not know has none.
  public func thresholds(for model: MetabolicModel) -> ActivityThresholds {
    ActivityThresholds(
      rule: rule, activeFrom: model.genes.map { activeFrom[$0.id] },
      inactiveBelow: model.genes.map { inactiveBelow[$0.id] })
  }
}
