import MetabolicModels

/// Genes and gene-reaction rules.
extension MATModelReader {
  /// Gives each reaction its rule of `grRules`, or of `rules` where the struct has none of those.
  mutating func applyRules(to reactions: inout [Reaction]) throws(MATError) {
    try listGenes()
    let isNumbered = values["grRules"]?.isEmpty ?? true
    let texts = try fields.strings(
      isNumbered ? "rules" : "grRules", count: reactions.count, of: "reactions")
    for (index, text) in (texts ?? []).enumerated() where !text.isEmpty {
      apply(text, isNumbered: isNumbered, to: &reactions[index])
    }
  }

  private mutating func listGenes() throws(MATError) {
    guard values["genes"] != nil else { return }
    let ids = try fields.requiredStrings("genes")
    var names = try fields.strings("geneNames", count: ids.count, of: "genes")
    if names == nil {
      names = try fields.strings("geneShortNames", count: ids.count, of: "genes")
    }
    for (index, id) in ids.enumerated() {
      genes.append(Gene(id: id, name: names?[index] ?? ""))
      geneIndices[id] = index
    }
  }

  private mutating func apply(_ text: String, isNumbered: Bool, to reaction: inout Reaction) {
    // A rule that fails must leave no gene behind, so names are collected before they are added.
    var names: [String] = []
    do throws(GeneRuleParser.Failure) {
      let rule = try GeneRuleParser.parse(isNumbered ? Self.plain(text) : text) { name in
        names.append(name)
        return names.count - 1
      }
      guard let indices = isNumbered ? numbered(names) : named(names, of: reaction) else {
        return refuse(text, "it names a gene by a number that 'genes' does not have", &reaction)
      }
      reaction.rule = rule.mapGenes { indices[$0] }
    } catch {
      refuse(text, error.description, &reaction)
    }
  }

  private mutating func refuse(_ rule: String, _ reason: String, _ reaction: inout Reaction) {
    reaction.unreadableRule = rule
    warnings.append(.unreadableRule(reaction: reaction.id, rule: rule, reason: reason, line: nil))
  }

  /// The genes of these names; one that is not listed is added, with a warning.
  private mutating func named(_ names: [String], of reaction: Reaction) -> [Int]? {
    names.map { name in
      if let index = geneIndices[name] { return index }
      genes.append(Gene(id: name))
      geneIndices[name] = genes.count - 1
      warnings.append(.unknownGeneProduct(reaction: reaction.id, gene: name, line: nil))
      return genes.count - 1
    }
  }

  // MARK: Rules by number

  /// `x(12)` as `x12`, for the parser takes parentheses for its own.
  private static func plain(_ rule: String) -> String {
    rule.replacing(#/\bx\s*\(\s*([0-9]+)\s*\)/#) { " x\($0.output.1) " }
  }

  /// The indices that `x1`, `x2`, … stand for; `nil` if one of them is no gene.
  private func numbered(_ names: [String]) -> [Int]? {
    var indices: [Int] = []
    for name in names {
      guard name.hasPrefix("x"), let number = Int(name.dropFirst()), number > 0,
        number <= genes.count
      else { return nil }
      indices.append(number - 1)
    }
    return indices
  }
}
