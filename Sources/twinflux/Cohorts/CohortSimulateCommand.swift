import TwinFlux

/// `twinflux cohort simulate`: levels and design of people who do not exist.
enum CohortSimulateCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    throw CommandFailure(.internalError, "not yet")
  }
}
