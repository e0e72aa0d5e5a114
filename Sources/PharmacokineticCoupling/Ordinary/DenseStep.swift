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
  /// How many states there are.
  let dimension: Int
  /// c₀ of every state, then c₁ of every state, up to c₄, or c₃ where c₄ = 0.
  let coefficients: [Double]

  var end: Double { start + length }

  /// c₀.
  var origin: [Double] { Array(coefficients[..<dimension]) }

  func state(at time: Double) -> [Double] {
    (0..<dimension).map { value(of: $0, at: time) }
  }

  func value(of component: Int, at time: Double) -> Double {
    let theta = (time - start) / length
    let rest = 1 - theta
    let inner = term(2, component) + theta * (term(3, component) + rest * last(component))
    return term(0, component) + theta * (term(1, component) + rest * inner)
  }

  /// dy/dθ of one component, by the product rule from the inside out.
  func slope(of component: Int, at time: Double) -> Double {
    let theta = (time - start) / length
    let rest = 1 - theta
    let last = last(component)
    let third = term(3, component) + rest * last
    let second = term(2, component) + theta * third
    let secondSlope = third - theta * last
    let first = term(1, component) + rest * second
    let firstSlope = rest * secondSlope - second
    return first + theta * firstSlope
  }

  private func term(_ power: Int, _ component: Int) -> Double {
    coefficients[power * dimension + component]
  }

  private func last(_ component: Int) -> Double {
    coefficients.count > 4 * dimension ? term(4, component) : 0
  }
}
