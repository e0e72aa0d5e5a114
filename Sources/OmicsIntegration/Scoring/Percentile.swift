enum Percentile {
  /// The percentile of `values` by the rule of Hazen (1914): the *k*-th of *n* sorted values stands
  /// at (*k* − ½)/*n*, linear between them, the ends held.
  ///
  /// - Precondition: There is a value.
  /// - Complexity: O(*n* log *n*).
  static func hazen(_ percentile: Double, of values: [Double]) -> Double {
    let sorted = values.sorted()
    let position = min(
      max(percentile / 100 * Double(sorted.count) - 0.5, 0), Double(sorted.count - 1))
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
