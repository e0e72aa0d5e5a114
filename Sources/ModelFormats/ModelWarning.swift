/// Something in a file that was read in a way its author should know of.
public enum ModelWarning: Sendable, Hashable {
  /// Reactions without a lower or an upper bound got the default limits.
  case missingFluxBounds(reactions: [String], line: Int)
  /// A gene rule that could not be read; its reaction has no rule, and keeps the text.
  case unreadableRule(reaction: String, rule: String, reason: String, line: Int?)
  /// A rule that names a gene product that the file does not list; the gene was added.
  case unknownGeneProduct(reaction: String, gene: String, line: Int?)
  /// Rules in the notes of a document that has fbc version 2 or 3 are not read.
  case rulesInNotesIgnored(reactions: [String], line: Int)
  /// Boundary species are not balanced, and not metabolites of the model.
  case boundarySpeciesLeftOut(species: [String], line: Int)
  /// Boundary species with an exchange reaction of their own are balanced, so that the bounds of
  /// that reaction hold.
  case boundarySpeciesBalanced(species: [String], line: Int)
  case noObjective
  /// Several objectives, none of them active: the first was taken.
  case noActiveObjective(chosen: String, count: Int, line: Int)
  /// The document does not say `fbc:strict`.
  case strictnessNotStated(line: Int)
  /// A package of SBML that was not read.
  case packageIgnored(name: String)
  /// An assignment to something that the model does not have; it has no effect.
  case unknownAssignment(symbol: String, line: Int)
  /// A member of a group that the model does not have.
  case unknownGroupMember(group: String, member: String, line: Int)
  /// Metabolites of a MAT-file that are not balanced to zero; their rows are constraints.
  case metabolitesAsConstraints(metabolites: [String])

  /// The line, counted from 1; for a warning on many things, that of the first. `nil` where the
  /// whole file is meant, or the format has no lines.
  public var line: Int? {
    switch self {
    case .unreadableRule(_, _, _, let line), .unknownGeneProduct(_, _, let line): line
    case .missingFluxBounds(_, let line), .rulesInNotesIgnored(_, let line),
      .boundarySpeciesLeftOut(_, let line), .boundarySpeciesBalanced(_, let line),
      .noActiveObjective(_, _, let line), .strictnessNotStated(let line),
      .unknownAssignment(_, let line),
      .unknownGroupMember(_, _, let line):
      line
    case .noObjective, .packageIgnored, .metabolitesAsConstraints: nil
    }
  }
}

extension ModelWarning: CustomStringConvertible {
  public var description: String { (line.map { "line \($0): " } ?? "") + text }

  private var text: String {
    switch self {
    case .missingFluxBounds(let reactions, _):
      "\(Self.list(reactions, "reaction")) without flux bounds got the default limits (1000; 0 as "
        + "the lower one if irreversible; infinite in fbc version 1). State the bounds in the file."
    case .unreadableRule(let reaction, let rule, let reason, _):
      "The gene rule '\(SBMLValue.excerpt(rule))' of reaction '\(reaction)' cannot be read: \(reason). "
        + "The reaction is left without a rule; correct it in the file."
    case .unknownGeneProduct(let reaction, let gene, _):
      "The gene rule of reaction '\(reaction)' names the gene product '\(gene)', which the file "
        + "does not list. The gene was added; check the spelling."
    case .rulesInNotesIgnored(let reactions, _):
      "The notes of \(Self.list(reactions, "reaction")) hold a gene rule that is not read, because "
        + "the document gives gene rules in fbc. Write it as fbc:geneProductAssociation."
    case .boundarySpeciesLeftOut(let species, _):
      "\(Self.list(species, "boundary species", plural: "boundary species")) left out of the mass "
        + "balance, as SBML demands."
    case .boundarySpeciesBalanced(let species, _):
      "\(Self.list(species, "boundary species", plural: "boundary species")) balanced, because the "
        + "file has exchange reactions for them whose bounds would have no effect otherwise."
    case .noObjective:
      "The model has no objective. Give one with --objective."
    case .noActiveObjective(let chosen, let count, _):
      "None of the \(count) objectives is active; '\(chosen)' was taken, the first. "
        + "State fbc:activeObjective."
    case .strictnessNotStated: "The model does not state fbc:strict; it was read as strict."
    case .packageIgnored(let name): "The SBML package '\(name)' was not read."
    case .unknownAssignment(let symbol, _):
      "An assignment is to '\(symbol)', which is not in the model; it has no effect. "
        + "Check the spelling."
    case .unknownGroupMember(let group, let member, _):
      "Group '\(group)' has the member '\(member)', which is not in the model."
    case .metabolitesAsConstraints(let metabolites):
      "\(Self.list(metabolites, "metabolite")) with an inequality or a right-hand side (csense, b) "
        + "read as constraints on the fluxes."
    }
  }

  private static func list(
    _ ids: [String], _ singular: String, plural: String? = nil
  ) -> String {
    let shown = ids.prefix(3).joined(separator: ", ") + (ids.count > 3 ? ", …" : "")
    return "\(ids.count) \(ids.count == 1 ? singular : plural ?? singular + "s") (\(shown))"
  }
}
