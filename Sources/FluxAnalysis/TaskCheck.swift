import Dispatch
import LinearProgramming
import MetabolicModels

/// How to check tasks. Each default is written here and nowhere else.
public struct TaskOptions: Sendable {
  /// How many threads to use; changes no digit of the result.
  public var threads = 1
  public var solving = SolvingOptions()
  /// Whether to keep a flux distribution for each task that can be done.
  public var keepsWitnesses = false
  /// Whether to look for what the model cannot get rid of where a task fails: one more program, as
  /// large as the model, for each that does.
  public var findsSurplus = true
  /// Whether a task that names what the model does not have is left undecided, with the error in its
  /// result (``TaskResult/problem``), in place of the whole list being refused: lists outlive the
  /// names of a model.
  public var skipsUnknownNames = false
  /// As ``FluxVariabilityOptions/progress``, counting tasks.
  public var progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?

  public init() {}
}

/// Finds which tasks a model can do under its bounds.
///
/// All boundary reactions, those with metabolites on one side only, are closed. A task can be done
/// if there is a steady state within its limits (``MetabolicTask``); one that should fail passes if
/// there is none. This is what `checkTasks` of RAVEN asks (Agren et al., Mol Syst Biol 2014,
/// doi 10.1002/msb.145122), with one difference: a metabolite that must come in and may go out must
/// still come in, net.
///
/// - Parameters:
///   - tasks: Their metabolites are found by `name[compartment]` or by id, case ignored.
///   - model: The model under one set of bounds; its objective does not matter.
/// - Returns: One result for each task, in order.
/// - Throws: ``FluxError/task(_:)`` for a name that the model does not have,
///   ``FluxError/cancelled``, ``FluxError/stopped(_:)`` at the time limit, ``FluxError/solver(_:)``.
/// - Complexity: One compression, and one warm program for each task.
public func checkTasks(
  _ tasks: [MetabolicTask], on model: ConstrainedModel, options: TaskOptions = TaskOptions(),
  using backend: some LPBackend
) throws(FluxError) -> TaskResults {
  try TaskSearch(tasks, on: model, options: options).run(using: backend)
}

/// Checks that the model has all that tasks name, as ``checkTasks(_:on:options:using:)`` does first.
///
/// - Throws: ``FluxError/task(_:)``.
public func checkNames(
  of tasks: [MetabolicTask], in model: MetabolicModel
) throws(FluxError) {
  for case .failure(let error) in try TaskGroups.resolve(tasks, model) { throw .task(error) }
}

/// The tasks in the terms of a model, and the programs that settle them.
struct TaskGroups: Sendable {
  /// Tasks that open whole compartments keep so many rows that they get a program of their own.
  let programs: [TaskProgram]
  /// For each program the places of its tasks in the list.
  let places: [[Int]]
  /// Of tasks that the model cannot be asked for.
  let problems: [(place: Int, result: TaskResult)]

  /// - Parameter skips: Whether the model may lack what tasks name.
  init(
    _ tasks: [MetabolicTask], on model: ConstrainedModel, skips: Bool
  ) throws(FluxError) {
    var constraints: [Int: TaskConstraints] = [:]
    var problems: [(place: Int, result: TaskResult)] = []
    for (place, resolved) in try Self.resolve(tasks, model.model).enumerated() {
      switch resolved {
      case .success(let found): constraints[place] = found
      case .failure(let error):
        guard skips, error.isOfNames else { throw .task(error) }
        let result = TaskResult(
          index: place, id: tasks[place].id, status: .undecided, isCertified: false,
          problem: error)
        problems.append((place, result))
      }
    }
    let found = constraints
    let groups = [false, true].map { opens in
      tasks.indices.filter { found[$0]?.opensGroups == opens }
    }.filter { !$0.isEmpty }
    places = groups
    programs = groups.map { group in TaskProgram(model, tasks: group.compactMap { found[$0] }) }
    self.problems = problems
  }

  fileprivate static func resolve(
    _ tasks: [MetabolicTask], _ model: MetabolicModel
  ) throws(FluxError) -> [Result<TaskConstraints, TaskError>] {
    var ids = Set<String>()
    for task in tasks where !ids.insert(task.id).inserted {
      throw .task(.duplicateTask(id: task.id))
    }
    let names = TaskNames(of: model)
    return tasks.map { task in
      Result { () throws(TaskError) in try TaskConstraints(task, in: model, names) }
    }
  }
}

extension TaskError {
  /// Whether it is the model that lacks what a task names.
  fileprivate var isOfNames: Bool {
    switch self {
    case .unknownMetabolite, .unknownCompartment, .unknownReaction: true
    case .duplicateTask, .unreadableEquation, .invalidLimits, .ambiguousMetabolite, .namedTwice,
      .demandedBothWays:
      false
    }
  }
}
