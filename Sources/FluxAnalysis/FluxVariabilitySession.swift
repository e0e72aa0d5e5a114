import LinearProgramming
import MetabolicModels
import Synchronization

/// A flux variability analysis that stays open: changed bounds in, ranges out.
///
/// What a service keeps for a model that it asks about again and again. The model is compressed,
/// loaded and solved once, by steps that hold whatever the bounds are; each question then changes
/// bounds in the open solver, solves the objective again by the dual simplex and the ends asked for
/// by the primal, from the basis at hand.
///
///     let session = try FluxVariabilitySession(ConstrainedModel(model), using: backend)
///     let closed = FluxBounds(lower: 0, upper: 0)
///     let ranges = try session.ranges(of: [12, 40], changing: [(reaction: 7, bounds: closed)])
///
/// Every answer is that of ``fluxVariability(of:options:using:)`` on the model under the bounds of
/// the question: within the tolerance, and every end with a status and a proof of its own. The last
/// digits may differ from those, for the two come by other ways. They do not depend on what was
/// asked before: every question starts from the basis of the model's own optimum.
///
/// One question is answered at a time, in the order of arrival, on a thread that the session owns;
/// it may be asked from any thread (``ranges(of:changing:progress:)``) or task
/// (``answer(of:changing:progress:)``). The thread ends with the last reference to the session.
public final class FluxVariabilitySession: Sendable {
  private let model: ConstrainedModel
  private let options: FluxVariabilityOptions
  private let queue: RequestQueue<FluxVariabilityQuestion, Result<FluxVariabilityResult, FluxError>>

  /// Opens a session.
  ///
  /// - Parameters:
  ///   - model: Its bounds are those that a question does not change.
  ///   - options: As for ``fluxVariability(of:options:using:)``. `threads` has no meaning here, and
  ///     the time limit is that of each question.
  ///   - backend: The solver.
  /// - Throws: ``FluxError/invalidOption(name:value:allowed:)``. Nothing is solved yet, so that a
  ///   model can be opened whose own bounds are infeasible.
  /// - Complexity: One compression. The first question also loads the model and solves it cold.
  public init(
    _ model: ConstrainedModel, options: FluxVariabilityOptions = FluxVariabilityOptions(),
    using backend: some LPBackend
  ) throws(FluxError) {
    try options.check(for: model)
    try options.refuseExact(with: "a session")
    self.model = model
    self.options = options
    queue = RequestQueue()
    let server = FluxVariabilityServer(model, options: options)
    queue.serve(name: "twinflux session") { queue in
      while let first = queue.next() { server.serve(from: first, queue, using: backend) }
    }
  }

  deinit { queue.close() }

  /// The ranges of `reactions` under the model's bounds but for `changes`.
  ///
  /// - Parameters:
  ///   - reactions: Indices into the model's reactions; `nil` means those of the options.
  ///   - changes: Bounds for this question alone; the last one counts where a reaction stands twice.
  ///   - progress: As ``FluxVariabilityOptions/progress``; called on the session's thread.
  /// - Returns: One range for each reaction asked for, in that order.
  /// - Throws: ``FluxError/infeasible(model:)`` and whatever else
  ///   ``fluxVariability(of:options:using:)`` throws. The session stays usable.
  public func ranges(
    of reactions: [Int]? = nil, changing changes: [(reaction: Int, bounds: FluxBounds)] = [],
    progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)? = nil
  ) throws(FluxError) -> FluxVariabilityResult {
    let question = try question(reactions, model.bounds(changing: changes), progress)
    return try queue.ask(question).get()
  }

  /// As ``ranges(of:changing:progress:)``, under bounds for all reactions, in model order.
  public func ranges(
    of reactions: [Int]? = nil, under bounds: [FluxBounds],
    progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)? = nil
  ) throws(FluxError) -> FluxVariabilityResult {
    try queue.ask(question(reactions, bounds, progress)).get()
  }

  /// As ``ranges(of:changing:progress:)``, without blocking a thread of the caller's.
  ///
  /// A task that is cancelled gets ``FluxError/cancelled``, after the program being solved.
  public func answer(
    of reactions: [Int]? = nil, changing changes: [(reaction: Int, bounds: FluxBounds)] = [],
    progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)? = nil
  ) async throws(FluxError) -> FluxVariabilityResult {
    try await answer(question(reactions, model.bounds(changing: changes), progress))
  }

  /// As ``ranges(of:under:progress:)``, without blocking a thread of the caller's.
  public func answer(
    of reactions: [Int]? = nil, under bounds: [FluxBounds],
    progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)? = nil
  ) async throws(FluxError) -> FluxVariabilityResult {
    try await answer(question(reactions, bounds, progress))
  }

  private func answer(
    _ question: FluxVariabilityQuestion
  ) async throws(FluxError) -> FluxVariabilityResult {
    let result = await withTaskCancellationHandler {
      await queue.ask(question)
    } onCancel: {
      question.cancel()
    }
    return try result.get()
  }

  private func question(
    _ reactions: [Int]?, _ bounds: [FluxBounds], _ progress: (@Sendable (Int, Int) -> Bool)?
  ) throws(FluxError) -> FluxVariabilityQuestion {
    var options = options
    options.reactions = reactions ?? options.reactions
    options.threads = 1
    try options.check(for: model)
    try model.checkBounds(bounds)
    return FluxVariabilityQuestion(
      options: options, bounds: bounds, progress: progress ?? options.progress)
  }
}

/// One question to a session. A class, since whoever asked can cancel it.
final class FluxVariabilityQuestion: Sendable {
  let options: FluxVariabilityOptions
  let bounds: [FluxBounds]
  private let progress: (@Sendable (Int, Int) -> Bool)?
  private let isCancelled = Atomic(false)

  init(
    options: FluxVariabilityOptions, bounds: [FluxBounds],
    progress: (@Sendable (Int, Int) -> Bool)?
  ) {
    self.options = options
    self.bounds = bounds
    self.progress = progress
  }

  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  /// Whether to go on.
  func report(_ settled: Int, _ all: Int) -> Bool {
    let goesOn = progress?(settled, all) ?? true
    return goesOn && !isCancelled.load(ordering: .relaxed)
  }
}
