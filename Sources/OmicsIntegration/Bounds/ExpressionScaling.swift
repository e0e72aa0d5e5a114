import MetabolicModels

/// A method that scales bounds by expression.
protocol ExpressionScaledMethod: RuleScoringMethod {
  var scale: EFlux.Scale { get set }
}

extension ExpressionScaledMethod {
  /// Takes over how rules are scored and what the scores are compared with.
  mutating func takeScaling(from settings: MethodSettings) throws(OmicsError) {
    takeScoring(from: settings)
    if let text = settings.values["scale"] { scale = try EFlux.Scale(text) }
    if let reference = settings.reference { scale = .reference(reference) }
  }

  func scaling(
    of base: ConstrainedModel, _ levels: GeneLevels
  ) throws(OmicsError) -> ExpressionScaling {
    let scores = try scores(of: base, levels)
    let value = try scale.value(of: scores.values, levels: levels, model: base.model, by: scoring)
    return ExpressionScaling(scores: scores, scale: scale, value: value)
  }
}

/// What one sample's expression makes of the bounds of reactions.
struct ExpressionScaling {
  let scores: ReactionScores
  let scale: EFlux.Scale
  /// *s*.
  let value: Double

  /// *aᵢ*; `nil` without a score.
  var factors: [Double?] {
    scores.values.map { score in score.map { min(1, $0 / value) } }
  }

  /// How many scores are above *s*.
  var capped: Int { scores.values.count { $0 ?? 0 > value } }

  /// For the report.
  var figures: [MethodFigure] {
    [MethodFigure("scale", .text(scale.text)), MethodFigure("scale_value", .number(value))]
  }
}
