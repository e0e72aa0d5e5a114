/// What a stretch of time does to the states: x(h) = Φ·x(0) + rate·φ.
///
/// Both come from one exponential of the augmented matrix [A b; 0 0]·h, where b is the unit vector of
/// the intravenous state (Van Loan 1978, IEEE Trans. Automat. Contr. 23:395).
struct LinearPropagator: Sendable {
  let transition: SquareMatrix
  let response: [Double]

  init(_ system: LinearSystem, over step: Double, withRate: Bool) {
    let n = system.matrix.order
    guard withRate else {
      transition = (step * system.matrix).exponential()
      response = []
      return
    }
    let whole = (step * system.augmented).exponential()
    transition = whole.block(Array(0..<n))
    response = (0..<n).map { whole[$0, n] }
  }

  func apply(to state: [Double], rate: Double) -> [Double] {
    var result = transition.times(state)
    if rate != 0 { for i in result.indices { result[i] += rate * response[i] } }
    return result
  }
}

extension LinearSystem {
  /// [A b; 0 0]: the states and the intravenous rate, which stays as it is.
  var augmented: SquareMatrix {
    let n = matrix.order
    var result = SquareMatrix(order: n + 1)
    for i in 0..<n { for j in 0..<n { result[i, j] = matrix[i, j] } }
    result[inputs.intravenous, n] = 1
    return result
  }

  /// [A b 0; 0 0 0; cᵀ 0 0]: with the integral of one output besides.
  func augmented(accumulating output: Output) -> SquareMatrix {
    let n = matrix.order
    var result = SquareMatrix(order: n + 2)
    let inner = augmented
    for i in 0...n { for j in 0...n { result[i, j] = inner[i, j] } }
    result[n + 1, output.state] = 1 / output.volume
    return result
  }
}

/// Propagators by the length of their stretch, so that a regular regimen needs one exponential.
struct PropagatorCache {
  private let system: LinearSystem
  private let withRate: Bool
  private var known: [Int64: LinearPropagator] = [:]
  private(set) var exponentialCount = 0

  init(_ system: LinearSystem, withRate: Bool) {
    self.system = system
    self.withRate = withRate
  }

  /// Lengths that differ by less than 5·10⁻¹³ h count as one: event times of a month, sums and
  /// differences of doubles, are not known better. Nil for a length beyond the keys.
  static func key(_ step: Double) -> Int64? {
    let scaled = (step * 0x1p41).rounded()
    return abs(scaled) < 0x1p62 ? Int64(scaled) : nil
  }

  mutating func propagator(over step: Double) -> LinearPropagator {
    let key = Self.key(step)
    if let key, let found = known[key] { return found }
    exponentialCount += 1
    let new = LinearPropagator(system, over: step, withRate: withRate)
    if let key { known[key] = new }
    return new
  }
}
