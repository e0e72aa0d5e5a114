import MetabolicModels

/// A method that begins with the scores of the gene rules.
protocol RuleScoringMethod: OmicsMethod {
  var scoring: GeneRuleScoring { get set }
  /// Whether to leave reactions without a score whose gene rule cannot be read, instead of failing.
  var skipUnreadableRules: Bool { get set }
}

extension RuleScoringMethod {
  /// Takes over how rules are scored, where the settings say so.
  mutating func takeScoring(from settings: MethodSettings) {
    scoring = settings.scoring ?? scoring
    skipUnreadableRules = settings.skipUnreadableRules
  }

  func scores(
    of base: ConstrainedModel, _ levels: GeneLevels
  ) throws(OmicsError) -> ReactionScores {
    try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
  }

  func provenance(
    of levels: GeneLevels, _ parameters: [MethodFigure]
  ) -> PersonalizedModel.Provenance {
    .init(method: Self.name, sample: levels.sample, scoring: scoring, parameters: parameters)
  }
}
