import DataFiles
import MetabolicModels

extension EFlux.Scale {
  /// *s*.
  ///
  /// - Parameter scores: By `scoring`, of `levels`.
  func value(
    of scores: [Double?], levels: GeneLevels, model: MetabolicModel, by scoring: GeneRuleScoring
  ) throws(OmicsError) -> Double {
    guard let largest = scores.compactMap(\.self).max() else {
      throw .nothingScored(sample: levels.sample)
    }
    if largest == 0 { throw .allZero(sample: levels.sample) }
    switch self {
    case .maximum: return largest
    case .percentile(let percentile):
      return try Self.percentileValue(percentile, of: scores, sample: levels.sample)
    case .reference(let reference):
      return try Self.referenceValue(reference, model: model, by: scoring)
    }
  }

  private static func percentileValue(
    _ percentile: Double, of scores: [Double?], sample: String
  ) throws(OmicsError) -> Double {
    guard percentile > 0, percentile <= 100 else {
      throw .invalidOption(
        name: "--eflux-scale percentile", value: NumberText.text(percentile),
        allowed: "a number above 0 and up to 100")
    }
    let value = Percentile.hazen(percentile, of: scores.compactMap(\.self))
    if value == 0 { throw .scaleIsZero(sample: sample, percentile: percentile) }
    return value
  }

  private static func referenceValue(
    _ reference: GeneLevels, model: MetabolicModel, by scoring: GeneRuleScoring
  ) throws(OmicsError) -> Double {
    precondition(
      reference.levels.count == model.genes.count, "levels for the genes of another model")
    let scores = model.reactions.compactMap { reaction in
      reaction.rule.flatMap { scoring.score($0, levels: reference.levels).value }
    }
    guard let largest = scores.max() else { throw .nothingScored(sample: reference.sample) }
    if largest == 0 { throw .allZero(sample: reference.sample) }
    return largest
  }
}

extension EFlux.Scale {
  /// `maximum` or `percentile:P`.
  init(_ text: String) throws(OmicsError) {
    if text == "maximum" {
      self = .maximum
      return
    }
    let prefix = "percentile:"
    guard text.hasPrefix(prefix), let percent = NumberText.parse(text.dropFirst(prefix.count)),
      percent > 0, percent <= 100
    else {
      throw .invalidOption(
        name: "--method-option scale", value: "'\(text)'",
        allowed: "maximum, or percentile:P with P above 0 and at most 100")
    }
    self = .percentile(percent)
  }

  var text: String {
    switch self {
    case .maximum: "maximum"
    case .percentile(let percentile): "percentile \(NumberText.text(percentile))"
    case .reference(let levels): "maximum of sample \(levels.sample)"
    }
  }
}
