/// One accepted step with the polynomial that continues the solution over it.
///
/// With θ = (t − start)/length,
///
///     y(θ) = c₀ + θ(c₁ + (1−θ)(c₂ + θ(c₃ + (1−θ)c₄)))
///
/// which is the form of both Dormand–Prince (order 4) and RODAS (order 3, c₄ = 0): Hairer, Nørsett
/// and Wanner, "Solving Ordinary Differential Equations I", II.6; Hairer and Wanner, II, IV.7.
struct DenseStep: Sendable, Hashable {
  let start: Double
  let length: Double
  /// Five vectors, or four without the last.
  let coefficients: [[Double]]

  var end: Double { start + length }

  func state(at time: Double) -> [Double] {
    coefficients[0].indices.map { value(of: $0, at: time) }
  }

  func value(of component: Int, at time: Double) -> Double {
    let theta = (time - start) / length
    let rest = 1 - theta
    let last = coefficients.count > 4 ? coefficients[4][component] : 0
    let inner = coefficients[2][component] + theta * (coefficients[3][component] + rest * last)
    return coefficients[0][component] + theta * (coefficients[1][component] + rest * inner)
  }

  /// dy/dθ of one component, by the product rule from the inside out.
  func slope(of component: Int, at time: Double) -> Double {
    let theta = (time - start) / length
    let rest = 1 - theta
    let last = coefficients.count > 4 ? coefficients[4][component] : 0
    let third = coefficients[3][component] + rest * last
    let second = coefficients[2][component] + theta * third
    let secondSlope = third - theta * last
    let first = coefficients[1][component] + rest * second
    let firstSlope = rest * secondSlope - second
    return first + theta * firstSlope
  }
}
