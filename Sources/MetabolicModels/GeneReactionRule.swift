/// A Boolean rule over genes that says when a reaction has its enzyme.
///
/// The rule stays the tree that the file gives. It is never expanded to a disjunctive normal form:
/// one rule of Recon3D would have over 600 alternatives. A leaf is an index into
/// ``MetabolicModel/genes``.
public indirect enum GeneReactionRule: Sendable, Hashable {
  case gene(Int)
  /// A complex: every part is needed.
  case all([GeneReactionRule])
  /// Isozymes: each part suffices.
  case any([GeneReactionRule])

  /// The genes of the rule, each once, in order of first appearance.
  public var genes: [Int] {
    var seen = Set<Int>()
    var ordered: [Int] = []
    forEachGene { if seen.insert($0).inserted { ordered.append($0) } }
    return ordered
  }

  /// Whether the reaction keeps an enzyme when the genes in `lost` give none.
  public func isFunctional(without lost: Set<Int>) -> Bool {
    switch self {
    case .gene(let gene): !lost.contains(gene)
    case .all(let parts): parts.allSatisfy { $0.isFunctional(without: lost) }
    case .any(let parts): parts.contains { $0.isFunctional(without: lost) }
    }
  }

  /// The rule as text over the ids of `genes`, with parentheses only where they are needed.
  public func text(genes: [Gene]) -> String {
    switch self {
    case .gene(let gene): genes[gene].id
    case .all(let parts):
      parts.map { part in
        if case .any = part { "(\(part.text(genes: genes)))" } else { part.text(genes: genes) }
      }.joined(separator: " and ")
    case .any(let parts): parts.map { $0.text(genes: genes) }.joined(separator: " or ")
    }
  }

  private func forEachGene(_ body: (Int) -> Void) {
    switch self {
    case .gene(let gene): body(gene)
    case .all(let parts), .any(let parts): for part in parts { part.forEachGene(body) }
    }
  }
}
