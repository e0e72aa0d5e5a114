import FluxAnalysis

extension CohortRecord {
  /// What draws of a patient's expression give for each end of the ranges: an interval that holds a
  /// stated part of them (``CohortShrinkage/probability``).
  ///
  /// Draws under which the model has no answer are left out, and so is no other. NaN where an end was
  /// not settled in every draw that has an answer, or none has. An interval end between a finite value
  /// and an infinite one is infinite. The point need not lie within: it is the range at the mean of
  /// the levels, not a mean of ranges.
  public struct Intervals: Sendable, Hashable {
    /// How many of the draws had an answer.
    public var draws: Int
    public var minimumLow: [Double]
    public var minimumHigh: [Double]
    public var maximumLow: [Double]
    public var maximumHigh: [Double]

    /// - Parameters:
    ///   - ranges: Of each draw that has an answer.
    ///   - count: How many reactions there are.
    init(_ ranges: [[FluxRange]], count: Int, probability: Double) {
      draws = ranges.count
      let tail = (1 - probability) / 2
      (minimumLow, minimumHigh) = Self.quantiles(tail, count) { row in
        ranges.map { $0[row].minimum.value ?? .nan }
      }
      (maximumLow, maximumHigh) = Self.quantiles(tail, count) { row in
        ranges.map { $0[row].maximum.value ?? .nan }
      }
    }

    init(draws: Int, numbers: ArraySlice<[Double]>) {
      self.draws = draws
      let first = numbers.startIndex
      (minimumLow, minimumHigh) = (numbers[first], numbers[first + 1])
      (maximumLow, maximumHigh) = (numbers[first + 2], numbers[first + 3])
    }

    private static func quantiles(
      _ tail: Double, _ count: Int, _ values: (Int) -> [Double]
    ) -> (low: [Double], high: [Double]) {
      var (low, high): ([Double], [Double]) = ([], [])
      for row in 0..<count {
        let values = values(row)
        let isSettled = !values.isEmpty && !values.contains(where: \.isNaN)
        let sorted = isSettled ? values.sorted() : []
        low.append(isSettled ? quantile(tail, of: sorted) : .nan)
        high.append(isSettled ? quantile(1 - tail, of: sorted) : .nan)
      }
      return (low, high)
    }

    /// The rule of Hazen (1914): the *k*-th of *n* sorted values stands at (*k* − ½)/*n*, linear
    /// between, the ends held.
    static func quantile(_ share: Double, of sorted: [Double]) -> Double {
      let last = sorted.count - 1
      let place = min(max(share * Double(sorted.count) - 0.5, 0), Double(last))
      let below = Int(place)
      let (first, second) = (sorted[below], sorted[min(below + 1, last)])
      let part = place - Double(below)
      if part == 0 || first == second || first == -.infinity { return first }
      if second == .infinity { return second }
      return first + part * (second - first)
    }
  }
}
