import LinearProgramming

/// The state of a bounded-variable simplex on the scaled program
///
///     minimize c·x   subject to   A x + s = 0,   lower ≤ (x, s) ≤ upper
///
/// where *s* are the logicals of the rows (``ConstraintMatrix``). With a basis *B* of *m* of the
/// *n + m* variables and the others *N* at a bound (or, without one at hand, at zero):
///
///     x_B = −B⁻¹ N x_N        the primal values
///     y   =  B⁻ᵀ c_B          the row duals
///     d_j =  c_j − y·a_j      the reduced costs, zero for basic variables
///
/// The primal method keeps *x_B* within its bounds and works on the signs of *d*; the dual method
/// the other way round. Factorization, values, reduced costs and pricing weights stay between
/// solves, so a new objective or a new bound starts warm.
///
/// The textbook followed throughout is Maros, Computational Techniques of the Simplex Method
/// (2003); the dual is Koberstein's (The dual simplex method, techniques for a fast and stable
/// implementation, Paderborn 2005).
///
/// It belongs to one thread. The methods are in extensions, one concern a file; those that choose
/// return a value and change nothing.
final class Simplex {
  let matrix: ConstraintMatrix
  let factorization: BasisFactorization
  /// *m*.
  let rowCount: Int
  /// *n + m*.
  let variableCount: Int

  /// The bounds that the iterations keep to: the program's own (`trueLower`, `trueUpper`), in a
  /// few places relaxed against degeneracy.
  let lower: UnsafeMutablePointer<Double>
  let upper: UnsafeMutablePointer<Double>
  let trueLower: UnsafeMutablePointer<Double>
  let trueUpper: UnsafeMutablePointer<Double>
  /// The costs that the iterations see, and the program's own; logicals cost nothing.
  let cost: UnsafeMutablePointer<Double>
  let trueCost: UnsafeMutablePointer<Double>

  let value: UnsafeMutablePointer<Double>
  let reducedCost: UnsafeMutablePointer<Double>
  let status: UnsafeMutablePointer<VariableStatus>
  /// The variable in each position of the basis, and the position of each basic variable (−1 for
  /// the others).
  let basic: UnsafeMutablePointer<Int32>
  let position: UnsafeMutablePointer<Int32>

  /// Steepest-edge weights: of nonbasic variables in a reference framework, and of positions.
  let primalWeight: UnsafeMutablePointer<Double>
  let dualWeight: UnsafeMutablePointer<Double>
  /// Whether a variable is in the reference framework.
  let isReference: UnsafeMutablePointer<Bool>
  /// *u·aⱼ* of the variables of the pivot row, with *u* in `frameworkDual`.
  let overlap: UnsafeMutablePointer<Double>
  /// In phase 1 of the primal: −1 for a basic variable below its lower bound, 1 above the upper.
  let infeasibility: UnsafeMutablePointer<Double>

  /// Nonbasic variables whose reduced cost is attractive.
  let attractive: IndexSet
  /// Structural variables that are nonbasic and not fixed: those that are priced.
  let priceable: BitSet
  /// Variables whose costs are not zero.
  let priced: IndexSet

  // Work vectors: indexed by position or row, except `pivotRow`, which is indexed by variable.
  let column: WorkVector
  let rowDual: WorkVector
  let pivotRow: WorkVector
  let scratch: WorkVector
  let frameworkDual: WorkVector
  /// *ρ* and the framework's dual side by side, row by row, for the loops that need both.
  let dualPairs: UnsafeMutablePointer<SIMD2<Double>>
  let flips: WorkVector
  var breakpoints: [Breakpoint] = []

  var tolerance = SimplexTolerances()
  var isFactorized = false
  var areValuesCurrent = false
  var areReducedCostsCurrent = false
  var areDualWeightsCurrent = false
  var hasRelaxedBounds = false
  var hasShiftedCosts = false
  /// Whether an attractive variable was passed over since the last look at all of them.
  var hasPassedOver = false
  /// Whether the last pricing has filled `overlap`.
  var hasOverlaps = false
  /// Basic variables outside of their bounds, in the primal's first phase.
  var infeasibleCount = 0
  /// Weights that were found to be off by a factor of four, and whether it is time to begin
  /// a new framework.
  var badWeights = 0
  var needsWeightReset = false
  /// How many of `breakpoints` the dual's ratio test has passed.
  var passedCount = 0
  /// The position whose row the dual found no entering variable for: the program is infeasible.
  var infeasibleRow = 0
  /// The variable and the direction along which the program was found unbounded.
  var unboundedDirection = (entering: -1, direction: 1.0)
  var random = PerturbationSequence()
  var counters = SimplexCounters()

  init(_ matrix: ConstraintMatrix) {
    self.matrix = matrix
    let rows = matrix.rowCount
    let count = matrix.variableCount
    rowCount = rows
    variableCount = count
    factorization = BasisFactorization(matrix)
    func numbers(_ count: Int, _ value: Double = 0) -> UnsafeMutablePointer<Double> {
      .filled(with: value, count: count)
    }
    lower = numbers(count)
    upper = numbers(count)
    trueLower = numbers(count)
    trueUpper = numbers(count)
    cost = numbers(count)
    trueCost = numbers(count)
    value = numbers(count)
    reducedCost = numbers(count)
    status = .filled(with: .atLower, count: count)
    basic = .filled(with: 0, count: rows)
    position = .filled(with: -1, count: count)
    primalWeight = numbers(count, 1)
    dualWeight = numbers(rows, 1)
    isReference = .filled(with: true, count: count)
    infeasibility = numbers(count)
    overlap = numbers(count)
    attractive = IndexSet(capacity: count)
    priceable = BitSet(capacity: matrix.columnCount)
    priced = IndexSet(capacity: count)
    column = WorkVector(size: rows)
    rowDual = WorkVector(size: rows)
    pivotRow = WorkVector(size: count)
    scratch = WorkVector(size: rows)
    frameworkDual = WorkVector(size: rows)
    dualPairs = .filled(with: .zero, count: rows)
    flips = WorkVector(size: rows)
    makeLogicalBasis()
  }

  deinit {
    for pointer in [
      lower, upper, trueLower, trueUpper, cost, trueCost, value, reducedCost, primalWeight,
      dualWeight, infeasibility, overlap,
    ] {
      pointer.deallocate()
    }
    dualPairs.deallocate()
    status.deallocate()
    basic.deallocate()
    position.deallocate()
    isReference.deallocate()
  }
}

/// Where a variable stands. The first bit of a raw value says that the variable may rise, the second
/// that it may fall, for the loops that must not branch.
enum VariableStatus: UInt8 {
  case basic = 0
  case atLower = 1
  case atUpper = 2
  /// Nonbasic at zero, between its bounds: a variable without bounds, or one of a starting basis
  /// that has not moved yet.
  case atZero = 3
  /// Nonbasic with equal bounds; never enters the basis.
  case fixed = 4
}

/// A step length at which a variable meets a bound or a reduced cost meets zero.
struct Breakpoint {
  var ratio: Double
  var pivot: Double
  var index: Int32
}

/// The tolerances of the iterations, all on the scaled program.
struct SimplexTolerances {
  /// How far a value may be outside of its bounds.
  var primal = 1e-9
  /// How far a reduced cost may be on the wrong side of zero.
  var dual = 1e-9
  /// A smaller pivot is never made.
  var pivot = 1e-9
  /// A smaller pivot is not made with factors that have been updated: a fresh factorization may
  /// show it to be zero.
  var trustedPivot = 1e-5
  /// A smaller pivot is not made even with fresh factors, as long as there is another.
  var soundPivot = 1e-7
}

/// What the simplex did, for reports and for tests that pin the cost of a solve.
struct SimplexCounters {
  var iterations = 0
  var factorizations = 0
  var boundFlips = 0
  var perturbations = 0
}

extension UnsafeMutablePointer {
  static func filled(with value: Pointee, count: Int) -> Self {
    let pointer = Self.allocate(capacity: Swift.max(1, count))
    pointer.initialize(repeating: value, count: Swift.max(1, count))
    return pointer
  }
}
