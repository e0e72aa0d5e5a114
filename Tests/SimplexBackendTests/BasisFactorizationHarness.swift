import LinearProgramming
import TestSupport
import Testing

@testable import SimplexBackend

/// A basis, its factors, and the checks of a solve against plain loops over the matrix.
final class BasisFactorizationHarness {
  let matrix: ConstraintMatrix
  let factors: BasisFactorization
  var basic: [Int32]
  let vector: WorkVector
  let alpha: WorkVector
  /// The multiple of the unit vector that `exchange` asks the row of the inverse with.
  var unitValue = -2.0

  var size: Int { matrix.rowCount }

  /// - Parameters:
  ///   - columns: The (row, value) entries of each structural column.
  ///   - basic: The basic variables, by default all the structural columns.
  init(rowCount: Int, columns: [[(row: Int, value: Double)]], basic: [Int]? = nil) {
    var starts: [Int32] = [0]
    for column in columns { starts.append(starts[starts.count - 1] + Int32(column.count)) }
    let sorted = columns.map { $0.sorted { $0.row < $1.row } }
    matrix = ConstraintMatrix(
      SparseMatrix(
        rowCount: rowCount, columnStarts: starts,
        rows: sorted.flatMap { $0.map { Int32($0.row) } },
        values: sorted.flatMap { $0.map(\.value) }),
      rowScales: Array(repeating: 1, count: rowCount),
      columnScales: Array(repeating: 1, count: columns.count))
    factors = BasisFactorization(matrix)
    self.basic = (basic ?? Array(0..<rowCount)).map(Int32.init)
    vector = WorkVector(size: rowCount)
    alpha = WorkVector(size: rowCount)
  }

  @discardableResult
  func factorize() -> [(position: Int, removed: Int32)] {
    basic.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else {
        var none: Int32 = 0
        return factors.factorize(&none)
      }
      return factors.factorize(base)
    }
  }

  func entries(of variable: Int32) -> [(row: Int, value: Double)] {
    let variable = Int(variable)
    if variable >= matrix.columnCount { return [(variable - matrix.columnCount, 1)] }
    return (Int(matrix.columnStarts[variable])..<Int(matrix.columnStarts[variable + 1])).map {
      (Int(matrix.columnRows[$0]), matrix.columnValues[$0])
    }
  }

  /// The basis matrix by rows.
  func dense() -> [[Double]] {
    var result = [[Double]](repeating: Array(repeating: 0, count: size), count: size)
    for (position, variable) in basic.enumerated() {
      for entry in entries(of: variable) { result[entry.row][position] += entry.value }
    }
    return result
  }

  /// *B⁻¹ a*, its list and residual checked.
  func ftran(
    _ right: [Double], savesSpike: Bool = false, tolerance: Double = 1e-9,
    _ location: SourceLocation = #_sourceLocation
  ) -> [Double] {
    load(vector, right)
    factors.ftran(vector, savesSpike: savesSpike)
    expectListed(vector, location)
    let result = (0..<size).map { vector.values[$0] }
    var left = [Double](repeating: 0, count: size)
    var sizes = right.map { abs($0) }
    for (position, variable) in basic.enumerated() {
      for entry in entries(of: variable) {
        left[entry.row] += entry.value * result[position]
        sizes[entry.row] += abs(entry.value * result[position])
      }
    }
    expectEqual(left, right, sizes.max() ?? 0, tolerance, "ftran", location)
    return result
  }

  /// *B⁻ᵀ c*, its list and residual checked.
  func btran(
    _ right: [Double], tolerance: Double = 1e-9, _ location: SourceLocation = #_sourceLocation
  ) -> [Double] {
    load(vector, right)
    factors.btran(vector)
    expectListed(vector, location)
    let result = (0..<size).map { vector.values[$0] }
    var sizes = right.map { abs($0) }
    let left = basic.enumerated().map { position, variable in
      let terms = entries(of: variable).map { $0.value * result[$0.row] }
      sizes[position] += terms.reduce(0) { $0 + abs($1) }
      return terms.reduce(0, +)
    }
    expectEqual(left, right, sizes.max() ?? 0, tolerance, "btran", location)
    return result
  }

  /// Both solves with a unit vector, a sparse and a dense right-hand side.
  func expectSolves(
    _ random: inout SeededGenerator, tolerance: Double = 1e-9,
    _ location: SourceLocation = #_sourceLocation
  ) {
    for share in [1.0 / Double(max(1, size)), 0.05, 1] {
      let a = randomVector(share: share, &random)
      let c = randomVector(share: share, &random)
      let x = ftran(a, tolerance: tolerance, location)
      let y = btran(c, tolerance: tolerance, location)
      let (ya, cx) = (dot(y, a), dot(c, x))
      let scale =
        zip(y, a).reduce(0) { $0 + abs($1.0 * $1.1) }
        + zip(c, x).reduce(0) { $0 + abs($1.0 * $1.1) }
      #expect(abs(ya - cx) <= 1e-7 * max(1, scale), "yᵀa = cᵀx", sourceLocation: location)
    }
  }

  /// Enters `variable` at the position of the largest |alpha| among those that `allowed` admits, and
  /// returns that position, `nil` if the update was refused.
  func exchange(entering variable: Int32, besides kept: Set<Int> = [], unitFirst: Bool) -> Int? {
    alpha.clear()
    for entry in entries(of: variable) { alpha.append(entry.value, at: entry.row) }
    factors.ftran(alpha, savesSpike: true)
    let allowed = (0..<size).filter { !kept.contains($0) }
    guard let position = allowed.max(by: { abs(alpha.values[$0]) < abs(alpha.values[$1]) }),
      abs(alpha.values[position]) > 1e-7
    else { return nil }
    if unitFirst {
      var unit = [Double](repeating: 0, count: size)
      unit[position] = unitValue
      _ = btran(unit)
    }
    guard factors.update(position: position, alpha: alpha) else { return nil }
    basic[position] = variable
    return position
  }

  func randomVector(share: Double, _ random: inout SeededGenerator) -> [Double] {
    var result = (0..<size).map { _ in
      Double.random(in: 0..<1, using: &random) < share
        ? Double.random(in: -5...5, using: &random) : 0
    }
    if size > 0 { result[Int.random(in: 0..<size, using: &random)] = 1 }
    return result
  }

  private func load(_ vector: WorkVector, _ values: [Double]) {
    vector.clear()
    for (index, value) in values.enumerated() where value != 0 { vector.append(value, at: index) }
  }

  /// The list holds exactly the values that are not zero, each once, and none is next to zero.
  private func expectListed(_ vector: WorkVector, _ location: SourceLocation) {
    let listed = (0..<vector.count).map { Int(vector.indices[$0]) }
    let nonzero = (0..<size).filter { vector.values[$0] != 0 }
    #expect(listed.sorted() == nonzero, sourceLocation: location)
    #expect(
      nonzero.allSatisfy { abs(vector.values[$0]) > 1e-14 && vector.values[$0].isFinite },
      sourceLocation: location)
  }

  private func expectEqual(
    _ left: [Double], _ right: [Double], _ size: Double, _ tolerance: Double, _ what: String,
    _ location: SourceLocation
  ) {
    let error = zip(left, right).map { abs($0 - $1) }.max() ?? 0
    #expect(error <= tolerance * size, "\(what): \(error) of \(size)", sourceLocation: location)
  }
}

func dot(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}

/// Gauss-Jordan with complete pivoting on a dense matrix, for comparison.
enum DenseElimination {
  /// The rank, counting pivots above `tolerance`, and the solution of *M x = b* if it is full.
  static func solve(
    _ matrix: [[Double]], _ right: [Double], tolerance: Double = 1e-9
  ) -> (rank: Int, solution: [Double]?) {
    var rows = zip(matrix, right).map { $0 + [$1] }
    let size = matrix.count
    var columns: [Int] = []
    for step in 0..<size {
      var best = (row: step, column: 0, value: 0.0)
      for row in step..<size {
        for column in 0..<size where !columns.contains(column) {
          let value = abs(rows[row][column])
          if value > best.value { best = (row, column, value) }
        }
      }
      if best.value <= tolerance { return (step, nil) }
      rows.swapAt(step, best.row)
      columns.append(best.column)
      for row in 0..<size where row != step && rows[row][best.column] != 0 {
        let factor = rows[row][best.column] / rows[step][best.column]
        for column in 0...size { rows[row][column] -= factor * rows[step][column] }
      }
    }
    var solution = [Double](repeating: 0, count: size)
    for (step, column) in columns.enumerated() {
      solution[column] = rows[step][size] / rows[step][column]
    }
    return (size, solution)
  }
}

/// Columns of small whole numbers at random rows, `perColumn` of them at most.
func randomColumns(
  rowCount: Int, count: Int, perColumn: Int, _ random: inout SeededGenerator
) -> [[(row: Int, value: Double)]] {
  (0..<count).map { _ in
    let wanted = Int.random(in: 1...min(perColumn, rowCount), using: &random)
    let rows = Set((0..<wanted).map { _ in Int.random(in: 0..<rowCount, using: &random) })
    return rows.sorted().map { row in
      let value = Double(Int.random(in: 1...4, using: &random))
      return (row, Bool.random(using: &random) ? value : -value)
    }
  }
}
