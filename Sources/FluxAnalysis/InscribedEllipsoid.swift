/// The ellipsoid of the largest volume around the analytic centre of a polytope
/// {*x = c + B y*, *lower ≤ x ≤ upper*} that stays inside: coordinates in which the polytope is round.
///
/// Haraldsdóttir et al. (2017, doi 10.1093/bioinformatics/btx052) round by the inscribed ellipsoid
/// of the largest volume over all centres (Zhang and Gao, SIAM J Optim 2003, doi
/// 10.1137/S1052623402397230), each step of which solves a system of as many unknowns as there are
/// bounds. Here the centre is the analytic one, the point with the largest product of slacks, which
/// Newton's method finds. Around a given centre the ellipsoid is that of the symmetric polytope
/// |*bᵢ y*| ≤ *sᵢ*, with *sᵢ* the smaller slack, and the weights of its dual are the fixed point of
///
///     wᵢ ← wᵢ · bᵢᵀ (Bᵀ W S⁻² B)⁻¹ bᵢ / sᵢ²
///
/// (Cohen, Cousins, Lee and Yang, COLT 2019, arXiv 1905.11580). Every step takes the coordinates in
/// which its own matrix is the identity, so that none of them is ill-conditioned.
struct InscribedEllipsoid {
  /// What one unit along each axis of the ellipsoid changes.
  private(set) var coordinates: DenseCoordinates
  private(set) var center: [Double]
  private let lower: [Double]
  private let upper: [Double]

  private static let mostNewtonSteps = 60
  /// The centre is near enough when Newton's decrement is below this.
  private static let nearEnough = 0.1
  private static let mostWeightSteps = 40
  /// The ellipsoid may stand out by the square root of this.
  private static let overhang = 1.2

  /// - Parameters:
  ///   - coordinates: In which the directions of the polytope are given.
  ///   - start: A point with a slack at every bound.
  ///   - shouldStop: Asked between steps; what is there by then is the result.
  /// - Complexity: O(*n d²* + *d³*) a step, some 50 steps.
  init(
    _ coordinates: DenseCoordinates, start: [Double], lower: [Double], upper: [Double],
    shouldStop: () -> Bool
  ) {
    self.coordinates = coordinates
    self.lower = lower
    self.upper = upper
    center = start
    findCenter(shouldStop)
    findWeights(shouldStop)
  }

  /// The inverse slacks; 0 for a bound that is infinite.
  private func inverseSlacks(_ variable: Int) -> (below: Double, above: Double) {
    (
      1 / max(center[variable] - lower[variable], Self.leastSlack),
      1 / max(upper[variable] - center[variable], Self.leastSlack)
    )
  }

  /// A slack below this is none: what moves that little is held by the tolerance of the samples.
  private static let leastSlack = 1e-13

  private mutating func findCenter(_ shouldStop: () -> Bool) {
    for _ in 0..<Self.mostNewtonSteps where !shouldStop() {
      let inverses = center.indices.map(inverseSlacks)
      coordinates.normalize(
        weights: inverses.map { $0.below * $0.below + $0.above * $0.above })
      let gradient = coordinates.transposed(times: inverses.map { $0.above - $0.below })
      let decrement = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let direction = coordinates.times(gradient.map { -$0 })
      let step = bestStep(along: direction)
      for variable in center.indices { center[variable] += step * direction[variable] }
      if decrement < Self.nearEnough || step == 0 { return }
    }
  }

  /// The step that makes the product of the slacks the largest: where the derivative of the sum of
  /// their logarithms, which falls all the way, is zero.
  private func bestStep(along direction: [Double]) -> Double {
    let derivative = { (step: Double) -> Double in
      var sum = 0.0
      for variable in center.indices where direction[variable] != 0 {
        let moved = center[variable] + step * direction[variable]
        let (below, above) = (moved - lower[variable], upper[variable] - moved)
        if below <= 0 || above <= 0 { return -.infinity }
        sum += direction[variable] / below - direction[variable] / above
      }
      return sum
    }
    var (low, high) = (0.0, 1.0)
    while derivative(high) > 0, high < 1e6 { (low, high) = (high, 2 * high) }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if derivative(middle) > 0 { low = middle } else { high = middle }
    }
    return low
  }

  private mutating func findWeights(_ shouldStop: () -> Bool) {
    let scales = center.indices.map { variable in
      let inverses = inverseSlacks(variable)
      let largest = max(inverses.below, inverses.above)
      return largest * largest
    }
    let count = Double(max(1, coordinates.variableCount))
    var weights = [Double](
      repeating: Double(coordinates.dimension) / count, count: coordinates.variableCount)
    for _ in 0..<Self.mostWeightSteps where !shouldStop() {
      coordinates.normalize(weights: zip(weights, scales).map { $0 * $1 })
      let reach = zip(coordinates.squaredLengths, scales).map { $0 * $1 }
      if (reach.max() ?? 0) < Self.overhang { return }
      for variable in weights.indices { weights[variable] *= reach[variable] }
    }
  }
}
