import LinearProgramming

/// A flux program with every flux written as a forward part minus a reverse part: columns 2j and
/// 2j + 1.
struct SplitFluxProgram {
  let matrix: SparseMatrix
  let rows: BoundArrays
  let columns: BoundArrays

  /// - Parameter weights: Of an additional row *Σ weightⱼ (v⁺ⱼ + v⁻ⱼ)*, the last one, that must have
  ///   the value `total`; `nil` for none.
  init(_ source: LinearProgram, weights: [Double]? = nil, total: Double = 0) {
    var starts: [Int32] = [0]
    var entryRows: [Int32] = []
    var values: [Double] = []
    var bounds = BoundArrays(lower: [], upper: [])
    for column in 0..<source.matrix.columnCount {
      let range = source.matrix.range(ofColumn: column)
      for sign in [1.0, -1.0] {
        entryRows.append(contentsOf: source.matrix.rows[range])
        values.append(contentsOf: source.matrix.values[range].map { sign * $0 })
        if let weight = weights?[column], weight != 0 {
          entryRows.append(Int32(source.matrix.rowCount))
          values.append(weight)
        }
        starts.append(Int32(values.count))
      }
      let (lower, upper) = (source.columns.lower[column], source.columns.upper[column])
      bounds.append(Bounds(lower: max(0, lower), upper: max(0, upper)))
      bounds.append(Bounds(lower: max(0, -upper), upper: max(0, -lower)))
    }
    var rows = source.rows
    if weights != nil { rows.append(.fixed(total)) }
    self.rows = rows
    columns = bounds
    matrix = SparseMatrix(
      rowCount: rows.count, columnStarts: starts, rows: entryRows, values: values)
  }

  /// Minimizes *Σ costⱼ (v⁺ⱼ + v⁻ⱼ)*.
  func minimizing(_ costs: [Double]) -> LinearProgram {
    LinearProgram(
      matrix: matrix, rows: rows, columns: columns,
      objective: costs.flatMap { [$0, $0] }, sense: .minimize)
  }

  /// *v⁺ − v⁻*.
  static func net(_ point: [Double]) -> [Double] {
    stride(from: 0, to: point.count, by: 2).map { point[$0] - point[$0 + 1] + 0 }
  }
}
