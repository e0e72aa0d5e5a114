import DataFiles
import OmicsIntegration

extension ProfileQuality {
  /// Shares are from 0 to 1; no level of any gene.
  public var json: JSONValue {
    .members([
      "rules_fully_measured": .integer(fullyMeasured),
      "rules_partly_measured": .integer(partlyMeasured),
      "rules_unmeasured": .integer(unmeasured),
      "measured_shares_quartiles": .array(measuredShares.map(JSONValue.number)),
      "zero_genes": .number(zeroGenes), "zero_scores": .number(zeroScores),
      "largest_over_high": largestOverHigh.map(JSONValue.number) ?? .null,
      "largest_genes": .array(largestGenes.map(JSONValue.string)),
      "tiny_scales": tinyScales.map(JSONValue.number) ?? .null,
      "unbinding_bounds": unbinding.map(JSONValue.integer) ?? .null,
      "concerns": .array(concerns.map(JSONValue.string)),
    ])
  }
}
