import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("zFPKM")
struct ZFPKMTests {
  /// Two log-normal populations, and some zeros; normal numbers as sums of twelve uniform ones.
  static func profile(seed: UInt64, count: Int = 600) -> [Double] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      let normal =
        (0..<12).reduce(0) { sum, _ in
          sum + Double(random.next() >> 11) * 0x1p-53
        } - 6
      if index % 20 == 0 { return 0 }
      return index % 4 == 0 ? exp2(-2 + 1.5 * normal) : exp2(4 + 1.2 * normal)
    }
  }

  private func exp2(_ value: Double) -> Double { Self.exp2(value) }
  private static func exp2(_ value: Double) -> Double {
    let whole = value.rounded(.down)
    // 2^f = (1 + f ln 2 / n)^n needs no library; a series is exact enough and the same everywhere.
    let part = (value - whole) * 0.6931471805599453
    var (term, sum) = (1.0, 1.0)
    for power in 1..<30 {
      term *= part / Double(power)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(whole), significand: 1) * sum
  }

  private func near(_ value: Double?, _ expected: Double, _ tolerance: Double = 1e-7) -> Bool {
    abs((value ?? .nan) - expected) <= tolerance * max(1, abs(expected))
  }

  /// SciPy 1.17.1: the density by NumPy, both fits by least_squares.
  @Test("finds what SciPy finds")
  func reference() throws {
    let fit = try ZFPKM(levels: Self.profile(seed: 7))
    #expect(near(fit.mean, 3.6684348718980697))
    #expect(near(fit.deviation, 1.4905708669479334))
    #expect(near(fit.leftMean, -2.2316159381989533, 1e-6))
    #expect(fit.inactiveScore == -3)
    #expect(near(fit.activeFrom, 12.714782443759058, 1e-6))
    #expect(near(fit.inactiveBelow, 0.5730457669033651, 1e-6))
  }

  @Test("goes with the scale of the levels and not with their order", arguments: 0..<10)
  func properties(_ seed: UInt64) throws {
    let levels = Self.profile(seed: seed)
    let fit = try ZFPKM(levels: levels)
    var random = SeededGenerator(seed: seed)
    #expect(try ZFPKM(levels: levels.shuffled(using: &random)) == fit)
    let scaled = try ZFPKM(levels: levels.map { $0 * 37.5 })
    #expect(near(scaled.activeFrom, 37.5 * fit.activeFrom, 1e-6))
    #expect(near(scaled.inactiveBelow, 37.5 * fit.inactiveBelow, 1e-6))
    #expect(fit.inactiveScore >= -3 && fit.inactiveScore <= 0)
  }

  @Test("says why a sample has no peak, and names it")
  func degenerate() throws {
    #expect(throws: ZFPKM.Flaw.tooFewLevels(3)) { try ZFPKM(levels: [1, 2, 3, 0, 0]) }
    #expect(throws: ZFPKM.Flaw.tooFewLevels(0)) { try ZFPKM(levels: []) }
    #expect(throws: ZFPKM.Flaw.constantLevels) {
      try ZFPKM(levels: Array(repeating: 4, count: 100))
    }
    let model = try OmicsModels.model([OmicsModels.Part("R", rule: "a")])
    let levels = try EFluxTests.levels(model, ["a": 1], sample: "P7")
    #expect(throws: OmicsError.noExpressionPeak(sample: "P7", reason: .tooFewLevels(1))) {
      try ThresholdRule.zFPKM.thresholds(for: levels)
    }
  }

  /// All but a few levels the same, wide gaps, one far outlier: numbers, or one of the errors.
  @Test("gives finite thresholds or an error for odd samples", arguments: 0..<40)
  func odd(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let shift = Double.random(in: -30...30, using: &random)
    let kinds = Int.random(in: 1...4, using: &random)
    let levels = (0..<80).map { index in
      index % 9 == 0
        ? exp2(Double.random(in: -40...40, using: &random))
        : exp2(shift + Double(index % kinds))
    }
    do throws(ZFPKM.Flaw) {
      let fit = try ZFPKM(levels: levels)
      #expect(fit.activeFrom.isFinite && fit.activeFrom > 0)
      #expect(fit.inactiveBelow <= fit.activeFrom && fit.inactiveBelow >= 0)
    } catch {
      #expect(error != .tooFewLevels(80))
    }
  }

  @Test("goes by all genes of the table")
  func table() throws {
    let model = try OmicsModels.model([OmicsModels.Part("R", rule: "n0 or n1")])
    let profile = Self.profile(seed: 3)
    let genes = profile.indices.map { "n\($0)" }
    let matching = try GeneMatching(model: model, tableGenes: genes)
    let levels = try matching.levels(
      of: OmicsProfile(sample: "S", genes: genes, levels: profile))
    let thresholds = try ThresholdRule.zFPKM.thresholds(for: levels)
    let fit = try ZFPKM(levels: profile)
    #expect(thresholds.activeFrom == [fit.activeFrom, fit.activeFrom])
    #expect(thresholds.inactiveBelow == [fit.inactiveBelow, fit.inactiveBelow])
    #expect(thresholds.rule == "zFPKM")
  }
}
