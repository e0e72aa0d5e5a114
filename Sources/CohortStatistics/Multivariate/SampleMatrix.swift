/// A table of numbers, features in rows and samples in columns: the ends of flux ranges, expression.
public struct SampleMatrix: Sendable, Hashable {
  public let rowCount: Int
  public let sampleCount: Int
  /// Row after row. NaN is a missing value; infinities are allowed.
  public let values: [Double]

  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``.
  public init(
    rowCount: Int, sampleCount: Int, values: [Double]
  ) throws(CohortStatisticsError) {
    let (expected, overflows) = rowCount.multipliedReportingOverflow(by: sampleCount)
    guard rowCount >= 0, sampleCount >= 0, !overflows, values.count == expected else {
      throw .wrongCount(of: "values", expected: overflows ? .max : expected, found: values.count)
    }
    self.rowCount = rowCount
    self.sampleCount = sampleCount
    self.values = values
  }

  /// - Parameter rows: Equally long; `nil` is a missing value.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``.
  public init(rows: [[Double?]]) throws(CohortStatisticsError) {
    let samples = rows.first?.count ?? 0
    for row in rows where row.count != samples {
      throw .wrongCount(of: "values in a row", expected: samples, found: row.count)
    }
    rowCount = rows.count
    sampleCount = samples
    values = rows.flatMap { $0.map { $0 ?? .nan } }
  }

  /// `nil` where the value is missing.
  public subscript(row: Int, sample: Int) -> Double? {
    let value = values[row * sampleCount + sample]
    return value.isNaN ? nil : value
  }

  /// One row, NaN where a value is missing.
  public func row(_ index: Int) -> ArraySlice<Double> {
    values[index * sampleCount..<(index + 1) * sampleCount]
  }

  /// These rows and those of `other`, of the same samples.
  ///
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``.
  public func appending(_ other: SampleMatrix) throws(CohortStatisticsError) -> SampleMatrix {
    guard other.sampleCount == sampleCount else {
      throw .wrongCount(of: "samples", expected: sampleCount, found: other.sampleCount)
    }
    return try SampleMatrix(
      rowCount: rowCount + other.rowCount, sampleCount: sampleCount, values: values + other.values)
  }
}
