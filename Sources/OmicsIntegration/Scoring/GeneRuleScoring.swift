import MetabolicModels

/// Evaluates a gene-reaction rule over gene levels.
///
/// A complex (`and`) is as plentiful as its scarcest part. Isozymes (`or`) add up, or the most
/// plentiful counts. What was not measured is skipped, as Machado and Herrgård do (PLoS Comput Biol
/// 2014, doi 10.1371/journal.pcbi.1003580): a missing level is not zero. Each of these can be chosen
/// otherwise. The order of the parts of a rule changes no digit.
///
/// With the sum, the form of the rule matters: `A and (B or C)` with levels 1, 1, 1 scores
/// min(1, 1 + 1) = 1 on the tree, and 2 if the rule is first expanded to
/// `(A and B) or (A and C)`, which counts A twice.
public struct GeneRuleScoring: Sendable, Hashable {
  /// What the parts of a complex, joined by `and`, are together.
  public enum Complexes: String, Sendable, Hashable, CaseIterable, Codable {
    case minimum, maximum, mean, median
    /// 0 where a part is at or below 0.
    case geometricMean = "geometric-mean"
  }

  /// What isozymes, joined by `or`, are together.
  public enum Isozymes: String, Sendable, Hashable, CaseIterable, Codable {
    case sum, maximum, minimum, mean, median
  }

  /// What a gene counts as that was not measured.
  public enum Missing: String, Sendable, Hashable, CaseIterable, Codable {
    /// The rule is scored as if the gene did not stand in it.
    case skipped
    /// Zero: a part that was not measured closes its complex (Lee et al., BMC Syst Biol 2012, doi
    /// 10.1186/1752-0509-6-73). A rule none of whose genes was measured scores 0.
    case zero
    /// Without limit: in a complex the other parts count, and isozymes of which one was not measured
    /// are without limit together. A rule that is without limit has no score (E-Flux2, doi
    /// 10.1371/journal.pone.0157101).
    case unlimited
  }

  /// The form in which a rule is evaluated. For minimum and maximum all are the same.
  public enum Form: String, Sendable, Hashable, CaseIterable, Codable {
    /// As the rule is written.
    case tree
    /// As isozymes, each a complex of genes: every way to make the enzyme once. Ways of the same
    /// genes are one.
    case alternatives
    /// As parts of one complex, each a choice of genes. Parts of the same genes are one.
    case parts
  }

  public var isozymes: Isozymes
  public var complexes = Complexes.minimum
  public var missing = Missing.skipped
  public var form = Form.tree
  /// Whether a score is divided by the number of reactions whose score the same gene sets, as
  /// CellFie does (Richelle et al., Cell Rep Methods 2021, doi 10.1016/j.crmeth.2021.100040): one
  /// gene in many rules proves little of each. Only for minimum and maximum, where one gene sets a
  /// score; where several have that level, the first of them by id. Applies to
  /// ``scores(of:levels:skippingUnreadable:)``.
  public var sharesGenes = false
  /// What the level of each gene of the model is multiplied by, such as the share of a transcript
  /// that makes the protein; `nil` for 1. Finite and not negative.
  public var weights: [Double]?

  public init(isozymes: Isozymes = .sum) {
    self.isozymes = isozymes
  }

  /// The score of a rule and how much of the rule was measured.
  public struct Score: Sendable, Hashable {
    /// `nil` if no gene of the rule was measured and a missing level is skipped, or if the rule is
    /// without limit.
    public var value: Double?
    /// Of the rule's genes, each counted once.
    public var measuredGenes: Int
    public var genes: Int
  }

  /// How many alternatives, or parts, a rule may be expanded to.
  public static let mostAlternatives = 10_000

  /// - Parameter levels: One for each gene of the model; finite, or `nil`.
  /// - Returns: No value also where the rule would be expanded to more than ``mostAlternatives``;
  ///   ``scores(of:levels:skippingUnreadable:)`` refuses such a rule by name.
  /// - Complexity: O(size of the rule · log), of the expanded rule in the other forms.
  public func score(_ rule: GeneReactionRule, levels: [Double?]) -> Score {
    let genes = rule.genes
    let value = value(of: rule.expanded(to: form, most: Self.mostAlternatives), levels)
    return Score(
      value: value,
      measuredGenes: genes.count { levels[$0] != nil }, genes: genes.count)
  }

  private func value(of rule: GeneReactionRule?, _ levels: [Double?]) -> Double? {
    guard let rule, let value = value(of: rule, levels: levels), value.isFinite else { return nil }
    return value
  }

  /// `nil` where everything was skipped; infinite where the rule is without limit.
  func value(of rule: GeneReactionRule, levels: [Double?]) -> Double? {
    switch rule {
    case .gene(let gene): level(of: gene, levels)
    case .all(let parts): complexes.combine(parts.compactMap { value(of: $0, levels: levels) })
    case .any(let parts): isozymes.combine(parts.compactMap { value(of: $0, levels: levels) })
    }
  }

  private func level(of gene: Int, _ levels: [Double?]) -> Double? {
    guard let level = levels[gene] else {
      switch missing {
      case .skipped: return nil
      case .zero: return 0
      case .unlimited: return .infinity
      }
    }
    guard let weights else { return level }
    return min(level * weights[gene], .greatestFiniteMagnitude)
  }
}
