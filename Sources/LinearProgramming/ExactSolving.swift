/// A way to solve linear programs in rational arithmetic, from a basis that a solver found.
public protocol ExactLPSolver: Sendable {
  /// The name and the version of the arithmetic, for reports: `"gmp 6.3.0"`.
  var name: String { get }

  /// A session on a program, whose numbers are taken as the rational numbers that the doubles are.
  func makeSession(
    for program: LinearProgram, limits: ExactLimits
  ) -> any ExactLPSession & ~Copyable
}

/// One program being solved in rational arithmetic.
public protocol ExactLPSession: ~Copyable {
  /// Optimizes `terms`, from `basis`.
  ///
  /// Where the basis is optimal, that is found out by solving with it and looking at every bound and
  /// every reduced cost. Where it is not, which a solver's tolerances may hide, pivots go on from it.
  ///
  /// - Parameters:
  ///   - terms: The objective, each column at most once.
  ///   - basis: Any basis of the program. Columns that depend on others are replaced.
  ///   - mayGoOn: Asked now and then.
  mutating func optimize(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense, from basis: Basis,
    mayGoOn: () -> Bool
  ) -> ExactAnswer

  /// The value of a column at the point of the last solve if it is `bound` exactly, and if the point
  /// satisfies every row and bound; `nil` if not.
  mutating func number(ofColumn column: Int, ifAt bound: Double) -> ExactNumber?
}

/// When a single exact solve gives up.
public struct ExactLimits: Sendable, Hashable {
  public var pivots = 2_000
  /// The most bits of a numerator or a denominator.
  public var bits = 1_000_000

  public init() {}
}

/// A rational number as it is told.
public struct ExactNumber: Sendable, Hashable {
  /// `"p/q"` in lowest terms, or `"p"` where *q* is 1.
  public var fraction: String
  /// The nearest double, of two equally near ones the even one; infinite beyond the largest.
  public var rounded: Double
  /// The largest double that is not above the number.
  public var roundedDown: Double
  /// The smallest double that is not below the number.
  public var roundedUp: Double

  /// - Parameter side: The sign of the number less `rounded`.
  public init(fraction: String, rounded: Double, side: Int) {
    self.fraction = fraction
    self.rounded = rounded
    roundedDown = side < 0 ? rounded.nextDown : rounded
    roundedUp = side > 0 ? rounded.nextUp : rounded
  }
}

/// What an exact solve proved of a program, and at what cost.
public struct ExactAnswer: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    case optimal(ExactNumber)
    /// No point satisfies the rows and the bounds, and a combination of the rows proves it.
    case infeasible
    /// There is a feasible point, and a direction from it that has no end.
    case unbounded
    case stopped(StopReason)
  }

  public enum StopReason: String, Sendable, Hashable, CaseIterable {
    case pivotLimit, sizeLimit, cancelled
  }

  public var outcome: Outcome
  /// Pivots after the basis that was given.
  public var pivots: Int
  /// The most bits of a numerator or a denominator of the basis' solutions.
  public var bits: Int

  public init(outcome: Outcome, pivots: Int, bits: Int) {
    self.outcome = outcome
    self.pivots = pivots
    self.bits = bits
  }
}
