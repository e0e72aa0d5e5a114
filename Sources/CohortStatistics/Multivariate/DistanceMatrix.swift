/// The distance of every two samples.
public struct DistanceMatrix: Sendable, Hashable {
  public let sampleCount: Int
  /// Of the pairs (0, 1), (0, 2) … (1, 2) …, as SciPy's `pdist` lists them.
  public private(set) var values: [Double]

  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/negative(what:row:column:)``.
  public init(sampleCount: Int, values: [Double]) throws(CohortStatisticsError) {
    let expected = sampleCount * max(0, sampleCount - 1) / 2
    guard sampleCount >= 0, sampleCount < 1 << 31, values.count == expected else {
      throw .wrongCount(of: "distances", expected: expected, found: values.count)
    }
    self.sampleCount = sampleCount
    self.values = values
    for i in 0..<sampleCount {
      for j in stride(from: i + 1, to: sampleCount, by: 1) {
        let value = values[place(i, j)]
        // The square of a larger one would not be finite.
        if !(abs(value) < 1e150) { throw .notFinite(what: "distance", row: i, column: j) }
        if value < 0 { throw .negative(what: "distance", row: i, column: j) }
      }
    }
  }

  /// Euclid's distances over the features.
  ///
  /// - Throws: ``CohortStatisticsError/notFinite(what:row:column:)`` where one overflows.
  /// - Complexity: O(*n*²·*f*) for *n* samples and *f* features.
  public init(euclidean features: CentredFeatures) throws(CohortStatisticsError) {
    let n = features.sampleCount
    let squares = features.pairSums(.squaredDifference)
    let distances = (0..<n).flatMap { i in
      (i + 1..<max(i + 1, n)).map { squares[i * n + $0].squareRoot() }
    }
    try self.init(sampleCount: n, values: distances)
  }

  /// One less the mean Jaccard index of the flux ranges of two samples, over the reactions that have
  /// a range in both; 0 for two samples that share none.
  ///
  /// - Parameters:
  ///   - minima: Reactions by samples. So are `maxima`.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/reversedRange(minimum:maximum:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(*n*²·reactions).
  public init(
    jaccard minima: SampleMatrix, _ maxima: SampleMatrix, tolerance: ValueTolerance = .init()
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    let n = minima.sampleCount
    guard maxima.sampleCount == n, maxima.rowCount == minima.rowCount else {
      throw .wrongCount(of: "maxima", expected: minima.values.count, found: maxima.values.count)
    }
    var sums = [Double](repeating: 0, count: n * max(0, n - 1) / 2)
    var counts = [Int32](repeating: 0, count: sums.count)
    for row in 0..<minima.rowCount {
      var ranges: [FluxInterval?] = []
      for sample in 0..<n {
        guard let low = minima[row, sample], let high = maxima[row, sample] else {
          ranges.append(nil)
          continue
        }
        try ranges.append(FluxInterval(minimum: low, maximum: high, tolerance: tolerance))
      }
      Self.add(ranges, tolerance, &sums, &counts)
    }
    try self.init(
      sampleCount: n, values: zip(sums, counts).map { $1 > 0 ? max(0, 1 - $0 / Double($1)) : 0 })
  }

  private static func add(
    _ ranges: [FluxInterval?], _ tolerance: ValueTolerance, _ sums: inout [Double],
    _ counts: inout [Int32]
  ) {
    var place = 0
    for i in ranges.indices {
      for j in ranges.indices[(i + 1)...] {
        if let a = ranges[i], let b = ranges[j] {
          sums[place] += a == b ? 1 : IntervalComparison.jaccard(a, b, tolerance: tolerance)
          counts[place] += 1
        }
        place += 1
      }
    }
  }

  /// Where the pair of two different samples stands in ``values``.
  private func place(_ i: Int, _ j: Int) -> Int {
    let (low, high) = (min(i, j), max(i, j))
    return low * (2 * sampleCount - low - 1) / 2 + high - low - 1
  }

  public internal(set) subscript(i: Int, j: Int) -> Double {
    get { i == j ? 0 : values[place(i, j)] }
    set { values[place(i, j)] = newValue }
  }
}
