import FluxAnalysis
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("The quality of a profile")
struct ProfileQualityTests {
  typealias Part = OmicsModels.Part

  private static func end(_ value: Double) -> FluxRange.End {
    FluxRange.End(status: .optimal, value: value)
  }

  /// By hand: scores 1000, 5, 1, 0 and none of two; the scale is 1000.
  @Test("counts what was measured and what the scale leaves")
  func counts() throws {
    let model = try EFluxTests.personalize(
      [
        Part("top", rule: "A"), Part("low", rule: "B and X"), Part("lower", rule: "C"),
        Part("off", rule: "Z"), Part("unknown", rule: "X or Y"), Part("free"),
      ], ["A": 1000, "B": 5, "C": 1, "Z": 0])
    let quality = ProfileQuality(model)
    #expect(quality.fullyMeasured == 3 && quality.partlyMeasured == 1 && quality.unmeasured == 1)
    #expect(quality.measuredShares == [0, 0.375, 1, 1, 1])
    #expect(quality.zeroGenes == 0.25 && quality.zeroScores == 0.25)
    #expect(quality.largestOverHigh == 1)
    #expect(quality.largestGenes == ["A"])
    #expect(quality.tinyScales == 2.0 / 3)
    #expect(quality.unbinding == nil && quality.changed == 3)
    #expect(quality.concerns.count == 2)
    #expect(quality.concerns.contains { $0.contains("of A") && $0.contains("percentile:99.5") })
  }

  /// By hand: bounds of 0…500 hold nothing where the flux reaches 400 by itself.
  @Test("tells bounds that hold nothing")
  func unbinding() throws {
    let model = try EFluxTests.personalize(
      [Part("top", rule: "A"), Part("half", rule: "B"), Part("tenth", rule: "C")],
      ["A": 10, "B": 5, "C": 1])
    let range = FluxRange(minimum: Self.end(0), maximum: Self.end(400))
    let quality = ProfileQuality(model, ranges: [range, range, range])
    #expect(quality.unbinding == 1 && quality.changed == 2)
    let wide = FluxRange(minimum: Self.end(0), maximum: Self.end(50))
    let all = ProfileQuality(model, ranges: [wide, wide, wide])
    #expect(all.unbinding == 2)
    #expect(all.concerns.contains { $0.contains("hold nothing") })
  }
}
