import Foundation
import Testing

@testable import CohortStatistics

@Suite("Special functions and random numbers")
struct SpecialFunctionTests {
  @Test("the normal tail is SciPy's, as far as 37 standard deviations")
  func normalTail() {
    for (z, p) in SciPyReference.normalTail {
      #expect(agrees(StandardNormal.upperTail(z), p, within: 1e-12), "z = \(z)")
    }
  }

  @Test("the normal quantile is SciPy's, from 1e-300 up")
  func normalQuantile() {
    for (p, z) in SciPyReference.normalQuantile {
      #expect(abs(StandardNormal.quantile(p) - z) <= 1e-13 * max(1, abs(z)), "p = \(p)")
    }
    #expect(StandardNormal.quantile(0) == -.infinity && StandardNormal.quantile(1) == .infinity)
  }

  @Test("the chi-square tail is SciPy's, for few and many degrees of freedom")
  func chiSquare() {
    for (x, degrees, p) in SciPyReference.chiSquareTail {
      #expect(
        agrees(ChiSquare.upperTail(x, degrees: degrees), p, within: 1e-12), "\(x), \(degrees)")
    }
    #expect(ChiSquare.upperTail(0, degrees: 3) == 1)
    #expect(ChiSquare.upperTail(.infinity, degrees: 3) == 0)
  }

  @Test("digamma and trigamma are SciPy's, and trigamma is inverted")
  func polygamma() {
    for (x, digamma, trigamma) in SciPyReference.polygamma {
      #expect(abs(Polygamma.digamma(x) - digamma) <= 1e-13 * max(1, abs(digamma)), "x = \(x)")
      #expect(agrees(Polygamma.trigamma(x), trigamma, within: 1e-13), "x = \(x)")
      #expect(agrees(Polygamma.inverseTrigamma(trigamma), x, within: 1e-10), "x = \(x)")
    }
    // Outside the range of the bisection one term is enough.
    #expect(agrees(Polygamma.trigamma(Polygamma.inverseTrigamma(1e14)), 1e14, within: 1e-6))
    #expect(agrees(Polygamma.trigamma(Polygamma.inverseTrigamma(1e-7)), 1e-7, within: 1e-6))
  }

  @Test("random numbers are the same everywhere, and streams differ")
  func random() {
    var random = SeededRandom(seed: 1)
    let first = (0..<3).map { _ in random.next() }
    // SplitMix64 in Python.
    #expect(
      first == [6_791_897_765_849_424_158, 17_405_687_883_870_564_846, 834_844_254_806_117_752])
    var other = SeededRandom(seed: 1, stream: 1)
    #expect(other.next() != first[0])
    let deviates = normals(20_000, seed: 3)
    let mean = deviates.reduce(0, +) / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(deviates.reduce(0) { $0 + $1 * $1 } / 20_000 - 1) < 0.04)
    #expect(uniformityDistance(deviates.map { StandardNormal.cumulative($0) }) < 1.63)
  }
}
