import ModelFormats
import TestSupport
import Testing

/// Each expression is the initial assignment to the upper bound of a reaction.
@Suite("Mathematics in SBML")
struct SBMLMathTests {
  private func document(_ content: String) -> SBMLDocument3 {
    var document = SBMLDocument3()
    document.version = 2
    document.parameters += SBMLDocument3.parameter("p", "0") + SBMLDocument3.parameter("k", "3")
    document.assignments = SBMLDocument3.initialAssignment("p", content)
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", lower: "minus", upper: "p")
    document.parameters += SBMLDocument3.parameter("minus", "-INF")
    return document
  }

  private func value(_ content: String) throws -> Double {
    try load(document(content)).model.reaction("x").bounds.upper
  }

  private func apply(_ operation: String, _ arguments: String) -> String {
    "<apply><\(operation)/>\(arguments)</apply>"
  }

  /// Expected values from closed forms.
  @Test(
    "evaluates every operator",
    arguments: [
      ("plus", [1, 2, 3.5], 6.5), ("plus", [], 0), ("times", [2, 3, 4], 24), ("times", [], 1),
      ("minus", [5], -5), ("minus", [5, 7], -2), ("divide", [1, 4], 0.25),
      ("power", [2, 10], 1024),
      ("root", [9], 3), ("abs", [-2], 2), ("exp", [0], 1), ("ln", [1], 0), ("log", [1000], 3),
      ("floor", [-1.5], -2), ("ceiling", [-1.5], -1), ("factorial", [5], 120),
      ("eq", [1, 1, 1], 1), ("neq", [1, 1], 0), ("gt", [3, 2, 1], 1), ("lt", [1, 3, 2], 0),
      ("geq", [2, 2], 1), ("leq", [3, 2], 0), ("and", [1, 0], 0), ("or", [0, 1], 1),
      ("xor", [1, 1, 1], 1), ("not", [0], 1), ("implies", [1, 0], 0), ("implies", [0, 0], 1),
      ("max", [1, 5, 3], 5), ("min", [4, 2, 8], 2), ("quotient", [-7, 2], -3),
      ("rem", [-7, 2], -1),
      ("sin", [0], 0), ("cos", [0], 1), ("tan", [0], 0), ("sec", [0], 1), ("sinh", [0], 0),
      ("cosh", [0], 1), ("tanh", [0], 0), ("sech", [0], 1), ("arcsin", [0], 0), ("arccos", [1], 0),
      ("arctan", [0], 0), ("arcsec", [1], 0), ("arcsinh", [0], 0), ("arccosh", [1], 0),
      ("arctanh", [0], 0), ("arcsech", [1], 0), ("arccot", [0], Double.pi / 2),
      ("csc", [Double.pi / 2], 1), ("arccsc", [1], Double.pi / 2),
    ] as [(String, [Double], Double)])
  func operators(operation: String, arguments: [Double], expected: Double) throws {
    let content = apply(operation, arguments.map { "<cn> \($0) </cn>" }.joined())
    #expect(try value(content) == expected)
  }

  @Test("evaluates functions that have a reciprocal by it")
  func reciprocals() throws {
    for (operation, base) in [("cot", "tan"), ("coth", "tanh"), ("csch", "sinh")] {
      let argument = "<cn>0.7</cn>"
      let product = apply("times", apply(operation, argument) + apply(base, argument))
      #expect(abs(try value(product) - 1) < 1e-15)
    }
    for (operation, inverse) in [("csch", "arccsch"), ("coth", "arccoth")] {
      #expect(abs(try value(apply(inverse, apply(operation, "<cn>0.7</cn>"))) - 0.7) < 1e-15)
    }
  }

  @Test("knows the degree of a root and the base of a logarithm")
  func qualifiers() throws {
    #expect(try value(apply("root", "<degree><cn>3</cn></degree><cn>27</cn>")) == 3)
    #expect(try value(apply("root", "<degree><cn>5</cn></degree><cn>-32</cn>")) == -2)
    #expect(try value(apply("log", "<logbase><cn>2</cn></logbase><cn>8</cn>")) == 3)
  }

  @Test("reads numbers of every type")
  func numbers() throws {
    #expect(try value(#"<cn type="integer"> 42 </cn>"#) == 42)
    #expect(try value(#"<cn type="rational"> 1 <sep/> 8 </cn>"#) == 0.125)
    #expect(try value(#"<cn type="e-notation"> 1.5 <sep/> -3 </cn>"#) == 0.0015)
    #expect(try value(#"<cn> 1e-2 </cn>"#) == 0.01)
  }

  @Test("knows the constants and the symbols")
  func constants() throws {
    #expect(try value("<pi/>") == .pi)
    #expect(try value(apply("ln", "<exponentiale/>")) == 1)
    #expect(try value("<infinity/>") == .infinity)
    #expect(try value("<true/>") == 1)
    let url = "http://www.sbml.org/sbml/symbols/"
    #expect(try value("<csymbol definitionURL=\"\(url)time\"> t </csymbol>") == 0)
    #expect(try value("<csymbol definitionURL=\"\(url)avogadro\"> N </csymbol>") == 6.02214179e23)
    guard case .valueNotANumber? = failure(document("<notanumber/>")) else {
      Issue.record("NaN was taken for a bound")
      return
    }
  }

  @Test("takes the first piece that applies")
  func piecewise() throws {
    let pieces =
      "<piece><cn>1</cn>\(apply("gt", "<ci>k</ci><cn>5</cn>"))</piece>"
      + "<piece><cn>2</cn>\(apply("gt", "<ci>k</ci><cn>2</cn>"))</piece>"
    #expect(
      try value("<piecewise>\(pieces)<otherwise><cn>9</cn></otherwise></piecewise>") == 2)
    let none = "<piecewise><piece><cn>1</cn><false/></piece></piecewise>"
    #expect(
      failure(document(none))
        == .cannotEvaluate(
          path: "m.xml", line: try line(of: "R_x", in: document(none)),
          referrer: "The upper bound of reaction 'x'", reason: .noPieceApplies))
  }

  @Test("refuses infinity made of finite numbers, but not infinity as such")
  func infinite() {
    for content in [
      apply("divide", "<cn>1</cn><cn>0</cn>"), apply("factorial", "<cn>171</cn>"),
      apply("exp", "<cn>1000</cn>"), apply("times", "<cn>1e200</cn><cn>1e200</cn>"),
      // A limit would be 0 here, out of a division by zero.
      apply("divide", "<cn>1</cn>" + apply("divide", "<cn>1</cn><cn>0</cn>")),
    ] {
      guard
        case .cannotEvaluate(_, _, "The upper bound of reaction 'x'", .infinite)? = failure(
          document(content))
      else {
        Issue.record("\(content) was taken")
        return
      }
    }
    guard
      case .invalidValue(_, _, "cn", _, "1 0")? = failure(
        document(#"<cn type="rational"> 1 <sep/> 0 </cn>"#))
    else {
      Issue.record("a fraction over zero was taken")
      return
    }
  }

  @Test("names assignments that assign nothing, or to nothing")
  func emptyAssignments() throws {
    var document = document("<cn>1</cn>")
    document.assignments += "\n" + SBMLDocument3.initialAssignment("nobody", "<cn>1</cn>")
    #expect(
      try load(document).warnings == [
        .unknownAssignment(symbol: "nobody", line: try line(of: "nobody", in: document))
      ])
    document = self.document("<cn>1</cn>")
    document.assignments = "<initialAssignment symbol=\"p\"/>"
    // Version 2 allows this, and says that it has no effect.
    #expect(try load(document).model.reaction("x").bounds.upper == 0)
    document.version = 1
    #expect(
      failure(document)
        == .missingMath(
          path: "m.xml", line: try line(of: "symbol=\"p\"", in: document),
          element: "initialAssignment", id: "p"))
  }

  @Test("calls functions")
  func functions() throws {
    var document = document("<apply><ci>f</ci><cn>2</cn><cn>5</cn></apply>")
    document.functions =
      "<functionDefinition id=\"f\">"
      + SBMLDocument3.math(
        "<lambda><bvar><ci>x</ci></bvar><bvar><ci>k</ci></bvar>"
          + apply("minus", "<ci>k</ci><ci>x</ci>") + "</lambda>") + "</functionDefinition>"
    // The argument k hides the parameter k.
    #expect(try load(document).model.reaction("x").bounds.upper == 3)
    document.assignments = SBMLDocument3.initialAssignment(
      "p", "<apply><ci>f</ci><cn>2</cn></apply>")
    guard
      case .cannotEvaluate(_, _, _, .wrongArgumentCount("f", 1))? = failure(document)
    else {
      Issue.record("a call with too few arguments was taken")
      return
    }
  }

  @Test("resolves definitions in whatever order they stand")
  func order() throws {
    var document = document(apply("plus", "<ci>a</ci><cn>1</cn>"))
    document.parameters +=
      SBMLDocument3.parameter("b", "4") + SBMLDocument3.parameter("a", nil, constant: false)
    document.rules = SBMLDocument3.assignmentRule("a", apply("times", "<ci>b</ci><ci>k</ci>"))
    #expect(try load(document).model.reaction("x").bounds.upper == 13)
  }

  @Test("reads compartments, species and references by their values at the start")
  func otherSymbols() throws {
    var document = document(apply("plus", "<ci>c</ci><ci>M_C</ci><ci>M_D</ci><ci>r</ci>"))
    document.compartments = #"<compartment id="c" size="2" constant="true"/>"#
    document.species +=
      SBMLDocument3.species("M_C", #"initialAmount="10""#)
      + "<species id=\"M_D\" compartment=\"c\" hasOnlySubstanceUnits=\"true\" "
      + "boundaryCondition=\"false\" constant=\"false\" initialConcentration=\"50\"/>"
    document.reactions += SBMLDocument3.reaction(
      "R_y",
      inner: "<listOfReactants>"
        + SBMLDocument3.reference("M_C", "id=\"r\" stoichiometry=\"1000\"") + "</listOfReactants>")
    // 2 + 10/2 + 50·2 + 1000
    #expect(try load(document).model.reaction("x").bounds.upper == 1107)
  }

  @Test("finds circular definitions")
  func cycle() throws {
    var document = document("<ci>a</ci>")
    document.parameters += SBMLDocument3.parameter("a", "1")
    document.assignments += SBMLDocument3.initialAssignment("a", "<ci>p</ci>")
    #expect(
      failure(document)
        == .cannotEvaluate(
          path: "m.xml", line: try line(of: "R_x", in: document),
          referrer: "The upper bound of reaction 'x'", reason: .cycle(names: ["p", "a", "p"])))
  }

  @Test("refuses what has no constant value and names it")
  func refused() {
    func reason(_ content: String) -> MathFailure? {
      guard case .cannotEvaluate(_, _, _, let reason)? = failure(document(content)) else {
        return nil
      }
      return reason
    }
    #expect(reason("<ci>nobody</ci>") == .undefined(name: "nobody"))
    #expect(reason("<ci>R_in</ci>") == .undefined(name: "R_in"))
    #expect(reason("<ci>M_A</ci>") == .noValue(name: "M_A"))
    #expect(
      reason(apply("power", "<cn>1</cn>"))
        == .wrongArgumentCount(operation: "power", count: 1))
    #expect(
      reason(
        "<csymbol definitionURL=\"http://www.sbml.org/sbml/symbols/delay\">d</csymbol>")
        == .unsupported(construct: "the symbol 'delay'"))
    #expect(reason("<matrix/>") == .unsupported(construct: "the element <unknown>"))
  }

  @Test("refuses nests and chains without end instead of exhausting the stack")
  func deep() {
    func nest(_ depth: Int) -> String {
      String(repeating: "<apply><minus/>", count: depth) + "<cn>1</cn>"
        + String(repeating: "</apply>", count: depth)
    }
    guard case .cannotEvaluate(_, _, _, .tooDeep)? = failure(document(nest(2000))) else {
      Issue.record("a nest of 2,000 was taken")
      return
    }
    var chain = document("<ci>q0</ci>")
    for index in 0..<5000 {
      chain.parameters += SBMLDocument3.parameter("q\(index)", "1")
      chain.assignments += SBMLDocument3.initialAssignment("q\(index)", "<ci>q\(index + 1)</ci>")
    }
    guard case .cannotEvaluate(_, _, _, .tooDeep)? = failure(chain) else {
      Issue.record("a chain of 5,000 was taken")
      return
    }
  }

  @Test("stops functions that would take exponential time")
  func exponential() {
    var document = document("<apply><ci>f40</ci><cn>1</cn></apply>")
    let argument = "<lambda><bvar><ci>x</ci></bvar>"
    document.functions =
      "<functionDefinition id=\"f0\">" + SBMLDocument3.math("\(argument)<ci>x</ci></lambda>")
      + "</functionDefinition>"
    for index in 1...40 {
      let call = "<apply><ci>f\(index - 1)</ci><ci>x</ci></apply>"
      document.functions +=
        "<functionDefinition id=\"f\(index)\">"
        + SBMLDocument3.math("\(argument)\(apply("plus", call + call))</lambda>")
        + "</functionDefinition>"
    }
    guard case .cannotEvaluate(_, _, _, .tooLong)? = failure(document) else {
      Issue.record("2⁴⁰ calls were made")
      return
    }
  }
}
