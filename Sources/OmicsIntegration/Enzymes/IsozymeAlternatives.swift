import MetabolicModels

/// The isozymes of a gene-reaction rule as physical objects: each a set of genes that is needed
/// together.
///
/// That is the disjunctive normal form of the rule, which can be of any size: one rule of Recon3D has
/// over 600 alternatives. Beyond a limit only the cheapest is found, without the others.
enum IsozymeAlternatives {
  /// How many alternatives the rule has, counted no further than `limit`.
  static func count(_ rule: GeneReactionRule, upTo limit: Int) -> Int {
    switch rule {
    case .gene: 1
    case .any(let parts):
      parts.reduce(0) { min(limit, $0 + count($1, upTo: limit)) }
    case .all(let parts):
      parts.reduce(1) { product, part in
        let (value, overflow) = product.multipliedReportingOverflow(by: count(part, upTo: limit))
        return overflow ? limit : min(limit, value)
      }
    }
  }

  /// All alternatives in the order of the rule, the genes of each ascending, none twice; `nil` if
  /// there are more than `limit`.
  static func all(of rule: GeneReactionRule, limit: Int) -> [[Int]]? {
    if count(rule, upTo: limit + 1) > limit { return nil }
    var seen = Set<[Int]>()
    return expand(rule).filter { seen.insert($0).inserted }
  }

  private static func expand(_ rule: GeneReactionRule) -> [[Int]] {
    switch rule {
    case .gene(let gene): [[gene]]
    case .any(let parts): parts.flatMap(expand)
    case .all(let parts):
      parts.map(expand).reduce([[]]) { whole, part in
        whole.flatMap { left in part.map { Set(left + $0).sorted() } }
      }
    }
  }

  /// The alternative whose costs add up to the least, the first of those that do; a gene that stands
  /// in several parts of a complex counts in each.
  static func cheapest(of rule: GeneReactionRule, cost: (Int) -> Double) -> [Int] {
    Set(best(rule, cost).genes).sorted()
  }

  private static func best(
    _ rule: GeneReactionRule, _ cost: (Int) -> Double
  ) -> (genes: [Int], cost: Double) {
    switch rule {
    case .gene(let gene): return ([gene], cost(gene))
    case .any(let parts):
      var least: (genes: [Int], cost: Double) = ([], .infinity)
      for part in parts {
        let found = best(part, cost)
        if found.cost < least.cost || least.genes.isEmpty { least = found }
      }
      return least
    case .all(let parts):
      return parts.reduce(into: ([Int](), 0.0)) { whole, part in
        let found = best(part, cost)
        whole.0 += found.genes
        whole.1 += found.cost
      }
    }
  }
}
