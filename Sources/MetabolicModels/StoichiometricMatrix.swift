/// A sparse matrix of metabolites by reactions, in compressed columns.
///
/// The entries of reaction *j* are at positions `columnStarts[j] ..< columnStarts[j + 1]` of
/// `rows` and `values`, in ascending order of row, each row at most once, none zero. A coefficient
/// is negative where the reaction consumes the metabolite.
public struct StoichiometricMatrix: Sendable, Hashable {
  public let rowCount: Int
  /// One more than there are columns; the first is 0.
  public private(set) var columnStarts: [Int32] = [0]
  public private(set) var rows: [Int32] = []
  public private(set) var values: [Double] = []

  public init(rowCount: Int) {
    self.rowCount = rowCount
  }

  public var columnCount: Int { columnStarts.count - 1 }
  public var nonzeroCount: Int { values.count }

  /// Appends a column. Coefficients of the same metabolite are added up, in the order given; a sum
  /// of exactly zero leaves no entry.
  ///
  /// - Precondition: Every row is in `0 ..< rowCount`.
  /// - Complexity: O(*k* log *k*), where *k* is the number of coefficients.
  public mutating func appendColumn(_ coefficients: [(row: Int, value: Double)]) {
    let sorted = coefficients.enumerated().sorted {
      ($0.element.row, $0.offset) < ($1.element.row, $1.offset)
    }
    var position = 0
    while position < sorted.count {
      let row = sorted[position].element.row
      precondition(row >= 0 && row < rowCount, "row \(row) is outside 0 ..< \(rowCount)")
      var sum = 0.0
      while position < sorted.count, sorted[position].element.row == row {
        sum += sorted[position].element.value
        position += 1
      }
      if sum != 0 {
        rows.append(Int32(row))
        values.append(sum)
      }
    }
    columnStarts.append(Int32(values.count))
  }

  /// The positions of the entries of `column` in ``rows`` and ``values``.
  public func range(ofColumn column: Int) -> Range<Int> {
    Int(columnStarts[column])..<Int(columnStarts[column + 1])
  }

  /// The coefficients of one reaction, by ascending metabolite index.
  public func column(_ column: Int) -> [(row: Int, value: Double)] {
    range(ofColumn: column).map { (Int(rows[$0]), values[$0]) }
  }
}
