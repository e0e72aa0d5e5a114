import MetabolicModels

/// How sure one is that a reaction takes place: CORDA's five values.
public enum CordaConfidence: Int, Sendable, Hashable, Comparable, CaseIterable {
  case absent = -1
  case unknown = 0
  case low = 1
  case medium = 2
  case high = 3

  public static func < (a: CordaConfidence, b: CordaConfidence) -> Bool {
    a.rawValue < b.rawValue
  }
}

extension GeneReactionRule {
  /// The confidence of a reaction: that of the least sure part of a complex, of the surest isozyme.
  public func confidence(of genes: [CordaConfidence]) -> CordaConfidence {
    switch self {
    case .gene(let gene): genes[gene]
    case .all(let parts): parts.map { $0.confidence(of: genes) }.min() ?? .unknown
    case .any(let parts): parts.map { $0.confidence(of: genes) }.max() ?? .unknown
    }
  }
}

extension ActivityThresholds {
  /// The confidence of each gene: absent where it is inactive, low where it is undetermined, medium
  /// where it is active, high from `factor` times the threshold of activity on, and unknown where it
  /// was not measured.
  ///
  /// - Parameter factor: At least 1.
  /// - Precondition: As many levels as thresholds.
  public func confidences(of levels: [Double?], highFrom factor: Double) -> [CordaConfidence] {
    zip(activities(of: levels), levels.indices).map { activity, gene in
      switch activity {
      case nil: return .unknown
      case .inactive?: return .absent
      case .undetermined?: return .low
      case .active?:
        guard let level = levels[gene], let threshold = activeFrom[gene] else { return .medium }
        return level >= factor * threshold ? .high : .medium
      }
    }
  }
}
