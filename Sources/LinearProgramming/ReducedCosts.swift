/// Computes outer bounds of one matrix by weak duality; see
/// ``ProgramJudge/outerBound(maximizing:rowDuals:)``, which says why they hold.
///
/// Where few duals are other than zero it works row by row, and most columns are never touched;
/// where many are, column by column, since adding up in place is cheaper than scattering.
///
/// A class, so that no work array is ever copied. It belongs to one thread.
final class ReducedCosts {
  private let matrix: SparseMatrix
  let rows: SparseRows
  /// For each column, how many rounded operations its reduced cost is made of, at most.
  private let operations: [Double]
  // All zero between calls, but `touched`, of which only a prefix is ever read.
  private var reduced: [Double]
  private var size: [Double]
  private var isTouched: [Bool]
  private var touched: [Int32]
  /// The duals of the last bound that were used.
  private var duals: [Double]

  /// Duals other than zero, as a part of all, from which on columns are cheaper than rows.
  private static let dense = 0.1

  init(_ matrix: SparseMatrix) {
    self.matrix = matrix
    rows = SparseRows(matrix)
    operations = (0..<matrix.columnCount).map { Double(matrix.range(ofColumn: $0).count + 2) }
    reduced = Array(repeating: 0, count: matrix.columnCount)
    size = reduced
    isTouched = Array(repeating: false, count: matrix.columnCount)
    touched = Array(repeating: 0, count: matrix.columnCount)
    duals = Array(repeating: 0, count: matrix.rowCount)
  }

  func outerBound(
    maximizing terms: [(column: Int, coefficient: Double)], rowDuals y: [Double],
    rows rowBounds: BoundArrays, columns columnBounds: BoundArrays
  ) -> Double {
    let (matrix, rows, operations) = (matrix, rows, operations)
    return reduced.withUnsafeMutableBufferPointer { reduced in
      size.withUnsafeMutableBufferPointer { size in
        isTouched.withUnsafeMutableBufferPointer { isTouched in
          touched.withUnsafeMutableBufferPointer { touched in
            duals.withUnsafeMutableBufferPointer { duals in
              operations.withUnsafeBufferPointer { operations in
                columnBounds.withUnsafeBounds { lowers, uppers in
                  var kernel = OuterBoundKernel(
                    reduced: reduced, size: size, isTouched: isTouched, touched: touched,
                    duals: duals, operations: operations, lowers: lowers, uppers: uppers)
                  for term in terms where term.coefficient != 0 {
                    kernel.add(term.coefficient, to: Int32(term.column))
                  }
                  let paying = kernel.payRows(y, rowBounds)
                  if Double(paying) < Self.dense * Double(y.count) {
                    kernel.subtractRows(rows)
                    kernel.addTouchedColumns()
                  } else {
                    kernel.addAllColumns(matrix)
                  }
                  return kernel.sum.upperBound
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The loops of an outer bound, on buffers: they run for each end of a flux variability analysis.
private struct OuterBoundKernel {
  let reduced: UnsafeMutableBufferPointer<Double>
  let size: UnsafeMutableBufferPointer<Double>
  let isTouched: UnsafeMutableBufferPointer<Bool>
  let touched: UnsafeMutableBufferPointer<Int32>
  /// The duals that are used, zero for the others.
  let duals: UnsafeMutableBufferPointer<Double>
  let operations: UnsafeBufferPointer<Double>
  let lowers: UnsafeBufferPointer<Double>
  let uppers: UnsafeBufferPointer<Double>
  var count = 0
  var sum = ErrorBoundedSum()

  @inline(__always)
  mutating func add(_ term: Double, to column: Int32) {
    let index = Int(column)
    if !isTouched[index] {
      isTouched[index] = true
      touched[count] = column
      count += 1
    }
    reduced[index] += term
    size[index] += abs(term)
  }

  /// Adds what the rows pay to the sum, and returns how many have a dual.
  mutating func payRows(_ y: [Double], _ bounds: BoundArrays) -> Int {
    bounds.withUnsafeBounds { lowers, uppers in
      y.withUnsafeBufferPointer { y in
        var paying = 0
        for row in 0..<y.count {
          duals[row] = 0
          let dual = y[row]
          if dual == 0 { continue }
          let bound = dual > 0 ? uppers[row] : lowers[row]
          // Any dual may be used; one that asks an unlimited side of a row to pay is rounding.
          if bound.isInfinite { continue }
          if bound != 0 { sum.add(dual * bound) }
          duals[row] = dual
          paying += 1
        }
        return paying
      }
    }
  }

  /// Takes *Aᵀy* off the costs.
  mutating func subtractRows(_ rows: SparseRows) {
    rows.withUnsafeEntries { starts, columns, values in
      for row in 0..<duals.count where duals[row] != 0 {
        let dual = duals[row]
        for position in Int(starts[row])..<Int(starts[row + 1]) {
          add(-values[position] * dual, to: columns[position])
        }
      }
    }
  }

  /// Adds to the sum the most that the touched columns can contribute, and cleans up after it.
  mutating func addTouchedColumns() {
    for position in 0..<count {
      let column = Int(touched[position])
      addColumn(column, reducedCost: reduced[column], size: size[column])
      forget(column)
    }
    count = 0
  }

  /// Takes *Aᵀy* off the costs and adds to the sum the most that each column can contribute.
  mutating func addAllColumns(_ matrix: SparseMatrix) {
    matrix.withUnsafeEntries { starts, rows, values in
      var position = 0
      for column in 0..<operations.count {
        var cost = reduced[column]
        var magnitude = size[column]
        let first = position
        let end = Int(starts[column + 1])
        while position < end {
          let term = values[position] * duals[Int(rows[position])]
          cost -= term
          magnitude += abs(term)
          position += 1
        }
        // What no dual touches is exactly zero, and an infinite bound times that is nothing.
        if magnitude == 0, (first..<end).allSatisfy({ duals[Int(rows[$0])] == 0 }) { continue }
        addColumn(column, reducedCost: cost, size: magnitude)
      }
    }
    for position in 0..<count { forget(Int(touched[position])) }
    count = 0
  }

  @inline(__always)
  private func forget(_ column: Int) {
    reduced[column] = 0
    size[column] = 0
    isTouched[column] = false
  }

  @inline(__always)
  private mutating func addColumn(_ column: Int, reducedCost: Double, size: Double) {
    // The smallest number is for products that underflow, 1.0001 for the rounding of the size and
    // of this itself.
    let error =
      operations[column] * (ErrorBoundedSum.unit * 1.0001 * size + .leastNonzeroMagnitude)
    // The exact reduced cost lies in [low, high], so the largest contribution is at one of the
    // four corners of that interval and the bounds.
    let low = reducedCost - error
    let high = reducedCost + error
    sum.add(
      max(
        Self.largestProduct(of: lowers[column], low, high),
        Self.largestProduct(of: uppers[column], low, high)))
  }

  /// The largest *d·x* for *d* in `low ... high`; an infinite *x* times 0 is 0.
  @inline(__always)
  private static func largestProduct(of x: Double, _ low: Double, _ high: Double) -> Double {
    let d = x >= 0 ? high : low
    return d == 0 ? 0 : d * x
  }
}
