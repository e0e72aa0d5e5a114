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

/// The tasks in the terms of a model, and the programs that settle them.
struct TaskGroups: Sendable {
  let count: Int
  /// Tasks that open whole compartments keep so many rows that they get a program of their own.
  let programs: [TaskProgram]
  /// For each program the places of its tasks in the list.
  let places: [[Int]]

  init(_ tasks: [MetabolicTask], on model: ConstrainedModel) throws(FluxError) {
    count = tasks.count
    let constraints = try Self.constraints(tasks, model.model)
    let groups = [false, true].map { opens in
      constraints.indices.filter { constraints[$0].opensGroups == opens }
    }.filter { !$0.isEmpty }
    places = groups
    programs = groups.map { group in TaskProgram(model, tasks: group.map { constraints[$0] }) }
  }

  private static func constraints(
    _ tasks: [MetabolicTask], _ model: MetabolicModel
  ) throws(FluxError) -> [TaskConstraints] {
    do throws(TaskError) {
      var ids = Set<String>()
      let names = TaskNames(of: model)
      return try tasks.map { task throws(TaskError) in
        guard ids.insert(task.id).inserted else { throw .duplicateTask(id: task.id) }
        return try TaskConstraints(task, in: model, names)
      }
    } catch {
      throw .task(error)
    }
  }
}
