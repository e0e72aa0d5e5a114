import LinearProgramming
import MetabolicModels

/// Returns the range that each flux can take while the objective stays near its optimum (flux
/// variability analysis).
///
/// Let *z* be the optimum of *c·v* over the steady states of `model`. For each reaction *j* asked
/// for, this solves
///
///     minimize and maximize  vⱼ
///     subject to             S v = 0,  lower ≤ v ≤ upper,
///                            c·v ≥ z − (1 − f)·|z|   (c·v ≤ z + (1 − f)·|z| when minimizing)
///
/// where *f* is the fraction of `options.cut`. Using *|z|* keeps the program feasible where *z* is
/// negative. The room is never less than ``objectiveSlack``, since a cut at the optimum itself leaves
/// a feasible set without an interior, which no floating-point solver can keep to. The cut is at the
/// optimum that was reached; an end is certified under that cut, and only if that optimum is.
///
///     let ranges = try fluxVariability(of: patient, using: backend).ranges
///     print(ranges[0].minimum.value ?? .nan)  // mmol·gDW⁻¹·h⁻¹
///
/// The ranges do not depend on the number of threads, to the last digit: fixed chunks of reactions
/// start from one saved basis, and what one chunk learns is shared in fixed rounds.
///
/// - Parameters:
///   - model: *m* metabolites by *n* reactions under one set of bounds.
///   - options: How near the optimum to stay, which reactions, how many threads.
///   - backend: The solver. Each thread opens a session of its own.
/// - Returns: One range for each reaction asked for, in that order. Each end has a status of its
///   own; an end that could not be settled has no value.
/// - Throws: ``FluxError/infeasible(model:)`` if no flux distribution satisfies the bounds;
///   ``FluxError/unbounded(model:)`` if the objective of the cut has no limit;
///   ``FluxError/invalidOption(name:value:allowed:)``; ``FluxError/cancelled``;
///   ``FluxError/stopped(_:)``; ``FluxError/solver(_:)``. No partial result is returned.
/// - Complexity: One cold solve and at most two warm ones for each reaction. Memory: one copy of
///   the compressed program for each thread. With an exact solver more, see ``ExactSettlement``.
public func fluxVariability(
  of model: ConstrainedModel, options: FluxVariabilityOptions = FluxVariabilityOptions(),
  using backend: some LPBackend
) throws(FluxError) -> FluxVariabilityResult {
  try options.check(for: model)
  let start = try FluxVariabilityStart(model, options: options, backend: backend)
  var result = try FluxVariabilitySearch(start, options: options).run(using: backend)
  if let solver = options.exactSolver {
    try ExactFluxVariability(start, options: options, solver: solver)
      .settle(&result, using: backend)
  }
  return result
}

/// How much the cut gives way at least, relative to the largest of 1 and the optimum, the objective
/// scaled so that its largest coefficient is between 1 and 2.
///
/// An end moves by at most this, and the gap to which the optimum itself is proved, times the end's
/// sensitivity to the optimum, the dual of the cut. That is 964 on iJO1366 and up to 69,087 on
/// yeast-GEM, so that a flux that cannot be had at the very optimum may have a maximum of 1e-7, or
/// 7e-6, here: a true maximum of the stated program, and no error. Solvers that cut exactly at the
/// optimum differ from each other by 1e-4 on iJO1366, within their tolerances.
public let objectiveSlack = 1e-10
