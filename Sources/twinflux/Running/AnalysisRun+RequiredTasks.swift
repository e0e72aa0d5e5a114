import TwinFlux

extension AnalysisRun {
  /// The list of `--require-tasks`, all of whose names the model must have.
  func requiredTasks(
    _ levels: LevelSettings, in model: MetabolicModel
  ) throws(CommandFailure) -> (tasks: RequiredTasks, input: InputBytes)? {
    guard let path = levels.requiredTasksPath else { return nil }
    let list = try TaskList(path: path)
    do throws(FluxError) { try checkNames(of: list.tasks, in: model) } catch {
      throw CommandFailure(error)
    }
    return (RequiredTasks(list.tasks), list.input)
  }

  /// Gives back what the tasks need, and says which reactions for which task.
  ///
  /// - Parameter bounds: Whose they are, in words.
  func repair(
    _ personalized: PersonalizedModel, for required: RequiredTasks, under bounds: String,
    using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let repair = try required.repair(personalized, using: solver)
    if !repair.beyondModel.isEmpty {
      console.warn(
        "\(count(repair.beyondModel.count, "required task")) cannot be done without omics either: "
          + listed(repair.beyondModel) + ".")
    }
    console.state(
      "\(repair.failedBefore.count) of \(count(required.tasks.count, "required task")) failed under "
        + "\(bounds); \(count(repair.givenBack.count, "reaction")) given back.")
    let most =
      console.verbosity == .verbose ? repair.givenBack.count : Console.shownWarnings
    for one in repair.givenBack.prefix(most) {
      console.state("gave back '\(one.id)' for task '\(one.task)'")
    }
    if repair.givenBack.count > most {
      console.state("… and \(repair.givenBack.count - most) more (--verbose lists them).")
    }
    return repair.model
  }

  func methodSolver(_ backend: any LPBackend) -> MethodSolver {
    MethodSolver(
      backend, solving: solvingOptions, threads: settings.solver.threads,
      isCancelled: { Interruption.isRequested })
  }
}
