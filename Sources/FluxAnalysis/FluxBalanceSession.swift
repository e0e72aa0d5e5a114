import LinearProgramming
import MetabolicModels
import Synchronization

/// Flux balance analysis that stays open: objectives and changed bounds in, optima out.
///
/// What a service keeps for a model that it asks again and again what is the most (or the least)
/// that its fluxes can do. The model is compressed, loaded and solved once, by steps that hold
/// whatever the bounds are; each question changes bounds in the open solver, makes its basis feasible
/// again by the dual simplex and goes on to each objective by the primal.
///
///     let session = try FluxBalanceSession(ConstrainedModel(model), using: backend)
///     let uptake = FluxObjective(terms: [FluxTerm(reaction: 12, coefficient: 1)])
///     let most = try session.optimum(of: uptake, changing: [(reaction: 7, bounds: closed)])
///
/// Every answer is judged on the uncompressed program, as that of ``fluxBalance(of:options:using:)``
/// is, and does not depend on the questions before: each starts from the basis of the model's own
/// optimum.
///
/// One question is answered at a time, in the order of arrival, on a thread that the session owns;
/// it may be asked from any thread or task. The thread ends with the last reference to the session.
public final class FluxBalanceSession: Sendable {
  private let model: ConstrainedModel
  private let queue: FluxBalanceServer.Queue

  /// Opens a session.
  ///
  /// - Parameters:
  ///   - model: Its bounds are those that a question does not change, its objective what a question
  ///     without one asks for.
  ///   - options: The tolerance, and the limits of each question.
  ///   - backend: The solver.
  /// - Complexity: One compression. The first question also loads the model and solves it cold.
  public init(
    _ model: ConstrainedModel, options: SolvingOptions = SolvingOptions(),
    using backend: some LPBackend
  ) {
    self.model = model
    queue = RequestQueue()
    let server = FluxBalanceServer(model, options: options)
    queue.serve(name: "twinflux session") { queue in
      while let first = queue.next() { server.serve(from: first, queue, using: backend) }
    }
  }

  deinit { queue.close() }

  /// The optimum of one objective under the model's bounds but for `changes`.
  ///
  /// - Parameters:
  ///   - objective: Over the model's reactions; `nil` for the model's own.
  ///   - changes: Bounds for this question alone; the last one counts where a reaction stands twice.
  /// - Throws: ``FluxError/infeasible(model:)``, ``FluxError/unbounded(model:)`` and whatever else
  ///   ``fluxBalance(of:options:using:)`` throws. The session stays usable.
  public func optimum(
    of objective: FluxObjective? = nil,
    changing changes: [(reaction: Int, bounds: FluxBounds)] = []
  ) throws(FluxError) -> FluxSolution {
    try optima(of: [objective ?? model.objective], changing: changes)[0].get()
  }

  /// The optima of several objectives under the same bounds: one answer for each, in their order.
  ///
  /// - Throws: As ``optimum(of:changing:)`` where no objective has an answer; that one of them has
  ///   none, being without limit, is for its own result to say.
  public func optima(
    of objectives: [FluxObjective],
    changing changes: [(reaction: Int, bounds: FluxBounds)] = []
  ) throws(FluxError) -> [Result<FluxSolution, FluxError>] {
    try queue.ask(question(objectives, changes)).get()
  }

  /// As ``optima(of:changing:)``, without blocking a thread of the caller's.
  ///
  /// A task that is cancelled gets ``FluxError/cancelled``, after the program being solved.
  public func answers(
    to objectives: [FluxObjective],
    changing changes: [(reaction: Int, bounds: FluxBounds)] = []
  ) async throws(FluxError) -> [Result<FluxSolution, FluxError>] {
    let question = try question(objectives, changes)
    let result = await withTaskCancellationHandler {
      await queue.ask(question)
    } onCancel: {
      question.cancel()
    }
    return try result.get()
  }

  private func question(
    _ objectives: [FluxObjective], _ changes: [(reaction: Int, bounds: FluxBounds)]
  ) throws(FluxError) -> FluxBalanceQuestion {
    for term in objectives.lazy.flatMap(\.terms)
    where !model.bounds.indices.contains(term.reaction) || !term.coefficient.isFinite {
      throw .invalidOption(
        name: "objective", value: "\(term.coefficient) times reaction \(term.reaction)",
        allowed: "finite coefficients of reactions from 0 to \(model.bounds.count - 1)")
    }
    return FluxBalanceQuestion(objectives: objectives, bounds: try model.bounds(changing: changes))
  }
}

/// One question to a session. A class, since whoever asked can cancel it.
final class FluxBalanceQuestion: Sendable {
  let objectives: [FluxObjective]
  let bounds: [FluxBounds]
  private let cancelled = Atomic(false)

  init(objectives: [FluxObjective], bounds: [FluxBounds]) {
    self.objectives = objectives
    self.bounds = bounds
  }

  func cancel() { cancelled.store(true, ordering: .relaxed) }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
}

extension ConstrainedModel {
  /// The bounds of all reactions, `changes` among them.
  ///
  /// - Throws: ``FluxError/invalidOption(name:value:allowed:)`` for an index that is none,
  ///   ``FluxError/model(_:)`` for bounds that are NaN or out of order.
  func bounds(
    changing changes: [(reaction: Int, bounds: FluxBounds)]
  ) throws(FluxError) -> [FluxBounds] {
    var bounds = bounds
    for change in changes {
      guard bounds.indices.contains(change.reaction) else {
        throw .invalidOption(
          name: "changing", value: "\(change.reaction)",
          allowed: "indices from 0 to \(bounds.count - 1)")
      }
      bounds[change.reaction] = change.bounds
    }
    try checkBounds(bounds)
    return bounds
  }

  /// - Throws: As ``bounds(changing:)``.
  func checkBounds(_ bounds: [FluxBounds]) throws(FluxError) {
    guard bounds.count == self.bounds.count else {
      throw .invalidOption(
        name: "bounds", value: "\(bounds.count) pairs", allowed: "\(self.bounds.count) pairs")
    }
    for (index, pair) in bounds.enumerated() where !pair.isValid {
      throw .model(
        .invalidBounds(id: model.reactions[index].id, lower: pair.lower, upper: pair.upper))
    }
  }
}
