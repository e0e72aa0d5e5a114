/// The explicit Runge–Kutta pair of orders 5 and 4 of Dormand and Prince.
///
/// J. R. Dormand and P. J. Prince, "A family of embedded Runge–Kutta formulae", J. Comput. Appl.
/// Math. 6 (1980) 19; the continuous extension is that of Hairer, Nørsett and Wanner, "Solving
/// Ordinary Differential Equations I", II.6.
struct DormandPrinceStepper<System: OrdinarySystem>: OrdinaryStepper {
  static var errorOrder: Double { 5 }
  static var proportionalGain: Double { 0.04 }

  private let system: System
  // The slopes at the seven stages, each an array of its own so that the system can write into it.
  private var k1, k2, k3, k4, k5, k6, k7: [Double]
  private var stage: [Double]
  private(set) var end: [Double]
  private(set) var error: [Double]

  init(_ system: System) {
    self.system = system
    let zeros = [Double](repeating: 0, count: system.dimension)
    (k1, k2, k3, k4, k5, k6, k7) = (zeros, zeros, zeros, zeros, zeros, zeros, zeros)
    (stage, end, error) = (zeros, zeros, zeros)
  }

  // Written out, stage by stage: the loops over the tableau cost three times the arithmetic.
  mutating func attempt(
    from time: Double, _ state: [Double], slope: [Double], length h: Double
  ) -> Bool {
    let places = state.indices
    for i in places {
      k1[i] = slope[i]
      stage[i] = state[i] + h * (1.0 / 5) * k1[i]
    }
    system.derivative(at: time + h * (1.0 / 5), stage, into: &k2)
    for i in places {
      stage[i] = state[i] + h * ((3.0 / 40) * k1[i] + (9.0 / 40) * k2[i])
    }
    system.derivative(at: time + h * (3.0 / 10), stage, into: &k3)
    for i in places {
      stage[i] =
        state[i] + h * ((44.0 / 45) * k1[i] - (56.0 / 15) * k2[i] + (32.0 / 9) * k3[i])
    }
    system.derivative(at: time + h * (4.0 / 5), stage, into: &k4)
    for i in places {
      let early = (19372.0 / 6561) * k1[i] - (25360.0 / 2187) * k2[i]
      let late = (64448.0 / 6561) * k3[i] - (212.0 / 729) * k4[i]
      stage[i] = state[i] + h * (early + late)
    }
    system.derivative(at: time + h * (8.0 / 9), stage, into: &k5)
    for i in places {
      let early = (9017.0 / 3168) * k1[i] - (355.0 / 33) * k2[i] + (46732.0 / 5247) * k3[i]
      let late = (49.0 / 176) * k4[i] - (5103.0 / 18656) * k5[i]
      stage[i] = state[i] + h * (early + late)
    }
    system.derivative(at: time + h, stage, into: &k6)
    for i in places {
      let early = (35.0 / 384) * k1[i] + (500.0 / 1113) * k3[i] + (125.0 / 192) * k4[i]
      let late = (11.0 / 84) * k6[i] - (2187.0 / 6784) * k5[i]
      end[i] = state[i] + h * (early + late)
    }
    system.derivative(at: time + h, end, into: &k7)
    estimateError(h)
    return true
  }

  /// The weights of order 5 less those of order 4.
  private mutating func estimateError(_ h: Double) {
    for i in error.indices {
      let early = (71.0 / 57600) * k1[i] - (71.0 / 16695) * k3[i] + (71.0 / 1920) * k4[i]
      let late = (22.0 / 525) * k6[i] - (17253.0 / 339200) * k5[i] - (1.0 / 40) * k7[i]
      error[i] = h * (early + late)
    }
  }

  func dense(from time: Double, _ state: [Double], length h: Double) -> DenseStep {
    let n = state.count
    let coefficients = [Double](unsafeUninitializedCapacity: 5 * n) { c, count in
      for i in 0..<n {
        let difference = end[i] - state[i]
        let bend = h * k1[i] - difference
        c[i] = state[i]
        c[n + i] = difference
        c[2 * n + i] = bend
        c[3 * n + i] = difference - h * k7[i] - bend
        c[4 * n + i] = h * correction(i)
      }
      count = 5 * n
    }
    return DenseStep(start: time, length: h, dimension: n, coefficients: coefficients)
  }

  private func correction(_ i: Int) -> Double {
    let early =
      (-12_715_105_075.0 / 11_282_082_432) * k1[i] + (87_487_479_700.0 / 32_700_410_799) * k3[i]
      - (10_690_763_975.0 / 1_880_347_072) * k4[i]
    let late =
      (701_980_252_875.0 / 199_316_789_632) * k5[i] - (1_453_857_185.0 / 822_651_844) * k6[i]
      + (69_997_945.0 / 29_380_423) * k7[i]
    return early + late
  }
}
