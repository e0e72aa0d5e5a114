/// One number of every sample that has it, ranked.
struct PreparedQuantity {
  /// The first group's values, then the second's.
  var values: [Double]
  var row: BootstrapResamples.Row
  var tolerance: ValueTolerance

  init(values: [Double], samples: [Int32], firstCount: Int, tolerance: ValueTolerance) {
    self.values = values
    self.tolerance = tolerance
    row = BootstrapResamples.Row(
      ranking: Ranking(values, tolerance: tolerance), samples: samples, firstPresent: firstCount)
  }

  /// Whether resamples can differ in Cliff's delta.
  var hasUncertainDelta: Bool {
    if row.ranking.allTied { return false }
    let doubled =
      row.ranking.doubledRankSum(0..<row.firstPresent) - row.firstPresent * (row.firstPresent + 1)
    return doubled > 0 && doubled < 2 * row.firstPresent * (values.count - row.firstPresent)
  }

  /// Both groups in ascending order.
  var sortedGroups: (first: [Double], second: [Double]) {
    var (first, second) = ([Double](), [Double]())
    for position in row.ranking.order {
      if position < row.firstPresent {
        first.append(values[Int(position)])
      } else {
        second.append(values[Int(position)])
      }
    }
    return (first, second)
  }

  /// First − second of every pair, 0 within the tolerance.
  var pairedDifferences: [Double] {
    (0..<row.firstPresent).map {
      tolerance.difference(values[$0], values[row.firstPresent + $0])
    }
  }

  static func finiteMedian(_ sorted: [Double]) -> Double? {
    let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    guard low.isFinite, high.isFinite else { return nil }
    return low == high ? low : low / 2 + high / 2
  }
}

/// The ranges of one flux in the samples of both groups that have one.
struct PreparedReaction {
  var firstCount: Int
  var secondCount: Int
  /// Minimum, maximum and span; nothing where a group is empty.
  var quantities: [PreparedQuantity]

  /// - Throws: ``CohortStatisticsError/reversedRange(minimum:maximum:)``.
  init(
    minima: ArraySlice<Double>, maxima: ArraySlice<Double>, design: GroupDesign,
    tolerance: ValueTolerance
  ) throws(CohortStatisticsError) {
    func isPresent(_ sample: Int) -> Bool {
      !minima[minima.startIndex + sample].isNaN && !maxima[maxima.startIndex + sample].isNaN
    }
    var slots: [Int32] = []
    for (place, sample) in design.first.enumerated() where isPresent(sample) {
      if !design.isPaired || isPresent(design.second[place]) { slots.append(Int32(place)) }
    }
    firstCount = slots.count
    for (place, sample) in design.second.enumerated() where isPresent(sample) {
      if !design.isPaired || isPresent(design.first[place]) {
        slots.append(Int32(design.first.count + place))
      }
    }
    secondCount = slots.count - firstCount
    quantities = []
    guard firstCount > 0, secondCount > 0 else { return }
    var (low, high) = ([Double](), [Double]())
    for slot in slots {
      let place = Int(slot)
      let sample =
        place < design.first.count ? design.first[place] : design.second[place - design.first.count]
      let range = try FluxInterval(
        minimum: minima[minima.startIndex + sample], maximum: maxima[maxima.startIndex + sample],
        tolerance: tolerance)
      low.append(range.minimum)
      high.append(range.maximum)
    }
    let spanTolerance = Self.spanTolerance(low, high, tolerance)
    for (values, tolerance) in [
      (low, tolerance), (high, tolerance), (zip(low, high).map { $1 - $0 }, spanTolerance),
    ] {
      quantities.append(
        PreparedQuantity(
          values: values, samples: slots, firstCount: firstCount, tolerance: tolerance))
    }
  }

  /// Both ends of a range may be off by what the largest end of the row allows.
  static func spanTolerance(
    _ low: [Double], _ high: [Double], _ tolerance: ValueTolerance
  ) -> ValueTolerance {
    var largest = 0.0
    for ends in [low, high] {
      for end in ends where end.isFinite { largest = max(largest, abs(end)) }
    }
    return ValueTolerance(
      absolute: 2 * max(tolerance.absolute, tolerance.relative * largest), relative: 0)
  }

  func ranges(tolerance: ValueTolerance) -> GroupRanges? {
    guard quantities.count == 3 else { return nil }
    let (minima, maxima) = (quantities[0].sortedGroups, quantities[1].sortedGroups)
    return GroupRanges(
      firstMinima: minima.first, firstMaxima: maxima.first, secondMinima: minima.second,
      secondMaxima: maxima.second, tolerance: tolerance)
  }
}
