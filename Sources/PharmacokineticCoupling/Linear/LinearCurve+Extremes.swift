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

  /// Returns the lowest concentration, as ``peak(of:from:to:)`` does the highest; a trough just before a dose
  /// is seen.
  public func trough(
    of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> CurvePoint {
    try extremes(of: name, from: from, to: to).lowest
  }

  /// Returns for how many hours the concentration is above `threshold`, each crossing found as a root.
  public func timeAbove(
    _ threshold: Double, of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> Double {
    try Check.finite(threshold, "threshold")
    try checkSpan(from, to)
    let output = system.outputs[try index(of: name)]
    if to == .infinity, threshold < 0 { return .infinity }
    let spectrum = try Eigenvalues(system.matrix)
    var total = 0.0
    for piece in pieces(from: from, to: to) {
      let search = ExtremeSearch(self, piece, output, spectrum)
      let points = search.points()
      for (left, right) in zip(points, points.dropFirst()) {
        total += search.time(above: threshold, from: left, to: right)
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

/// The extremes of one output on a piece without events.
///
/// With z = (x, rate), M the augmented matrix, and c(t) = cᵀz, the functions
///
///     f₀ = cᵀM z = c',   fₖ₊₁ = e^{λt}·d/dt(e^{−λt} fₖ) = cᵀM(M − λ₁I)…(M − λₖ₊₁I) z
///
/// end with one of a constant sign, by Cayley and Hamilton. By Rolle, between two roots of fₖ lies one of
/// fₖ₊₁: so the roots of fₖ₊₁ cut the piece into parts with at most one root of fₖ each, which its
/// signs show. All extremes are found, whether or not eigenvalues coincide. That needs real eigenvalues,
/// as mammillary models and chains have; where a cycle of transfers brings complex ones, the piece is
/// cut finely compared with their period instead.
private struct ExtremeSearch {
  private let output: LinearSystem.Output
  private let matrix: SquareMatrix
  private let start: Double
  private let length: Double
  private let origin: [Double]
  private let spectrum: [Eigenvalues.Value]

  init(
    _ curve: LinearCurve, _ piece: LinearCurve.Piece, _ output: LinearSystem.Output,
    _ spectrum: Eigenvalues
  ) {
    self.output = output
    matrix = curve.system.augmented
    start = piece.from
    origin = curve.state(atStartOf: piece) + [piece.segment.rate]
    self.spectrum = spectrum.values
    length = piece.to == .infinity ? Self.horizon(spectrum.values) : piece.to - piece.from
  }

  /// Sixty times the longest time constant: after that, less than 10⁻²⁶ of a mode is left.
  private static func horizon(_ spectrum: [Eigenvalues.Value]) -> Double {
    let largest = spectrum.map { abs($0.real) }.max() ?? 0
    let slowest = spectrum.map { abs($0.real) }.filter { $0 > 1e-13 * largest }.min()
    return slowest.map { 60 / $0 } ?? 0
  }

  /// Both ends of the piece and the extremes between them, in order.
  func points() -> [CurvePoint] {
    guard length > 0 else { return [point(0)] }
    return ([0] + derivativeRoots() + [length]).map(point)
  }

  /// How long the concentration is above a threshold between two points of a monotone stretch.
  func time(above threshold: Double, from left: CurvePoint, to right: CurvePoint) -> Double {
    let (first, last) = (left.concentration - threshold, right.concentration - threshold)
    if first > 0, last > 0 { return right.time - left.time }
    guard max(first, last) > 0 else { return 0 }
    let crossing = bracketedRoot(
      from: left.time, valued: first, to: right.time, valued: last
    ) { time in state(time - start)[output.state] / output.volume - threshold }
    return first > 0 ? crossing - left.time : right.time - crossing
  }

  private func point(_ s: Double) -> CurvePoint {
    CurvePoint(time: start + s, concentration: state(s)[output.state] / output.volume)
  }

  private func state(_ s: Double) -> [Double] {
    s == 0 ? origin : (s * matrix).exponential().times(origin)
  }

  private func value(_ row: [Double], _ s: Double) -> Double {
    zip(row, state(s)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func derivativeRoots() -> [Double] {
    var row = [Double](repeating: 0, count: matrix.order)
    row[output.state] = 1
    row = matrix.transposedTimes(row)
    guard spectrum.allSatisfy({ $0.imaginary == 0 }) else {
      return signChanges(of: row, between: fineCuts())
    }
    var rows = [row]
    for eigenvalue in spectrum.dropLast() {
      let image = matrix.transposedTimes(row)
      row = zip(image, row).map { $0 - eigenvalue.real * $1 }
      rows.append(row)
    }
    var roots: [Double] = []
    for row in rows.dropLast().reversed() {
      roots = signChanges(of: row, between: [0] + roots + [length])
    }
    return roots
  }

  private func signChanges(of row: [Double], between cuts: [Double]) -> [Double] {
    var roots: [Double] = []
    var left = (at: cuts[0], value: value(row, cuts[0]))
    for cut in cuts.dropFirst() where cut > left.at {
      let right = (at: cut, value: value(row, cut))
      if left.value * right.value < 0 || (right.value == 0 && left.value != 0) {
        roots.append(
          bracketedRoot(
            from: left.at, valued: left.value, to: right.at, valued: right.value
          ) { value(row, $0) })
      }
      left = right
    }
    return roots.filter { $0 > 0 && $0 < length }
  }

  /// Cuts that start at a tenth of the fastest time constant, grow, and stay below an eighth of the
  /// fastest half-period.
  private func fineCuts() -> [Double] {
    let fastest = spectrum.map { max(abs($0.real), abs($0.imaginary)) }.max() ?? 0
    let turning = spectrum.map { abs($0.imaginary) }.max() ?? 0
    var cuts = [0.0]
    var step = min(0.1 / fastest, length)
    while cuts[cuts.count - 1] + step < length {
      cuts.append(cuts[cuts.count - 1] + step)
      step = min(step * 1.1, .pi / (8 * turning))
    }
    return cuts + [length]
  }
}
