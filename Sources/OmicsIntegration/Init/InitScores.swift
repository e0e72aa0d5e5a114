import Foundation
import MetabolicModels

/// How much the genes speak for each reaction, as INIT scores it: *s* = 5 ln(level / threshold),
/// from −5 to 10; −5 for a level of zero, −2 without a gene or a measured one.
///
/// (Agren et al., PLoS Comput Biol 2012, doi 10.1371/journal.pcbi.1002518; the numbers are those of
/// RAVEN's scoreComplexModel.) Among isozymes the largest score counts, in a complex the least.
struct InitScores {
  static let range = -5.0...10.0
  static let withoutGene = -2.0
  static let factor = 5.0

  /// With `nil` where no gene speaks.
  let reactions: ReactionScores

  init(
    _ model: MetabolicModel, levels: GeneLevels, thresholds: ActivityThresholds,
    skippingUnreadable: Bool
  ) throws(OmicsError) {
    let genes = levels.levels.indices.map { gene -> Double? in
      guard let level = levels.levels[gene], let threshold = thresholds.activeFrom[gene] else {
        return nil
      }
      return Self.score(level: level, threshold: threshold)
    }
    reactions = try GeneRuleScoring(isozymes: .maximum).scores(
      of: model, levels: genes, skippingUnreadable: skippingUnreadable)
  }

  /// - Precondition: The level is finite and not negative.
  static func score(level: Double, threshold: Double) -> Double {
    if level <= 0 { return range.lowerBound }
    if threshold <= 0 { return range.upperBound }
    return min(max(factor * (log(level) - log(threshold)), range.lowerBound), range.upperBound)
  }

  /// One for each reaction.
  var values: [Double] { reactions.values.map { $0 ?? Self.withoutGene } }
}
