import LinearProgramming
import MetabolicModels

/// How to run a flux variability analysis. Each default is written here and nowhere else.
public struct FluxVariabilityOptions: Sendable {
  /// What the fluxes must leave of the objective.
  public enum ObjectiveCut: Sendable, Hashable {
    /// *c·v ≥ z − (1 − f)·|z|* when maximizing, *c·v ≤ z + (1 − f)·|z|* when minimizing.
    case fraction(Double)
    /// No cut at all.
    case none
  }

  public var cut: ObjectiveCut = .fraction(1)
  /// Indices of the reactions to study; `nil` means all, in model order.
  public var reactions: [Int]?
  /// How many threads to use; changes no digit of the result.
  public var threads = 1
  /// Whether to compute an outer bound for each end that holds whatever the solver did.
  public var certificates = true
  /// Whether to keep what proves each end, for ``FluxVariabilityResult/certificates``; not together
  /// with an exact solver, whose ends such certificates do not prove to the last digit.
  public var keepsCertificates = false
  /// Settles every end in rational arithmetic behind the search, if there is one: see
  /// ``ExactSettlement``.
  public var exactSolver: (any ExactLPSolver)?
  public var exactLimits = ExactLimits()
  public var solving = SolvingOptions()
  /// For each end of ``looplessFluxVariability(of:options:using:)``: how many relaxations may be
  /// solved before the end is given up.
  public var looplessNodeLimit = 100_000
  /// Called now and then with the number of ends settled and the number of all ends, from any
  /// thread, one call at a time. Return `false` to cancel. With an exact solver the count begins
  /// anew when its work does.
  public var progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?

  public init() {}
}

/// What every analysis tells the solver.
public struct SolvingOptions: Sendable, Hashable {
  /// The largest violation of a bound or of the mass balance that a result may have, relative to
  /// the size of the fluxes. The solver is asked for a hundredth of it.
  public var tolerance = 1e-7
  /// For a single linear program.
  public var secondsPerProgram = 600.0
  /// For the whole analysis, in seconds; `nil` for none. An analysis that reaches it throws
  /// ``FluxError/stopped(_:)``.
  public var timeLimit: Double?

  public init() {}
}
