import LinearProgramming
import MetabolicModels

/// Returns a flux distribution that is best for the objective (flux balance analysis).
///
/// Solves
///
///     maximize (or minimize) c·v   subject to   S v = 0,  lower ≤ v ≤ upper
///
/// together with the model's own flux constraints. The optimal fluxes are seldom unique; the
/// objective value is. The answer is checked on the uncompressed program, whatever the solver says.
///
/// - Parameters:
///   - model: *m* metabolites by *n* reactions under one set of bounds.
///   - options: The tolerance and limits.
///   - backend: The solver.
/// - Returns: *n* fluxes (mmol·gDW⁻¹·h⁻¹) and reduced costs, *m* shadow prices.
/// - Throws: ``FluxError/infeasible(model:)``, ``FluxError/unbounded(model:)``,
///   ``FluxError/stopped(_:)``, or ``FluxError/solver(_:)``.
/// - Complexity: One compression, O(nonzeros) or so, and one cold solve.
public func fluxBalance(
  of model: ConstrainedModel, options: SolvingOptions = SolvingOptions(),
  using backend: some LPBackend
) throws(FluxError) -> FluxSolution {
  let program = FluxProgram(model)
  let compressed = CompressedProgram(program.program)
  let start = try ColdStart(
    program, compressed: compressed, maximizing: program.maximizedTerms, options: options,
    backend: backend)
  return FluxSolution(
    program, start.optimum, of: model.objective, compressed: compressed, backend: backend)
}

extension SolvingOptions {
  /// The solver is asked for a hundredth of the tolerance that results are held to.
  var limits: SolveLimits {
    var limits = SolveLimits()
    limits.seconds = min(secondsPerProgram, timeLimit ?? .infinity)
    limits.tolerance = tolerance / 100
    return limits
  }
}

extension SolverLane.Finding {
  /// The optimum, or the error that says why there is none.
  func optimum(of model: ConstrainedModel) throws(FluxError) -> SolverLane.Optimum {
    switch self {
    case .optimal(let optimum): return optimum
    case .infeasible: throw .infeasible(model: model.model.id)
    case .unbounded: throw .unbounded(model: model.model.id)
    case .stopped(let reason): throw .stopped(reason)
    }
  }
}

/// Runs `body` and passes a failure of the solver on as a ``FluxError``.
func solverErrors<Value>(_ body: () throws(LPError) -> Value) throws(FluxError) -> Value {
  do throws(LPError) { return try body() } catch { throw .solver(error) }
}

extension FluxObjective {
  /// The terms to be maximized.
  var maximizedTerms: [(column: Int, coefficient: Double)] {
    terms.map { (column: $0.reaction, coefficient: sense.sign * $0.coefficient) }
  }
}

extension FluxObjective.Sense {
  /// 1 to maximize, −1 to minimize.
  var sign: Double { self == .maximize ? 1 : -1 }
}

extension FluxSolution {
  /// Puts an optimum of `objective`, maximized, into its own sense and the model's terms.
  init(
    _ program: FluxProgram, _ optimum: SolverLane.Optimum, of objective: FluxObjective,
    compressed: CompressedProgram, backend: some LPBackend
  ) {
    let sign = objective.sense.sign
    let model = program.constrained.model
    let y = compressed.expandDuals(optimum.duals, maximizing: objective.maximizedTerms)
    var costs = program.program.matrix.multiplyTransposed(y).map { -sign * $0 }
    for term in objective.terms { costs[term.reaction] += term.coefficient }
    let point = optimum.point
    self.init(
      objectiveValue: objective.value(at: point).unsigned, fluxes: point.map(\.unsigned),
      reducedCosts: costs.map(\.unsigned),
      shadowPrices: model.metabolites.indices.map { (sign * y[$0]).unsigned },
      solve: SolveRecord(optimum, backend: backend))
    if optimum.outerBound.isFinite, !optimum.isDoubtful {
      outerBound = (sign * optimum.outerBound).unsigned
    }
  }
}

extension Double {
  /// The same number, with zero for minus zero.
  var unsigned: Double { self == 0 ? 0 : self }
}
