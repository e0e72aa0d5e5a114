/// The LU factors of the basis matrix *B*, kept up through changes of single columns.
///
/// **One index space.** `factorize` permutes the basic variables so that position *p* of the basis
/// has its pivot in row *p*. From there on row and position are the same number, no permutation is
/// ever applied, and what remains of it is the order of the pivots, `order`.
///
/// **Factors.** After *k* updates
///
///     Rₖ … R₁ L⁻¹ B = U
///
/// - *L*, unit lower triangular in the order of the pivots at the time of `factorize`;
/// - *Rᵢ = I − eₚ rᵢᵀ*, one for each update, which takes a combination of other rows from row *p*;
/// - *U*, upper triangular in the order of the pivots now; its diagonal lies apart.
///
/// **Solves.** `ftran` solves *B x = a* as *x = U⁻¹ Rₖ … R₁ L⁻¹ a*, for which *L* and *U* are read
/// by columns; `btran` solves *Bᵀ y = c* as *y = L⁻ᵀ R₁ᵀ … Rₖᵀ U⁻ᵀ c*, for which they are read by
/// rows. So both are stored both ways. A triangular solve with few nonzeros finds the pivots it
/// must visit by a search in the graph of the factor and costs no more than its flops (Gilbert &
/// Peierls, SIAM J. Sci. Stat. Comput. 9, 1988; Hall & McKinnon, Comput. Optim. Appl. 32, 2005);
/// one with many walks through all pivots.
///
/// **Update** (Forrest & Tomlin, Math. Program. 2, 1972). A new column in position *p* makes the
/// spike *Rₖ … R₁ L⁻¹ a* the column *p* of *U*. With *p* moved to the end of the order only row *p*
/// is out of shape. *rᵀ = uₚᵀ Ũ⁻¹* eliminates it, where *uₚᵀ* is row *p* without its diagonal *d*
/// and *Ũ* is *U* without row and column *p*. From *Uᵀ y = eₚ* it follows that *r = −d·y* outside
/// of *p*: that *y* is the middle of the `btran` of a unit vector, which a simplex has just done.
///
/// **Elimination** (Markowitz 1957; Suhl & Suhl, ORSA J. Comput. 2, 1990). The columns with one
/// active row and then the rows with one active column are pivots without arithmetic; what is
/// left is small in a metabolic basis and is eliminated under threshold pivoting.
///
/// Nothing depends on time or on addresses: the same calls since the last `factorize` give the
/// same bits. The object belongs to the thread that uses it.
final class BasisFactorization {
  /// A pivot below this (in the scaled matrix) is taken for zero.
  static let pivotTolerance = 1e-11
  /// What is left of a column after subtraction of terms this many times larger is rounding error.
  static let cancellationTolerance = 1e-13
  /// Values of solves below this are made zero.
  static let dropTolerance = 1e-14
  /// The largest relative difference between the two computations of an updated pivot.
  static let updateTolerance = 1e-7
  /// How many updates the factors take before `shouldRefactorize` says so.
  static let updateLimit = 100

  /// The least size of a pivot relative to the largest entry of its column while eliminating.
  /// Raise it (0.5, 0.9) where a basis has proved troublesome: more fill, smaller errors.
  var pivotThreshold = 0.1

  let matrix: ConstraintMatrix
  /// *m*
  let size: Int

  // L without its diagonal by columns and by rows, and the pivots whose columns have entries, in order.
  @exclusivity(unchecked) var lowerColumns: SparseLines
  @exclusivity(unchecked) var lowerRows: SparseLines
  let lowerColumnOrder: UnsafeMutablePointer<Int32>
  var lowerColumnCount = 0

  // U by columns and by rows without the diagonal, and the pivots in order. An update leaves −1
  // where the pivot was and puts it at the end.
  @exclusivity(unchecked) var upperColumns: SparseLines
  @exclusivity(unchecked) var upperRows: SparseLines
  let diagonal: UnsafeMutablePointer<Double>
  let order: UnsafeMutablePointer<Int32>
  let orderSlots: UnsafeMutablePointer<Int32>
  let orderCapacity: Int
  var orderCount = 0
  var upperEntryCount = 0

  /// The rows *rᵢ*, each with its pivot.
  @exclusivity(unchecked) var etas: EtaFile

  // What the last solves leave for `update`: the spike, and y with Uᵀ y = eₚ for p = `unitPosition`.
  let spike: WorkVector
  var hasSpike = false
  let unitRow: WorkVector
  var unitPosition = -1

  // Search of the pattern of a solve.
  let marks: UnsafeMutablePointer<UInt8>
  let stack: UnsafeMutablePointer<Int32>
  let cursors: UnsafeMutablePointer<Int32>
  let reached: UnsafeMutablePointer<Int32>

  let elimination: Elimination

  /// How many columns have been replaced since `factorize`.
  private(set) var updateCount = 0
  private var freshEntryCount = 0

  init(_ matrix: ConstraintMatrix) {
    self.matrix = matrix
    size = matrix.rowCount
    lowerColumns = SparseLines(lineCount: size, capacity: 2 * size)
    lowerRows = SparseLines(lineCount: size, capacity: 2 * size)
    lowerColumnOrder = .allocate(zeros: size)
    upperColumns = SparseLines(lineCount: size, capacity: 8 * size)
    upperRows = SparseLines(lineCount: size, capacity: 8 * size)
    diagonal = .allocate(zeros: size)
    orderCapacity = 2 * size + Self.updateLimit
    order = .allocate(zeros: orderCapacity)
    orderSlots = .allocate(zeros: size)
    etas = EtaFile(capacity: 4 * size)
    spike = WorkVector(size: size)
    unitRow = WorkVector(size: size)
    marks = .allocate(zeros: size)
    stack = .allocate(zeros: size)
    cursors = .allocate(zeros: size)
    reached = .allocate(zeros: size)
    elimination = Elimination(size: size)
  }

  deinit {
    for lines in [lowerColumns, lowerRows, upperColumns, upperRows] { lines.deallocate() }
    for integers in [
      lowerColumnOrder, order, orderSlots, stack, cursors, reached,
    ] {
      integers.deallocate()
    }
    diagonal.deallocate()
    marks.deallocate()
    etas.deallocate()
  }

  /// Whether solves would be faster, or safer, with fresh factors.
  var shouldRefactorize: Bool {
    updateCount >= Self.updateLimit || entryCount > 2 * freshEntryCount + size
  }

  /// How many numbers the factors consist of, the diagonals apart.
  var entryCount: Int { upperEntryCount + etas.entryCount + lowerEntryCount }
  var lowerEntryCount = 0

  func noteFactorized() {
    updateCount = 0
    freshEntryCount = entryCount
  }

  func noteUpdated() { updateCount += 1 }
}
