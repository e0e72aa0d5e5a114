import Dispatch
import LinearProgramming
import MetabolicModels

/// Which tasks a model can no longer do without a gene or a reaction.
public struct TaskEssentiality: Sendable {
  /// What is lost with one gene or one reaction.
  public struct Deletion: Sendable, Hashable {
    /// Of the gene or of the reaction in the model.
    public var index: Int
    /// Places in the list of the tasks that passed before and do not without it, ascending.
    public var failedTasks: [Int]
    /// Places of those that the solver settled neither way.
    public var undecidedTasks: [Int]

    /// Whether a task is lost.
    public var isEssential: Bool { !failedTasks.isEmpty }
  }

  /// The tasks with nothing deleted, in the order of the list. Those that do not pass are not asked
  /// again.
  public var tasks: [TaskResult]
  /// In the order asked for.
  public var deletions: [Deletion]
  public var programsSolved: Int
  public var iterations: Int
}

/// Finds for each gene the tasks that cannot be done without it.
///
/// A reaction is closed if its gene-reaction rule is false without the gene. What a task needs is
/// told by ``checkTasks(_:on:options:using:)``, under the closed bounds. A flux distribution in which
/// a task is done and which gives none of the closed reactions a flux settles a deletion without a
/// program; the others start from the basis of the task by the dual simplex, and the flux
/// distributions that they find settle others.
///
/// - Parameters:
///   - model: The model under one set of bounds: a patient's, say, where reactions that are not
///     there are closed.
///   - genes: Indices into the model's genes; `nil` means all, in model order.
///   - options: ``TaskOptions/keepsWitnesses`` and ``TaskOptions/findsSurplus`` do not matter.
/// - Returns: One result for each gene asked for, in that order.
/// - Throws: As ``checkTasks(_:on:options:using:)``.
/// - Complexity: At most one warm program for each task and each set of reactions that a gene
///   closes; most often far fewer.
public func taskEssentialGenes(
  of model: ConstrainedModel, for tasks: [MetabolicTask], genes: [Int]? = nil,
  options: TaskOptions = TaskOptions(), using backend: some LPBackend
) throws(FluxError) -> TaskEssentiality {
  let chosen = genes ?? Array(model.model.genes.indices)
  let search = try TaskEssentialitySearch(
    tasks, on: model, chosen: chosen, closing: reactionsLost(by: chosen, in: model.model),
    options: options)
  return try search.run(using: backend)
}

/// Finds for each reaction the tasks that cannot be done without it.
///
/// As ``taskEssentialGenes(of:for:genes:options:using:)``, with one reaction closed at a time.
public func taskEssentialReactions(
  of model: ConstrainedModel, for tasks: [MetabolicTask], reactions: [Int]? = nil,
  options: TaskOptions = TaskOptions(), using backend: some LPBackend
) throws(FluxError) -> TaskEssentiality {
  let chosen = reactions ?? Array(model.model.reactions.indices)
  let search = try TaskEssentialitySearch(
    tasks, on: model, chosen: chosen, closing: chosen.map { [$0] }, options: options)
  return try search.run(using: backend)
}
