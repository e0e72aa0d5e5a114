import MetabolicModels

/// PRIME: bounds by the expression of those reactions whose expression goes with growth in a cohort.
///
/// With *ρ* the correlation of a reaction's mean level *g* with growth in the training cohort, and
/// *E = sign(ρ) · g*, the reaction's fluxes are kept within
///
///     ±( (E − min E)/(max E − min E) · (greatest − least) + least )
///
/// both extremes being those of the training cohort, and all other fluxes within the common bound that
/// the training found (Yizhak et al., eLife 2014, doi 10.7554/eLife.03641). A model trained once is frozen
/// (``PrimeModel``): the paper takes the extremes of the cohort at hand, so that every patient who joins
/// changes all others. *E* beyond the extremes of the training counts as the extreme.
///
/// A forced flux is kept. A reaction of the training that the sample does not measure keeps the common
/// bound. The training used growth rates: never judge predictions for its own samples
/// (``PrimeModel/leavingOneOut(of:samples:growthRates:options:using:)``).
public struct Prime: BoundsMethod {
  public static let name = "prime"
  public static let usesThresholds = false
  public static let summary =
    "bounds of the reactions whose expression goes with growth (Yizhak et al. 2014)"
  public static let parameters: [MethodParameter] = []

  public var model: PrimeModel
  public var skipUnreadableRules = false

  public init(_ model: PrimeModel) { self.model = model }

  /// - Throws: ``OmicsError/untrained(method:)`` for settings without a trained model.
  public init(_ settings: MethodSettings) throws(OmicsError) {
    guard let model = settings.prime else { throw .untrained(method: Self.name) }
    self.model = model
    skipUnreadableRules = settings.skipUnreadableRules
  }

  /// - Throws: ``OmicsError/trainingDoesNotFit(reason:)`` where the training was of another model.
  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel {
    try check(base.model)
    let scoring = GeneRuleScoring()
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    let means = PrimeModel.meanLevels(of: base.model, in: levels)
    var constrained = try base.limited(Array(base.bounds.indices), to: model.commonBound)
    var (used, outside) = (0, 0)
    var scales = [Double?](repeating: nil, count: base.bounds.count)
    for associated in model.reactions {
      guard let mean = means[associated.reaction] else { continue }
      used += 1
      let value = associated.sign * mean
      if value < associated.minimum || value > associated.maximum { outside += 1 }
      let bound = model.bound(of: associated, level: mean)
      scales[associated.reaction] = bound / model.greatestBound
      constrained = try constrained.limited([associated.reaction], to: bound)
    }
    var counts = PersonalizedModel.Counts(scores, from: base, to: constrained)
    counts.capped = outside
    return PersonalizedModel(
      bounding: base, to: constrained, levels: levels, scores: scores, scales: scales,
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: [
          MethodFigure("training_samples", .integer(model.samples.count)),
          MethodFigure("in_training", .flag(model.samples.contains(levels.sample))),
          MethodFigure("correlation", .text(model.options.correlation.rawValue)),
          MethodFigure("false_discovery_rate", .number(model.options.falseDiscoveryRate)),
          MethodFigure("associated_reactions", .integer(model.reactions.count)),
          MethodFigure("common_bound", .number(model.commonBound)),
          MethodFigure("least_bound", .number(model.leastBound)),
          MethodFigure("greatest_bound", .number(model.greatestBound)),
        ]),
      findings: [
        MethodFigure("associated_measured", .integer(used)),
        MethodFigure("beyond_training", .integer(outside)),
      ],
      counts: counts)
  }

  private func check(_ other: MetabolicModel) throws(OmicsError) {
    let fits =
      model.model == other.id
      && model.reactions.allSatisfy {
        other.reactions.indices.contains($0.reaction) && other.reactions[$0.reaction].id == $0.id
      }
    if !fits {
      throw .trainingDoesNotFit(
        reason:
          "it was trained on the model '\(model.model)', and this is '\(other.id)' or has other "
          + "reactions")
    }
  }
}
