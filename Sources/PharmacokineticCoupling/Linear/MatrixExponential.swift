import Foundation

extension SquareMatrix {
  /// e^A by scaling and squaring with the [13/13] Padé approximant.
  ///
  /// N. J. Higham, "The scaling and squaring method for the matrix exponential revisited", SIAM J.
  /// Matrix Anal. Appl. 26 (2005) 1179, algorithm 2.3 with m = 13. Its backward error is below the unit
  /// roundoff. The forward error grows with ‖A‖, since s squarings can double it s times.
  ///
  /// - Complexity: Six products, one factorization, and log₂(‖A‖₁/5.4) squarings.
  func exponential() -> SquareMatrix {
    let norm = oneNorm
    let squarings = norm > Self.theta ? Int(ceil(log2(norm / Self.theta))) : 0
    let scaled = squarings == 0 ? self : exp2(Double(-squarings)) * self
    var result = scaled.pade()
    for _ in 0..<squarings { result = result * result }
    return result
  }

  /// θ₁₃ of Higham's table 2.3: up to this norm the approximant is exact to the unit roundoff.
  private static let theta = 5.371920351148152

  /// The coefficients of the numerator, Higham's (2.2) with m = 13.
  private static let coefficients: [Double] = [
    64_764_752_532_480_000, 32_382_376_266_240_000, 7_771_770_303_897_600, 1_187_353_796_428_800,
    129_060_195_264_000, 10_559_470_521_600, 670_442_572_800, 33_522_128_640, 1_323_241_920,
    40_840_800, 960_960, 16_380, 182, 1,
  ]

  /// p(A)/p(−A): even and odd powers apart, so that numerator and denominator share their products.
  private func pade() -> SquareMatrix {
    let b = Self.coefficients
    let a2 = self * self
    let a4 = a2 * a2
    let a6 = a2 * a4
    func sum(_ c6: Double, _ c4: Double, _ c2: Double) -> SquareMatrix {
      var result = c6 * a6
      result.add(c4, a4)
      result.add(c2, a2)
      return result
    }
    var odd = a6 * sum(b[13], b[11], b[9])
    odd.add(1, sum(b[7], b[5], b[3]))
    odd.addDiagonal(b[1])
    odd = self * odd
    var even = a6 * sum(b[12], b[10], b[8])
    even.add(1, sum(b[6], b[4], b[2]))
    even.addDiagonal(b[0])
    var denominator = even
    denominator.add(-1, odd)
    even.add(1, odd)
    // At this norm the denominator is well conditioned (Higham, table 2.3), so it always factors.
    guard let factors = LUFactors(denominator) else {
      return Double.nan * SquareMatrix.identity(order)
    }
    return factors.solve(even)
  }
}
