import Foundation
import Testing

@testable import CohortStatistics

@Suite("Effect sizes")
struct EffectSizeTests {
  private static func bruteDelta(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for x in first { for y in second { sum += x > y ? 1 : x < y ? -1 : 0 } }
    return sum / Double(first.count * second.count)
  }

  @Test("Cliff's delta is the count over all pairs", arguments: 0..<30)
  func delta(seed: Int) throws {
    let first = wholeNumbers(1 + seed % 9, below: 5, seed: UInt64(seed))
    let second = wholeNumbers(1 + seed % 7, below: 6, seed: UInt64(seed) + 31)
    let expected = Self.bruteDelta(first, second)
    #expect(abs(try MannWhitneyTest(first, second).cliffsDelta - expected) < 1e-15)
    let found = try CliffsDelta(first, second, options: .init(resamples: 64))
    #expect(abs(found.value - expected) < 1e-15)
    #expect(found.interval.lower <= found.interval.upper)
    #expect(found.interval.lower >= -1 && found.interval.upper <= 1)
  }

  /// The resamples, drawn out in full and counted pair by pair.
  @Test("a resample's delta is that of the samples it drew", arguments: [false, true])
  func resampledDeltas(arePaired: Bool) {
    let (first, second) = (
      wholeNumbers(7, below: 4, seed: 1), wholeNumbers(arePaired ? 7 : 9, below: 5, seed: 2)
    )
    let resamples = BootstrapResamples(
      first: 7, second: second.count, arePaired: arePaired, count: 40, seed: 5)
    #expect(resamples.count == 48)
    let row = BootstrapResamples.Row(
      ranking: Ranking(first + second, tolerance: .exact),
      samples: (0..<Int32(7 + second.count)).map { $0 }, firstPresent: 7)
    let deltas = resamples.deltas(of: [row, row])
    #expect(deltas[0] == deltas[1] && deltas[0].count == 48)
    for resample in 0..<48 {
      var random = SeededRandom(seed: 5, stream: UInt64(resample))
      let places = (0..<7).map { _ in random.index(below: 7) }
      let others = arePaired ? places : second.indices.map { _ in random.index(below: 9) }
      let expected = Self.bruteDelta(places.map { first[$0] }, others.map { second[$0] })
      #expect(abs(Double(deltas[0][resample]) - expected) < 1e-7)
    }
  }

  @Test("the interval depends on the seed and the method, and on nothing else")
  func seeds() throws {
    let (first, second) = (normals(12, seed: 1), normals(15, seed: 2).map { $0 + 0.8 })
    func interval(_ options: BootstrapOptions) throws -> ConfidenceInterval {
      try CliffsDelta(first, second, options: options).interval
    }
    #expect(try interval(.init(seed: 4)) == interval(.init(seed: 4)))
    #expect(try interval(.init(seed: 4)) != interval(.init(seed: 5)))
    #expect(try interval(.init()) != interval(.init(method: .percentile)))
    let (narrow, wide) = (try interval(.init(level: 0.5)), try interval(.init(level: 0.99)))
    #expect(wide.lower < narrow.lower && narrow.upper < wide.upper)
    // Exchanging the groups mirrors the percentiles up to the draws; a transform changes nothing.
    let transformed = try CliffsDelta(first.map { exp($0) }, second.map { exp($0) })
    #expect(try CliffsDelta(first, second) == transformed)
  }

  @Test("the defaults")
  func defaults() {
    let options = BootstrapOptions()
    #expect(options.method == .bca && options.level == 0.95)
    #expect(options.resamples == 1000 && options.seed == 0)
  }

  /// Two normal populations half a standard deviation apart: δ = erf(¼).
  @Test(
    "95 % intervals hold the true delta about as often", arguments: BootstrapOptions.Method.allCases
  )
  func coverage(method: BootstrapOptions.Method) throws {
    let (count, size) = (400, 25)
    let values = normals(count * 2 * size, seed: 11).enumerated().map { place, value in
      place % (2 * size) < size ? value + 0.5 : value
    }
    let matrix = try SampleMatrix(rowCount: count, sampleCount: 2 * size, values: values)
    let comparer = try RangeComparer(
      .independent(first: Array(0..<size), second: Array(size..<2 * size)), sampleCount: 2 * size,
      bootstrap: .init(method: method, resamples: 400, seed: 3))
    let found = try comparer.compare(minima: matrix, maxima: matrix, rows: 0..<count)
    let held = found.count { comparison in
      guard let interval = comparison.minimum?.cliffsInterval else { return false }
      return interval.lower <= erf(0.25) && erf(0.25) <= interval.upper
    }
    #expect((365...393).contains(held), "\(held) of \(count)")
  }

  /// (n − z²)/(n + z²), n = 5 and z = 1.959964: (5 − 3.841459)/(5 + 3.841459).
  @Test("groups that do not mix have an interval all the same")
  func separated() throws {
    let found = try CliffsDelta([6, 7, 8, 9, 10, 11], [1, 2, 3, 4, 5])
    #expect(found.value == 1 && found.interval.upper == 1)
    #expect(abs(found.interval.lower - 0.131035) < 1e-5)
    let turned = try CliffsDelta([1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11])
    #expect(turned.interval == ConfidenceInterval(lower: -1, upper: -found.interval.lower))
  }

  @Test("groups that are all tied have delta 0")
  func tied() throws {
    let found = try CliffsDelta([2, 2, 2], [2, 2])
    #expect(found.value == 0 && found.interval == ConfidenceInterval(lower: 0, upper: 0))
  }

  @Test("options out of range are errors")
  func options() {
    for options in [
      BootstrapOptions(level: 1), BootstrapOptions(level: .nan), BootstrapOptions(resamples: 0),
      BootstrapOptions(resamples: .max),
    ] {
      #expect(throws: CohortStatisticsError.self) { try CliffsDelta([1], [2], options: options) }
    }
  }

  @Test("the shift is the median of all differences", arguments: 0..<40)
  func hodgesLehmann(seed: Int) throws {
    let isTied = seed.isMultiple(of: 3)
    let (m, n) = (1 + seed % 8, 1 + seed % 5)
    let first = isTied ? wholeNumbers(m, below: 5, seed: UInt64(seed)) : normals(m, seed: 7)
    let second = isTied ? wholeNumbers(n, below: 5, seed: 77) : normals(n, seed: UInt64(seed))
    let differences = first.flatMap { x in second.map { x - $0 } }.sorted()
    let (low, high) = (differences[(m * n - 1) / 2], differences[m * n / 2])
    let found = try #require(try HodgesLehmannShift.value(first, second))
    #expect(abs(found - (low + high) / 2) <= 1e-15 * max(1, abs(found)))
  }

  @Test("the shift of unbounded values is undefined, not NaN")
  func unboundedShift() throws {
    #expect(try HodgesLehmannShift.value([.infinity, 1], [2]) == nil)
    #expect(try HodgesLehmannShift.value([1.7e308], [-1.7e308]) == nil)
    #expect(try HodgesLehmannShift.value([-0.0], [0.0]) == 0)
    #expect(throws: CohortStatisticsError.emptyGroup(0)) { try HodgesLehmannShift.value([], [1]) }
  }
}
