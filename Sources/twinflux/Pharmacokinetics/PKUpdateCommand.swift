import PharmacokineticCoupling
import TwinFlux

enum PKUpdateCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    throw CommandFailure(.usage, "not yet")
  }
}
