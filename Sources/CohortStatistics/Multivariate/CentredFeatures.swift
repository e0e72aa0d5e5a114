/// A table made ready for distances and principal components: every row less its mean, without holes.
///
/// - A row with an infinite value, or whose squares overflow, is left out: an unbounded flux has no
///   distance.
/// - A missing value becomes the mean of its row, that is 0. It pulls neither way.
/// - A row whose values are all the same within the tolerance is left out: it tells no samples apart.
public struct CentredFeatures: Sendable {
  public enum Scaling: String, Sendable, Hashable, Codable, CaseIterable {
    /// In the unit of the values: large fluxes weigh most.
    case none
    /// Each row divided by its standard deviation (n − 1): all rows weigh the same.
    case unitVariance = "unit_variance"
  }

  public let sampleCount: Int
  public let scaling: Scaling
  /// The rows of the table that are used.
  public let rows: [Int]
  /// The rows left out because of an infinite value.
  public let unboundedRows: [Int]
  /// How many missing values were replaced, in the rows that are used.
  public let replacedCount: Int
  /// Sample after sample, each with its features.
  let values: [Double]

  /// - Throws: ``CohortStatisticsError/nothingLeft(what:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(rows · samples).
  public init(
    _ matrix: SampleMatrix, scaling: Scaling = .none, tolerance: ValueTolerance = .init()
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    var (kept, unbounded, replaced) = ([Int](), [Int](), 0)
    var centred: [Double] = []
    for row in 0..<matrix.rowCount {
      let values = matrix.row(row)
      if values.contains(where: { abs($0) > Self.largest }) {
        unbounded.append(row)
      } else if let features = Self.centred(values, scaling: scaling, tolerance: tolerance) {
        kept.append(row)
        replaced += values.count(where: \.isNaN)
        centred += features
      }
    }
    if kept.isEmpty { throw .nothingLeft(what: "table") }
    rows = kept
    unboundedRows = unbounded
    replacedCount = replaced
    sampleCount = matrix.sampleCount
    self.scaling = scaling
    values = Self.transposed(centred, rows: kept.count, columns: matrix.sampleCount)
  }

  var featureCount: Int { rows.count }

  func sample(_ index: Int) -> ArraySlice<Double> {
    values[index * rows.count..<(index + 1) * rows.count]
  }

  /// Sums of squares of anything smaller stay finite.
  private static let largest = 1e140

  private static func centred(
    _ values: ArraySlice<Double>, scaling: Scaling, tolerance: ValueTolerance
  ) -> [Double]? {
    let present = values.filter { !$0.isNaN }
    guard let least = present.min(), let most = present.max(), tolerance.exceeds(most, least) else {
      return nil
    }
    // About the least value, so that a large common part costs no digits.
    let mean = least + present.reduce(0) { $0 + ($1 - least) } / Double(present.count)
    let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let unit = scaling == .none ? 1 : (squares / Double(present.count - 1)).squareRoot()
    guard unit > 0 else { return nil }
    return values.map { $0.isNaN ? 0 : ($0 - mean) / unit }
  }

  private static func transposed(_ values: [Double], rows: Int, columns: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: values.count) { buffer, count in
      // In tiles, so that neither side leaves the cache.
      let tile = 32
      for top in stride(from: 0, to: rows, by: tile) {
        for left in stride(from: 0, to: columns, by: tile) {
          for row in top..<min(top + tile, rows) {
            for column in left..<min(left + tile, columns) {
              buffer[column * rows + row] = values[row * columns + column]
            }
          }
        }
      }
      count = values.count
    }
  }
}
