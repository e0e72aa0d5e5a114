import Foundation

/// The variance of the measurement itself, of log₂ levels: what a second measurement of the same sample
/// would differ by.
public enum TechnicalVariance: Sendable, Hashable {
  /// The same for all.
  case constant(Double)
  /// One for each gene.
  case perGene([Double])
  /// Genes by samples.
  case perValue(SampleMatrix)

  /// From samples that were measured more than once: the pooled variance within the sets of
  /// replicates, gene by gene, moderated over the genes.
  ///
  /// - Parameters:
  ///   - values: log₂ levels, genes by samples; missing values allowed.
  ///   - sets: Of each sample, the number of the set of replicates that it belongs to; `nil` for none.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/nothingLeft(what:)`` where no gene has two values in a set.
  /// - Complexity: O(genes · samples).
  public static func replicates(
    _ values: SampleMatrix, sets: [Int?]
  ) throws(CohortStatisticsError) -> TechnicalVariance {
    guard sets.count == values.sampleCount else {
      throw .wrongCount(of: "sets of replicates", expected: values.sampleCount, found: sets.count)
    }
    let pooled = try PooledVariances(values, groups: sets)
    if pooled.degrees.allSatisfy({ $0 == 0 }) { throw .nothingLeft(what: "replicates") }
    return .perGene(
      try ModeratedVariances(variances: pooled.variances, degrees: pooled.degrees).values)
  }

  /// The variance of log₂(*x* + 1) where *x* is proportional to a count of variance *μ + φ μ²*, to the
  /// first order:
  ///
  ///     x² (1/μ + φ) / ((x + 1)² ln² 2)
  ///
  /// - Parameters:
  ///   - count: *μ*. Below 1 it is taken as 1: no reads do not mean no noise.
  ///   - abundancePerCount: *x/μ*, such as the TPM that one read of this gene is worth.
  ///   - dispersion: *φ*, between measurements of one sample.
  /// - Throws: ``CohortStatisticsError/invalidOption(name:value:allowed:)`` for a negative or infinite
  ///   argument.
  public static func counts(
    _ count: Double, abundancePerCount: Double, dispersion: Double
  ) throws(CohortStatisticsError) -> Double {
    for (name, value) in [
      ("count", count), ("abundance of one count", abundancePerCount), ("dispersion", dispersion),
    ] {
      guard value >= 0, value.isFinite else {
        throw .invalidOption(name: name, value: "\(value)", allowed: "a number of at least 0")
      }
    }
    let mean = max(count, 1)
    let abundance = mean * abundancePerCount
    // x/(x + 1), which does not overflow.
    let share = abundance.isFinite ? abundance / (abundance + 1) : 1
    return share * share * (1 / mean + dispersion) / (M_LN2 * M_LN2)
  }

  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/negative(what:row:column:)``.
  func check(genes: Int, samples: Int) throws(CohortStatisticsError) {
    let (found, columns) = numbers
    if case .perValue(let matrix) = self, matrix.rowCount != genes || matrix.sampleCount != samples
    {
      throw .wrongCount(
        of: "technical variances", expected: genes * samples, found: matrix.values.count)
    }
    if case .perGene(let values) = self, values.count != genes {
      throw .wrongCount(of: "technical variances", expected: genes, found: values.count)
    }
    // A value that is missing needs no variance, so NaN may stand in a table of them.
    let mayMiss = if case .perValue = self { true } else { false }
    for (place, value) in found.enumerated() where !(mayMiss && value.isNaN) {
      let (row, column) = (place / max(1, columns), place % max(1, columns))
      if !value.isFinite { throw .notFinite(what: "technical variance", row: row, column: column) }
      if value < 0 { throw .negative(what: "technical variance", row: row, column: column) }
    }
  }

  private var numbers: (values: [Double], columns: Int) {
    switch self {
    case .constant(let value): ([value], 1)
    case .perGene(let values): (values, 1)
    case .perValue(let matrix): (matrix.values, matrix.sampleCount)
    }
  }

  /// NaN where a table has none.
  func value(gene: Int, sample: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .perGene(let values): values[gene]
    case .perValue(let matrix): matrix.values[gene * matrix.sampleCount + sample]
    }
  }
}

/// The variance of each gene about the means of groups of samples.
struct PooledVariances {
  var variances: [Double]
  /// Σ (*n* − 1) over the groups; 0 where there is no variance.
  var degrees: [Int]

  /// - Parameter groups: Of each sample; `nil` leaves it out.
  /// - Throws: ``CohortStatisticsError/notFinite(what:row:column:)``.
  init(_ values: SampleMatrix, groups: [Int?]) throws(CohortStatisticsError) {
    variances = []
    degrees = []
    let members = Dictionary(grouping: groups.indices.filter { groups[$0] != nil }) { groups[$0] }
      .values.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    for gene in 0..<values.rowCount {
      var (squares, freedom) = (0.0, 0)
      for group in members {
        let present = group.compactMap { values[gene, $0] }
        guard present.count > 1 else { continue }
        let mean = present.reduce(0, +) / Double(present.count)
        squares += present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        freedom += present.count - 1
      }
      guard squares.isFinite else { throw .notFinite(what: "level", row: gene, column: 0) }
      variances.append(freedom > 0 ? squares / Double(freedom) : 0)
      degrees.append(freedom)
    }
  }
}
