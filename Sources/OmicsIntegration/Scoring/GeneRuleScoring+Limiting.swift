import MetabolicModels

extension GeneRuleScoring {
  /// The genes that hold the score down, in the order of the rule as written: of a minimum those of
  /// its least parts, of anything else those of each part.
  public func limitingGenes(of rule: GeneReactionRule, levels: [Double?]) -> [Int] {
    var seen = Set<Int>()
    return limiting(rule, levels).filter { seen.insert($0).inserted }
  }

  private func limiting(_ rule: GeneReactionRule, _ levels: [Double?]) -> [Int] {
    switch rule {
    case .gene(let gene): return levels[gene] == nil && missing != .zero ? [] : [gene]
    case .any(let parts): return limiting(parts, isMinimum: isozymes == .minimum, levels)
    case .all(let parts): return limiting(parts, isMinimum: complexes == .minimum, levels)
    }
  }

  private func limiting(
    _ parts: [GeneReactionRule], isMinimum: Bool, _ levels: [Double?]
  ) -> [Int] {
    if !isMinimum { return parts.flatMap { limiting($0, levels) } }
    let values = parts.map { value(of: $0, levels: levels) }
    guard let least = values.compactMap(\.self).min() else { return [] }
    return zip(parts, values).filter { $0.1 == least }.flatMap { limiting($0.0, levels) }
  }

  /// Whether one gene sets each score.
  public var isSetByOneGene: Bool {
    [.minimum, .maximum].contains(complexes) && [.minimum, .maximum].contains(isozymes)
  }

  /// The genes of `rule` whose level is its score, for minimum and maximum.
  func settingGenes(of rule: GeneReactionRule, levels: [Double?]) -> [Int] {
    switch rule {
    case .gene(let gene): return levels[gene] == nil ? [] : [gene]
    case .any(let parts), .all(let parts):
      guard let value = value(of: rule, levels: levels), value.isFinite else { return [] }
      return parts.filter { self.value(of: $0, levels: levels) == value }
        .flatMap { settingGenes(of: $0, levels: levels) }
    }
  }
}
