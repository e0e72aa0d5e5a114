/// A sum over the features for every pair of samples.
extension CentredFeatures {
  /// What is summed over the features.
  enum PairTerm {
    /// *x·y*
    case product
    /// (*x* − *y*)²
    case squaredDifference
  }

  /// The full symmetric matrix of sums, row after row.
  ///
  /// In blocks of features that stay in the cache, always in the same order: the same digits
  /// whatever the machine.
  ///
  /// - Complexity: O(samples² · features).
  func pairSums(_ term: PairTerm) -> [Double] {
    var sums = [Double](repeating: 0, count: sampleCount * sampleCount)
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for start in stride(from: 0, to: featureCount, by: 512) {
          addBlock(start..<min(start + 512, featureCount), term, values, sums)
        }
        for i in 0..<sampleCount {
          for j in 0..<i { sums[j * sampleCount + i] = sums[i * sampleCount + j] }
        }
      }
    }
    return sums
  }

  private func addBlock(
    _ block: Range<Int>, _ term: PairTerm, _ values: UnsafeBufferPointer<Double>,
    _ sums: UnsafeMutableBufferPointer<Double>
  ) {
    let tile = 64
    for top in stride(from: 0, to: sampleCount, by: tile) {
      for left in stride(from: 0, through: top, by: tile) {
        for i in top..<min(top + tile, sampleCount) {
          let x = UnsafeBufferPointer(rebasing: values[part(block, of: i)])
          for j in left..<min(left + tile, i + 1) {
            let y = UnsafeBufferPointer(rebasing: values[part(block, of: j)])
            sums[i * sampleCount + j] +=
              term == .product ? Self.product(x, y) : Self.squaredDifference(x, y)
          }
        }
      }
    }
  }

  private func part(_ block: Range<Int>, of sample: Int) -> Range<Int> {
    sample * featureCount + block.lowerBound..<sample * featureCount + block.upperBound
  }

  /// Eight sums side by side: the additions do not wait for each other.
  private static func product(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    var sums = SIMD8<Double>.zero
    var place = 0
    while place + 8 <= x.count {
      sums += eight(x, place) * eight(y, place)
      place += 8
    }
    var sum = sums.sum()
    for rest in place..<x.count { sum += x[rest] * y[rest] }
    return sum
  }

  private static func squaredDifference(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    var sums = SIMD8<Double>.zero
    var place = 0
    while place + 8 <= x.count {
      let difference = eight(x, place) - eight(y, place)
      sums += difference * difference
      place += 8
    }
    var sum = sums.sum()
    for rest in place..<x.count { sum += (x[rest] - y[rest]) * (x[rest] - y[rest]) }
    return sum
  }

  @inline(__always)
  private static func eight(_ x: UnsafeBufferPointer<Double>, _ place: Int) -> SIMD8<Double> {
    UnsafeRawBufferPointer(x).loadUnaligned(
      fromByteOffset: place * MemoryLayout<Double>.stride, as: SIMD8<Double>.self)
  }
}
