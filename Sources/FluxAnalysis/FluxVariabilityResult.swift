import LinearProgramming

/// The ranges of a flux variability analysis and what it took to find them.
public struct FluxVariabilityResult: Sendable {
  /// Indices into the model's reactions, in the order asked for.
  public var reactions: [Int]
  /// One range for each of `reactions`.
  public var ranges: [FluxRange]
  /// The optimum of the objective; `nil` where no cut was asked for.
  public var objectiveValue: Double?
  /// How that optimum was found; `nil` where none was asked for, and for loopless fluxes, whose
  /// optimum takes many programs.
  public var objectiveSolve: SolveRecord?
  /// The ends that a warm start did not settle, in the order of the ranges, the minimum first.
  public var recoveredEnds: [RecoveredEnd] = []
  public var counters: Counters
  /// What proves the ranges; `nil` unless it was asked for.
  public var certificates: FluxCertificates?
  /// What it took to settle the ends exactly; `nil` unless it was asked for.
  public var exact: ExactSettlement?

  public init(
    reactions: [Int], ranges: [FluxRange], objectiveValue: Double?, counters: Counters
  ) {
    self.reactions = reactions
    self.ranges = ranges
    self.objectiveValue = objectiveValue
    self.counters = counters
  }

  /// What was done; the same for any number of threads.
  public struct Counters: Sendable, Hashable {
    public var programsSolved = 0
    /// How many of them were scans: programs that push every open end at once.
    public var scanPrograms = 0
    /// How many corrected an optimum that its outer bound did not prove (``SolutionRefiner``).
    public var corrections = 0
    public var iterations = 0
    /// Ends that a point of another program showed to be at the bounds of their reactions.
    public var endsSeenAtBounds = 0
    /// Ends that such a point showed to be at a bound that the mass balances imply, with a proof.
    public var endsAtImpliedBounds = 0
    /// How many of those ends the scans showed.
    public var endsSettledByScans = 0
    /// How many linear programs each rung of the recovery ladder settled.
    public var rungs: [SolveRung: Int] = [:]

    public init() {}
  }
}
