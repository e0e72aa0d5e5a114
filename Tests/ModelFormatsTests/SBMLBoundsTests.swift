import Foundation
import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("Flux bounds in SBML")
struct SBMLBoundsTests {
  private func bounds(
    lower: String?, upper: String?, reversible: Bool = false, parameters: String = ""
  ) throws -> (FluxBounds, [ModelWarning]) {
    var document = SBMLDocument3()
    document.parameters += parameters
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", lower: lower, upper: upper, reversible: reversible)
    let loaded = try load(document)
    return (try loaded.model.reaction("x").bounds, loaded.warnings)
  }

  @Test("come from the parameters that fbc names")
  func fromParameters() throws {
    let (bounds, warnings) = try bounds(
      lower: "l", upper: "u",
      parameters: SBMLDocument3.parameter("l", "-1.5e-3") + SBMLDocument3.parameter("u", " 2 "))
    #expect(bounds == FluxBounds(lower: -0.0015, upper: 2))
    #expect(warnings.isEmpty)
  }

  @Test("may be infinite")
  func infinite() throws {
    let (bounds, _) = try bounds(
      lower: "l", upper: "u",
      parameters: SBMLDocument3.parameter("l", "-INF") + SBMLDocument3.parameter("u", "INF"))
    #expect(bounds == FluxBounds(lower: -.infinity, upper: .infinity))
  }

  @Test("round correctly, whatever the number of digits")
  func exact() throws {
    let (bounds, _) = try bounds(
      lower: "zero", upper: "u",
      parameters: SBMLDocument3.parameter("u", "0.1000000000000000055511151231257827021181583404"))
    #expect(bounds.upper == 0.1)
  }

  @Test("that are missing are ±1000 for a reversible reaction, with a warning")
  func missingReversible() throws {
    let (bounds, warnings) = try bounds(lower: nil, upper: nil, reversible: true)
    #expect(bounds == .reversible)
    #expect(
      warnings.contains {
        if case .missingFluxBounds(["x"], _) = $0 { true } else { false }
      })
  }

  /// COBRApy gives -1000 … 1000 here and so lets an irreversible reaction run backwards.
  @Test("that are missing are 0 … 1000 for an irreversible reaction")
  func missingIrreversible() throws {
    #expect(try bounds(lower: nil, upper: nil).0 == .irreversible)
    #expect(try bounds(lower: nil, upper: "big").0 == .irreversible)
  }

  @Test("that are NaN are an error that names the reaction")
  func notANumber() throws {
    var document = SBMLDocument3()
    document.parameters += SBMLDocument3.parameter("odd", "NaN")
    document.reactions += SBMLDocument3.reaction("R_x", reactants: "M_A", upper: "odd")
    #expect(
      failure(document)
        == .valueNotANumber(
          path: "m.xml", line: try line(of: "R_x", in: document),
          referrer: "The upper bound of reaction 'x'", parameter: "odd"))
  }

  @Test("out of order are an error with the line")
  func outOfOrder() throws {
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", lower: "big", upper: "low")
    let error = try #require(failure(document))
    #expect(
      error
        == .boundsOutOfOrder(
          path: "m.xml", line: try line(of: "R_x", in: document), reaction: "x", lower: 1000,
          upper: -1000))
    #expect(error.description.contains(" (m.xml:\(try line(of: "R_x", in: document))). "))
  }

  @Test("given by a parameter that may change are an error, unless an assignment gives its value")
  func variableParameter() throws {
    var document = SBMLDocument3()
    document.parameters += SBMLDocument3.parameter("free", "7", constant: false)
    document.reactions += SBMLDocument3.reaction("R_x", reactants: "M_A", upper: "free")
    #expect(
      failure(document)
        == .parameterNotConstant(
          path: "m.xml", line: try line(of: "R_x", in: document),
          referrer: "The upper bound of reaction 'x'", parameter: "free"))
    document.assignments = SBMLDocument3.initialAssignment("free", "<cn>5</cn>")
    #expect(try load(document).model.reaction("x").bounds.upper == 5)
    document.assignments = ""
    document.rules = SBMLDocument3.assignmentRule("free", "<cn>4</cn>")
    #expect(try load(document).model.reaction("x").bounds.upper == 4)
  }

  @Test(
    "and coefficients that no solver could scale are an error", arguments: ["1e-120", "-2e130"])
  func extreme(value: String) throws {
    func refused(_ change: (inout SBMLDocument3) -> Void) throws -> String {
      var document = SBMLDocument3()
      change(&document)
      guard case .extremeNumber(_, let line, let referrer, _)? = failure(document) else {
        Issue.record("\(value) was taken")
        return ""
      }
      let expected = try ModelFormatsTests.line(of: "here", in: document)
      #expect(line == expected)
      return referrer
    }
    let upper = value.replacingOccurrences(of: "-2e", with: "2e")
    #expect(
      try refused {
        $0.parameters += SBMLDocument3.parameter("p", upper)
        $0.reactions += SBMLDocument3.reaction(
          "R_x", reactants: "M_A", upper: "p", attributes: "name=\"here\"")
      } == "The upper bound of reaction 'x'")
    #expect(
      try refused {
        let reference = SBMLDocument3.reference("M_A", "name=\"here\" stoichiometry=\"\(value)\"")
        $0.reactions += SBMLDocument3.reaction(
          "R_x", inner: "<listOfReactants>\(reference)</listOfReactants>")
      } == "The stoichiometry of 'M_A' in reaction 'x'")
    #expect(
      try refused {
        $0.objectives = $0.objectives.replacingOccurrences(
          of: "fbc:coefficient=\"1\"", with: "fbc:coefficient=\"\(value)\" name=\"here\"")
      } == "The objective coefficient of reaction 'out'")
  }

  @Test("with an infinity on the wrong side are an error", arguments: ["INF", "-INF"])
  func wrongInfinity(value: String) throws {
    var document = SBMLDocument3()
    document.parameters += SBMLDocument3.parameter("p", value)
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", lower: value == "INF" ? "p" : "low",
      upper: value == "INF" ? "p" : "p")
    guard case .boundsOutOfOrder? = failure(document) else {
      Issue.record("an infinite bound on the wrong side was taken")
      return
    }
  }

  @Test("that name no parameter are an error with the nearest name")
  func unknownParameter() throws {
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction("R_x", reactants: "M_A", upper: "bigg")
    #expect(
      failure(document)
        == .unknownParameter(
          path: "m.xml", line: try line(of: "R_x", in: document),
          referrer: "The upper bound of reaction 'x'", parameter: "bigg", suggestion: "big"))
  }

  @Test(
    "that are no numbers are an error", arguments: ["ten", "0x10", "1,5", "1e999", "", "1 2"])
  func notNumbers(value: String) {
    var document = SBMLDocument3()
    document.parameters += SBMLDocument3.parameter("p", value)
    guard case .invalidValue(_, _, "parameter", "value", value)? = failure(document) else {
      Issue.record("'\(value)' was taken for a number")
      return
    }
  }

  @Test("without a value are an error")
  func noValue() {
    var document = SBMLDocument3()
    document.parameters += SBMLDocument3.parameter("p", nil)
    document.reactions += SBMLDocument3.reaction("R_x", reactants: "M_A", upper: "p")
    guard case .valueNotANumber(_, _, _, "p")? = failure(document) else {
      Issue.record("a bound without value was taken")
      return
    }
  }

  @Test("by a parameter that a rate rule, an event or an algebraic rule changes are an error")
  func changing() {
    let one = SBMLDocument3.math("<cn>1</cn>")
    for (rules, events) in [
      ("<rateRule variable=\"p\">\(one)</rateRule>", ""),
      ("<algebraicRule>\(one)</algebraicRule>", ""),
      (
        "",
        "<event><listOfEventAssignments><eventAssignment variable=\"p\">\(one)"
          + "</eventAssignment></listOfEventAssignments></event>"
      ),
    ] {
      var document = SBMLDocument3()
      document.parameters += SBMLDocument3.parameter("p", "7", constant: false)
      document.reactions += SBMLDocument3.reaction("R_x", reactants: "M_A", upper: "p")
      document.rules = rules
      document.events = events
      guard case .cannotEvaluate(_, _, _, .changesInTime("p"))? = failure(document) else {
        Issue.record("a bound that changes was taken")
        return
      }
    }
  }

  @Test("count even where the document does not say that it uses fbc")
  func undeclared() throws {
    var document = SBMLDocument3()
    document.modelAttributes = ""
    document.objectives = ""
    document.parameters = SBMLDocument3.parameter("zero", "2") + SBMLDocument3.parameter("big", "3")
    let text = document.text.replacingOccurrences(of: "fbc:required=\"false\"", with: "")
    let model = try SBMLReader.read(Array(text.utf8), path: "m.xml").model
    #expect(try model.reaction("in").bounds == FluxBounds(lower: 2, upper: 3))
  }

  @Test("by a parameter defined twice are an error")
  func duplicateParameter() {
    var document = SBMLDocument3()
    document.parameters += SBMLDocument3.parameter("big", "5")
    guard case .duplicateDefinition(_, _, "parameter", "big")? = failure(document) else {
      Issue.record("of two values one was taken")
      return
    }
  }

  // MARK: Version 1

  private func version1(_ bounds: String, reversible: Bool) throws -> FluxBounds {
    var document = SBMLDocument3()
    document.fbcVersion = 1
    document.modelAttributes = ""
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", lower: nil, upper: nil, reversible: reversible)
    document.extra = "<fbc:listOfFluxBounds>\(bounds)</fbc:listOfFluxBounds>"
    return try load(document).model.reaction("x").bounds
  }

  private func bound(_ operation: String, _ value: String) -> String {
    "<fbc:fluxBound fbc:reaction=\"R_x\" fbc:operation=\"\(operation)\" fbc:value=\"\(value)\"/>"
  }

  /// The values are those that COBRApy 0.32.1 has after python-libsbml's conversion to version 2.
  @Test("of fbc version 1 that are missing are infinite, or 0")
  func version1Missing() throws {
    #expect(try version1("", reversible: true) == FluxBounds(lower: -.infinity, upper: .infinity))
    #expect(try version1("", reversible: false) == FluxBounds(lower: 0, upper: .infinity))
    #expect(
      try version1(bound("lessEqual", "5"), reversible: true)
        == FluxBounds(lower: -.infinity, upper: 5))
    #expect(
      try version1(bound("lessEqual", "5"), reversible: false) == FluxBounds(lower: 0, upper: 5))
  }

  @Test("of fbc version 1 intersect")
  func version1Several() throws {
    #expect(
      try version1(
        bound("greaterEqual", "1") + bound("greaterEqual", "3") + bound("lessEqual", "9")
          + bound("less", "7"), reversible: true) == FluxBounds(lower: 3, upper: 7))
    #expect(
      try version1(bound("equal", "2"), reversible: false) == FluxBounds(lower: 2, upper: 2))
    #expect(
      try version1(bound("greater", "-INF"), reversible: false)
        == FluxBounds(lower: -.infinity, upper: .infinity))
  }

  @Test("of fbc version 1 on an unknown reaction are an error")
  func version1Unknown() {
    var document = SBMLDocument3()
    document.fbcVersion = 1
    document.extra =
      "<fbc:listOfFluxBounds>"
      + "<fbc:fluxBound fbc:reaction=\"R_ac\" fbc:operation=\"equal\" fbc:value=\"1\"/>"
      + "</fbc:listOfFluxBounds>"
    guard case .unknownReaction(_, _, _, "R_ac", "R_ab"?)? = failure(document) else {
      Issue.record("a bound on an unknown reaction was dropped")
      return
    }
  }
}
