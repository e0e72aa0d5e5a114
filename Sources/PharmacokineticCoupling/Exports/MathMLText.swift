import DataFiles

extension XMLWriter {
  /// Writes a term as the `math` of SBML. Numbers in it are counts, without a unit.
  mutating func math(_ term: KineticTerm) {
    start(
      "math",
      [
        "xmlns": "http://www.w3.org/1998/Math/MathML",
        "xmlns:sbml": "http://www.sbml.org/sbml/level3/version1/core",
      ])
    mathTerm(term)
    end()
  }

  private mutating func mathTerm(_ term: KineticTerm) {
    switch term {
    case .symbol(let name): element("ci", text: name)
    case .number(let value):
      element("cn", ["sbml:units": "dimensionless"], text: ExportTool.rxode2.number(value))
    case .time:
      element(
        "csymbol",
        ["encoding": "text", "definitionURL": "http://www.sbml.org/sbml/symbols/time"],
        text: "time")
    case .sum(let terms): apply("plus", terms)
    case .difference(let left, let right): apply("minus", [left, right])
    case .product(let factors): apply("times", factors)
    case .ratio(let over, let under): apply("divide", [over, under])
    case .atLeast(let left, let right): apply("geq", [left, right])
    }
  }

  private mutating func apply(_ operation: String, _ terms: [KineticTerm]) {
    start("apply")
    empty(operation)
    for term in terms { mathTerm(term) }
    end()
  }
}
