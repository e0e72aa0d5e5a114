import LinearProgramming

/// The optimum of a program, found from nothing, and the basis from which its neighbours start.
struct ColdStart: Sendable {
  let optimum: SolverLane.Optimum
  let basis: Basis
  let counters: FluxVariabilityResult.Counters

  /// Maximizes `terms` over `program`, solved in its compressed form.
  ///
  /// - Throws: The ``FluxError`` that says why there is no optimum.
  init(
    _ program: FluxProgram, compressed: CompressedProgram,
    maximizing terms: [(column: Int, coefficient: Double)], options: SolvingOptions,
    backend: some LPBackend
  ) throws(FluxError) {
    let found = try Self.find(
      program, compressed: compressed, maximizing: terms, options: options, backend: backend)
    optimum = try found.finding.optimum(of: program.constrained)
    basis = found.basis
    counters = found.counters
  }

  /// What there is to find: an optimum, or the proof that there is none.
  static func find(
    _ program: FluxProgram, compressed: CompressedProgram,
    maximizing terms: [(column: Int, coefficient: Double)], options: SolvingOptions,
    backend: some LPBackend
  ) throws(FluxError) -> (
    finding: SolverLane.Finding, basis: Basis, counters: FluxVariabilityResult.Counters
  ) {
    try solverErrors { () throws(LPError) in
      try backend.withSession(for: compressed.program, limits: options.limits) {
        session throws(LPError) in
        let lane = SolverLane(
          original: program.program, compressed: compressed, tolerance: options.tolerance,
          implied: ImpliedBounds(unlessLimited: program.program))
        lane.prover = RayProver(compressed.program, limits: options.limits, backend: backend)
        lane.refiner = SolutionRefiner(limits: options.limits, backend: backend)
        let finding = try lane.maximize(terms, isFeasible: false, certifies: true, in: &session)
        return (finding, try session.basis(), lane.counters)
      }
    }
  }
}
