import LinearProgramming

/// A program whose optimum gives flux to as many columns at once as it can.
///
/// Each pushed column *x* is written as the sum of two: a near part that goes no further than
/// `reach` beyond zero in the push's direction and earns 1 for each unit, and a far part that earns
/// nothing. So no column is worth more than `reach`, and the optimum spreads over many columns
/// instead of driving a few to their bounds: the linear program LP7 of FASTCORE (Vlassis et al.,
/// PLoS Comput Biol 2014, doi 10.1371/journal.pcbi.1003424) without its extra rows.
struct SpreadProgram: Sendable {
  struct Push: Sendable {
    var column: Int
    var isForward: Bool
  }

  /// The columns of the base program, of which the pushed ones are near parts, and after them one
  /// far part for each push.
  let program: LinearProgram
  let pushes: [Push]
  /// What the optimum maximizes.
  let terms: [(column: Int, coefficient: Double)]
  private let baseCount: Int

  /// - Precondition: No column is pushed twice, and each can move in the direction of its push.
  init(_ base: LinearProgram, pushing pushes: [Push], reach: Double) {
    self.pushes = pushes
    baseCount = base.matrix.columnCount
    var starts = base.matrix.columnStarts
    var rows = base.matrix.rows
    var values = base.matrix.values
    var columns = base.columns
    for push in pushes {
      let range = base.matrix.range(ofColumn: push.column)
      rows.append(contentsOf: base.matrix.rows[range])
      values.append(contentsOf: base.matrix.values[range])
      starts.append(Int32(values.count))
      let bounds = base.columns[push.column]
      if push.isForward {
        let near = min(bounds.upper, max(reach, bounds.lower))
        columns[push.column] = Bounds(lower: bounds.lower, upper: near)
        columns.append(Bounds(lower: 0, upper: bounds.upper - near))
      } else {
        let near = max(bounds.lower, min(-reach, bounds.upper))
        columns[push.column] = Bounds(lower: near, upper: bounds.upper)
        columns.append(Bounds(lower: bounds.lower - near, upper: 0))
      }
    }
    terms = pushes.map { ($0.column, $0.isForward ? 1.0 : -1.0) }.sorted { $0.0 < $1.0 }
      .map { (column: $0.0, coefficient: $0.1) }
    program = LinearProgram(
      matrix: SparseMatrix(
        rowCount: base.matrix.rowCount, columnStarts: starts, rows: rows, values: values),
      rows: base.rows, columns: columns, objective: Array(repeating: 0, count: columns.count))
  }

  /// The base program's point that a point of this program stands for.
  func basePoint(of point: [Double]) -> [Double] {
    var base = Array(point[..<baseCount])
    for (index, push) in pushes.enumerated() { base[push.column] += point[baseCount + index] }
    return base
  }
}
