import LinearProgramming

/// The cycles of a compressed program: its columns that can be in one, and their balances.
struct LoopNetwork: Sendable {
  /// Compressed columns, ascending.
  let columns: [Int]
  /// For each of `columns` its index there, by compressed column; −1 for the others.
  let positions: [Int]
  /// For each compressed column the reactions that it carries and their flux per unit.
  let carried: [[(reaction: Int, factor: Double)]]
  /// The balances of the columns, each column twice: forwards at *2k*, backwards at *2k + 1*. A
  /// point is a cycle; every part is at least 0.
  let program: LinearProgram

  /// How much larger than the reaction that is asked for the other parts of a cycle may be.
  private static let largestPart = 1e3

  /// - Parameter balanceCount: How many of the original rows are balances; those come first.
  init(_ law: LoopLaw, compressed: CompressedProgram, balanceCount: Int) {
    let count = compressed.program.matrix.columnCount
    var carried = [[(reaction: Int, factor: Double)]](repeating: [], count: count)
    for (reaction, carrier) in compressed.carriers.enumerated() where carrier >= 0 {
      carried[Int(carrier)].append((reaction, compressed.factors[reaction]))
    }
    // What shares its flux with a reaction that is in no cycle is in none.
    let columns = (0..<count).filter { column in
      carried[column].allSatisfy { law.isInCycle($0.reaction) }
    }
    var positions = [Int](repeating: -1, count: count)
    for (position, column) in columns.enumerated() { positions[column] = position }
    self.columns = columns
    self.positions = positions
    self.carried = carried
    program = Self.cycleProgram(columns, of: compressed, balanceCount: balanceCount)
  }

  private static func cycleProgram(
    _ columns: [Int], of compressed: CompressedProgram, balanceCount: Int
  ) -> LinearProgram {
    let matrix = compressed.program.matrix
    var rowIndices: [Int32: Int32] = [:]
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    let balances = compressed.rowOrigins.indices.filter {
      Int(compressed.rowOrigins[$0]) < balanceCount
    }
    for (new, old) in balances.enumerated() { rowIndices[Int32(old)] = Int32(new) }
    for column in columns {
      for sign in [1.0, -1.0] {
        for position in matrix.range(ofColumn: column) {
          guard let row = rowIndices[matrix.rows[position]] else { continue }
          rows.append(row)
          values.append(sign * matrix.values[position])
        }
        starts.append(Int32(values.count))
      }
    }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: balances.count, columnStarts: starts, rows: rows, values: values),
      rows: BoundArrays(repeating: .fixed(0), count: balances.count),
      columns: BoundArrays(repeating: .fixed(0), count: 2 * columns.count),
      objective: Array(repeating: 0, count: 2 * columns.count))
  }

  /// The bounds of an open part of a cycle; of the part that is asked for at most 1.
  static func openBounds(isAskedFor: Bool) -> Bounds {
    Bounds(lower: 0, upper: isAskedFor ? 1 : largestPart)
  }
}

/// A direction of a compressed column.
struct LoopStep: Sendable, Hashable {
  var column: Int
  var isForward: Bool

  var reversed: LoopStep { LoopStep(column: column, isForward: !isForward) }
}
