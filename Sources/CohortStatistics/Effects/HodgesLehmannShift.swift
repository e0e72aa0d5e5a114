/// The shift of Hodges and Lehmann (1963, doi 10.1214/aoms/1177704172) between two groups: the median
/// of all differences first − second.
public enum HodgesLehmannShift {
  /// `nil` where a value is infinite, or a difference overflows: such differences have no median.
  ///
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notANumber(group:position:)``.
  /// - Complexity: O(*n* log *n*): the differences are never listed.
  public static func value(
    _ first: [Double], _ second: [Double]
  ) throws(CohortStatisticsError) -> Double? {
    try first.checkAsGroup(0)
    try second.checkAsGroup(1)
    return value(sorted: first.sorted(), second.sorted())
  }

  /// Of groups in ascending order.
  static func value(sorted first: [Double], _ second: [Double]) -> Double? {
    guard let least = first.first, let most = first.last, least.isFinite, most.isFinite,
      let low = second.first, let high = second.last, low.isFinite, high.isFinite,
      (least - high).isFinite, (most - low).isFinite
    else { return nil }
    let differences = SortedDifferences(first: first, second: second)
    let count = first.count * second.count
    let lower = differences.element(at: (count - 1) / 2)
    if count.isMultiple(of: 2) == false || differences.count(upTo: lower) > count / 2 {
      return lower
    }
    return lower + (differences.least(above: lower) - lower) / 2
  }
}

/// All differences of two sorted lists, counted but not listed.
///
/// Rounding is monotone, so the rounded differences are in order along both lists, as the true ones.
private struct SortedDifferences {
  var first: [Double]
  var second: [Double]

  /// How many are at most `limit`. The larger the first value, the fewer second ones leave it there.
  func count(upTo limit: Double) -> Int {
    var (total, place) = (0, 0)
    for value in first {
      while place < second.count, value - second[place] > limit { place += 1 }
      total += second.count - place
    }
    return total
  }

  func least(above limit: Double) -> Double {
    var (least, place) = (Double.infinity, 0)
    for value in first {
      while place < second.count, value - second[place] > limit { place += 1 }
      if place > 0 { least = min(least, value - second[place - 1]) }
    }
    return least
  }

  /// The difference with `index` others before it: bisection over the doubles in their order, of
  /// which there are at most 2⁶⁴.
  func element(at index: Int) -> Double {
    var low = Self.key(first[0] - second[second.count - 1])
    var high = Self.key(first[first.count - 1] - second[0])
    while low < high {
      let middle = low + Int64((UInt64(bitPattern: high &- low)) / 2)
      if count(upTo: Self.number(middle)) > index { high = middle } else { low = middle + 1 }
    }
    return Self.number(low)
  }

  /// A whole number in the order of the doubles.
  private static func key(_ value: Double) -> Int64 {
    let bits = Int64(bitPattern: (value + 0).bitPattern)
    return bits >= 0 ? bits : Int64.min &- bits
  }

  private static func number(_ key: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: key >= 0 ? key : Int64.min &- key))
  }
}
