/// The explicit Runge–Kutta pair of orders 5 and 4 of Dormand and Prince.
///
/// J. R. Dormand and P. J. Prince, "A family of embedded Runge–Kutta formulae", J. Comput. Appl.
/// Math. 6 (1980) 19; the continuous extension is that of Hairer, Nørsett and Wanner, "Solving
/// Ordinary Differential Equations I", II.6.
struct DormandPrinceStepper<System: OrdinarySystem>: OrdinaryStepper {
  static var errorOrder: Double { 5 }
  static var proportionalGain: Double { 0.04 }

  private let system: System
  private var stages: [[Double]]
  private var end: [Double]

  init(_ system: System) {
    self.system = system
    end = [Double](repeating: 0, count: system.dimension)
    stages = [[Double]](repeating: end, count: 7)
  }

  mutating func attempt(
    from time: Double, _ state: [Double], slope: [Double], length h: Double
  ) -> (state: [Double], error: [Double])? {
    stages[0] = slope
    for stage in 1..<7 {
      let row = DormandPrinceTableau.rows[stage - 1]
      for i in end.indices {
        var sum = 0.0
        for j in 0..<stage { sum += row[j] * stages[j][i] }
        end[i] = state[i] + h * sum
      }
      let node = time + DormandPrinceTableau.nodes[stage] * h
      system.derivative(at: node, end, into: &stages[stage])
    }
    let error = end.indices.map { i in
      h * (0..<7).reduce(0.0) { $0 + DormandPrinceTableau.error[$1] * stages[$1][i] }
    }
    return (end, error)
  }

  func dense(from time: Double, _ state: [Double], length h: Double) -> DenseStep {
    var c = [[Double]](repeating: state, count: 5)
    for i in state.indices {
      let difference = end[i] - state[i]
      let bend = h * stages[0][i] - difference
      c[1][i] = difference
      c[2][i] = bend
      c[3][i] = difference - h * stages[6][i] - bend
      c[4][i] = h * (0..<7).reduce(0.0) { $0 + DormandPrinceTableau.dense[$1] * stages[$1][i] }
    }
    return DenseStep(start: time, length: h, coefficients: c)
  }
}

private enum DormandPrinceTableau {
  static let nodes = [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1]

  static let rows: [[Double]] = [
    [1.0 / 5],
    [3.0 / 40, 9.0 / 40],
    [44.0 / 45, -56.0 / 15, 32.0 / 9],
    [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
    [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
    [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
  ]

  /// The weights of order 5 less those of order 4.
  static let error: [Double] = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
  ]

  static let dense: [Double] = [
    -12_715_105_075.0 / 11_282_082_432, 0, 87_487_479_700.0 / 32_700_410_799,
    -10_690_763_975.0 / 1_880_347_072, 701_980_252_875.0 / 199_316_789_632,
    -1_453_857_185.0 / 822_651_844, 69_997_945.0 / 29_380_423,
  ]
}
