import MetabolicModels

extension PersonalizedModel {
  /// A patient's model made of a choice of reactions: those that are not kept are closed.
  ///
  /// A forced flux (lower above 0, or upper below 0) is kept whatever the choice, and counted in
  /// ``Counts/forced``: the model would have no flux distribution without it.
  ///
  /// - Parameters:
  ///   - kept: One for each reaction of the model.
  ///   - activities: What the choice was made by, if it was.
  /// - Throws: Never for valid bounds of `base`.
  init(
    keeping kept: [Bool], of base: ConstrainedModel, levels: GeneLevels, scores: ReactionScores,
    activities: [Activity?]? = nil, provenance: Provenance, findings: [MethodFigure] = []
  ) throws(OmicsError) {
    precondition(kept.count == base.bounds.count, "a choice of another model's reactions")
    var kept = kept
    var forced = 0
    var constrained = base
    for reaction in kept.indices where !kept[reaction] {
      let bounds = base.bounds[reaction]
      if bounds.isForced {
        kept[reaction] = true
        forced += 1
        continue
      }
      if bounds.lower == 0 && bounds.upper == 0 { continue }
      try constrained.bound(reaction, to: FluxBounds(lower: 0, upper: 0))
    }
    var counts = Counts(scores, from: base, to: constrained)
    counts.forced = forced
    self.init(
      bounding: base, to: constrained, levels: levels, scores: scores, activities: activities,
      kept: kept, provenance: provenance, findings: findings, counts: counts)
  }
}
