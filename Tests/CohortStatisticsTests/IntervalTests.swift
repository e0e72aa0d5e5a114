import Foundation
import Testing

@testable import CohortStatistics

@Suite("Relations of flux ranges")
struct IntervalTests {
  private func range(_ minimum: Double, _ maximum: Double) throws -> FluxInterval {
    try FluxInterval(minimum: minimum, maximum: maximum)
  }

  struct Known: Sendable, CustomTestStringConvertible {
    var first: (Double, Double)
    var second: (Double, Double)
    var relation: IntervalRelation
    var jaccard: Double
    var separation: Double
    var testDescription: String { "\(first) and \(second)" }
  }

  /// By hand, from the definitions.
  static let known = [
    Known(first: (0, 10), second: (0, 10), relation: .equal, jaccard: 1, separation: 0),
    Known(first: (5, 6), second: (1, 2), relation: .disjointAbove, jaccard: 0, separation: 0.8),
    Known(first: (1, 2), second: (5, 6), relation: .disjointBelow, jaccard: 0, separation: 0.8),
    Known(first: (0, 10), second: (2, 4), relation: .contains, jaccard: 0.2, separation: 0.25),
    Known(first: (0, 4), second: (0, 10), relation: .within, jaccard: 0.4, separation: 0.3),
    Known(first: (2, 8), second: (0, 6), relation: .overlapsAbove, jaccard: 0.5, separation: 0.25),
    Known(first: (0, 6), second: (2, 8), relation: .overlapsBelow, jaccard: 0.5, separation: 0.25),
    // Ranges that touch share a point: no certain difference.
    Known(first: (0, 5), second: (5, 10), relation: .overlapsBelow, jaccard: 0, separation: 0.5),
    // Fixed fluxes.
    Known(first: (0, 5), second: (-4e-7, 5.0000003), relation: .equal, jaccard: 1, separation: 0),
    Known(first: (3, 3), second: (3, 3), relation: .equal, jaccard: 1, separation: 0),
    Known(first: (3, 3), second: (4, 4), relation: .disjointBelow, jaccard: 0, separation: 1),
    Known(first: (3, 3), second: (0, 6), relation: .within, jaccard: 0, separation: 0),
    // Unbounded ones.
    Known(
      first: (-.infinity, .infinity), second: (-.infinity, .infinity), relation: .equal, jaccard: 1,
      separation: 0),
    Known(
      first: (0, .infinity), second: (5, .infinity), relation: .contains, jaccard: 1,
      separation: 0),
    Known(
      first: (-.infinity, .infinity), second: (0, .infinity), relation: .contains, jaccard: 0.5,
      separation: 0.25),
    Known(
      first: (5, .infinity), second: (-.infinity, 0), relation: .disjointAbove, jaccard: 0,
      separation: 0.5),
    Known(first: (0, 1), second: (0, .infinity), relation: .within, jaccard: 0, separation: 0.5),
  ]

  @Test("every case of relation, Jaccard index and separation", arguments: known)
  func cases(_ known: Known) throws {
    let (first, second) = (
      try range(known.first.0, known.first.1), try range(known.second.0, known.second.1)
    )
    let found = IntervalComparison(first, second)
    #expect(found.relation == known.relation)
    #expect(abs(found.jaccard - known.jaccard) < 1e-12)
    #expect(abs(found.separation - known.separation) < 1e-12)
    let turned = IntervalComparison(second, first)
    #expect(turned.relation.kind == found.relation.kind)
    #expect(turned.jaccard == found.jaccard && turned.separation == found.separation)
    #expect(turned.shiftOfMinimum == -found.shiftOfMinimum)
  }

  @Test("a difference within the certified gap is none")
  func tolerance() throws {
    let found = IntervalComparison(try range(-1000, 5), try range(-1000.0005, 5.000004))
    #expect(found.relation == .equal)
    #expect(found.shiftOfMinimum == 0 && found.shiftOfMaximum == 0 && found.hausdorff == 0)
    let apart = IntervalComparison(try range(-1000, 5), try range(-1000.002, 5.00001))
    #expect(apart.relation == .within)
    #expect(abs(apart.shiftOfMinimum - 0.002) < 1e-9)
    // Ends that touch but for the tolerance are not disjoint.
    #expect(IntervalRelation(try range(0, 1), try range(1 + 5e-7, 2)) == .overlapsBelow)
    #expect(IntervalRelation(try range(0, 1), try range(1 + 5e-6, 2)) == .disjointBelow)
    #expect(
      IntervalRelation(try range(0, 1), try range(1e-9, 1), tolerance: .exact) == .contains)
  }

  @Test("shifts and spans are defined for zero and infinite ones")
  func spans() throws {
    func ratio(_ a: (Double, Double), _ b: (Double, Double)) throws -> SpanRatio {
      IntervalComparison(try range(a.0, a.1), try range(b.0, b.1)).spanRatio
    }
    #expect(try ratio((0, 8), (0, 2)) == .finite(log2: 2))
    #expect(try ratio((3, 3), (4, 4 + 1e-8)) == .bothZero)
    #expect(try ratio((3, 3), (4, 5)) == .firstZero)
    #expect(try ratio((4, 5), (3, 3)) == .secondZero)
    #expect(try ratio((0, .infinity), (0, 1)) == .firstUnbounded)
    #expect(try ratio((0, 1), (-.infinity, 1)) == .secondUnbounded)
    #expect(try ratio((0, .infinity), (-.infinity, 1)) == .bothUnbounded)
    #expect(try ratio((0, .infinity), (1, 1)) == .secondZero)
    #expect(SpanRatio.firstZero.log2 == -.infinity && SpanRatio.secondZero.log2 == .infinity)
    #expect(SpanRatio.bothZero.log2 == 0 && SpanRatio.bothUnbounded.log2 == 0)
    // An end of 1000 that was computed twice is no span.
    #expect(try ratio((1000, 1000.0005), (999, 1000)) == .firstZero)
    let unbounded = IntervalComparison(try range(0, .infinity), try range(0, 7))
    #expect(unbounded.shiftOfMaximum == .infinity && unbounded.shiftOfMinimum == 0)
    let both = IntervalComparison(try range(0, .infinity), try range(2, .infinity))
    #expect(both.shiftOfMaximum == 0 && both.shiftOfMinimum == -2 && both.hausdorff == 2)
  }

  @Test("random ranges: the measures agree with each other", arguments: 0..<200)
  func consistency(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let ends = (0..<4).map { _ in Double(random.index(below: 9)) }
    let first = try range(min(ends[0], ends[1]), max(ends[0], ends[1]))
    let second = try range(min(ends[2], ends[3]), max(ends[2], ends[3]))
    let found = IntervalComparison(first, second)
    switch found.relation.kind {
    case .equal: #expect(found.jaccard == 1 && found.separation == 0 && found.hausdorff == 0)
    case .disjoint: #expect(found.jaccard == 0 && found.separation > 0.5)
    case .nested: #expect(found.separation <= 0.5)
    case .overlapping: #expect(found.separation <= 0.5 && found.jaccard < 1)
    }
    #expect((0...1).contains(found.jaccard) && (0...1).contains(found.separation))
    // Mirrored about 0, above is below.
    let mirrored = IntervalComparison(
      try range(-first.maximum, -first.minimum), try range(-second.maximum, -second.minimum))
    #expect(mirrored.relation.kind == found.relation.kind)
    #expect(mirrored.shiftOfMinimum == -found.shiftOfMaximum)
    #expect(agrees(mirrored.separation, found.separation, within: 1e-12))
  }

  @Test("a range in the wrong order is an error, unless by the tolerance")
  func reversed() throws {
    #expect(throws: CohortStatisticsError.reversedRange(minimum: 2, maximum: 1)) {
      try FluxInterval(minimum: 2, maximum: 1)
    }
    let point = try range(2 + 1e-7, 2)
    #expect(point.minimum == 2 && point.span == 2 + 1e-7 - 2)
    let infinity = Double.infinity
    for (low, high) in [(.nan, 1), (0, .nan), (infinity, infinity), (-infinity, -infinity)] {
      #expect(throws: CohortStatisticsError.self) { try FluxInterval(minimum: low, maximum: high) }
    }
  }

  @Test("what a range says of the direction")
  func directions() throws {
    let cases: [(Double, Double, FluxInterval.Direction)] = [
      (0, 1e-9, .blocked), (1, 2, .forcedForward), (-2, -1, .forcedReverse), (0, 5, .forward),
      (-5, 1e-8, .reverse), (-1, 1, .reversible), (-.infinity, .infinity, .reversible),
    ]
    for (low, high, direction) in cases { #expect(try range(low, high).direction() == direction) }
    #expect(try range(-3, 2).capacity == 3)
  }

  @Test("of groups: medians, and the share of pairs that certainly differ", arguments: 0..<30)
  func groups(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    func ranges(_ count: Int) throws -> [FluxInterval] {
      try (0..<count).map { _ in
        let low = Double(random.index(below: 12)) - 6
        return try range(low, random.index(below: 9) == 0 ? .infinity : low + random.uniform() * 4)
      }
    }
    let (first, second) = (try ranges(7), try ranges(6))
    let found = try GroupRanges(first, second)
    var (above, below) = (0, 0)
    for a in first {
      for b in second {
        above += IntervalRelation(a, b) == .disjointAbove ? 1 : 0
        below += IntervalRelation(a, b) == .disjointBelow ? 1 : 0
      }
    }
    #expect(found.disjointAbove == Double(above) / 42 && found.disjointBelow == Double(below) / 42)
    #expect(found.firstMedian.minimum == first.map(\.minimum).sorted()[3])
    #expect(found.firstMedian.minimum <= found.firstMedian.maximum)
    #expect(throws: CohortStatisticsError.emptyGroup(1)) { try GroupRanges(first, []) }
  }
}
