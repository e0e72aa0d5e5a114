import MetabolicModels

/// How the active reactions of one sample change with the way that thresholds are found: the largest
/// single source of differences between models of one sample (Richelle et al., PLoS Comput Biol
/// 2019, doi 10.1371/journal.pcbi.1007185).
public struct ThresholdComparison: Sendable, Hashable {
  public struct Outcome: Sendable, Hashable {
    public var scheme: ThresholdScheme
    /// In words, with its numbers.
    public var rule: String
    /// One for each reaction of the model; `nil` without a rule or a measured gene.
    public var activities: [Activity?]

    public func count(_ activity: Activity) -> Int { activities.count { $0 == activity } }
  }

  public var sample: String
  public var outcomes: [Outcome]
  /// Reactions (indices, ascending) that are active by one scheme and not by another.
  public var flipping: [Int]
  /// For each of these the ids of the genes of its rule whose own activity differs.
  public var genes: [[String]]

  /// - Parameters:
  ///   - schemes: Which to compare.
  ///   - cohort: The samples that thresholds of a cohort come from.
  /// - Throws: Whatever a scheme throws.
  /// - Complexity: O(size of all rules) for each scheme.
  public init(
    _ schemes: [ThresholdScheme], of levels: GeneLevels, in model: MetabolicModel,
    cohort: CohortLevels
  ) throws(OmicsError) {
    var outcomes: [Outcome] = []
    var ofGenes: [[Activity?]] = []
    for scheme in schemes {
      let rule: ThresholdRule = try scheme.rule { () throws(OmicsError) in cohort }
      let activities = try rule.thresholds(for: levels).activities(of: levels.levels)
      ofGenes.append(activities)
      outcomes.append(
        Outcome(
          scheme: scheme, rule: rule.text,
          activities: model.reactions.map { $0.rule?.activity(of: activities) }))
    }
    self.outcomes = outcomes
    sample = levels.sample
    flipping = model.reactions.indices.filter { reaction in
      Set(outcomes.map { $0.activities[reaction] == .active }).count > 1
    }
    genes = flipping.map { reaction in
      (model.reactions[reaction].rule?.genes ?? []).filter { gene in
        Set(ofGenes.map { $0[gene] == .active }).count > 1
      }.map { model.genes[$0].id }
    }
  }

  /// An absolute level, a local scheme and a global one, and `scheme` if it is none of them; of one
  /// sample those that need no cohort of several.
  public static func schemes(with scheme: ThresholdScheme?, samples: Int) -> [ThresholdScheme] {
    var schemes: [ThresholdScheme] = [
      .absolute(inactive: 1, active: 1),
      samples > 1 ? .localT2(lower: 25, upper: 75) : .percentile(inactive: 25, active: 75),
      .global(50),
    ]
    if let scheme, !schemes.contains(scheme) { schemes.insert(scheme, at: 0) }
    return schemes
  }

  /// The share of the reactions active by either of two schemes that are active by both; 1 if none is.
  public func jaccard(_ one: Int, _ other: Int) -> Double {
    let pairs = zip(outcomes[one].activities, outcomes[other].activities)
    let both = pairs.count { $0 == .active && $1 == .active }
    let either = pairs.count { $0 == .active || $1 == .active }
    return either == 0 ? 1 : Double(both) / Double(either)
  }

  /// A sentence for each scheme and one for the whole.
  public var notes: [String] {
    let counts = outcomes.map { "\($0.scheme.text) \($0.count(.active))" }
    var least = 1.0
    for one in outcomes.indices {
      for other in outcomes.indices where other > one { least = min(least, jaccard(one, other)) }
    }
    return [
      "Active reactions of sample '\(sample)' by threshold: " + counts.joined(separator: ", ")
        + "; \(flipping.count) change with the threshold, and the two most different sets share "
        + "\(Int((least * 100).rounded())) % of what is active in either."
    ]
  }
}
