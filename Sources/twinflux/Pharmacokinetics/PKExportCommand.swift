import PharmacokineticCoupling
import TwinFlux

enum PKExportCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    throw CommandFailure(.usage, "not yet")
  }
}
