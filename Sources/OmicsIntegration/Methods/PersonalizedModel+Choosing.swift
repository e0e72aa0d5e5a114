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
    var counts = Counts(scores)
    var constrained = base
    var changed = [Bool](repeating: false, count: kept.count)
    for reaction in kept.indices where !kept[reaction] {
      let bounds = base.bounds[reaction]
      if bounds.lower > 0 || bounds.upper < 0 {
        kept[reaction] = true
        counts.forced += 1
        continue
      }
      if bounds.lower == 0 && bounds.upper == 0 { continue }
      changed[reaction] = true
      counts.changed += 1
      counts.closed += 1
      do {
        try constrained.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: reaction)
      } catch {
        throw .flux(.model(error))
      }
    }
    self.init(
      base: base, constrained: constrained, levels: levels, scoring: provenance.scoring,
      reactionScores: scores, scales: Array(repeating: nil, count: kept.count),
      activities: activities, kept: kept, changed: changed,
      relaxed: Array(repeating: false, count: kept.count), provenance: provenance,
      findings: findings, counts: counts)
  }
}
