/// What settling the ends of a flux variability analysis in rational arithmetic found and cost.
///
/// The program is that of ``fluxVariability(of:options:using:)`` as it was stated, without
/// compression. Its numbers are the doubles of the model and of the cut on the objective, taken as
/// the rational numbers that they are: the program of the doubles as read, not of the decimals of the
/// file. For each end a floating-point solver finds a basis; the basis is factorized in rational
/// arithmetic, every bound and every reduced cost is checked, and where the solver's tolerances hid
/// that it is not optimal, exact pivots go on from it. A settled end is ``FluxRange/End/Status/certified``
/// (under the cut, at the optimum that was reached, and only if that optimum is), its value is the
/// double nearest to the exact optimum and ``FluxRange/End/fraction`` the optimum itself. An end
/// that was not settled keeps what the floating-point analysis says of it.
///
/// - Complexity: For each end a warm solve of the whole program, and at least one factorization and
///   two solves in rational arithmetic; as much again for each exact pivot.
public struct ExactSettlement: Sendable, Hashable {
  /// Why an end keeps what the floating-point analysis says of it.
  public enum Obstacle: String, Sendable, Hashable, CaseIterable {
    /// No flux distribution satisfies the rows and bounds exactly, only within the tolerance: such as
    /// where decimals that add up to nothing are doubles that do not.
    case infeasible
    case pivotLimit
    /// A numerator or denominator became too large.
    case sizeLimit
    /// The exact value is beyond the largest double.
    case beyondDoubles
  }

  /// The name and version of the arithmetic.
  public var arithmetic = ""
  /// How many ends were settled.
  public var settledEnds = 0
  /// How many of them the first basis settled, without an exact pivot.
  public var endsWithoutPivots = 0
  /// How many of them the point of another end showed to be at the bounds of their reactions.
  public var endsSeenAtBounds = 0
  /// How many ends were not settled, and why.
  public var unsettledEnds: [Obstacle: Int] = [:]
  /// Exact pivots of all ends.
  public var pivots = 0
  /// The most bits of a numerator or a denominator of a point or of duals.
  public var largestBits = 0
  /// The largest difference between a value and that of the floating-point analysis, relative to the
  /// largest of 1 and the value.
  public var largestCorrection = 0.0
  /// The time that it took; the only member that is not the same for any number of threads.
  public var seconds = 0.0

  public init() {}

  mutating func add(_ other: Self) {
    settledEnds += other.settledEnds
    endsWithoutPivots += other.endsWithoutPivots
    endsSeenAtBounds += other.endsSeenAtBounds
    unsettledEnds.merge(other.unsettledEnds, uniquingKeysWith: +)
    pivots += other.pivots
    largestBits = max(largestBits, other.largestBits)
    largestCorrection = max(largestCorrection, other.largestCorrection)
  }
}
