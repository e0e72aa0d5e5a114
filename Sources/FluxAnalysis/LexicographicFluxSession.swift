import LinearProgramming
import MetabolicModels

/// Objectives in order of rank over a model whose driven bounds move: a simulation's way to ask.
///
/// The first objective is brought to its optimum, the second to its optimum among all optima of the
/// first, and so on, so that with an objective for every flux that matters none of them is left to
/// chance (Gomez, Höffner and Barton, BMC Bioinformatics 15, 2014, 409). Later objectives see those
/// columns fixed that a reduced cost of an earlier one holds at their bounds: these, and no others,
/// are the same in all of its optima, so that no row has to pin an objective's value to its last
/// digit.
///
///     let session = try LexicographicFluxSession(model, driving: [glucose], using: backend)
///     let answer = try session.optimum(of: [growth, leastUptake], at: [6.7], findsPiece: true)
///
/// The model is compressed, loaded and solved once. A question starts from the basis of the model's
/// own optimum, or from that of an earlier answer handed back to it; nothing else of the past shows
/// in an answer. One question is answered at a time, on a thread that the session owns; it may be
/// asked from any thread. The thread ends with the last reference to the session.
public final class LexicographicFluxSession: Sendable {
  private let model: ConstrainedModel
  /// What the questions give numbers for, in their order.
  public let driven: [DrivenBound]
  private let queue: LexicographicFluxServer.Queue

  /// - Parameters:
  ///   - model: Its bounds are those that are not driven, its objective what a question without one
  ///     asks for.
  ///   - driven: Each side of each reaction once.
  ///   - options: The tolerance, and the limits of each question.
  ///   - backend: The solver.
  /// - Throws: ``FluxError/invalidOption(name:value:allowed:)`` for a reaction that the model does
  ///   not have or that stands twice.
  /// - Complexity: One compression. The first question also loads the model and solves it cold.
  public init(
    _ model: ConstrainedModel, driving driven: [DrivenBound],
    options: SolvingOptions = SolvingOptions(), using backend: some LPBackend
  ) throws(FluxError) {
    var seen = Set<[Int]>()
    for bound in driven {
      guard model.bounds.indices.contains(bound.reaction),
        seen.insert([bound.reaction, bound.side == .lower ? 0 : 1]).inserted
      else {
        throw .invalidOption(
          name: "driven bound", value: "\(bound.side.rawValue) of reaction \(bound.reaction)",
          allowed: "either bound of the reactions from 0 to \(model.bounds.count - 1), each once")
      }
    }
    self.model = model
    self.driven = driven
    queue = RequestQueue()
    let server = LexicographicFluxServer(model, driven: driven, options: options)
    queue.serve(name: "twinflux session") { queue in
      while let first = queue.next() { server.serve(from: first, queue, using: backend) }
    }
  }

  deinit { queue.close() }

  /// The lexicographic optimum at given driving numbers, or what makes it impossible.
  ///
  /// - Parameters:
  ///   - objectives: The most important first; `nil` for the model's own alone.
  ///   - drives: One number for each of ``driven``.
  ///   - start: Of an earlier answer, to start from its basis; `nil` for the model's own optimum.
  ///   - findsPiece: Whether to find out how the fluxes move with the driven bounds, and how far
  ///     (``LexicographicOptimum/piece``).
  /// - Throws: ``FluxError/unbounded(model:)``,
  ///   ``FluxError/notVerified(primalResidual:dualityGap:)`` if a later objective took from an
  ///   earlier one, and ``FluxError/stopped(_:)``, ``FluxError/solver(_:)`` or
  ///   ``FluxError/invalidOption(name:value:allowed:)``.
  /// - Complexity: A warm program for each objective that the earlier ones leave open; with
  ///   `findsPiece` a solve with the basis for each driven bound that is active.
  public func optimum(
    of objectives: [FluxObjective]? = nil, at drives: [Double],
    from start: LexicographicStart? = nil, findsPiece: Bool = false
  ) throws(FluxError) -> LexicographicAnswer {
    let objectives = objectives ?? [model.objective]
    try check(objectives, drives)
    return try queue.ask(
      LexicographicQuestion(
        objectives: objectives, drives: drives, start: start, findsPiece: findsPiece)
    ).get()
  }

  private func check(_ objectives: [FluxObjective], _ drives: [Double]) throws(FluxError) {
    guard drives.count == driven.count, drives.allSatisfy(\.isFinite) else {
      throw .invalidOption(
        name: "driving numbers", value: "\(drives)",
        allowed: "\(driven.count) finite numbers")
    }
    guard !objectives.isEmpty else {
      throw .invalidOption(name: "objectives", value: "none", allowed: "one or more")
    }
    for term in objectives.lazy.flatMap(\.terms)
    where !model.bounds.indices.contains(term.reaction) || !term.coefficient.isFinite {
      throw .invalidOption(
        name: "objective", value: "\(term.coefficient) times reaction \(term.reaction)",
        allowed: "finite coefficients of reactions from 0 to \(model.bounds.count - 1)")
    }
  }
}

/// One question to a session.
struct LexicographicQuestion: Sendable {
  let objectives: [FluxObjective]
  let drives: [Double]
  let start: LexicographicStart?
  let findsPiece: Bool
}

/// A basis to start from: part of an answer, and of the next question.
public struct LexicographicStart: Sendable {
  let basis: Basis
}

/// What a session answers.
public enum LexicographicAnswer: Sendable {
  case optimal(LexicographicOptimum)
  /// No flux distribution satisfies the bounds, and which of them say so.
  case infeasible(FluxInfeasibility)
}

/// The optimum of each objective among the optima of those before it.
public struct LexicographicOptimum: Sendable {
  /// The driving numbers that it holds at.
  public let drives: [Double]
  /// One for each objective.
  public let values: [Double]
  /// What each value is proved not to go beyond, given those before it; `nil` where nothing is
  /// proved.
  public let outerBounds: [Double?]
  /// For each objective what it gains for each unit of each driving number. Where the optimum has a
  /// kink, this is one of the slopes between those on its two sides.
  public let slopes: [[Double]]
  /// In mmol·gDW⁻¹·h⁻¹, in model order: optimal for all objectives, and unique as far as they say.
  public let fluxes: [Double]
  /// How the fluxes move with the driven bounds; `nil` where that was not asked for.
  public let piece: FluxPiece?
  /// To start a question in the neighbourhood from.
  public let start: LexicographicStart
  /// How many linear programs were solved, and in how many pivots.
  public let programs: Int
  public let iterations: Int

  /// How far the values may be from their optima, as far as it is proved; infinite where it is not.
  public var largestGap: Double {
    zip(values, outerBounds).reduce(0) { largest, pair in
      max(largest, pair.1.map { abs($0 - pair.0) } ?? .infinity)
    }
  }

  /// Whether every value is within 1e-6 · max(1, |value|) of its outer bound.
  public var isCertified: Bool {
    zip(values, outerBounds).allSatisfy { value, outerBound in
      guard let outerBound else { return false }
      return abs(outerBound - value) <= SolverLane.certificateTolerance * max(1, abs(value))
    }
  }
}
