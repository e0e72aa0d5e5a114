import MetabolicModels

/// Whether a gene or a reaction counts as expressed.
public enum Activity: Int, Sendable, Hashable, Comparable {
  case inactive = -1
  case undetermined = 0
  case active = 1

  public static func < (a: Activity, b: Activity) -> Bool { a.rawValue < b.rawValue }
}

/// The levels from which on each gene counts as expressed, and below which it does not.
///
/// Found once, from one sample or from a cohort, and then the same for every sample they are used on:
/// another patient in the cohort changes nothing.
public struct ActivityThresholds: Sendable, Hashable, Codable {
  /// In words and with its numbers, for the report: `zFPKM`, `local T2, percentiles 25 and 75`.
  public var rule: String
  /// For each gene of the model, in the unit of the levels: at or above it the gene is active. `nil`
  /// where the rule says nothing of the gene, which is then undetermined.
  public var activeFrom: [Double?]
  /// Below it the gene is inactive; at most ``activeFrom``. Between the two it is undetermined.
  public var inactiveBelow: [Double?]

  public init(rule: String, activeFrom: [Double?], inactiveBelow: [Double?]) {
    precondition(activeFrom.count == inactiveBelow.count, "thresholds of other genes")
    self.rule = rule
    self.activeFrom = activeFrom
    self.inactiveBelow = inactiveBelow
  }

  /// The same two thresholds for every one of `genes` genes.
  public init(rule: String, activeFrom: Double, inactiveBelow: Double, genes: Int) {
    self.init(
      rule: rule, activeFrom: Array(repeating: activeFrom, count: genes),
      inactiveBelow: Array(repeating: inactiveBelow, count: genes))
  }

  /// What each gene is in a sample; `nil` where it was not measured.
  ///
  /// - Precondition: As many levels as thresholds.
  public func activities(of levels: [Double?]) -> [Activity?] {
    precondition(levels.count == activeFrom.count, "levels of other genes")
    return levels.indices.map { gene in
      guard let level = levels[gene] else { return nil }
      if let high = activeFrom[gene], level >= high { return .active }
      if let low = inactiveBelow[gene], level < low { return .inactive }
      return .undetermined
    }
  }
}

extension GeneReactionRule {
  /// The activity of a reaction: that of its least active part in a complex, of its most active
  /// isozyme. What was not measured is skipped; `nil` if nothing was.
  public func activity(of genes: [Activity?]) -> Activity? {
    switch self {
    case .gene(let gene): genes[gene]
    case .all(let parts): parts.compactMap { $0.activity(of: genes) }.min()
    case .any(let parts): parts.compactMap { $0.activity(of: genes) }.max()
    }
  }
}
