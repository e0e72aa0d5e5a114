extension GeneRuleScoring {
  /// How the rules were scored, for the report.
  public var figures: [MethodFigure] {
    [
      MethodFigure("isozymes", .text(isozymes.rawValue)),
      MethodFigure("complexes", .text(complexes.rawValue)),
      MethodFigure("missing_genes", .text(missing.rawValue)),
      MethodFigure("rule_form", .text(form.rawValue)),
      MethodFigure("shared_genes", .flag(sharesGenes)),
      MethodFigure("weighted_genes", .flag(weights != nil)),
    ]
  }

  /// What differs from the defaults, in words; the isozymes always. Two ways of scoring that give
  /// different scores have different words, but for weights.
  public var text: String {
    let standard = GeneRuleScoring()
    var words = ["or \(isozymes.rawValue)"]
    if complexes != standard.complexes { words.append("and \(complexes.rawValue)") }
    if missing != standard.missing { words.append("missing \(missing.rawValue)") }
    if form != standard.form { words.append("rules as \(form.rawValue)") }
    if sharesGenes { words.append("genes shared") }
    if weights != nil { words.append("genes weighted") }
    return words.joined(separator: ", ")
  }
}
