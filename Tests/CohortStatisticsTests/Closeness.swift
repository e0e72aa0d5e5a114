@testable import CohortStatistics

/// Whether two numbers agree to a relative tolerance.
func agrees(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
  abs(value - expected) <= tolerance * abs(expected)
}

/// Standard normal numbers of a seed.
func normals(_ count: Int, seed: UInt64) -> [Double] {
  var random = SeededRandom(seed: seed)
  return (0..<count).map { _ in random.normal() }
}

/// Whole numbers from 0 to below `limit`: many ties.
func wholeNumbers(_ count: Int, below limit: Int, seed: UInt64) -> [Double] {
  var random = SeededRandom(seed: seed)
  return (0..<count).map { _ in Double(random.index(below: limit)) }
}

/// Kolmogorov and Smirnov's distance of `values` from the uniform distribution on 0 … 1, times the
/// square root of their number: above 1.63 with a chance of 1 %.
func uniformityDistance(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let count = Double(sorted.count)
  let distance = sorted.indices.reduce(0.0) { largest, index in
    max(largest, sorted[index] - Double(index) / count, Double(index + 1) / count - sorted[index])
  }
  return distance * count.squareRoot()
}
