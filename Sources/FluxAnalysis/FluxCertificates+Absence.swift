import LinearProgramming
import MetabolicModels

/// What proves that ``fluxVariability(of:options:using:)`` has no ranges to give: a Farkas proof that
/// no flux distribution satisfies the bounds and the mass balance, or a feasible point and a
/// direction along which the objective of the cut has no limit.
///
/// For a model on which it threw ``FluxError/infeasible(model:)`` or ``FluxError/unbounded(model:)``:
/// the program is solved once more, and its answer is checked on the program as stated.
///
/// - Returns: Certificates with an ``FluxCertificates/absence``; `nil` where there is an optimum.
/// - Throws: ``FluxError/stopped(_:)`` where nothing was proved; ``FluxError/solver(_:)``.
/// - Complexity: One cold solve, or two.
public func certificatesOfAbsence(
  of model: ConstrainedModel, options: FluxVariabilityOptions = FluxVariabilityOptions(),
  using backend: some LPBackend
) throws(FluxError) -> FluxCertificates? {
  try options.check(for: model)
  let program = FluxProgram(model)
  let found = try ColdStart.find(
    program,
    compressed: CompressedProgram(program.program, keepingRows: [program.cutRow]),
    maximizing: options.cut == .none ? [] : program.maximizedTerms, options: options.solving,
    backend: backend)
  var result = FluxCertificates(
    statement: .init(program.program, fraction: nil, tolerance: options.solving.tolerance))
  switch found.finding {
  case .optimal: return nil
  case .infeasible(let ray?):
    result.duals = [SparseNumbers(ray)]
    result.absence = .infeasible(duals: 0)
  case .unbounded(let direction?, from: let point?):
    result.points = [SparseNumbers(point)]
    result.directions = [SparseNumbers(direction.values)]
    result.absence = .unbounded(point: 0, direction: 0)
  case .stopped(let reason): throw .stopped(reason)
  case .infeasible(nil), .unbounded: throw .stopped(.numericalTrouble)
  }
  return result
}
