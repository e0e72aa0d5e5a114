import Foundation

/// *height*·exp(−((*x* − *centre*)/*width*)²).
struct GaussianCurve: Sendable, Hashable {
  var height: Double
  var centre: Double
  var width: Double

  /// The curve with the least sum of squared distances, by Levenberg's and Marquardt's method from
  /// the peak of `values`; `nil` if none is found.
  ///
  /// - Complexity: O(points) for each of at most 500 steps.
  init?(fitting values: [Double], at points: [Double]) {
    guard let start = Self.start(values, points) else { return nil }
    var curve = start
    var error = curve.error(values, points)
    var damping = 1e-3
    for _ in 0..<500 {
      guard let step = curve.step(values, points, damping: damping) else { return nil }
      let next = GaussianCurve(
        height: curve.height + step.0, centre: curve.centre + step.1,
        width: abs(curve.width + step.2))
      let nextError = next.error(values, points)
      if nextError.isFinite, nextError <= error {
        let moved = max(abs(step.1), abs(step.2)) / max(curve.width, .leastNormalMagnitude)
        (curve, error, damping) = (next, nextError, max(damping / 10, 1e-12))
        if moved < 1e-12 { break }
      } else {
        damping *= 10
        if damping > 1e12 { break }
      }
    }
    self = curve
  }

  init(height: Double, centre: Double, width: Double) {
    (self.height, self.centre, self.width) = (height, centre, width)
  }

  /// The highest point, and the width that gives the area.
  private static func start(_ values: [Double], _ points: [Double]) -> GaussianCurve? {
    guard points.count > 3 else { return nil }
    let peak = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    if values[peak] <= 0 { return nil }
    let area = values.reduce(0, +) * (points[1] - points[0])
    return GaussianCurve(
      height: values[peak], centre: points[peak],
      width: area / (values[peak] * Double.pi.squareRoot()))
  }

  private func error(_ values: [Double], _ points: [Double]) -> Double {
    zip(values, points).reduce(0) { sum, pair in
      let distance = (pair.1 - centre) / width
      let rest = height * exp(-distance * distance) - pair.0
      return sum + rest * rest
    }
  }

  /// Solves *(JᵀJ + damping·diag(JᵀJ)) s = −Jᵀr* for the step of the three parameters.
  private func step(
    _ values: [Double], _ points: [Double], damping: Double
  ) -> (Double, Double, Double)? {
    var normal = [[Double]](repeating: [0, 0, 0, 0], count: 3)
    for (value, point) in zip(values, points) {
      let distance = (point - centre) / width
      let shape = exp(-distance * distance)
      let slopes = [
        shape, 2 * height * shape * distance / width,
        2 * height * shape * distance * distance / width,
      ]
      for row in 0..<3 {
        for column in 0..<3 { normal[row][column] += slopes[row] * slopes[column] }
        normal[row][3] -= slopes[row] * (height * shape - value)
      }
    }
    for row in 0..<3 { normal[row][row] *= 1 + damping }
    for pivot in 0..<3 {
      guard normal[pivot][pivot] > 0, normal[pivot][pivot].isFinite else { return nil }
      for row in 0..<3 where row != pivot {
        let factor = normal[row][pivot] / normal[pivot][pivot]
        for column in pivot..<4 { normal[row][column] -= factor * normal[pivot][column] }
      }
    }
    return (
      normal[0][3] / normal[0][0], normal[1][3] / normal[1][1], normal[2][3] / normal[2][2]
    )
  }
}
