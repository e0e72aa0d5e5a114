import MetabolicModels

/// Evaluates a gene-reaction rule over gene levels, on the tree as it is.
///
/// A complex (`and`) is as plentiful as its scarcest part. Isozymes (`or`) add up, or the most
/// plentiful counts. What was not measured is skipped, as Machado and Herrgård do (PLoS Comput Biol
/// 2014, doi 10.1371/journal.pcbi.1003580): a missing level is not zero.
///
/// With the sum, the form of the rule matters: `A and (B or C)` with levels 1, 1, 1 scores
/// min(1, 1 + 1) = 1 on the tree, and 2 if the rule were first expanded to
/// `(A and B) or (A and C)`, which would count A twice.
public struct GeneRuleScoring: Sendable, Hashable {
  public enum Isozymes: String, Sendable, Hashable, CaseIterable {
    case sum, maximum
  }

  public var isozymes: Isozymes

  public init(isozymes: Isozymes = .sum) {
    self.isozymes = isozymes
  }

  /// The score of a rule and how much of the rule was measured.
  public struct Score: Sendable, Hashable {
    /// `nil` if no gene of the rule was measured.
    public var value: Double?
    /// Of the rule's genes, each counted once.
    public var measuredGenes: Int
    public var genes: Int
  }

  /// - Parameter levels: One for each gene of the model; finite and not negative, or `nil`.
  /// - Complexity: O(size of the rule).
  public func score(_ rule: GeneReactionRule, levels: [Double?]) -> Score {
    let genes = rule.genes
    return Score(
      value: value(of: rule, levels: levels),
      measuredGenes: genes.count { levels[$0] != nil }, genes: genes.count)
  }

  /// The genes that hold the score down, in the order of the rule: in a complex those of its
  /// scarcest parts, among isozymes those of each.
  public func limitingGenes(of rule: GeneReactionRule, levels: [Double?]) -> [Int] {
    var seen = Set<Int>()
    return limiting(rule, levels).filter { seen.insert($0).inserted }
  }

  private func value(of rule: GeneReactionRule, levels: [Double?]) -> Double? {
    switch rule {
    case .gene(let gene): return levels[gene]
    case .all(let parts): return parts.compactMap { value(of: $0, levels: levels) }.min()
    case .any(let parts):
      let values = parts.compactMap { value(of: $0, levels: levels) }
      switch isozymes {
      case .maximum: return values.max()
      case .sum:
        if values.isEmpty { return nil }
        return min(values.reduce(0, +), .greatestFiniteMagnitude)
      }
    }
  }

  private func limiting(_ rule: GeneReactionRule, _ levels: [Double?]) -> [Int] {
    switch rule {
    case .gene(let gene): return levels[gene] == nil ? [] : [gene]
    case .any(let parts): return parts.flatMap { limiting($0, levels) }
    case .all(let parts):
      let values = parts.map { value(of: $0, levels: levels) }
      guard let least = values.compactMap(\.self).min() else { return [] }
      return zip(parts, values).filter { $0.1 == least }.flatMap { limiting($0.0, levels) }
    }
  }
}
