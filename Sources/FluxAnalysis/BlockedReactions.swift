import LinearProgramming
import MetabolicModels

/// Which reactions can carry flux under the bounds of a model, and which cannot.
public struct BlockedReactions: Sendable {
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// A feasible flux distribution was found in which the reaction carries more than the cut-off.
    case unblocked
    /// No feasible flux is larger than the cut-off: proved for both directions by an outer bound
    /// that holds whatever the solver did.
    case blocked
    /// The solver finds no flux larger than the cut-off, but no outer bound proves it.
    case unproven
    case failed
  }

  /// Indices into the model's reactions, in the order asked for.
  public var reactions: [Int]
  /// One for each of `reactions`.
  public var statuses: [Status]
  /// The flux up to which a reaction counts as carrying none, in mmol·gDW⁻¹·h⁻¹.
  public var zeroCutoff: Double
  public var counters: FluxVariabilityResult.Counters
  /// How many reactions were settled by linear programs that push many reactions at once.
  public var settledTogether: Int

  public init(
    reactions: [Int], statuses: [Status], zeroCutoff: Double,
    counters: FluxVariabilityResult.Counters = .init(), settledTogether: Int = 0
  ) {
    self.reactions = reactions
    self.statuses = statuses
    self.zeroCutoff = zeroCutoff
    self.counters = counters
    self.settledTogether = settledTogether
  }
}

/// How to look for blocked reactions. Each default is written here and nowhere else.
public struct BlockedReactionsOptions: Sendable {
  /// Indices of the reactions to study; `nil` means all, in model order.
  public var reactions: [Int]?
  /// The flux up to which a reaction counts as carrying none, in mmol·gDW⁻¹·h⁻¹; `nil` means the
  /// tolerance of `solving`, as COBRApy does.
  public var zeroCutoff: Double?
  /// How many threads to use; changes no digit of the result.
  public var threads = 1
  public var solving = SolvingOptions()
  /// As ``FluxVariabilityOptions/progress``, counting reactions.
  public var progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?

  public init() {}
}

/// Finds the reactions that cannot carry flux under the bounds of `model`.
///
/// A reaction is blocked if *|vⱼ|* is at most the cut-off for every *v* with *S v = 0*,
/// *lower ≤ v ≤ upper* and the model's own flux constraints. The objective is not held. What the
/// compression shows to be zero needs no program; a few programs that push many reactions at once
/// find a flux for most of the others; what is left gets a flux variability analysis of its own,
/// whose certified ends decide.
///
/// - Parameters:
///   - model: The model under one set of bounds.
///   - options: Which reactions, the cut-off, how many threads.
///   - backend: The solver. Each thread opens a session of its own.
/// - Returns: One status for each reaction asked for, in that order.
/// - Throws: As ``fluxVariability(of:options:using:)`` without a cut.
/// - Complexity: A few cold solves, and two warm ones for each compressed column that is blocked.
public func blockedReactions(
  of model: ConstrainedModel, options: BlockedReactionsOptions = BlockedReactionsOptions(),
  using backend: some LPBackend
) throws(FluxError) -> BlockedReactions {
  let cutoff = options.zeroCutoff ?? options.solving.tolerance
  guard cutoff >= options.solving.tolerance, cutoff.isFinite else {
    throw .invalidOption(
      name: "zero cut-off", value: "\(cutoff)",
      allowed: "a number of at least the tolerance, \(options.solving.tolerance)")
  }
  let reactions = model.model.reactions.indices
  for reaction in options.reactions ?? [] where !reactions.contains(reaction) {
    throw .invalidOption(
      name: "reactions", value: "\(reaction)",
      allowed: "indices from 0 to \(reactions.count - 1)")
  }
  var search = try BlockedReactionsSearch(
    model, cutoff: cutoff, options: options, backend: backend)
  try search.pushTogether(using: backend)
  return try search.settleRest(using: backend)
}
