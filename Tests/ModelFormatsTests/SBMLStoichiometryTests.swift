import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("Stoichiometry in SBML")
struct SBMLStoichiometryTests {
  private func document(_ reactants: String, _ products: String = "") -> SBMLDocument3 {
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction(
      "R_x",
      inner: "<listOfReactants>\(reactants)</listOfReactants>"
        + "<listOfProducts>\(products)</listOfProducts>")
    return document
  }

  private func coefficients(_ reactants: String, _ products: String = "") throws -> [String: Double]
  {
    try load(document(reactants, products)).model.coefficients("x")
  }

  private func reference(_ species: String, _ value: String) -> String {
    SBMLDocument3.reference(species, "stoichiometry=\"\(value)\"")
  }

  @Test("is negative for reactants, positive for products")
  func signs() throws {
    #expect(
      try coefficients(reference("M_A", "2"), reference("M_B", "0.5")) == ["A": -2, "B": 0.5])
  }

  @Test("of a species that stands several times is added up")
  func repeated() throws {
    #expect(
      try coefficients(
        reference("M_A", "2") + reference("M_A", "1"),
        reference("M_A", "0.5") + reference("M_B", "1")) == ["A": -2.5, "B": 1])
  }

  @Test("that cancels out is dropped")
  func netZero() throws {
    #expect(
      try coefficients(reference("M_A", "2") + reference("M_B", "1"), reference("M_A", "2"))
        == ["B": -1])
  }

  @Test("may be negative in the file")
  func negative() throws {
    #expect(try coefficients(reference("M_A", "-3"), reference("M_B", "-1")) == ["A": 3, "B": -1])
  }

  /// COBRApy reads NaN here and goes on.
  @Test("that Level 3 does not state is an error")
  func missing() throws {
    let document = document(SBMLDocument3.reference("M_A", ""))
    #expect(
      failure(document)
        == .missingStoichiometry(
          path: "m.xml", line: try line(of: "R_x", in: document), reaction: "x", species: "M_A"))
  }

  @Test("that is not finite is an error", arguments: ["NaN", "INF"])
  func notFinite(value: String) {
    guard
      case .invalidStoichiometry(_, _, "x", "M_A", _)? = failure(
        document(reference("M_A", value)))
    else {
      Issue.record("\(value) was taken for a stoichiometry")
      return
    }
  }

  @Test("of a species that does not exist is an error with the nearest name")
  func unknownSpecies() throws {
    let document = document(reference("M_AA", "1"))
    let error = try #require(failure(document))
    #expect(
      error
        == .unknownSpecies(
          path: "m.xml", line: try line(of: "R_x", in: document), reaction: "x", species: "M_AA",
          suggestion: "M_A"))
    #expect(error.description.contains("Did you mean 'M_A'?"))
  }

  @Test("is given by an initial assignment to the id of the reference")
  func initialAssignment() throws {
    var document = document(SBMLDocument3.reference("M_A", "id=\"s\""))
    document.assignments = SBMLDocument3.initialAssignment(
      "s", "<apply><divide/><cn> 3 </cn><cn> 4 </cn></apply>")
    #expect(try load(document).model.coefficients("x") == ["A": -0.75])
  }

  @Test("is given by a constant assignment rule rather than the attribute")
  func assignmentRule() throws {
    var document = document(SBMLDocument3.reference("M_A", "id=\"s\" stoichiometry=\"1\""))
    document.rules = SBMLDocument3.assignmentRule("s", "<ci> k </ci>")
    document.parameters += SBMLDocument3.parameter("k", "2.5")
    #expect(try load(document).model.coefficients("x") == ["A": -2.5])
  }

  @Test("that a rate rule or an event changes is an error")
  func changing() {
    var document = document(SBMLDocument3.reference("M_A", "id=\"s\" stoichiometry=\"1\""))
    document.rules =
      "<rateRule variable=\"s\">" + SBMLDocument3.math("<cn>1</cn>") + "</rateRule>"
    guard case .cannotEvaluate(_, _, _, .changesInTime("s"))? = failure(document) else {
      Issue.record("a changing stoichiometry was taken")
      return
    }
    document.rules = ""
    document.events =
      "<event><listOfEventAssignments><eventAssignment variable=\"s\">"
      + SBMLDocument3.math("<cn>1</cn>") + "</eventAssignment></listOfEventAssignments></event>"
    guard case .cannotEvaluate(_, _, _, .changesInTime("s"))? = failure(document) else {
      Issue.record("a changing stoichiometry was taken")
      return
    }
  }
}
