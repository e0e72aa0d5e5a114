import Foundation

extension MathOperation {
  /// As ``value(_:)``, but infinity only of infinity: a division by zero or an overflow would make
  /// a limit unlimited without a word.
  func finiteValue(_ x: [Double]) throws(MathFailure) -> Double {
    let result = try value(x)
    if result.isInfinite, x.allSatisfy(\.isFinite) {
      throw .infinite(operation: "'\(self)' of \(x.map { "\($0)" }.joined(separator: ", "))")
    }
    return result
  }

  /// The value on arguments that have values; Booleans are 1 and 0.
  ///
  /// - Throws: ``MathFailure/wrongArgumentCount(operation:count:)``.
  func value(_ x: [Double]) throws(MathFailure) -> Double {
    switch self {
    case .plus: return x.reduce(0, +)
    case .times: return x.reduce(1, *)
    case .and: return x.allSatisfy { $0 != 0 } ? 1 : 0
    case .or: return x.contains { $0 != 0 } ? 1 : 0
    case .xor: return x.count { $0 != 0 } % 2 == 1 ? 1 : 0
    case .max where !x.isEmpty: return x.reduce(-.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
    case .min where !x.isEmpty: return x.reduce(.infinity) { $1 < $0 || $1.isNaN ? $1 : $0 }
    case .eq, .neq, .gt, .lt, .geq, .leq: return try compared(x) ? 1 : 0
    case .minus where x.count == 1: return -x[0]
    default: break
    }
    if x.count == 1 { return try unary(x[0]) }
    if x.count == 2 { return try binary(x[0], x[1]) }
    throw wrongCount(x.count)
  }

  private func wrongCount(_ count: Int) -> MathFailure {
    .wrongArgumentCount(operation: "\(self)", count: count)
  }

  /// Relations hold of every pair of neighbours.
  private func compared(_ x: [Double]) throws(MathFailure) -> Bool {
    guard x.count >= 2, self != .neq || x.count == 2 else { throw wrongCount(x.count) }
    return zip(x, x.dropFirst()).allSatisfy { a, b in
      switch self {
      case .eq: a == b
      case .neq: a != b
      case .gt: a > b
      case .lt: a < b
      case .geq: a >= b
      default: a <= b
      }
    }
  }

  private func binary(_ a: Double, _ b: Double) throws(MathFailure) -> Double {
    switch self {
    case .minus: return a - b
    case .divide: return a / b
    case .power: return pow(a, b)
    // The degree comes first, as does the base of the logarithm.
    case .root: return root(degree: a, of: b)
    case .log: return a == 10 ? log10(b) : a == 2 ? log2(b) : Foundation.log(b) / Foundation.log(a)
    case .quotient: return (a / b).rounded(.towardZero)
    case .rem: return fmod(a, b)
    case .implies: return a == 0 || b != 0 ? 1 : 0
    default: throw wrongCount(2)
    }
  }

  /// Exact for powers of whole numbers; an odd root of a negative number is negative.
  private func root(degree: Double, of x: Double) -> Double {
    if degree == 2 { return x.squareRoot() }
    let isOdd = Swift.abs(degree.remainder(dividingBy: 2)) == 1
    let magnitude = pow(isOdd ? Swift.abs(x) : x, 1 / degree)
    let whole = magnitude.rounded()
    let best = pow(whole, degree) == Swift.abs(x) ? whole : magnitude
    return isOdd && x < 0 ? -best : best
  }

  private func unary(_ x: Double) throws(MathFailure) -> Double {
    switch self {
    case .not: return x == 0 ? 1 : 0
    case .abs: return Swift.abs(x)
    case .exp: return Foundation.exp(x)
    case .ln: return Foundation.log(x)
    case .floor: return x.rounded(.down)
    case .ceiling: return x.rounded(.up)
    case .factorial: return factorial(x)
    default: return try trigonometric(x)
    }
  }

  private func factorial(_ x: Double) -> Double {
    guard x >= 0, x == x.rounded(), x <= 170 else { return x > 170 ? .infinity : .nan }
    return stride(from: 2.0, through: x, by: 1).reduce(1, *)
  }

  private func trigonometric(_ x: Double) throws(MathFailure) -> Double {
    switch self {
    case .sin: Foundation.sin(x)
    case .cos: Foundation.cos(x)
    case .tan: Foundation.tan(x)
    case .sec: 1 / Foundation.cos(x)
    case .csc: 1 / Foundation.sin(x)
    case .cot: 1 / Foundation.tan(x)
    case .sinh: Foundation.sinh(x)
    case .cosh: Foundation.cosh(x)
    case .tanh: Foundation.tanh(x)
    case .sech: 1 / Foundation.cosh(x)
    case .csch: 1 / Foundation.sinh(x)
    case .coth: 1 / Foundation.tanh(x)
    default: try inverseTrigonometric(x)
    }
  }

  private func inverseTrigonometric(_ x: Double) throws(MathFailure) -> Double {
    switch self {
    case .arcsin: asin(x)
    case .arccos: acos(x)
    case .arctan: atan(x)
    case .arcsec: acos(1 / x)
    case .arccsc: asin(1 / x)
    case .arccot: x == 0 ? .pi / 2 : atan(1 / x)
    case .arcsinh: asinh(x)
    case .arccosh: acosh(x)
    case .arctanh: atanh(x)
    case .arcsech: acosh(1 / x)
    case .arccsch: asinh(1 / x)
    case .arccoth: atanh(1 / x)
    default: throw wrongCount(1)
    }
  }
}
