/// Computes outer bounds of one matrix by weak duality; see
/// ``ProgramJudge/outerBound(maximizing:rowDuals:)``, which says why they hold.
///
/// Works row by row: the duals of a flux variability analysis are mostly zero, and then most
/// columns are never touched.
struct ReducedCosts {
  private let rows: SparseRows
  /// For each column, how many rounded operations its reduced cost is made of, at most.
  private let operations: [Double]
  // All zero between calls, but `touched`, of which only a prefix is ever read.
  private var reduced: [Double]
  private var size: [Double]
  private var isTouched: [Bool]
  private var touched: [Int32]

  init(_ matrix: SparseMatrix) {
    rows = SparseRows(matrix)
    operations = (0..<matrix.columnCount).map { Double(matrix.range(ofColumn: $0).count + 2) }
    reduced = Array(repeating: 0, count: matrix.columnCount)
    size = reduced
    isTouched = Array(repeating: false, count: matrix.columnCount)
    touched = Array(repeating: 0, count: matrix.columnCount)
  }

  mutating func outerBound(
    maximizing terms: [(column: Int, coefficient: Double)], rowDuals y: [Double],
    rows rowBounds: BoundArrays, columns columnBounds: BoundArrays
  ) -> Double {
    let (rows, operations) = (rows, operations)
    return reduced.withUnsafeMutableBufferPointer { reduced in
      size.withUnsafeMutableBufferPointer { size in
        isTouched.withUnsafeMutableBufferPointer { isTouched in
          touched.withUnsafeMutableBufferPointer { touched in
            var kernel = OuterBoundKernel(
              reduced: reduced, size: size, isTouched: isTouched, touched: touched)
            for term in terms where term.coefficient != 0 {
              kernel.add(term.coefficient, to: Int32(term.column))
            }
            rowBounds.withUnsafeBounds { lowers, uppers in
              y.withUnsafeBufferPointer {
                kernel.subtract($0, rows, lowers: lowers, uppers: uppers)
              }
            }
            operations.withUnsafeBufferPointer { operations in
              columnBounds.withUnsafeBounds { lowers, uppers in
                kernel.addColumns(operations, lowers: lowers, uppers: uppers)
              }
            }
            return kernel.sum.upperBound
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

  /// Takes *Aᵀy* off the costs, and adds what the rows pay to the sum.
  mutating func subtract(
    _ y: UnsafeBufferPointer<Double>, _ rows: SparseRows, lowers: UnsafeBufferPointer<Double>,
    uppers: UnsafeBufferPointer<Double>
  ) {
    rows.withUnsafeEntries { starts, columns, values in
      for row in 0..<y.count where y[row] != 0 {
        let dual = y[row]
        let bound = dual > 0 ? uppers[row] : lowers[row]
        // Any dual may be used; one that asks an unlimited side of a row to pay is rounding.
        if bound.isInfinite { continue }
        if bound != 0 { sum.add(dual * bound) }
        for position in Int(starts[row])..<Int(starts[row + 1]) {
          add(-values[position] * dual, to: columns[position])
        }
      }
    }
  }

  /// Adds to the sum the most that the touched columns can contribute, and cleans up after it.
  mutating func addColumns(
    _ operations: UnsafeBufferPointer<Double>, lowers: UnsafeBufferPointer<Double>,
    uppers: UnsafeBufferPointer<Double>
  ) {
    for position in 0..<count {
      let column = Int(touched[position])
      // The smallest number is for products that underflow, 1.0001 for the rounding of the size and
      // of this itself.
      let error =
        operations[column] * (ErrorBoundedSum.unit * 1.0001 * size[column] + .leastNonzeroMagnitude)
      // The exact reduced cost lies in [low, high], so the largest contribution is at one of the
      // four corners of that interval and the bounds.
      let low = reduced[column] - error
      let high = reduced[column] + error
      sum.add(
        max(
          Self.largestProduct(of: lowers[column], low, high),
          Self.largestProduct(of: uppers[column], low, high)))
      reduced[column] = 0
      size[column] = 0
      isTouched[column] = false
    }
    count = 0
  }

  /// The largest *d·x* for *d* in `low ... high`; an infinite *x* times 0 is 0.
  @inline(__always)
  private static func largestProduct(of x: Double, _ low: Double, _ high: Double) -> Double {
    let d = x >= 0 ? high : low
    return d == 0 ? 0 : d * x
  }
}
