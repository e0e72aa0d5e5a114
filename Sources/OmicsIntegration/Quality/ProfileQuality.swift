import DataFiles
import FluxAnalysis
import MetabolicModels

/// How well one sample's levels can carry a patient's model: how much was measured, what sets the
/// scale, and whether the bounds hold anything.
public struct ProfileQuality: Sendable, Hashable {
  /// Reactions with a gene rule: of all of whose genes there is a level, of some, of none.
  public var fullyMeasured = 0
  public var partlyMeasured = 0
  public var unmeasured = 0
  /// The quartiles, least and largest of the share of each rule's genes that were measured; empty
  /// without a rule.
  public var measuredShares: [Double] = []
  /// The share of the measured genes of the model whose level is zero; 0 where none was measured.
  public var zeroGenes = 0.0
  /// The share of the scored reactions whose score is zero.
  public var zeroScores = 0.0
  /// The largest score over the 99.5th percentile of the scores above zero (Hazen's rule); `nil`
  /// where no score is above zero.
  public var largestOverHigh: Double?
  /// The genes that hold down the largest score, by id: what sets the scale.
  public var largestGenes: [String] = []
  /// The share of the scaled reactions that were left less than a hundredth of their bounds, those
  /// that score zero not counted; `nil` where the method scales nothing.
  public var tinyScales: Double?
  /// Of the reactions whose bounds the method changed, those whose bounds lie outside of the range
  /// that the flux has without the patient: they hold nothing back. `nil` without ranges.
  public var unbinding: Int?
  /// How many reactions the method changed.
  public var changed = 0

  /// - Parameter ranges: The flux ranges of the base, with no objective held, in model order.
  /// - Complexity: O(size of all rules + *n* log *n*) for *n* reactions.
  public init(_ model: PersonalizedModel, ranges: [FluxRange]? = nil) {
    measure(model)
    let levels = model.levels.levels.compactMap(\.self)
    if !levels.isEmpty { zeroGenes = Double(levels.count { $0 == 0 }) / Double(levels.count) }
    let scores = model.scores.compactMap(\.self)
    if !scores.isEmpty { zeroScores = Double(scores.count { $0 == 0 }) / Double(scores.count) }
    findLargest(model)
    let scales = model.scales.compactMap(\.self).filter { $0 > 0 }
    if !scales.isEmpty { tinyScales = Double(scales.count { $0 < 0.01 }) / Double(scales.count) }
    changed = model.changed.count { $0 }
    if let ranges { countUnbinding(model, ranges) }
  }

  private mutating func measure(_ model: PersonalizedModel) {
    var shares: [Double] = []
    for (measured, genes) in zip(model.measuredGenes, model.ruleGenes) where genes > 0 {
      shares.append(Double(measured) / Double(genes))
      switch measured {
      case 0: unmeasured += 1
      case genes: fullyMeasured += 1
      default: partlyMeasured += 1
      }
    }
    if shares.isEmpty { return }
    measuredShares = [0, 25, 50, 75, 100].map { Percentile.hazen($0, of: shares) }
  }

  private mutating func findLargest(_ model: PersonalizedModel) {
    let positive = model.scores.compactMap(\.self).filter { $0 > 0 }
    guard let largest = positive.max() else { return }
    let high = Percentile.hazen(99.5, of: positive)
    if high > 0 { largestOverHigh = min(largest / high, .greatestFiniteMagnitude) }
    let base = model.base.model
    var genes = Set<String>()
    for (reaction, score) in zip(base.reactions, model.scores) where score == largest {
      guard let rule = reaction.rule else { continue }
      for gene in model.scoring.limitingGenes(of: rule, levels: model.levels.levels) {
        genes.insert(base.genes[gene].id)
      }
    }
    largestGenes = genes.sorted()
  }

  private mutating func countUnbinding(_ model: PersonalizedModel, _ ranges: [FluxRange]) {
    precondition(ranges.count == model.changed.count, "ranges of another model")
    unbinding = ranges.indices.count { reaction in
      guard model.changed[reaction], let least = ranges[reaction].minimum.value,
        let most = ranges[reaction].maximum.value
      else { return false }
      let bounds = model.constrained.bounds[reaction]
      return bounds.lower <= least && bounds.upper >= most
    }
  }
}

extension ProfileQuality {
  /// What a reader of the results should know, a sentence each; empty if nothing looks odd.
  public var concerns: [String] {
    var concerns: [String] = []
    let ruled = fullyMeasured + partlyMeasured + unmeasured
    if ruled > 0, 10 * unmeasured > ruled {
      concerns.append(
        "Of \(unmeasured) of the \(ruled) reactions with a gene rule no gene was measured; they are "
          + "as in the generic model.")
    }
    if zeroGenes > 0.3 {
      concerns.append(
        "\(Self.percent(zeroGenes)) of the measured genes of the model have a level of zero. Check "
          + "whether zero means not detected: a missing level is an empty cell.")
    }
    if let tinyScales, tinyScales > 0.5 {
      concerns.append(
        "\(Self.percent(tinyScales)) of the scaled reactions are left less than 1 % of their bounds, "
          + "since \(largestText) sets the scale. A high percentile as the scale, such as "
          + "--method-option scale=percentile:99.5, keeps one gene from that.")
    }
    if let unbinding, changed > 0, 2 * unbinding > changed {
      concerns.append(
        "Most changed bounds lie outside of what the flux can reach without them, and hold nothing "
          + "back: the patient's model is close to the generic one.")
    }
    return concerns
  }

  private var largestText: String {
    let ratio = largestOverHigh.map {
      " (\(NumberText.text(($0 * 10).rounded() / 10)) times the 99.5th percentile)"
    }
    let genes = largestGenes.prefix(3).joined(separator: ", ")
    return "the largest score" + (genes.isEmpty ? "" : ", of \(genes)") + (ratio ?? "")
  }

  private static func percent(_ share: Double) -> String {
    "\(NumberText.text((share * 1000).rounded() / 10)) %"
  }
}
