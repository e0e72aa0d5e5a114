/// The L-stable, stiffly accurate Rosenbrock pair of orders 4 and 3 of RODAS, with six stages.
///
/// In the form without products of the Jacobian J, each stage solves
///
///     (I/(hγ) − J)·kᵢ = f(t + αᵢh, y + Σ aᵢⱼkⱼ) + Σ (cᵢⱼ/h)·kⱼ + hδᵢ·∂f/∂t
///
/// E. Hairer and G. Wanner, "Solving Ordinary Differential Equations II", 2nd edition (1996), IV.7,
/// with the coefficients of their method 1.
struct RosenbrockStepper<System: OrdinarySystem>: OrdinaryStepper {
  static var errorOrder: Double { 4 }
  static var proportionalGain: Double { 0 }

  private let system: System
  private var stages: [[Double]]
  private(set) var end: [Double]
  var error: [Double] { stages[5] }

  init(_ system: System) {
    self.system = system
    end = [Double](repeating: 0, count: system.dimension)
    stages = [[Double]](repeating: end, count: 6)
  }

  mutating func attempt(
    from time: Double, _ state: [Double], slope: [Double], length h: Double
  ) -> Bool {
    typealias T = RosenbrockTableau
    guard let factors = factored(time, state, slope, h) else { return false }
    let drift = timeDerivative(time, state, slope, h)
    var right = slope
    for stage in 0..<6 {
      if stage > 0 {
        // The last two stages start where the one before ended: the method is stiffly accurate.
        for i in end.indices {
          end[i] = stage == 5 ? end[i] + stages[4][i] : state[i]
          if stage < 5 { for j in 0..<stage { end[i] += T.a[stage][j] * stages[j][i] } }
        }
        system.derivative(at: time + T.nodes[stage] * h, end, into: &right)
      }
      for i in end.indices {
        for j in 0..<stage { right[i] += T.c[stage][j] / h * stages[j][i] }
        right[i] += h * T.drift[stage] * drift[i]
      }
      factors.solve(&right)
      stages[stage] = right
    }
    for i in end.indices { end[i] += stages[5][i] }
    return true
  }

  func dense(from time: Double, _ state: [Double], length h: Double) -> DenseStep {
    let n = state.count
    var c = [Double](repeating: 0, count: 4 * n)
    for i in 0..<n {
      c[i] = state[i]
      c[n + i] = end[i] - state[i]
      c[2 * n + i] = (0..<5).reduce(0.0) { $0 + RosenbrockTableau.dense2[$1] * stages[$1][i] }
      c[3 * n + i] = (0..<5).reduce(0.0) { $0 + RosenbrockTableau.dense3[$1] * stages[$1][i] }
    }
    return DenseStep(start: time, length: h, dimension: n, coefficients: c)
  }

  private func factored(
    _ time: Double, _ state: [Double], _ slope: [Double], _ h: Double
  ) -> LUFactors? {
    var matrix = SquareMatrix(order: system.dimension)
    matrix.add(-1, jacobian(time, state, slope))
    matrix.addDiagonal(1 / (h * RosenbrockTableau.gamma))
    return LUFactors(matrix)
  }

  /// The Jacobian of the system, or forward differences with a step of √ε of the state.
  private func jacobian(_ time: Double, _ state: [Double], _ slope: [Double]) -> SquareMatrix {
    var matrix = SquareMatrix(order: system.dimension)
    if let exact = system.jacobian(at: time, state) {
      matrix.values = exact
      return matrix
    }
    var moved = state
    var there = slope
    let largest = state.reduce(0) { max($0, abs($1)) }
    for j in state.indices {
      let delta = (Double.ulpOfOne * max(abs(state[j]), 1e-5 * largest, 1e-300)).squareRoot()
      moved[j] = state[j] + delta
      system.derivative(at: time, moved, into: &there)
      for i in state.indices { matrix[i, j] = (there[i] - slope[i]) / (moved[j] - state[j]) }
      moved[j] = state[j]
    }
    return matrix
  }

  private func timeDerivative(
    _ time: Double, _ state: [Double], _ slope: [Double], _ h: Double
  ) -> [Double] {
    let delta = min((Double.ulpOfOne * max(1e-5, abs(time))).squareRoot(), h)
    let later = time + delta
    guard later > time else { return [Double](repeating: 0, count: slope.count) }
    var there = slope
    system.derivative(at: later, state, into: &there)
    return zip(there, slope).map { ($0 - $1) / (later - time) }
  }
}

private enum RosenbrockTableau {
  static let gamma = 0.25
  static let nodes = [0, 0.386, 0.21, 0.63, 1, 1]
  static let drift = [0.25, -0.1043, 0.1035, -0.03620000000000023, 0, 0]

  static let a: [[Double]] = [
    [],
    [1.544],
    [0.9466785280815826, 0.2557011698983284],
    [3.314825187068521, 2.896124015972201, 0.9986419139977817],
    [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950],
  ]

  static let c: [[Double]] = [
    [],
    [-5.6688],
    [-2.430093356833875, -0.2063599157091915],
    [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
    [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160],
    [
      8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
      -6.058818238834054,
    ],
  ]

  static let dense2 = [
    10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823,
    1.025137723295662,
  ]
  static let dense3 = [
    -0.6762803392806898, 6.087714651680015, 16.43084320892478, 24.76722511418386,
    -6.594389125716872,
  ]
}
