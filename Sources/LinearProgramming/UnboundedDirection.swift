/// A direction along which a program's points stay points and its objective improves without end,
/// as far as floating-point numbers can say so.
///
/// What is proved, with every sum's rounding error bounded: along ``values``, whose largest
/// magnitude is between 1 and 2,
///
/// - no column moves towards a finite bound of its own;
/// - the objective improves by at least ``gain`` a unit;
/// - no row moves towards or beyond a finite bound of its own by more than ``drift`` times the
///   larger of 1 and the row's largest term, a unit.
///
/// A ray of rounded numbers satisfies *A r = 0* only nearly, so this is no proof that the exact
/// program has no limit. It proves that from a point whose residual is *ε* the objective can be
/// improved by *gain · (τ − ε) / drift* before any residual is above a tolerance *τ*: with
/// ``tolerance`` and *τ* = 1e-7 by ten times the objective's largest coefficient at the least, and by
/// some 1e8 times the gain with the drift of 1e-15 that rounding leaves.
public struct UnboundedDirection: Sendable, Hashable {
  public let values: [Double]
  public let gain: Double
  public let drift: Double

  /// The largest drift that a direction may have, relative to its gain over the objective's
  /// largest coefficient.
  public static let tolerance = 1e-8
  /// Smaller entries against a finite bound are rounding; they are left out.
  fileprivate static let dust = 1e-11
}

extension ProgramJudge {
  /// Checks that `ray`, a number for each column, is a direction without end for *maximize c·x*.
  ///
  /// It says nothing of whether the program has a point at all.
  ///
  /// - Returns: The direction and what is proved of it; `nil` if it proves nothing.
  /// - Complexity: O(nonzeros).
  public func unboundedDirection(
    _ ray: [Double], maximizing terms: [(column: Int, coefficient: Double)]
  ) -> UnboundedDirection? {
    guard ray.count == program.columns.count, ray.allSatisfy(\.isFinite),
      let largest = ray.lazy.map({ abs($0) }).max(), largest > 0,
      let direction = scaled(ray, by: 1 / largest.binade)
    else { return nil }
    var gain = ErrorBoundedSum()
    for term in terms { gain.add(-term.coefficient * direction[term.column]) }
    let least = -gain.upperBound
    let size = terms.reduce(0) { max($0, abs($1.coefficient)) }
    guard least > 0 else { return nil }
    let drift = drift(along: direction)
    guard drift <= UnboundedDirection.tolerance * min(1, least / size) else { return nil }
    return UnboundedDirection(values: direction, gain: least, drift: drift)
  }

  /// The scaled ray without its dust; `nil` if a column moves towards a finite bound.
  private func scaled(_ ray: [Double], by factor: Double) -> [Double]? {
    var direction = ray
    for column in ray.indices {
      let value = ray[column] * factor
      let bounds = program.columns[column]
      let isBlocked = value > 0 ? bounds.upper.isFinite : value < 0 && bounds.lower.isFinite
      if isBlocked, abs(value) > UnboundedDirection.dust { return nil }
      direction[column] = isBlocked ? 0 : value
    }
    return direction
  }

  /// The most by which a unit of the direction moves a row towards a finite bound.
  private func drift(along direction: [Double]) -> Double {
    let matrix = program.matrix
    var sums = [ErrorBoundedSum](repeating: ErrorBoundedSum(), count: matrix.rowCount)
    var opposite = sums
    var largest = [Double](repeating: 1, count: matrix.rowCount)
    for column in direction.indices where direction[column] != 0 {
      for position in matrix.range(ofColumn: column) {
        let row = Int(matrix.rows[position])
        let term = matrix.values[position] * direction[column]
        sums[row].add(term)
        opposite[row].add(-term)
        largest[row] = max(largest[row], abs(term))
      }
    }
    var drift = 0.0
    for row in sums.indices {
      let bounds = program.rows[row]
      if bounds.upper.isFinite { drift = max(drift, sums[row].upperBound / largest[row]) }
      if bounds.lower.isFinite { drift = max(drift, opposite[row].upperBound / largest[row]) }
    }
    return drift
  }
}
