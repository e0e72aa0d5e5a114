import MetabolicModels

/// Builds small models from text, for tests of what genes do to bounds.
public enum OmicsModels {
  /// One reaction: its equation maps metabolites to coefficients, its rule is text.
  public struct Part: Sendable {
    public var id: String
    public var equation: [String: Double]
    public var bounds: (Double, Double)
    public var rule: String

    public init(
      _ id: String, _ equation: [String: Double] = [:], _ bounds: (Double, Double) = (0, 1000),
      rule: String = ""
    ) {
      self.id = id
      self.equation = equation
      self.bounds = bounds
      self.rule = rule
    }
  }

  /// - Parameter genes: Genes beside those of the rules, or instead of them with cross-references.
  public static func model(
    _ parts: [Part], genes: [Gene] = [], objective: String? = nil,
    sense: FluxObjective.Sense = .maximize
  ) throws -> MetabolicModel {
    var genes = genes
    var indices = Dictionary(uniqueKeysWithValues: genes.enumerated().map { ($1.id, $0) })
    let names = Set(parts.flatMap(\.equation.keys)).sorted()
    let rows = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var matrix = StoichiometricMatrix(rowCount: names.count)
    var reactions: [Reaction] = []
    for part in parts {
      var rule: GeneReactionRule?
      if !part.rule.isEmpty {
        rule = try GeneRuleParser.parse(part.rule) { id in
          if let index = indices[id] { return index }
          indices[id] = genes.count
          genes.append(Gene(id: id))
          return genes.count - 1
        }
      }
      matrix.appendColumn(part.equation.map { (rows[$0.key] ?? 0, $0.value) })
      reactions.append(
        Reaction(
          id: part.id, bounds: FluxBounds(lower: part.bounds.0, upper: part.bounds.1), rule: rule))
    }
    let term = parts.firstIndex { $0.id == objective }
      .map { FluxTerm(reaction: $0, coefficient: 1) }
    return try MetabolicModel(
      id: "test", metabolites: names.map { Metabolite(id: $0) }, reactions: reactions,
      genes: genes, stoichiometry: matrix,
      objective: FluxObjective(sense: sense, terms: term.map { [$0] } ?? []))
  }
}
