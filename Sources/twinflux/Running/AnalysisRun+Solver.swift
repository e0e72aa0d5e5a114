import TwinFlux

extension AnalysisRun {
  /// The backend that `--solver` names.
  ///
  /// - Throws: A failure of status 64 where this build does not have it.
  func makeBackend(
    for work: SolverChoice.Work = .fewPrograms
  ) throws(CommandFailure) -> any LPBackend {
    let name = settings.solver.solver
    guard let choice = SolverChoice(rawValue: name), SolverChoice.available.contains(choice) else {
      let names = SolverChoice.available.map(\.rawValue).joined(separator: " or ")
      throw CommandFailure(.usage, "This build has no solver '\(name)'. Give \(names).")
    }
    do throws(LPError) {
      return try choice.makeBackend(for: work)
    } catch {
      throw CommandFailure(.internalError, error.description)
    }
  }

  /// What the report says of the solver; `members` follow the names and settings.
  func solverSection(_ members: [JSONValue.Member]) -> JSONValue {
    .object(
      [
        JSONValue.Member("choice", .string(settings.solver.solver)),
        JSONValue.Member("available", .array(SolverChoice.versions.map(JSONValue.string))),
        JSONValue.Member("threads", .integer(settings.solver.threads)),
        JSONValue.Member("tolerance", .number(settings.solver.tolerance)),
      ] + members)
  }
}
