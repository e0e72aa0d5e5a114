import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("Objectives and constraints in SBML")
struct SBMLObjectiveTests {
  private func term(_ reaction: String, _ coefficient: String, _ more: String = "") -> String {
    "<fbc:fluxObjective fbc:reaction=\"\(reaction)\" fbc:coefficient=\"\(coefficient)\" \(more)/>"
  }

  private func document(active: String?, _ objectives: String) -> SBMLDocument3 {
    var document = SBMLDocument3()
    let attribute = active.map { "fbc:activeObjective=\"\($0)\"" } ?? ""
    document.objectives = "<fbc:listOfObjectives \(attribute)>\(objectives)</fbc:listOfObjectives>"
    return document
  }

  private var two: String {
    SBMLDocument3.objective("first", type: "minimize", terms: term("R_in", "2"))
      + SBMLDocument3.objective("second", terms: term("R_ab", "-0.5") + term("R_out", "3"))
  }

  @Test("follow the active one, with its sense and coefficients")
  func active() throws {
    let loaded = try load(document(active: "second", two))
    #expect(loaded.model.objective.sense == .maximize)
    #expect(loaded.model.objectiveTerms == ["ab": -0.5, "out": 3])
    #expect(loaded.document?.objectiveID == "second")
    #expect(try load(document(active: "first", two)).model.objective.sense == .minimize)
  }

  @Test("without an active one: the only one, or the first with a warning")
  func noneActive() throws {
    let one = SBMLDocument3.objective("o", terms: term("R_in", "1"))
    #expect(try load(document(active: nil, one)).warnings.isEmpty)
    let several = document(active: nil, two)
    let loaded = try load(several)
    #expect(loaded.model.objectiveTerms == ["in": 2])
    #expect(
      loaded.warnings == [
        .noActiveObjective(
          chosen: "first", count: 2, line: try line(of: "fbc:id=\"first\"", in: several))
      ])
  }

  @Test("that are missing leave none, with a warning")
  func missing() throws {
    var document = SBMLDocument3()
    document.objectives = ""
    let loaded = try load(document)
    #expect(loaded.model.objective.terms.isEmpty)
    #expect(loaded.warnings == [.noObjective])
  }

  @Test("on an unknown reaction are an error with the nearest name")
  func unknownReaction() throws {
    let document = document(
      active: "o", SBMLDocument3.objective("o", terms: term("R_ouf", "1")))
    #expect(
      failure(document)
        == .unknownReaction(
          path: "m.xml", line: try line(of: "R_ouf", in: document), referrer: "The objective 'o'",
          reaction: "R_ouf", suggestion: "R_out"))
  }

  @Test("that name an unknown objective as the active one are an error")
  func unknownActive() {
    guard
      case .unknownObjective(_, _, "frist", "first"?)? = failure(
        document(active: "frist", two))
    else {
      Issue.record("an unknown active objective was passed over")
      return
    }
  }

  @Test("that are not linear are refused")
  func quadratic() {
    for more in ["fbc:variableType=\"quadratic\"", "fbc:reaction2=\"R_in\""] {
      var document = document(
        active: "o", SBMLDocument3.objective("o", terms: term("R_out", "1", more)))
      document.fbcVersion = 3
      guard case .notSupported(_, _, _, "o")? = failure(document) else {
        Issue.record("\(more) was taken for linear")
        return
      }
    }
  }

  @Test("without a coefficient, or with one that is not finite, are an error")
  func coefficients() {
    for value in ["NaN", "INF", "x"] {
      let document = document(
        active: "o", SBMLDocument3.objective("o", terms: term("R_out", value)))
      guard case .invalidValue(_, _, "fluxObjective", "coefficient", value)? = failure(document)
      else {
        Issue.record("\(value) was taken for a coefficient")
        return
      }
    }
  }

  // MARK: Constraints

  private func constrained(_ components: String, bounds: String) -> SBMLDocument3 {
    var document = SBMLDocument3()
    document.fbcVersion = 3
    document.parameters +=
      SBMLDocument3.parameter("two", "2") + SBMLDocument3.parameter("minus", "-1")
      + SBMLDocument3.parameter("four", "4")
    document.extra =
      "<fbc:listOfUserDefinedConstraints><fbc:userDefinedConstraint fbc:id=\"ratio\" \(bounds)>"
      + "<fbc:listOfUserDefinedConstraintComponents>\(components)"
      + "</fbc:listOfUserDefinedConstraintComponents></fbc:userDefinedConstraint>"
      + "</fbc:listOfUserDefinedConstraints>"
    return document
  }

  private func component(
    _ coefficient: String, _ variable: String, _ more: String = "fbc:variableType=\"linear\""
  ) -> String {
    "<fbc:userDefinedConstraintComponent fbc:coefficient=\"\(coefficient)\" "
      + "fbc:variable=\"\(variable)\" \(more)/>"
  }

  private let limits = "fbc:lowerBound=\"zero\" fbc:upperBound=\"four\""

  @Test("of fbc version 3 bound linear combinations of fluxes")
  func linear() throws {
    let loaded = try load(
      constrained(component("two", "R_in") + component("minus", "R_out"), bounds: limits))
    #expect(
      loaded.model.constraints == [
        FluxConstraint(
          id: "ratio",
          terms: [.init(reaction: 0, coefficient: 2), .init(reaction: 2, coefficient: -1)],
          lower: 0, upper: 4)
      ])
  }

  @Test("of fbc version 3 take a parameter as a constant")
  func folded() throws {
    // 2·v + 2·4 within 0 … 4
    let loaded = try load(
      constrained(component("two", "R_in") + component("two", "four"), bounds: limits))
    let constraint = try #require(loaded.model.constraints.first)
    #expect(constraint.terms == [.init(reaction: 0, coefficient: 2)])
    #expect(constraint.lower == -8)
    #expect(constraint.upper == -4)
  }

  @Test("of fbc version 3 whose bounds are out of order are an error about a constraint")
  func crossedConstraint() throws {
    let document = constrained(
      component("two", "R_in"), bounds: "fbc:lowerBound=\"four\" fbc:upperBound=\"zero\"")
    let error = try #require(failure(document))
    #expect(
      error
        == .constraintOutOfOrder(
          path: "m.xml", line: try line(of: "\"ratio\"", in: document), constraint: "ratio",
          lower: 4, upper: 0))
    #expect(error.description.hasPrefix("The constraint 'ratio' "))
  }

  @Test("of one id are an error, since the active one could be either")
  func duplicates() throws {
    let twins =
      SBMLDocument3.objective("o", terms: term("R_in", "1"))
      + "\n" + SBMLDocument3.objective("o", type: "minimize", terms: term("R_out", "1"))
    let document = document(active: "o", twins)
    #expect(
      failure(document)
        == .duplicateDefinition(
          path: "m.xml", line: try line(of: "minimize", in: document), element: "objective",
          id: "o"))
  }

  @Test("of fbc version 3 over a species, or with a product, are refused")
  func refused() {
    for components in [
      component("two", "M_A"), component("two", "R_in", "fbc:variableType=\"quadratic\""),
      component("two", "R_in", "fbc:variable2=\"R_out\""),
    ] {
      guard
        case .notSupported(_, _, _, "ratio")? = failure(
          constrained(components, bounds: limits))
      else {
        Issue.record("\(components) was taken")
        return
      }
    }
    guard
      case .unknownReaction? = failure(
        constrained(component("two", "nobody"), bounds: limits))
    else {
      Issue.record("a constraint over nothing was taken")
      return
    }
  }
}
