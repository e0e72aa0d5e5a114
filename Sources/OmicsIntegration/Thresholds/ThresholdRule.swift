import DataFiles
import MetabolicModels

/// How the thresholds of a sample are found.
public enum ThresholdRule: Sendable, Hashable {
  /// Active from `activeFrom` on and inactive below `inactiveBelow`, in the unit of the levels, for
  /// every gene.
  case absolute(activeFrom: Double, inactiveBelow: Double)
  /// Two percentiles (Hazen's rule) of the sample's own levels above zero, of the genes of the model.
  case percentiles(active: Double, inactive: Double)
  /// Where the expressed genes of the sample lie (``ZFPKM``), by all levels of its table.
  case zFPKM
  /// Thresholds that were found before, from a cohort or another sample.
  case frozen(ActivityThresholds)

  /// - Throws: ``OmicsError/allZero(sample:)`` where percentiles are asked for and no level is above
  ///   zero; ``OmicsError/noExpressionPeak(sample:reason:)`` where zFPKM finds none.
  public func thresholds(for levels: GeneLevels) throws(OmicsError) -> ActivityThresholds {
    switch self {
    case .absolute(let active, let inactive):
      return ActivityThresholds(
        rule: text, activeFrom: active, inactiveBelow: inactive, genes: levels.levels.count)
    case .percentiles(let active, let inactive):
      let positive = levels.levels.compactMap(\.self).filter { $0 > 0 }
      if positive.isEmpty { throw .allZero(sample: levels.sample) }
      return ActivityThresholds(
        rule: text, activeFrom: Percentile.hazen(active, of: positive),
        inactiveBelow: Percentile.hazen(inactive, of: positive), genes: levels.levels.count)
    case .zFPKM:
      let fit: ZFPKM
      do throws(ZFPKM.Flaw) {
        fit = try ZFPKM(levels: levels.tableLevels ?? levels.levels.compactMap(\.self))
      } catch {
        throw .noExpressionPeak(sample: levels.sample, reason: error)
      }
      return ActivityThresholds(
        rule: text, activeFrom: fit.activeFrom, inactiveBelow: fit.inactiveBelow,
        genes: levels.levels.count)
    case .frozen(let thresholds):
      precondition(
        thresholds.activeFrom.count == levels.levels.count, "thresholds of another model's genes")
      return thresholds
    }
  }

  /// For the report: `absolute 1`, `percentiles 25 and 75`, `zFPKM`.
  public var text: String {
    switch self {
    case .absolute(let active, let inactive) where active == inactive:
      "absolute \(NumberText.text(active))"
    case .absolute(let active, let inactive):
      "absolute \(NumberText.text(inactive)) and \(NumberText.text(active))"
    case .percentiles(let active, let inactive) where active == inactive:
      "percentile \(NumberText.text(active)) of the sample"
    case .percentiles(let active, let inactive):
      "percentiles \(NumberText.text(inactive)) and \(NumberText.text(active)) of the sample"
    case .zFPKM: "zFPKM"
    case .frozen(let thresholds): thresholds.rule
    }
  }
}
