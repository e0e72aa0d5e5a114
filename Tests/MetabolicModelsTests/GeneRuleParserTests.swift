import MetabolicModels
import Testing

@Suite("Gene rules as text")
struct GeneRuleParserTests {
  /// The rule over the genes that it names, in order of appearance.
  private func parse(_ text: String) throws -> (GeneReactionRule, [String]) {
    var names: [String] = []
    let rule = try GeneRuleParser.parse(text) { name in
      if let index = names.firstIndex(of: name) { return index }
      names.append(name)
      return names.count - 1
    }
    return (rule, names)
  }

  private func failure(_ text: String) -> GeneRuleParser.Failure? {
    do {
      _ = try parse(text)
      return nil
    } catch {
      return error as? GeneRuleParser.Failure
    }
  }

  @Test(
    "and binds more strongly than or",
    arguments: [
      ("a", .gene(0)), ("a or b and c", .any([.gene(0), .all([.gene(1), .gene(2)])])),
      ("(a or b) and c", .all([.any([.gene(0), .gene(1)]), .gene(2)])),
      ("a and b and c", .all([.gene(0), .gene(1), .gene(2)])),
      ("((a))", .gene(0)), ("a or a", .any([.gene(0), .gene(0)])),
      ("a|b||c", .any([.gene(0), .gene(1), .gene(2)])),
      ("a&b&&c", .all([.gene(0), .gene(1), .gene(2)])),
      ("a AND\tb\nOr c", .any([.all([.gene(0), .gene(1)]), .gene(2)])),
    ] as [(String, GeneReactionRule)])
  func grammar(text: String, expected: GeneReactionRule) throws {
    #expect(try parse(text).0 == expected)
  }

  @Test("a name is a run of any other characters")
  func names() throws {
    #expect(
      try parse("orf19.5 or ENSG00000138109.12 and HGNC:5 or 8639_AT1 or α-1/2'x").1
        == ["orf19.5", "ENSG00000138109.12", "HGNC:5", "8639_AT1", "α-1/2'x"])
    #expect(try parse("YAL-W and b0001' or a:b=c\\d").1 == ["YAL-W", "b0001'", "a:b=c\\d"])
    #expect(try parse("band1 or Gorilla").1 == ["band1", "Gorilla"])
  }

  @Test(
    "what is no rule is refused at its place",
    arguments: [
      ("", .empty), ("  ", .empty), ("(a or b", .unbalancedParenthesis(offset: 0)),
      ("a) or b", .unbalancedParenthesis(offset: 1)), ("a b", .missingOperator(offset: 2)),
      ("a (b)", .missingOperator(offset: 2)), ("a or", .missingOperand(offset: 4)),
      ("and a", .missingOperand(offset: 0)), ("()", .missingOperand(offset: 1)),
      ("2*(a and b)", .unexpectedCharacter("*", offset: 1)),
      ("a,b", .unexpectedCharacter(",", offset: 1)),
      ("äb or c+d", .unexpectedCharacter("+", offset: 8)),
      ("[a and b]", .unexpectedCharacter("[", offset: 0)),
      ("a and b]", .unexpectedCharacter("]", offset: 7)),
      ("{a} or b", .unexpectedCharacter("{", offset: 0)),
      ("\"a\" and b", .unexpectedCharacter("\"", offset: 0)),
      ("'a' and b", .unexpectedCharacter("'", offset: 0)),
      ("a and “b”", .unexpectedCharacter("“", offset: 6)),
      ("a or <b>", .unexpectedCharacter("<", offset: 5)),
      ("a;b", .unexpectedCharacter(";", offset: 1)), ("not a", .missingOperator(offset: 4)),
    ] as [(String, GeneRuleParser.Failure)])
  func failures(text: String, expected: GeneRuleParser.Failure) {
    #expect(failure(text) == expected)
  }

  @Test("nests up to the limit are read, deeper ones refused without exhausting the stack")
  func depth() throws {
    func nest(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    }
    #expect(try parse(nest(GeneRuleParser.depthLimit)).0 == .gene(0))
    #expect(failure(nest(GeneRuleParser.depthLimit + 1)) == .tooDeep(limit: 256))
    #expect(failure(nest(1_000_000)) == .tooDeep(limit: 256))
  }

  @Test("text and tree are the same rule", arguments: ["a", "a and (b or c and d) or e", "a or b"])
  func roundTrip(text: String) throws {
    let (rule, names) = try parse(text)
    let again = rule.text(genes: names.map { Gene(id: $0) })
    #expect(try parse(again).0 == rule)
  }
}
