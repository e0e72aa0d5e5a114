extension LinearCurve {
  /// Returns the highest concentration from `from` to `to`, and the first time it is there.
  ///
  /// The time is a root of the derivative, found to the last digits, or an event.
  ///
  /// - Parameter to: May be infinite.
  public func peak(
    of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> CurvePoint {
    try extremes(of: name, from: from, to: to).highest
  }

  /// Returns the lowest concentration, as ``peak(of:from:to:)`` does the highest; a trough just
  /// before a dose is seen.
  public func trough(
    of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> CurvePoint {
    try extremes(of: name, from: from, to: to).lowest
  }

  /// Returns for how many hours the concentration is above `threshold`, each crossing found as a
  /// root.
  public func timeAbove(
    _ threshold: Double, of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> Double {
    try Check.finite(threshold, "threshold")
    try checkSpan(from, to)
    let output = system.outputs[try index(of: name)]
    let spectrum = try Eigenvalues(system.matrix)
    var total = 0.0
    for piece in pieces(from: from, to: to) {
      let search = ExtremeSearch(self, piece, output, spectrum)
      let points = search.points()
      // What is above after sixty of the longest time constants is so for ever.
      if piece.to == .infinity, let last = points.last, last.concentration > threshold {
        return .infinity
      }
      for (left, right) in zip(points, points.dropFirst()) {
        total += search.hours(above: threshold, from: left, to: right)
      }
    }
    return total
  }

  private func extremes(
    of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> (lowest: CurvePoint, highest: CurvePoint) {
    try checkSpan(from, to)
    let output = system.outputs[try index(of: name)]
    let spectrum = try Eigenvalues(system.matrix)
    let first = CurvePoint(
      time: from, concentration: try concentration(of: name, at: from))
    var (lowest, highest) = (first, first)
    for piece in pieces(from: from, to: to) {
      for point in ExtremeSearch(self, piece, output, spectrum).points() {
        if point.concentration > highest.concentration { highest = point }
        if point.concentration < lowest.concentration { lowest = point }
      }
    }
    // A dose at the very end counts: the curve has the value just after it.
    if to.isFinite {
      let last = CurvePoint(time: to, concentration: try concentration(of: name, at: to))
      if last.concentration > highest.concentration { highest = last }
    }
    return (lowest, highest)
  }
}
