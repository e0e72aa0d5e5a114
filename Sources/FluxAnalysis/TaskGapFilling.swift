import Dispatch
import LinearProgramming
import MetabolicModels

/// What has to be given back to a patient's model for tasks that the model could do before.
public struct TaskGapFilling: Sendable {
  /// What one task needed beyond what was there and what earlier tasks had been given.
  public struct Gap: Sendable, Hashable {
    /// The task's place in the list.
    public var task: Int
    /// Indices into the model's reactions, ascending. Without any of them the task fails.
    public var reactions: [Int]
  }

  /// The tasks before the patient's bounds, in the order of the list.
  public var reference: [TaskResult]
  /// The tasks under the patient's bounds, in the order of the list.
  public var before: [TaskResult]
  /// In the order in which they were filled: that of the list, tasks that open whole compartments
  /// last.
  public var gaps: [Gap] = []
  /// Places of tasks that could be done before and that nothing closed gives back, ascending.
  public var unfilled: [Int] = []
  /// The patient's model with the reactions given back.
  public var model: ConstrainedModel
  public var programsSolved = 0

  /// Places of tasks that passed before the patient's bounds and do not under them.
  public var lost: [Int] {
    reference.indices.filter {
      reference[$0].status == .passed && before[$0].status != .passed
    }
  }
}

/// Opens as few closed reactions of a patient's model as tasks need that the model could do before.
///
/// For each task that `base` can do and `model` cannot, over the reactions that are closed in `model`
/// and not in `base`,
///
///     minimize    Σ wᵢ |vᵢ|
///     subject to  the steady state and the demands of the task, bounds of `base` where closed
///
/// at first with the costs for *w*, then with *wᵢ = costᵢ / (|vᵢ| + δ)* and a δ that shrinks, which
/// drives small fluxes to zero (reweighted l1, Candès, Wakin and Boyd, J. Fourier Anal. Appl. 2008, doi
/// 10.1007/s00041-008-9045-x). Of those that carry flux, each that the task can do without is closed
/// again, the most costly first, by the judgement of ``checkTasks(_:on:options:using:)``. What is left
/// is a smallest set in that none of it can go; that no other set is smaller or cheaper is not
/// proved. RAVEN's fitTasks asks a mixed-integer program the same (Agren et al., Mol Syst Biol 2014,
/// doi 10.1002/msb.145122); for the shipped patients and tasks, such a program (HiGHS by way of SciPy)
/// finds nothing cheaper than any of the 91 sets found after four methods.
///
/// - Parameters:
///   - costs: One for each reaction, above 0.
///   - options: ``TaskOptions/keepsWitnesses`` and ``TaskOptions/findsSurplus`` do not matter; the
///     gaps are filled on one thread.
/// - Throws: As ``checkTasks(_:on:options:using:)``.
/// - Complexity: Two checks of the list; for each task lost one cold program, up to five warm ones and
///   one for each reaction of its answer.
public func fillTaskGaps(
  of model: ConstrainedModel, from base: ConstrainedModel, for tasks: [MetabolicTask],
  costs: [Double], options: TaskOptions = TaskOptions(), using backend: some LPBackend
) throws(FluxError) -> TaskGapFilling {
  precondition(costs.count == model.bounds.count, "costs of another model's reactions")
  var checking = options
  checking.findsSurplus = false
  checking.keepsWitnesses = false
  let reference = try checkTasks(tasks, on: base, options: checking, using: backend)
  let before = try checkTasks(tasks, on: model, options: checking, using: backend)
  var result = TaskGapFilling(
    reference: reference.results, before: before.results, model: model,
    programsSolved: reference.programsSolved + before.programsSolved)
  let lost = Set(result.lost)
  if lost.isEmpty { return result }
  let removed = model.bounds.indices.filter {
    model.bounds[$0].isClosed && !base.bounds[$0].isClosed
  }
  var opened = model
  try opened.open(removed, as: base)
  let groups = try TaskGroups(tasks, on: opened, skips: options.skipsUnknownNames)
  let watch = RunWatch(
    all: lost.count, since: DispatchTime.now(), timeLimit: options.solving.timeLimit,
    progress: options.progress)
  var closed = Set(removed)
  for (source, places) in zip(groups.programs, groups.places) {
    for (task, place) in zip(source.cases, places) where lost.contains(place) {
      if let reason = watch.reasonToStop { throw reason }
      let filler = TaskGapFiller(source, task, closed: closed, costs: costs, options.solving)
      let found = try solverErrors { () throws(LPError) in try filler.fill(using: backend) }
      result.programsSolved += filler.programsSolved
      watch.settle(1)
      guard let found else {
        result.unfilled.append(place)
        continue
      }
      closed.subtract(found)
      if !found.isEmpty { result.gaps.append(.init(task: place, reactions: found)) }
    }
  }
  result.unfilled.sort()
  try result.model.open(result.gaps.flatMap(\.reactions), as: base)
  return result
}

extension FluxBounds {
  fileprivate var isClosed: Bool { lower == 0 && upper == 0 }
}

extension ConstrainedModel {
  /// Gives reactions the bounds that they have in `base`.
  fileprivate mutating func open(
    _ reactions: [Int], as base: ConstrainedModel
  ) throws(FluxError) {
    do throws(ModelError) {
      for reaction in reactions { try setBounds(base.bounds[reaction], ofReaction: reaction) }
    } catch {
      throw .model(error)
    }
  }
}
