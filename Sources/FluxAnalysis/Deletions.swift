import LinearProgramming
import MetabolicModels

/// What is left of the objective when one gene or one reaction is gone.
public struct DeletionResult: Sendable, Hashable {
  public enum Status: String, Sendable, Hashable {
    case optimal, infeasible, unbounded, failed
  }

  /// The index of the gene or the reaction in the model.
  public var index: Int
  public var status: Status
  /// The optimum of the objective; `nil` unless the status is optimal.
  public var objectiveValue: Double?

  public init(index: Int, status: Status, objectiveValue: Double?) {
    self.index = index
    self.status = status
    self.objectiveValue = objectiveValue
  }
}

/// The results of a set of deletions and what it took to find them.
public struct DeletionResults: Sendable {
  /// In the order asked for.
  public var results: [DeletionResult]
  /// The optimum with nothing deleted.
  public var objectiveValue: Double
  public var programsSolved: Int
  /// How the optimum with nothing deleted was found.
  public var objectiveSolve: SolveRecord
  /// The deletions that a warm start did not settle, in the order of the results.
  public var recovered: [RecoveredDeletion]
}

/// A deletion that took the recovery ladder to settle.
public struct RecoveredDeletion: Sendable, Hashable {
  /// The index of the gene or the reaction in the model.
  public var index: Int
  /// Where on the ladder the answer that holds was found, and the name of the solver that gave it.
  public var rung: SolveRung
  public var solver: String
}

/// How to run a set of deletions. Each default is written here and nowhere else.
public struct DeletionOptions: Sendable {
  /// How many threads to use; changes no digit of the result.
  public var threads = 1
  public var solving = SolvingOptions()
  /// As ``FluxVariabilityOptions/progress``.
  public var progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?

  public init() {}
}

/// Deletes each gene in turn and returns the optimum that is left.
///
/// A reaction is closed (both bounds zero) if its gene-reaction rule is false without the gene; one
/// that has no rule is never closed. Solves ``fluxBalance(of:options:using:)`` under the closed
/// bounds, from the optimal basis of the whole model by the dual simplex. A deletion that closes
/// only reactions without flux at that optimum needs no program, and deletions that close the same
/// reactions share one.
///
/// - Parameters:
///   - model: The model under one set of bounds.
///   - genes: Indices into the model's genes; `nil` means all, in model order.
/// - Returns: One result for each gene asked for, in that order.
/// - Throws: As ``fluxBalance(of:options:using:)`` for the model without deletions;
///   ``FluxError/cancelled``. An infeasible deletion is a result, not an error.
/// - Complexity: One cold solve and at most one warm one for each gene.
public func geneDeletions(
  of model: ConstrainedModel, genes: [Int]? = nil, options: DeletionOptions = DeletionOptions(),
  using backend: some LPBackend
) throws(FluxError) -> DeletionResults {
  let chosen = genes ?? Array(model.model.genes.indices)
  let closed = reactionsLost(by: chosen, in: model.model)
  return try deletions(of: model, chosen, closing: closed, options: options, using: backend)
}

/// Deletes each reaction in turn and returns the optimum that is left.
///
/// As ``geneDeletions(of:genes:options:using:)``, with one reaction closed at a time.
public func reactionDeletions(
  of model: ConstrainedModel, reactions: [Int]? = nil,
  options: DeletionOptions = DeletionOptions(), using backend: some LPBackend
) throws(FluxError) -> DeletionResults {
  let chosen = reactions ?? Array(model.model.reactions.indices)
  return try deletions(
    of: model, chosen, closing: chosen.map { [$0] }, options: options, using: backend)
}

/// For each gene the reactions that are lost without it.
func reactionsLost(by genes: [Int], in model: MetabolicModel) -> [[Int]] {
  var users: [Int: [Int]] = [:]
  for (index, reaction) in model.reactions.enumerated() {
    for gene in reaction.rule?.genes ?? [] { users[gene, default: []].append(index) }
  }
  return genes.map { gene in
    (users[gene] ?? []).filter {
      model.reactions[$0].rule?.isFunctional(without: [gene]) == false
    }
  }
}

private func deletions(
  of model: ConstrainedModel, _ chosen: [Int], closing closed: [[Int]],
  options: DeletionOptions, using backend: some LPBackend
) throws(FluxError) -> DeletionResults {
  let start = try DeletionStart(model, options: options.solving, backend: backend)
  let plans = closed.map(start.plan)
  var programs: [[Int32]: Int] = [:]
  for case .solve(let columns) in plans where programs[columns] == nil {
    programs[columns] = programs.count
  }
  let tasks = programs.sorted { $0.value < $1.value }.map { DeletionTask(columns: $0.key) }
  let solved = try DeletionSearch(start, tasks: tasks, options: options).run(using: backend)
  let results = zip(chosen, plans).map { index, plan in
    switch plan {
    case .unchanged:
      DeletionResult(index: index, status: .optimal, objectiveValue: start.objectiveValue)
    case .infeasible: DeletionResult(index: index, status: .infeasible, objectiveValue: nil)
    case .solve(let columns): solved[programs[columns] ?? 0].result(of: index)
    }
  }
  return DeletionResults(
    results: results, objectiveValue: start.objectiveValue, programsSolved: solved.count + 1,
    objectiveSolve: start.objectiveSolve,
    recovered: zip(chosen, plans).compactMap { index, plan in
      guard case .solve(let columns) = plan else { return nil }
      return solved[programs[columns] ?? 0].recovered(index, using: backend)
    })
}
