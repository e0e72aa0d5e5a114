import MetabolicModels

/// Genes and gene-reaction rules.
extension SBMLAssembler {
  mutating func listGeneProducts() throws(SBMLError) {
    let entries = document.geneProducts
    let (ids, indices) = try named(entries.map { ($0.id, $0.line) }, .gene, .gene)
    geneProductIndices = indices
    genes = zip(ids, entries).map { id, entry in
      Gene(id: id, name: entry.name, label: entry.label, annotations: entry.annotations)
    }
    for (index, id) in ids.enumerated() { geneIndices[id] = index }
  }

  func geneAssociationsOfVersion1() throws(SBMLError) -> [Int: RuleEntry] {
    var rules: [Int: RuleEntry] = [:]
    guard document.fbcVersion == 1 else { return rules }
    for entry in document.geneAssociations {
      let index = try reactionIndex(
        entry.reaction, referrer: "A gene association", line: entry.line)
      rules[index] = entry.rule
    }
    return rules
  }

  /// Gives `reaction` its rule, or the text of one that cannot be read.
  mutating func apply(
    _ stated: RuleEntry?, _ entry: ReactionEntry, _ index: Int, to reaction: inout Reaction
  ) {
    switch stated {
    case .rule(let rule):
      reaction.rule = resolved(rule, entry, index)
    case .unreadable(let reason):
      reaction.unreadableRule = "geneProductAssociation"
      warnUnreadable("geneProductAssociation", reason, entry, index)
    case nil:
      applyNotes(entry, index, to: &reaction)
    }
  }

  private mutating func applyNotes(
    _ entry: ReactionEntry, _ index: Int, to reaction: inout Reaction
  ) {
    if let text = entry.notes.unreadableGeneAssociation {
      reaction.unreadableRule = text
      warnUnreadable(text, "it was not readable where it came from", entry, index)
      return
    }
    guard let text = entry.notes.rule else { return }
    if document.fbcVersion > 1 {
      rulesInNotes.append((reactionIDs[index], entry.line))
      return
    }
    // A rule that fails must leave no gene behind, so names are collected before they are added.
    var names: [String] = []
    do throws(GeneRuleParser.Failure) {
      let rule = try GeneRuleParser.parse(text) { name in
        names.append(name)
        return names.count - 1
      }
      let indices = names.map { geneIndex($0) }
      reaction.rule = rule.mapGenes { indices[$0] }
    } catch {
      reaction.unreadableRule = text
      warnUnreadable(text, error.description, entry, index)
    }
  }

  private mutating func warnUnreadable(
    _ rule: String, _ reason: String, _ entry: ReactionEntry, _ index: Int
  ) {
    warnings.append(
      .unreadableRule(
        reaction: reactionIDs[index], rule: rule, reason: reason, line: entry.line))
  }

  /// The gene that a rule in notes names, added at its first appearance.
  private mutating func geneIndex(_ name: String) -> Int {
    let id = modelID(name, as: .gene)
    if let index = geneIndices[id] { return index }
    genes.append(Gene(id: id))
    geneIndices[id] = genes.count - 1
    return genes.count - 1
  }

  /// Turns the leaves, which are symbols of gene products, into indices of genes.
  private mutating func resolved(
    _ rule: GeneReactionRule, _ entry: ReactionEntry, _ index: Int
  ) -> GeneReactionRule {
    for leaf in rule.genes {
      let symbol = Symbol(index: Int32(leaf))
      if geneProductIndices[symbol] != nil { continue }
      let count = genes.count
      geneProductIndices[symbol] = geneIndex(text(symbol))
      // Version 1 has no list of gene products to be missing from.
      if genes.count > count, document.fbcVersion > 1 {
        warnings.append(
          .unknownGeneProduct(
            reaction: reactionIDs[index], gene: text(symbol), line: entry.line))
      }
    }
    let indices = geneProductIndices
    return rule.mapGenes { indices[Symbol(index: Int32($0))] ?? 0 }
  }
}

extension GeneReactionRule {
  /// The same tree with every leaf replaced.
  func mapGenes(_ transform: (Int) -> Int) -> GeneReactionRule {
    switch self {
    case .gene(let gene): .gene(transform(gene))
    case .all(let parts): .all(parts.map { $0.mapGenes(transform) })
    case .any(let parts): .any(parts.map { $0.mapGenes(transform) })
    }
  }
}
