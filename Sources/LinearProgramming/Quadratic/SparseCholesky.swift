/// The factor *L* of *L Lᵀ = M* for symmetric matrices *M* of one pattern.
///
/// Row by row as in Davis, Direct Methods for Sparse Linear Systems (SIAM 2006, section 4.8), along the
/// elimination tree, which is found once. It belongs to one thread.
final class SparseCholesky {
  /// The upper triangle of *M* in compressed columns, rows ascending, the diagonal last.
  let columnStarts: [Int32]
  let rows: [Int32]
  var values: [Double]

  private let parents: [Int32]
  private let factorStarts: [Int32]
  private var factorRows: [Int32]
  private var factorValues: [Double]
  private var ends: [Int32]
  private var work: [Double]
  private var path: [Int32]
  private var stamps: [Int32]

  /// - Complexity: O(entries of the factor).
  init(columnStarts: [Int32], rows: [Int32]) {
    let count = columnStarts.count - 1
    self.columnStarts = columnStarts
    self.rows = rows
    values = Array(repeating: 0, count: rows.count)
    let tree = EliminationTree(columnStarts: columnStarts, rows: rows)
    parents = tree.parents
    factorStarts = tree.factorStarts
    factorRows = Array(repeating: 0, count: Int(tree.factorStarts[count]))
    factorValues = Array(repeating: 0, count: factorRows.count)
    ends = Array(repeating: 0, count: count)
    work = Array(repeating: 0, count: count)
    path = ends
    stamps = Array(repeating: -1, count: count)
  }

  var factorEntryCount: Int { factorRows.count }

  /// Factorizes ``values``. A pivot below `leastPivot`, as rounding makes them where *M* is singular
  /// but for its diagonal, counts as `leastPivot`: the product is then a matrix nearby, and positive
  /// definite in any case.
  ///
  /// - Complexity: The sum of the squares of the factor's column lengths.
  func factorize(leastPivot: Double) {
    let (starts, matrixRows, parents, factorStarts) = (columnStarts, rows, parents, factorStarts)
    values.withUnsafeBufferPointer { matrix in
      factorRows.withUnsafeMutableBufferPointer { factorRows in
        factorValues.withUnsafeMutableBufferPointer { factor in
          ends.withUnsafeMutableBufferPointer { ends in
            work.withUnsafeMutableBufferPointer { work in
              path.withUnsafeMutableBufferPointer { path in
                stamps.withUnsafeMutableBufferPointer { stamps in
                  starts.withUnsafeBufferPointer { starts in
                    matrixRows.withUnsafeBufferPointer { matrixRows in
                      parents.withUnsafeBufferPointer { parents in
                        factorStarts.withUnsafeBufferPointer { factorStarts in
                          Self.run(
                            starts, matrixRows, matrix, parents, factorStarts, factorRows, factor,
                            ends, work, path, stamps, leastPivot)
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private static func run(
    _ starts: UnsafeBufferPointer<Int32>, _ rows: UnsafeBufferPointer<Int32>,
    _ matrix: UnsafeBufferPointer<Double>, _ parents: UnsafeBufferPointer<Int32>,
    _ factorStarts: UnsafeBufferPointer<Int32>, _ factorRows: UnsafeMutableBufferPointer<Int32>,
    _ factor: UnsafeMutableBufferPointer<Double>, _ ends: UnsafeMutableBufferPointer<Int32>,
    _ work: UnsafeMutableBufferPointer<Double>, _ path: UnsafeMutableBufferPointer<Int32>,
    _ stamps: UnsafeMutableBufferPointer<Int32>, _ leastPivot: Double
  ) {
    let count = ends.count
    for k in 0..<count {
      ends[k] = factorStarts[k]
      stamps[k] = -1
    }
    for k in 0..<count {
      var top = count
      stamps[k] = Int32(k)
      for position in Int(starts[k])..<Int(starts[k + 1]) {
        var i = Int(rows[position])
        work[i] = matrix[position]
        // The rows on the way to the root that were not seen yet, the deepest to be used first.
        var length = 0
        while stamps[i] != Int32(k) {
          path[length] = Int32(i)
          length += 1
          stamps[i] = Int32(k)
          i = Int(parents[i])
        }
        while length > 0 {
          length -= 1
          top -= 1
          path[top] = path[length]
        }
      }
      var pivot = work[k]
      work[k] = 0
      while top < count {
        let i = Int(path[top])
        top += 1
        let first = Int(factorStarts[i])
        let entry = work[i] / factor[first]
        work[i] = 0
        for position in (first + 1)..<max(first + 1, Int(ends[i])) {
          work[Int(factorRows[position])] -= factor[position] * entry
        }
        pivot -= entry * entry
        factorRows[Int(ends[i])] = Int32(k)
        factor[Int(ends[i])] = entry
        ends[i] += 1
      }
      factorRows[Int(ends[k])] = Int32(k)
      factor[Int(ends[k])] = max(pivot, leastPivot).squareRoot()
      ends[k] += 1
    }
  }

  /// Replaces `x` by *M⁻¹ x*.
  func solve(_ x: inout [Double]) {
    let starts = factorStarts
    x.withUnsafeMutableBufferPointer { x in
      factorRows.withUnsafeBufferPointer { rows in
        factorValues.withUnsafeBufferPointer { values in
          for k in 0..<x.count {
            let first = Int(starts[k])
            x[k] /= values[first]
            for position in (first + 1)..<Int(starts[k + 1]) {
              x[Int(rows[position])] -= values[position] * x[k]
            }
          }
          for k in stride(from: x.count - 1, through: 0, by: -1) {
            let first = Int(starts[k])
            var sum = x[k]
            for position in (first + 1)..<Int(starts[k + 1]) {
              sum -= values[position] * x[Int(rows[position])]
            }
            x[k] = sum / values[first]
          }
        }
      }
    }
  }
}

/// Which row of a factor depends on which, and how long its columns are.
private struct EliminationTree {
  /// The first row below the diagonal of each column of the factor; −1 at a root.
  var parents: [Int32]
  var factorStarts: [Int32]

  init(columnStarts: [Int32], rows: [Int32]) {
    let count = columnStarts.count - 1
    parents = Array(repeating: -1, count: count)
    var ancestors = parents
    for k in 0..<count {
      for position in Int(columnStarts[k])..<Int(columnStarts[k + 1]) {
        var i = Int(rows[position])
        while i < k {
          let next = Int(ancestors[i])
          ancestors[i] = Int32(k)
          if next < 0 {
            parents[i] = Int32(k)
            break
          }
          i = next
        }
      }
    }
    var lengths = [Int32](repeating: 1, count: count)
    var stamps = [Int32](repeating: -1, count: count)
    for k in 0..<count {
      stamps[k] = Int32(k)
      for position in Int(columnStarts[k])..<Int(columnStarts[k + 1]) {
        var i = Int(rows[position])
        while stamps[i] != Int32(k) {
          stamps[i] = Int32(k)
          lengths[i] += 1
          i = Int(parents[i])
        }
      }
    }
    factorStarts = [0]
    for length in lengths { factorStarts.append(factorStarts[factorStarts.count - 1] + length) }
  }
}
