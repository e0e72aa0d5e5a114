/// The subset of MathML that SBML allows, as a tree.
indirect enum MathExpression: Sendable {
  case number(Double)
  case name(Symbol)
  /// Time zero: every value is taken at the start.
  case time
  case apply(MathOperation, [MathExpression])
  case call(Symbol, [MathExpression])
  case piecewise([(value: MathExpression, condition: MathExpression)], otherwise: MathExpression?)
  /// Something without a constant value; it is an error only if it is needed.
  case unsupported(MathFailure)
}

/// A function definition: the names of its arguments and its body.
struct MathFunction: Sendable {
  var parameters: [Symbol]
  var body: MathExpression
}

/// The operators of MathML that SBML allows (Level 3 Version 2, section 3.4).
enum MathOperation: Sendable {
  case plus, minus, times, divide, power, root, abs, exp, ln, log, floor, ceiling, factorial
  case eq, neq, gt, lt, geq, leq, and, or, xor, not, implies
  case max, min, quotient, rem
  case sin, cos, tan, sec, csc, cot, sinh, cosh, tanh, sech, csch, coth
  case arcsin, arccos, arctan, arcsec, arccsc, arccot
  case arcsinh, arccosh, arctanh, arcsech, arccsch, arccoth

  init?(_ name: XMLName) {
    guard let operation = Self.byName[name] else { return nil }
    self = operation
  }

  private static let byName: [XMLName: MathOperation] = [
    .plus: .plus, .minus: .minus, .times: .times, .divide: .divide, .power: .power, .root: .root,
    .abs: .abs, .exp: .exp, .ln: .ln, .log: .log, .floor: .floor, .ceiling: .ceiling,
    .factorial: .factorial, .eq: .eq, .neq: .neq, .gt: .gt, .lt: .lt, .geq: .geq, .leq: .leq,
    .and: .and, .or: .or, .xor: .xor, .not: .not, .implies: .implies, .max: .max, .min: .min,
    .quotient: .quotient, .rem: .rem, .sin: .sin, .cos: .cos, .tan: .tan, .sec: .sec, .csc: .csc,
    .cot: .cot, .sinh: .sinh, .cosh: .cosh, .tanh: .tanh, .sech: .sech, .csch: .csch, .coth: .coth,
    .arcsin: .arcsin, .arccos: .arccos, .arctan: .arctan, .arcsec: .arcsec, .arccsc: .arccsc,
    .arccot: .arccot, .arcsinh: .arcsinh, .arccosh: .arccosh, .arctanh: .arctanh,
    .arcsech: .arcsech, .arccsch: .arccsch, .arccoth: .arccoth,
  ]
}
