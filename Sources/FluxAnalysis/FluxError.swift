import LinearProgramming
import MetabolicModels

/// Why an analysis has no answer.
public enum FluxError: Error, Sendable, Hashable {
  /// No flux distribution satisfies the bounds and the mass balance.
  case infeasible(model: String)
  /// The objective has no limit.
  case unbounded(model: String)
  /// A flux that an analysis needs limits for has none.
  case unlimitedFlux(reaction: String)
  /// A limit stopped the solver.
  case stopped(LPOutcome.StopReason)
  /// Every rung of the recovery ladder gave an answer that the residuals contradict.
  case notVerified(primalResidual: Double, dualityGap: Double)
  case model(ModelError)
  /// A metabolic task that the model cannot be asked for.
  case task(TaskError)
  case solver(LPError)
  case invalidOption(name: String, value: String, allowed: String)
  case cancelled
}

extension FluxError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .infeasible(let model):
      "No flux distribution of '\(model)' satisfies its bounds and the mass balance. "
        + "Widen the bounds that were changed, or check the forced fluxes."
    case .unbounded(let model):
      "The objective of '\(model)' has no limit. Give the reactions of the objective finite bounds."
    case .unlimitedFlux(let reaction):
      "The flux of '\(reaction)' has no limit. Give it finite bounds, such as "
        + "--bound \(reaction)=-1000:1000."
    case .stopped(.timeLimit):
      "The time limit stopped the solver before the optimum. Raise --time-limit."
    case .stopped(.iterationLimit):
      "The solver needed more pivots than a sound program needs. Try another --solver."
    case .stopped(.numericalTrouble):
      "The solver found no answer that holds on the program as stated. "
        + "Check the model for coefficients of very different sizes, or try another --solver."
    case .notVerified(let primalResidual, let dualityGap):
      "The solver's answer does not hold: residual \(primalResidual), duality gap \(dualityGap). "
        + "Try another --solver or a larger --tolerance."
    case .model(let error): error.description
    case .task(let error): error.description
    case .solver(let error): error.description
    case .invalidOption(let name, let value, let allowed):
      "The option \(name) cannot be \(value). Give \(allowed)."
    case .cancelled: "The run was cancelled."
    }
  }
}
