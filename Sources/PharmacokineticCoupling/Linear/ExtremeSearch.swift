/// The extremes of one output on a piece without events.
///
/// With z = (x, rate), M the augmented matrix, and c(t) = cᵀz, the functions
///
///     f₀ = cᵀM z = c',   fₖ₊₁ = e^{λt}·d/dt(e^{−λt} fₖ) = cᵀM(M − λ₁I)…(M − λₖ₊₁I) z
///
/// end with one of a constant sign, by Cayley and Hamilton. By Rolle, between two roots of fₖ lies
/// one of fₖ₊₁: so the roots of fₖ₊₁ cut the piece into parts with at most one root of fₖ each,
/// which its signs show. All extremes are found, whether or not eigenvalues coincide. That needs
/// real eigenvalues, as mammillary models and chains have; where a cycle of transfers brings
/// complex ones, the piece is cut finely compared with their period instead.
struct ExtremeSearch {
  private let output: LinearSystem.Output
  private let matrix: SquareMatrix
  private let start: Double
  private let length: Double
  /// How much of the piece is looked through for extremes.
  private let searched: Double
  private let path: StatePath
  private let spectrum: [Eigenvalues.Value]

  init(
    _ curve: LinearCurve, _ piece: LinearCurve.Piece, _ output: LinearSystem.Output,
    _ spectrum: Eigenvalues
  ) {
    self.output = output
    matrix = curve.system.augmented
    start = piece.from
    self.spectrum = spectrum.values
    let horizon = Self.horizon(spectrum.values)
    length = piece.to == .infinity ? horizon : piece.to - piece.from
    // Beyond, modes are below the smallest number, and a slope of 0 has no sign to show a root by.
    searched = min(length, horizon)
    path = StatePath(
      matrix, from: curve.state(atStartOf: piece) + [piece.segment.rate], over: length)
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
  func hours(above threshold: Double, from left: CurvePoint, to right: CurvePoint) -> Double {
    timeAbove(threshold, from: left, to: right) { point($0 - start).concentration }
  }

  private func point(_ s: Double) -> CurvePoint {
    CurvePoint(time: start + s, concentration: path.state(s)[output.state] / output.volume)
  }

  private func value(_ row: [Double], _ s: Double) -> Double {
    zip(row, path.state(s)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func derivativeRoots() -> [Double] {
    var row = [Double](repeating: 0, count: matrix.order)
    row[output.state] = 1
    row = matrix.transposedTimes(row)
    guard spectrum.allSatisfy({ $0.imaginary == 0 }) else {
      return signChanges(of: row, between: fineCuts())
    }
    var rows = [row]
    // Fast modes first: of what is left, the slow ones stand above the rounding at all times, while a
    // fast mode alone would soon be nothing but rounding, whose sign says nothing.
    for eigenvalue in spectrum.sorted(by: { $0.real < $1.real }).dropLast() {
      let image = matrix.transposedTimes(row)
      row = zip(image, row).map { $0 - eigenvalue.real * $1 }
      rows.append(row)
    }
    let fixed = [0] + modeCuts() + [searched]
    var roots: [Double] = []
    for row in rows.dropLast().reversed() {
      roots = signChanges(of: row, between: (fixed + roots).sorted())
    }
    return roots
  }

  /// Within a few time constants of each mode, where its sign is still to be seen.
  private func modeCuts() -> [Double] {
    spectrum.filter { $0.real < 0 }.flatMap { mode in
      [1, 4, 16, 32].map { $0 / -mode.real }.filter { $0 < searched }
    }
  }

  private func signChanges(of row: [Double], between cuts: [Double]) -> [Double] {
    var roots: [Double] = []
    var left = (at: cuts[0], value: value(row, cuts[0]))
    for cut in cuts.dropFirst() where cut > left.at {
      let right = (at: cut, value: value(row, cut))
      // A slope of 0 is a root only if the signs around it differ, or it is one that has died away.
      if right.value == 0 { continue }
      if left.value != 0, (left.value < 0) != (right.value < 0) {
        roots.append(
          bracketedRoot(
            from: left.at, valued: left.value, to: right.at, valued: right.value
          ) { value(row, $0) })
      }
      left = right
    }
    return roots.filter { $0 > 0 && $0 < searched }
  }

  /// Cuts that start at a tenth of the fastest time constant and grow. While something can still
  /// turn, they stay below an eighth of the fastest half-period; in a compartment model that is
  /// never more than a few hundred, since each mode decays about as fast as it turns.
  private func fineCuts() -> [Double] {
    let fastest = spectrum.map { max(abs($0.real), abs($0.imaginary)) }.max() ?? 0
    let turning = spectrum.filter { $0.imaginary != 0 }
    let halfPeriod = turning.map { .pi / abs($0.imaginary) }.min() ?? .infinity
    let turningEnd = turning.map { 60 / abs($0.real) }.max() ?? 0
    var cuts = [0.0]
    var step = 0.1 / fastest
    while let last = cuts.last, last + step < searched, cuts.count < 100_000 {
      cuts.append(last + step)
      step = last < turningEnd ? min(step * 1.1, halfPeriod / 8) : step * 1.1
    }
    return cuts + [searched]
  }
}
