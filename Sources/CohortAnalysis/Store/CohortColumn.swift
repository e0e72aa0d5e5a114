import FluxAnalysis

/// A column of numbers of a patient's file: one number for each reaction, or for each gene. The name
/// is that of tables and archives.
public enum CohortColumn: String, Sendable, Hashable, CaseIterable {
  case minimum, maximum
  /// What is proved of the ends of a range.
  case minimumOuter = "minimum_outer"
  case maximumOuter = "maximum_outer"
  /// Intervals of the ends, from draws of the patient's expression.
  case minimumLow = "minimum_low"
  case minimumHigh = "minimum_high"
  case maximumLow = "maximum_low"
  case maximumHigh = "maximum_high"
  case flux
  /// The optimum without the reaction, or without the gene.
  case remaining
  /// Whether a task passes.
  case passed
}

extension CohortIdentity {
  /// Whether ranges have intervals from draws.
  var hasIntervals: Bool { shrinkage.map { $0.draws > 0 } ?? false }

  /// The columns of a patient's file, in its order.
  public var columns: [CohortColumn] {
    switch analysis.kind {
    case .ranges:
      [.minimum, .maximum] + (analysis.keepsOuterBounds ? [.minimumOuter, .maximumOuter] : [])
        + (hasIntervals ? [.minimumLow, .minimumHigh, .maximumLow, .maximumHigh] : [])
    case .fluxes, .parsimoniousFluxes: [.flux]
    case .reactionDeletions, .geneDeletions: [.remaining]
    case .tasks: [.passed]
    }
  }

  /// Those that have a column of statuses too, in the order of these.
  public var statusColumns: [CohortColumn] {
    switch analysis.kind {
    case .ranges: [.minimum, .maximum]
    case .fluxes, .parsimoniousFluxes: []
    case .reactionDeletions, .geneDeletions: [.remaining]
    case .tasks: [.passed]
    }
  }
}

extension CohortRecord {
  /// The columns of the file; none for a failure.
  var columns: [(column: CohortColumn, values: [Double])] {
    switch outcome {
    case .ranges(let ranges):
      var columns: [(column: CohortColumn, values: [Double])] = [
        (.minimum, ranges.minimum), (.maximum, ranges.maximum),
      ]
      if !ranges.minimumOuter.isEmpty {
        columns += [(.minimumOuter, ranges.minimumOuter), (.maximumOuter, ranges.maximumOuter)]
      }
      if let intervals = ranges.intervals {
        columns += [
          (.minimumLow, intervals.minimumLow), (.minimumHigh, intervals.minimumHigh),
          (.maximumLow, intervals.maximumLow), (.maximumHigh, intervals.maximumHigh),
        ]
      }
      return columns
    case .fluxes(let fluxes): return [(.flux, fluxes.fluxes)]
    case .deletions(let deletions): return [(.remaining, deletions.remaining)]
    case .tasks(let tasks): return [(.passed, tasks.passed)]
    case .failed: return []
    }
  }

  /// The columns of statuses, as codes of the file.
  var statusColumns: [[UInt8]] {
    switch outcome {
    case .ranges(let ranges):
      [ranges.minimumStatus, ranges.maximumStatus].map { $0.map(CohortRecordFile.code) }
    case .deletions(let deletions): [deletions.status.map(CohortRecordFile.code)]
    case .tasks(let tasks): [tasks.status.map(CohortRecordFile.code)]
    case .fluxes, .failed: []
    }
  }
}
