import MetabolicModels

/// What the gene rules of a model give for one sample.
///
/// Arrays have one element for each reaction of the model, in its order.
public struct ReactionScores: Sendable, Hashable {
  /// In the unit of the levels; `nil` without a rule or a measured gene.
  public var values: [Double?]
  /// How many genes of the rule were measured, and how many it has.
  public var measuredGenes: [Int]
  public var ruleGenes: [Int]
  /// Reactions (indices, ascending) whose gene rule could not be read: they have no score.
  public var unreadable: [Int]
}

extension GeneRuleScoring {
  /// The scores of all reactions of a model.
  ///
  /// - Parameters:
  ///   - levels: One for each gene of the model; finite, or `nil`.
  ///   - skippingUnreadable: Whether reactions whose rule cannot be read are left without a score.
  /// - Throws: ``OmicsError/unreadableRule(reaction:rule:count:)`` where they are not.
  /// - Precondition: As many levels as the model has genes.
  /// - Complexity: O(size of all rules).
  public func scores(
    of model: MetabolicModel, levels: [Double?], skippingUnreadable: Bool
  ) throws(OmicsError) -> ReactionScores {
    precondition(levels.count == model.genes.count, "levels for the genes of another model")
    let unreadable = try model.unreadableRules(skipping: skippingUnreadable)
    let scores = model.reactions.map { reaction in
      reaction.rule.map { score($0, levels: levels) }
        ?? Score(value: nil, measuredGenes: 0, genes: 0)
    }
    return ReactionScores(
      values: scores.map(\.value), measuredGenes: scores.map(\.measuredGenes),
      ruleGenes: scores.map(\.genes), unreadable: unreadable)
  }
}

extension MetabolicModel {
  /// Reactions (indices) whose gene rule cannot be read.
  ///
  /// - Throws: ``OmicsError/unreadableRule(reaction:rule:count:)`` if there are some and they are not
  ///   to be skipped.
  func unreadableRules(skipping: Bool) throws(OmicsError) -> [Int] {
    let unreadable = reactions.indices.filter { reactions[$0].unreadableRule != nil }
    guard let first = unreadable.first, !skipping else { return unreadable }
    throw .unreadableRule(
      reaction: reactions[first].id, rule: reactions[first].unreadableRule ?? "",
      count: unreadable.count)
  }
}
