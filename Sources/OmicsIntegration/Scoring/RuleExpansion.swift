import MetabolicModels

extension GeneReactionRule {
  /// The rule as alternatives of genes (a disjunctive normal form) or as parts of choices of genes (a
  /// conjunctive one), each of distinct genes in ascending order, and each once.
  ///
  /// - Returns: `nil` if there would be more than `most` on the way.
  func expanded(to form: GeneRuleScoring.Form, most: Int) -> GeneReactionRule? {
    switch form {
    case .tree: return self
    case .alternatives:
      guard let terms = terms(outerIsAny: true, most: most) else { return nil }
      return .any(terms.map { .all($0.map(GeneReactionRule.gene)) })
    case .parts:
      guard let terms = terms(outerIsAny: false, most: most) else { return nil }
      return .all(terms.map { .any($0.map(GeneReactionRule.gene)) })
    }
  }

  private func terms(outerIsAny: Bool, most: Int) -> [[Int]]? {
    let parts: [GeneReactionRule]
    let isOuter: Bool
    switch self {
    case .gene(let gene): return [[gene]]
    case .any(let own): (parts, isOuter) = (own, outerIsAny)
    case .all(let own): (parts, isOuter) = (own, !outerIsAny)
    }
    var result: Set<[Int]> = isOuter ? [] : [[]]
    for part in parts {
      guard let own = part.terms(outerIsAny: outerIsAny, most: most) else { return nil }
      if isOuter {
        result.formUnion(own)
      } else {
        let (size, overflow) = result.count.multipliedReportingOverflow(by: own.count)
        if overflow || size > most { return nil }
        result = Set(result.flatMap { one in own.map { Set(one).union($0).sorted() } })
      }
      if result.count > most { return nil }
    }
    return result.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
