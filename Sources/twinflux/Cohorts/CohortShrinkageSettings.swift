import TwinFlux

/// How `cohort run` is told to draw levels towards those of the patients' groups.
struct CohortShrinkageSettings: Sendable, Hashable {
  /// λ, above 0.
  var strength: Double
  /// Of a second measurement of the same sample, in log₂ units.
  var technicalDeviation: Double
  var isDeviationGiven: Bool
  var draws: Int
  var seed: UInt64
  var probability: Double

  /// An assumption for want of replicates: two measurements of one sample differ by a factor of 1.2
  /// in one of three genes (√2 · 0.2 in log₂ units).
  static let defaultDeviation = 0.2

  /// `nil` where the command line asks for no shrinkage: no `--shrink`, or 0.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    try arguments.require("omics", for: "shrink")
    for option in ["technical-sd", "draws"] { try arguments.require("shrink", for: option) }
    for option in ["draw-seed", "draw-probability"] {
      try arguments.require("draws", for: option)
    }
    let strength = try arguments.fraction("shrink") ?? 0
    let deviation = try arguments.number(
      "technical-sd", expected: "a number from 0 to 100"
    ) { (0...100).contains($0) }
    draws = try arguments.integer("draws", atLeast: 0) ?? 0
    if draws > 1000 {
      throw .invalidValue(
        option: "--draws", value: String(draws), expected: "a whole number up to 1000")
    }
    if strength == 0, draws > 0 {
      throw .invalidValue(
        option: "--shrink", value: "0", expected: "a number above 0, as --draws is given")
    }
    seed = UInt64(try arguments.integer("draw-seed", atLeast: 0) ?? 1)
    probability =
      try arguments.number("draw-probability", expected: "a number above 0 and below 1") {
        $0 > 0 && $0 < 1
      } ?? 0.9
    if strength == 0 { return nil }
    self.strength = strength
    technicalDeviation = deviation ?? Self.defaultDeviation
    isDeviationGiven = deviation != nil
  }

  var technicalVariance: Double { technicalDeviation * technicalDeviation }
}
