import LinearProgramming

extension RandomPrograms {
  /// A small program with every kind of row and column: equal, one-sided, two-sided and no bounds,
  /// empty rows and columns, ties and repeated columns. It may be infeasible or unbounded.
  public static func general(seed: UInt64) -> LinearProgram {
    var random = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ 17)
    let columnCount = Int.random(in: 1...24, using: &random)
    let rowCount = Int.random(in: 0...16, using: &random)
    let entriesPerColumn = min(rowCount, Int.random(in: 1...4, using: &random))
    let hasWildScale = Int.random(in: 0..<4, using: &random) == 0
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    for column in 0..<columnCount {
      if column > 0, Int.random(in: 0..<8, using: &random) == 0 {
        let last = Int(starts[column - 1])..<Int(starts[column])
        rows.append(contentsOf: rows[last])
        values.append(contentsOf: values[last])
      } else {
        let count = entriesPerColumn == 0 ? 0 : Int.random(in: 0...entriesPerColumn, using: &random)
        let chosen = (0..<Int32(rowCount)).shuffled(using: &random).prefix(count).sorted()
        for row in chosen {
          var size = Double(Int.random(in: 1...4, using: &random))
          if hasWildScale { size *= [1e-3, 1, 1, 1e3].randomElement(using: &random) ?? 1 }
          rows.append(row)
          values.append(Bool.random(using: &random) ? size : -size)
        }
      }
      starts.append(Int32(values.count))
    }
    let objective = (0..<columnCount).map { _ in Double(Int.random(in: -2...2, using: &random)) }
    return LinearProgram(
      matrix: SparseMatrix(rowCount: rowCount, columnStarts: starts, rows: rows, values: values),
      rows: bounds(rowCount, &random), columns: bounds(columnCount, &random),
      objective: objective, sense: Bool.random(using: &random) ? .maximize : .minimize)
  }

  private static func bounds(_ count: Int, _ random: inout SeededGenerator) -> BoundArrays {
    var result = BoundArrays(lower: [], upper: [])
    for _ in 0..<count {
      let a = Double(Int.random(in: -6...6, using: &random))
      let b = a + Double(Int.random(in: 0...8, using: &random))
      switch Int.random(in: 0..<10, using: &random) {
      case 0: result.append(.free)
      case 1: result.append(Bounds(lower: a, upper: .infinity))
      case 2: result.append(Bounds(lower: -.infinity, upper: a))
      case 3: result.append(.fixed(a))
      case 4, 5: result.append(Bounds(lower: 0, upper: b > 0 ? b : 5))
      case 6: result.append(Bounds(lower: 0, upper: .infinity))
      default: result.append(Bounds(lower: min(a, 0), upper: max(b, 0)))
      }
    }
    return result
  }
}
