/// Whether two lists of values rise and fall together.
///
/// Two-sided, by *t = r √((n − 2)/(1 − r²))* with *n − 2* degrees of freedom: exact for Pearson's
/// coefficient of normal values, an approximation for Spearman's, as in SciPy's `pearsonr` and
/// `spearmanr`.
public struct CorrelationTest: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Of the values.
    case pearson
    /// Of their ranks, ties sharing the mean of theirs.
    case spearman
  }

  /// *r*, from −1 to 1.
  public var coefficient: Double
  public var pValue: Double

  /// - Returns: `nil` where one of the lists is constant: there is no correlation.
  /// - Throws: ``CohortStatisticsError/notPaired(first:second:)``,
  ///   ``CohortStatisticsError/wrongCount(of:expected:found:)`` for fewer than three pairs,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``.
  /// - Complexity: O(*n*), O(*n* log *n*) for ranks.
  public init?(
    _ first: [Double], _ second: [Double], kind: Kind = .pearson
  ) throws(CohortStatisticsError) {
    guard first.count == second.count else {
      throw .notPaired(first: first.count, second: second.count)
    }
    if first.count < 3 { throw .wrongCount(of: "pairs", expected: 3, found: first.count) }
    for (row, list) in [first, second].enumerated() {
      if let column = list.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(what: "value", row: row, column: column)
      }
    }
    let (x, y) =
      kind == .pearson
      ? (Self.centred(first), Self.centred(second))
      : (Self.centred(Self.ranks(first)), Self.centred(Self.ranks(second)))
    guard let x, let y else { return nil }
    let r = min(max(zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }, -1), 1)
    coefficient = r
    let degrees = first.count - 2
    let t = r * (Double(degrees) / ((1 - r) * (1 + r))).squareRoot()
    pValue = abs(r) == 1 ? 0 : StudentT.twoSided(t, degrees: degrees)
  }

  private static func ranks(_ values: [Double]) -> [Double] {
    Ranking(values, tolerance: .exact).doubledRanks.map { Double($0) / 2 }
  }

  /// The values about their mean, of length 1; `nil` where they are all the same.
  private static func centred(_ values: [Double]) -> [Double]? {
    let first = values[0]
    if values.allSatisfy({ $0 == first }) { return nil }
    // Divided first, so that no square of a huge value overflows.
    let largest = values.reduce(0) { max($0, abs($1)) }
    let scaled = values.map { $0 / largest }
    let mean = scaled[0] + scaled.reduce(0) { $0 + ($1 - scaled[0]) } / Double(values.count)
    let centred = scaled.map { $0 - mean }
    let norm = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm > 0 ? centred.map { $0 / norm } : nil
  }
}
