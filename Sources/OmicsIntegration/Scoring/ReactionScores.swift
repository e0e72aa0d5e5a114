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
  /// - Throws: ``OmicsError/unreadableRule(reaction:rule:count:)`` where they are not,
  ///   ``OmicsError/tooManyAlternatives(reaction:limit:)``, and
  ///   ``OmicsError/invalidOption(name:value:allowed:)`` where scores are to be shared between
  ///   reactions and no single gene sets them.
  /// - Precondition: As many levels as the model has genes, and as many weights.
  /// - Complexity: O(size of all rules).
  public func scores(
    of model: MetabolicModel, levels: [Double?], skippingUnreadable: Bool
  ) throws(OmicsError) -> ReactionScores {
    precondition(levels.count == model.genes.count, "levels for the genes of another model")
    precondition(
      weights.map { $0.count == levels.count } ?? true, "weights for the genes of another model")
    if sharesGenes, !isSetByOneGene {
      throw .invalidOption(
        name: "--share-genes", value: "with --or \(isozymes.rawValue) --and \(complexes.rawValue)",
        allowed: "it with minimum or maximum for both, where one gene sets a score")
    }
    let unreadable = try model.unreadableRules(skipping: skippingUnreadable)
    try checkExpansion(of: model)
    let scores = model.reactions.map { reaction in
      reaction.rule.map { score($0, levels: levels) }
        ?? Score(value: nil, measuredGenes: 0, genes: 0)
    }
    return ReactionScores(
      values: sharesGenes ? shared(scores, of: model, levels: levels) : scores.map(\.value),
      measuredGenes: scores.map(\.measuredGenes), ruleGenes: scores.map(\.genes),
      unreadable: unreadable)
  }

  private func checkExpansion(of model: MetabolicModel) throws(OmicsError) {
    if form == .tree { return }
    for reaction in model.reactions {
      guard let rule = reaction.rule else { continue }
      if rule.expanded(to: form, most: Self.mostAlternatives) == nil {
        throw .tooManyAlternatives(reaction: reaction.id, limit: Self.mostAlternatives)
      }
    }
  }

  /// Each score divided by the number of reactions whose score the same gene sets.
  private func shared(
    _ scores: [Score], of model: MetabolicModel, levels: [Double?]
  ) -> [Double?] {
    let setters = zip(model.reactions, scores).map { reaction, score -> Int? in
      guard let rule = reaction.rule, score.value != nil else { return nil }
      return settingGenes(of: rule, levels: levels).min {
        model.genes[$0].id < model.genes[$1].id
      }
    }
    var counts: [Int: Int] = [:]
    for gene in setters.compactMap(\.self) { counts[gene, default: 0] += 1 }
    return zip(scores, setters).map { score, gene in
      guard let value = score.value, let gene, let count = counts[gene] else { return score.value }
      return value / Double(count)
    }
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
