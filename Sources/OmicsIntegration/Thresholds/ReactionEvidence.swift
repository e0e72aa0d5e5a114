import MetabolicModels

/// A method that begins with which genes are active.
protocol ActivityMethod: RuleScoringMethod {
  var thresholds: ThresholdRule { get set }
}

extension ActivityMethod {
  /// Takes over how rules are scored and genes are sorted, where the settings say so.
  mutating func takeEvidence(from settings: MethodSettings) {
    takeScoring(from: settings)
    thresholds = settings.thresholds ?? thresholds
  }

  func evidence(
    of base: ConstrainedModel, _ levels: GeneLevels
  ) throws(OmicsError) -> ReactionEvidence {
    let scores = try scores(of: base, levels)
    let found = try thresholds.thresholds(for: levels)
    return ReactionEvidence(
      scores: scores, thresholds: found, genes: found.activities(of: levels.levels))
  }
}

/// What one sample's genes say of the reactions of a model.
struct ReactionEvidence {
  let scores: ReactionScores
  let thresholds: ActivityThresholds
  /// What each gene is; `nil` where it was not measured.
  let genes: [Activity?]

  /// What each reaction is; `nil` without a rule or a measured gene.
  func activities(of model: MetabolicModel) -> [Activity?] {
    model.reactions.map { $0.rule?.activity(of: genes) }
  }

  /// For the report.
  var figure: MethodFigure { MethodFigure("thresholds", .text(thresholds.rule)) }
}
