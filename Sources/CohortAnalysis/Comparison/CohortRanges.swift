import CohortStatistics
import FluxAnalysis

/// The ranges of a cohort as two tables, reactions by patients: what a comparison is made of.
public struct CohortRanges: Sendable {
  public let manifest: CohortManifest
  /// NaN where a patient has no range of a reaction: both ends are there, or neither is.
  public let minima: SampleMatrix
  public let maxima: SampleMatrix
  /// Of each patient of the design why there are no ranges; `nil` where there are.
  public let reasons: [ComparisonGroups.Exclusion.Reason?]
  /// Of each patient how many ends are neither certified nor proved to be without limit.
  public let uncertifiedEnds: [Int]

  /// Reads every record.
  ///
  /// - Parameter keepsUncertified: Whether ends that are not certified keep their values; otherwise
  ///   neither end of such a range counts.
  /// - Throws: ``ComparisonError/notRanges(directory:kind:)``,
  ///   ``ComparisonError/reversedRange(sample:reaction:minimum:maximum:)``, and
  ///   ``ComparisonError/store(_:)``.
  /// - Complexity: Memory for all numbers: 16 bytes for each reaction of each patient.
  public init(
    _ merge: CohortMerge, directory: String, keepsUncertified: Bool = false
  ) throws(ComparisonError) {
    manifest = merge.manifest
    let kind = manifest.identity.analysis.kind
    if kind != .ranges { throw .notRanges(directory: directory, kind: kind.rawValue) }
    let (rows, columns) = (manifest.reactions.count, manifest.samples.count)
    var minima = [Double](repeating: .nan, count: rows * columns)
    var maxima = minima
    var reasons: [ComparisonGroups.Exclusion.Reason?] = []
    var uncertified: [Int] = []
    for patient in 0..<columns {
      let record: CohortRecord?
      do throws(CohortStoreError) { record = try merge.record(ofSample: patient) } catch {
        throw .store(error)
      }
      uncertified.append(record?.uncertifiedEnds ?? 0)
      switch record?.outcome {
      case .ranges(let ranges):
        reasons.append(nil)
        let sample = manifest.samples[patient].sample
        for row in 0..<rows {
          guard
            let (low, high) = try Self.ends(
              ranges, row, keepsUncertified, sample: sample, reactions: manifest.reactions)
          else { continue }
          minima[row * columns + patient] = low
          maxima[row * columns + patient] = high
        }
      case .failed(let failure): reasons.append(.failed(failure))
      case .fluxes, .deletions, .tasks: throw .notRanges(directory: directory, kind: kind.rawValue)
      case nil: reasons.append(.missing)
      }
    }
    self.reasons = reasons
    uncertifiedEnds = uncertified
    do throws(CohortStatisticsError) {
      self.minima = try SampleMatrix(rowCount: rows, sampleCount: columns, values: minima)
      self.maxima = try SampleMatrix(rowCount: rows, sampleCount: columns, values: maxima)
    } catch {
      throw .statistics(error)
    }
  }

  private static func ends(
    _ ranges: CohortRecord.Ranges, _ row: Int, _ keepsUncertified: Bool, sample: String,
    reactions: [String]
  ) throws(ComparisonError) -> (Double, Double)? {
    let (low, high) = (ranges.minimum[row], ranges.maximum[row])
    if low.isNaN || high.isNaN { return nil }
    let isProved: (FluxRange.End.Status) -> Bool = { $0 == .certified || $0 == .unbounded }
    guard
      keepsUncertified
        || isProved(ranges.minimumStatus[row]) && isProved(ranges.maximumStatus[row])
    else { return nil }
    if low == .infinity || high == -.infinity
      || CohortComparisonOptions.tolerance.exceeds(low, high)
    {
      throw .reversedRange(
        sample: sample, reaction: reactions[row], minimum: low, maximum: high)
    }
    return (low, high)
  }

  /// Of ranges that are known: for tests, and for ranges from elsewhere.
  ///
  /// - Parameters:
  ///   - minima: Reactions by patients, in the order of the manifest; NaN where there is none.
  /// - Throws: ``ComparisonError/statistics(_:)`` where the tables do not fit the manifest.
  public init(
    manifest: CohortManifest, minima: SampleMatrix, maxima: SampleMatrix,
    reasons: [ComparisonGroups.Exclusion.Reason?]? = nil
  ) throws(ComparisonError) {
    for matrix in [minima, maxima] {
      if matrix.rowCount != manifest.reactions.count {
        throw .statistics(
          .wrongCount(
            of: "rows", expected: manifest.reactions.count, found: matrix.rowCount))
      }
      if matrix.sampleCount != manifest.samples.count {
        throw .statistics(
          .wrongCount(
            of: "patients", expected: manifest.samples.count, found: matrix.sampleCount))
      }
    }
    self.manifest = manifest
    self.minima = minima
    self.maxima = maxima
    self.reasons = reasons ?? manifest.samples.map { _ in nil }
    uncertifiedEnds = manifest.samples.map { _ in 0 }
  }
}
