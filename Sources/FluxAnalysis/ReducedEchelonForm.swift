import LinearProgramming

/// The solutions of *A x = b* as values of the free columns and what these give the others:
///
///     x[pivot] = constant − Σ value · x[free]
///
/// Found by Gauss–Jordan elimination on sparse rows; the pivot is the coefficient of the shortest
/// row that is at least a tenth of the row's largest and has the fewest rows below it.
struct ReducedEchelonForm: Sendable {
  struct Pivot: Sendable {
    var column: Int
    var constant: Double
    /// Over free columns only, ascending.
    var entries: [(column: Int32, value: Double)]
  }

  private(set) var pivots: [Pivot] = []
  /// Ascending.
  private(set) var freeColumns: [Int] = []

  private static let pivotThreshold = 0.1
  /// What two terms nearly cancel to is zero when it is this much smaller than they are.
  private static let cancellation = 1e-11

  private typealias Row = [(column: Int32, value: Double)]

  /// - Parameters:
  ///   - rows: The entries of each row, by ascending column.
  ///   - constants: *b*. A row that elimination leaves without entries is not looked at again.
  init(rows source: [[(column: Int32, value: Double)]], constants: [Double], columnCount: Int) {
    var rows = source
    var constants = constants
    var users = [[Int32]](repeating: [], count: columnCount)
    for (index, row) in rows.enumerated() {
      for entry in row { users[Int(entry.column)].append(Int32(index)) }
    }
    var waiting = Set(rows.indices.filter { !rows[$0].isEmpty })
    var pivotColumns: [(row: Int, column: Int)] = []
    while let index = waiting.min(by: { (rows[$0].count, $0) < (rows[$1].count, $1) }) {
      waiting.remove(index)
      guard let pivot = Self.pivot(of: rows[index], users) else { continue }
      Self.normalize(&rows[index], &constants[index], by: pivot.value)
      for other in Set(users[Int(pivot.column)]).sorted() where Int(other) != index {
        let factor = Self.value(rows[Int(other)], at: pivot.column)
        if factor == 0 { continue }
        let before = rows[Int(other)].count
        rows[Int(other)] = Self.subtract(
          rows[index], times: factor, from: rows[Int(other)], clearing: pivot.column)
        constants[Int(other)] -= factor * constants[index]
        if rows[Int(other)].isEmpty { waiting.remove(Int(other)) }
        if before > 0 {
          for entry in rows[index] where entry.column != pivot.column {
            users[Int(entry.column)].append(other)
          }
        }
      }
      for entry in rows[index] where users[Int(entry.column)].count > 4 * rows.count {
        users[Int(entry.column)] = Array(Set(users[Int(entry.column)]))
      }
      users[Int(pivot.column)] = [Int32(index)]
      pivotColumns.append((index, Int(pivot.column)))
    }
    let isPivot = Set(pivotColumns.map(\.column))
    freeColumns = (0..<columnCount).filter { !isPivot.contains($0) }
    pivots = pivotColumns.map { place in
      Pivot(
        column: place.column, constant: constants[place.row],
        entries: rows[place.row].filter { Int($0.column) != place.column })
    }
  }

  private static func pivot(of row: Row, _ users: [[Int32]]) -> (column: Int32, value: Double)? {
    let least = pivotThreshold * row.reduce(0) { max($0, abs($1.value)) }
    return row.filter { abs($0.value) >= least && $0.value != 0 }.min {
      (users[Int($0.column)].count, $0.column) < (users[Int($1.column)].count, $1.column)
    }
  }

  private static func normalize(_ row: inout Row, _ constant: inout Double, by pivot: Double) {
    for position in row.indices { row[position].value /= pivot }
    constant /= pivot
  }

  private static func value(_ row: Row, at column: Int32) -> Double {
    var (low, high) = (0, row.count)
    while low < high {
      let middle = (low + high) / 2
      if row[middle].column < column { low = middle + 1 } else { high = middle }
    }
    return low < row.count && row[low].column == column ? row[low].value : 0
  }

  private static func subtract(
    _ a: Row, times factor: Double, from b: Row, clearing cleared: Int32
  ) -> Row {
    var result: Row = []
    result.reserveCapacity(a.count + b.count)
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i == a.count || (j < b.count && b[j].column < a[i].column) {
        result.append(b[j])
        j += 1
      } else if j == b.count || a[i].column < b[j].column {
        result.append((a[i].column, -factor * a[i].value))
        i += 1
      } else {
        let term = factor * a[i].value
        let difference = b[j].value - term
        if abs(difference) > cancellation * max(abs(term), abs(b[j].value)),
          a[i].column != cleared
        {
          result.append((a[i].column, difference))
        }
        i += 1
        j += 1
      }
    }
    return result
  }

  /// Gives the pivot columns of `x` the values that its free columns ask for.
  func complete(_ x: inout [Double]) {
    for pivot in pivots {
      x[pivot.column] = pivot.entries.reduce(pivot.constant) {
        $0 - $1.value * x[Int($1.column)]
      }
    }
  }
}
