import FluxAnalysis
import MetabolicModels

/// Metabolic tasks that a patient's model must be able to do where the model before it can.
///
/// A measurement that misses one gene of a pathway closes what every cell needs; the step after any
/// method that closes reactions gives back as few of them as the tasks need
/// (``fillTaskGaps(of:from:for:costs:options:using:)``), the well expressed ones first.
public struct RequiredTasks: Sendable, Hashable {
  public var tasks: [MetabolicTask]
  /// As ``TaskOptions/skipsUnknownNames``.
  public var skipsUnknownNames = false
  /// From which level on a gene speaks for its reactions: 1 (TPM) as in ``FtInit``.
  public var thresholds = ThresholdRule.absolute(activeFrom: 1, inactiveBelow: 1)

  public init(_ tasks: [MetabolicTask]) {
    self.tasks = tasks
  }

  /// The patient's model with reactions given back.
  ///
  /// - Throws: ``OmicsError/tasksNotRestored(tasks:)`` where bounds that are narrow and not closed stand
  ///   in the way, ``OmicsError/flux(_:)``.
  public func repair(
    _ model: PersonalizedModel, using solver: MethodSolver
  ) throws(OmicsError) -> TaskRepair {
    let filling: TaskGapFilling
    let costs = try costs(of: model)
    do throws(FluxError) {
      filling = try fillTaskGaps(
        of: model.constrained, from: model.base, for: tasks, costs: costs,
        options: options(solver), using: solver.backend)
    } catch {
      throw .flux(error)
    }
    if !filling.unfilled.isEmpty {
      throw .tasksNotRestored(tasks: filling.unfilled.map { tasks[$0].id })
    }
    let repair = TaskRepair(model, filling, tasks)
    let after: TaskResults
    do throws(FluxError) {
      after = try checkTasks(
        tasks, on: repair.model.constrained, options: options(solver), using: solver.backend)
    } catch {
      throw .flux(error)
    }
    let missing = filling.reference.indices.filter {
      filling.reference[$0].isPassed && !after.results[$0].isPassed
    }
    if !missing.isEmpty { throw .tasksNotRestored(tasks: missing.map { tasks[$0].id }) }
    return repair
  }

  func options(_ solver: MethodSolver) -> TaskOptions {
    var options = TaskOptions()
    options.threads = solver.threads
    options.solving = solver.solving
    options.skipsUnknownNames = skipsUnknownNames
    options.findsSurplus = false
    if let isCancelled = solver.isCancelled { options.progress = { _, _ in !isCancelled() } }
    return options
  }

  /// How much the genes speak against each reaction: −*s* with INIT's score *s*, at least 0.1, as in
  /// RAVEN's fitTasks; whatever scores the method goes by.
  func costs(of model: PersonalizedModel) throws(OmicsError) -> [Double] {
    let scores = try InitScores(
      model.base.model, levels: model.levels, thresholds: thresholds.thresholds(for: model.levels),
      skippingUnreadable: true)
    return scores.values.map { max(-$0, 0.1) }
  }
}

/// What ``RequiredTasks`` gave back to a patient's model.
public struct TaskRepair: Sendable {
  public struct GivenBack: Sendable, Hashable {
    /// An index into the model's reactions.
    public var reaction: Int
    public var id: String
    /// The id of the task that needed it first.
    public var task: String
  }

  /// The patient's model with the reactions given back, which it also says in its findings.
  public private(set) var model: PersonalizedModel
  /// Ids of tasks that fail before the patient's bounds already, and are not asked for.
  public let beyondModel: [String]
  /// Ids of tasks that the patient's bounds made impossible.
  public let failedBefore: [String]
  /// By task, then in model order.
  public let givenBack: [GivenBack]

  init(_ model: PersonalizedModel, _ filling: TaskGapFilling, _ tasks: [MetabolicTask]) {
    let reactions = model.base.model.reactions
    beyondModel = filling.reference.indices.filter { !filling.reference[$0].isPassed }
      .map { tasks[$0].id }
    failedBefore = filling.lost.map { tasks[$0].id }
    givenBack = filling.gaps.flatMap { gap in
      gap.reactions.map {
        GivenBack(reaction: $0, id: reactions[$0].id, task: tasks[gap.task].id)
      }
    }
    self.model = model
    self.model.constrained = filling.model
    for one in givenBack { self.model.giveBack(one.reaction) }
    self.model.findings += [
      MethodFigure("tasks_required", .integer(tasks.count)),
      MethodFigure("tasks_beyond_model", .list(beyondModel)),
      MethodFigure("tasks_failed_before", .list(failedBefore)),
      MethodFigure("reactions_given_back", .list(givenBack.map { "\($0.id) (task \($0.task))" })),
    ]
  }
}

extension PersonalizedModel {
  fileprivate mutating func giveBack(_ reaction: Int) {
    kept?[reaction] = true
    changed[reaction] = false
    relaxed[reaction] = true
    counts.changed -= 1
    counts.closed -= 1
  }
}
