/// A linear program some of whose columns take whole numbers only.
public struct MixedIntegerProgram: Sendable {
  /// The program without the demand for whole numbers: its relaxation.
  public var relaxation: LinearProgram
  /// The columns that take whole numbers, ascending.
  public let integerColumns: [Int]

  /// Bounds of integer columns that are not whole numbers are rounded inwards.
  ///
  /// - Precondition: Every index is a column, and none stands there twice.
  public init(_ relaxation: LinearProgram, integerColumns: some Sequence<Int>) {
    var relaxation = relaxation
    let sorted = integerColumns.sorted()
    precondition(Set(sorted).count == sorted.count, "an integer column stands there twice")
    for column in sorted {
      precondition(relaxation.objective.indices.contains(column), "no column \(column)")
      let bounds = relaxation.columns[column]
      let (lower, upper) = (bounds.lower.rounded(.up), bounds.upper.rounded(.down))
      // Without a whole number between them the program is infeasible: the search will say so.
      if lower <= upper { relaxation.columns[column] = Bounds(lower: lower, upper: upper) }
    }
    self.relaxation = relaxation
    self.integerColumns = sorted
  }
}

/// How to solve a mixed-integer program. Each default is written here and nowhere else.
public struct MixedIntegerOptions: Sendable {
  /// How many relaxations of the tree may be solved.
  public var nodeLimit = 1_000_000
  /// For the whole search, in seconds; infinite for none.
  public var seconds = Double.infinity
  /// The search ends when the bound is within the larger of `absoluteGap` and
  /// `relativeGap` · |value| of the best solution.
  public var absoluteGap = 1e-6
  public var relativeGap = 1e-6
  /// A solution to begin with, where one is known. It is solved again at its whole numbers and judged
  /// first; if it is none, it is not used.
  public var knownSolution: [Double]?
  /// The largest violation of a row or a bound, relative to its size.
  public var tolerance = 1e-7
  /// Asked between relaxations, on the calling thread. `true` ends the search.
  public var isCancelled: (@Sendable () -> Bool)?

  public init() {}
}

/// What a search for the optimum of a mixed-integer program found.
public enum MixedIntegerOutcome: Sendable {
  /// The best solution, to within the gaps of the options.
  case optimal(MixedIntegerSolution)
  /// A solution; a limit ended the search before its bound was met.
  case feasible(MixedIntegerSolution, StopReason)
  /// No point has whole numbers where they are asked for. `isProved` if every part of the tree was
  /// closed by a checked ray or bound; else a fresh basis confirmed the solver's word.
  case infeasible(isProved: Bool)
  /// The objective has no limit, and there is a solution.
  case unbounded
  /// A limit ended the search before any solution was found.
  case stopped(StopReason)

  public enum StopReason: String, Sendable, Hashable {
    case nodeLimit, timeLimit, cancelled
    /// Some relaxations could not be solved, so a part of the tree is not known.
    case numericalTrouble
  }
}

/// A solution of a mixed-integer program.
public struct MixedIntegerSolution: Sendable {
  /// *c·x*.
  public var objective: Double
  /// *x*; the integer columns hold whole numbers exactly.
  public var columns: [Double]
  /// No solution is better than this: at least the objective when maximizing, at most when
  /// minimizing.
  public var bound: Double
  /// Whether `bound` rests on weak duality and checked rays alone, not on the solver's word.
  public var isBoundProved: Bool
  /// How many relaxations of the tree were solved.
  public var nodes: Int

  public init(
    objective: Double, columns: [Double], bound: Double, isBoundProved: Bool, nodes: Int
  ) {
    self.objective = objective
    self.columns = columns
    self.bound = bound
    self.isBoundProved = isBoundProved
    self.nodes = nodes
  }

  /// How far the bound is from the objective; at least 0.
  public var gap: Double { abs(bound - objective) }
}
