import LinearProgramming
import MetabolicModels

/// Returns the range that each flux can take while the objective stays near its optimum *and* the
/// total flux *Σ |vⱼ|* is at most `factor` times the least that the objective's cut allows.
///
/// The least total flux is that of a parsimonious flux balance analysis at the same cut (Lewis et
/// al., Mol Syst Biol 2010, doi 10.1038/msb.2010.47). The limit gives way by ``objectiveSlack``,
/// relative to the largest of 1 and the total, for the reason that the cut does.
///
/// - Parameters:
///   - model: *m* metabolites by *n* reactions under one set of bounds.
///   - factor: At least 1.
///   - isLoopless: Whether to hold the loop law too: ``looplessFluxVariability(of:options:using:)``.
///     Slow on large models, since the total flux touches every cycle.
///   - options: As ``fluxVariability(of:options:using:)``. Without a cut the least total flux is
///     what the bounds alone ask for.
///   - backend: The solver. Each thread opens a session of its own.
/// - Returns: As ``fluxVariability(of:options:using:)``. An end is certified only if the optimum and
///   the least total flux are proved too.
/// - Throws: As ``fluxVariability(of:options:using:)``.
/// - Complexity: Two cold solves, then a flux variability analysis with one more column and two more
///   rows for each reversible reaction.
public func parsimoniousFluxVariability(
  of model: ConstrainedModel, factor: Double, isLoopless: Bool = false,
  options: FluxVariabilityOptions = FluxVariabilityOptions(), using backend: some LPBackend
) throws(FluxError) -> FluxVariabilityResult {
  try options.check(for: model)
  if isLoopless { try options.refuseExact(with: "loopless") }
  guard factor >= 1, factor.isFinite else {
    throw .invalidOption(
      name: "pfba-factor", value: "\(factor)", allowed: "a number of at least 1")
  }
  var total = TotalFluxModel(model)
  var objectiveValue: Double?
  var objectiveSolve: SolveRecord?
  var isProved = true
  if case .fraction(let fraction) = options.cut, !model.objective.terms.isEmpty {
    let program = FluxProgram(model)
    let best = try optimum(of: program, options, using: backend)
    let value = model.objective.value(at: best.point).unsigned
    total.cut(
      program.cut(fraction: fraction, of: value, slack: objectiveSlack), scale: program.cutScale)
    objectiveValue = value
    objectiveSolve = SolveRecord(best, backend: backend)
    isProved = best.isProved
  }
  let least = try optimum(of: FluxProgram(total.constrained()), options, using: backend)
  let smallest = max(0, -least.value)
  total.limitTotal(to: factor * smallest + objectiveSlack * max(1, smallest))
  var inner = options
  inner.cut = .none
  inner.reactions = options.reactions ?? Array(model.model.reactions.indices)
  let limited = try total.constrained()
  var result =
    isLoopless
    ? try looplessFluxVariability(of: limited, options: inner, using: backend)
    : try fluxVariability(of: limited, options: inner, using: backend)
  result.objectiveValue = objectiveValue
  result.objectiveSolve = objectiveSolve
  if !(isProved && least.isProved) { result.withdrawCertificates() }
  return result
}

private func optimum(
  of program: FluxProgram, _ options: FluxVariabilityOptions, using backend: some LPBackend
) throws(FluxError) -> SolverLane.Optimum {
  try ColdStart(
    program, compressed: CompressedProgram(program.program),
    maximizing: program.maximizedTerms, options: options.solving, backend: backend
  ).optimum
}

extension FluxVariabilityResult {
  /// Certificates under a limit that is itself not proved are none.
  fileprivate mutating func withdrawCertificates() {
    for index in ranges.indices {
      ranges[index].minimum.withdrawCertificate()
      ranges[index].maximum.withdrawCertificate()
    }
  }
}

extension FluxRange.End {
  fileprivate mutating func withdrawCertificate() {
    if status == .certified { status = .optimal }
  }
}
