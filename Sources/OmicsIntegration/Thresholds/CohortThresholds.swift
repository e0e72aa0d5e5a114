import DataFiles

extension CohortLevels {
  /// The same threshold for every gene: a percentile of all levels above zero.
  ///
  /// - Throws: ``OmicsError/allZero(sample:)`` where no level is above zero.
  public func global(_ percentile: Double) throws(OmicsError) -> ActivityThresholds {
    let threshold = try self.percentile(percentile)
    return ActivityThresholds(
      rule: "global, percentile \(NumberText.text(percentile)) of \(samplesText)",
      activeFrom: threshold, inactiveBelow: threshold, genes: levels.count)
  }

  /// Of each gene its mean over the samples, where that is at least a percentile of all levels; a gene
  /// with a smaller mean is active only where it is largest (Richelle et al. 2019, doi
  /// 10.1371/journal.pcbi.1007185, with one bound), and never at zero.
  ///
  /// A gene that no sample measured has no threshold.
  ///
  /// - Throws: ``OmicsError/allZero(sample:)``.
  public func localT1(_ percentile: Double) throws(OmicsError) -> ActivityThresholds {
    let bound = try self.percentile(percentile)
    let means = means
    let thresholds = levels.indices.map { gene -> Double? in
      guard let mean = means[gene], let largest = levels[gene].last else { return nil }
      if mean >= bound { return mean }
      return largest > 0 ? largest : bound
    }
    return ActivityThresholds(
      rule: "local T1, percentile \(NumberText.text(percentile)) of \(samplesText)",
      activeFrom: thresholds, inactiveBelow: thresholds)
  }

  /// Of each gene its mean over the samples, but not below the one and not above the other of two
  /// percentiles of all levels (Richelle et al. 2019, with two bounds): from the upper one on every
  /// gene is active, and below the lower one none.
  ///
  /// A gene that no sample measured is undetermined between the two.
  ///
  /// - Throws: ``OmicsError/allZero(sample:)``.
  public func localT2(
    lower: Double = 25, upper: Double = 75
  ) throws(OmicsError) -> ActivityThresholds {
    let (low, high) = (try percentile(lower), try percentile(upper))
    let means = means
    return ActivityThresholds(
      rule: "local T2, percentiles \(NumberText.text(lower)) and \(NumberText.text(upper)) of "
        + samplesText,
      activeFrom: means.map { $0.map { min(max($0, low), high) } ?? high },
      inactiveBelow: means.map { $0.map { min(max($0, low), high) } ?? low })
  }

  var samplesText: String { "\(samples.count) sample\(samples.count == 1 ? "" : "s")" }
}
