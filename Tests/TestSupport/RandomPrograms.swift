import LinearProgramming

/// Random programs shaped like metabolism: most rows are balances, most coefficients small whole
/// numbers, and some metabolites are touched by two reactions only.
public enum RandomPrograms {
  /// A program with at least one point (the origin), and bounds on every column.
  public static func feasible(seed: UInt64, columns: Int) -> LinearProgram {
    var random = SeededGenerator(seed: seed)
    let rowCount = columns * 2 / 3
    var entries = [[Int32: Double]](repeating: [:], count: columns)
    for row in 0..<rowCount {
      for _ in 0..<Int.random(in: 2...4, using: &random) {
        let column = Int.random(in: 0..<columns, using: &random)
        let size = Double(Int.random(in: 1...3, using: &random))
        entries[column][Int32(row)] = Bool.random(using: &random) ? size : -size
      }
    }
    let sorted = entries.map { $0.sorted { $0.key < $1.key } }
    let bounds = (0..<columns).map { _ in
      let upper = Double(Int.random(in: 0...10, using: &random))
      let lower = Bool.random(using: &random) ? 0 : -Double(Int.random(in: 0...10, using: &random))
      return Bounds(lower: lower, upper: upper)
    }
    let objective = (0..<columns).map { _ in
      Int.random(in: 0..<4, using: &random) == 0
        ? Double(Int.random(in: -2...3, using: &random)) : 0
    }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: rowCount,
        columnStarts: sorted.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1.count)) },
        rows: sorted.flatMap { $0.map(\.key) }, values: sorted.flatMap { $0.map(\.value) }),
      rows: BoundArrays(repeating: .fixed(0), count: rowCount),
      columns: BoundArrays(lower: bounds.map(\.lower), upper: bounds.map(\.upper)),
      objective: objective)
  }
}
