import LinearProgramming
import MetabolicModels

/// What proves the ranges of a flux variability analysis, in terms of the program as it was stated:
/// enough for ``CertificateVerifier`` to check every end without a solver.
///
/// Reactions and rows are indices. Rows are the model's metabolites, its flux constraints, and last
/// the cut on the objective (see ``fluxVariability(of:options:using:)``). Points and duals that
/// several ends share are stored once.
public struct FluxCertificates: Sendable, Hashable {
  /// The program that was analysed, as far as the model's file does not say it.
  public struct Statement: Sendable, Hashable {
    /// The bounds of every reaction, in model order.
    public var bounds: [FluxBounds]
    public var objective: FluxObjective
    /// How much of the optimum is kept; `nil` where nothing is.
    public var fraction: Double?
    /// The bounds of the cut row.
    public var cut: Bounds
    /// The largest residual that a point may have.
    public var tolerance: Double

    public init(
      bounds: [FluxBounds], objective: FluxObjective, fraction: Double?, cut: Bounds,
      tolerance: Double
    ) {
      self.bounds = bounds
      self.objective = objective
      self.fraction = fraction
      self.cut = cut
      self.tolerance = tolerance
    }
  }

  /// The proof of the optimum that the cut is made at: a point that reaches it, and duals that
  /// prove it of the program without the cut.
  public struct Optimum: Sendable, Hashable {
    public var value: Double
    public var point: Int
    public var duals: Int
    /// What is added to the duals, exactly, where they need more digits than a double has.
    public var corrections: Int?

    public init(value: Double, point: Int, duals: Int, corrections: Int? = nil) {
      self.value = value
      self.point = point
      self.duals = duals
      self.corrections = corrections
    }
  }

  /// A reaction whose flux is `factor` times that of `leader` in every point of ``points``.
  public struct Follower: Sendable, Hashable {
    public var reaction: Int
    public var leader: Int
    public var factor: Double

    public init(reaction: Int, leader: Int, factor: Double) {
      self.reaction = reaction
      self.leader = leader
      self.factor = factor
    }
  }

  /// Why a flux goes no further than its end.
  public enum Proof: Sendable, Hashable {
    /// Nothing proves it.
    case none
    /// The reaction's own bound, or what the mass balances and the other bounds imply one by one
    /// (``ImpliedBounds``, which is computed again to check).
    case bound
    /// These duals, for the objective *v* of a maximum and *−v* of a minimum.
    case duals(Int)
    /// The same with the exact sum of two sets of duals, where one needs more digits than a double
    /// has.
    case refinedDuals(Int, corrections: Int)
    /// The proof of the leader's end, and these duals, which prove that the flux exceeds what the
    /// leader gives it by next to nothing.
    case leader(Int)
    /// It does go further: this direction has no end.
    case direction(Int)
  }

  /// One end of one reaction's range.
  public struct End: Sendable, Hashable {
    public var reaction: Int
    public var isMaximum: Bool
    /// A feasible point that reaches the end.
    public var point: Int
    public var proof: Proof

    public init(reaction: Int, isMaximum: Bool, point: Int, proof: Proof) {
      self.reaction = reaction
      self.isMaximum = isMaximum
      self.point = point
      self.proof = proof
    }
  }

  /// Why there are no ranges at all.
  public enum Absence: Sendable, Hashable {
    /// No flux distribution satisfies the bounds and the mass balance: these duals are a Farkas
    /// proof (``ProgramJudge/showsInfeasible(_:)``).
    case infeasible(duals: Int)
    /// From this point the objective grows along this direction for ever.
    case unbounded(point: Int, direction: Int)
  }

  public var statement: Statement
  /// `nil` where there are ranges. With an absence there is no cut: where nothing satisfies the
  /// bounds, nothing satisfies a cut, and a cut needs an optimum.
  public var absence: Absence?
  /// `nil` where there is no cut.
  public var optimum: Optimum?
  public var followers: [Follower]
  /// Fluxes by reaction, without the followers.
  public var points: [SparseNumbers]
  /// By row.
  public var duals: [SparseNumbers]
  /// By reaction.
  public var directions: [SparseNumbers]
  public var ends: [End]

  public init(
    statement: Statement, absence: Absence? = nil, optimum: Optimum? = nil,
    followers: [Follower] = [],
    points: [SparseNumbers] = [], duals: [SparseNumbers] = [],
    directions: [SparseNumbers] = [], ends: [End] = []
  ) {
    self.statement = statement
    self.absence = absence
    self.optimum = optimum
    self.followers = followers
    self.points = points
    self.duals = duals
    self.directions = directions
    self.ends = ends
  }
}
