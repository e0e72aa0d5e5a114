import TwinFlux

/// Flux balance, from nothing and from the optimum before a change of bounds.
extension BenchmarkSubject {
  func measureColdBalance() throws -> BenchmarkRun {
    let (solution, seconds) = try timed { try fluxBalance(of: model, using: balanceBackend) }
    return BenchmarkRun(
      counters: [("programs", 1), ("pivots", solution.solve.iterations)],
      seconds: [("whole", seconds)])
  }

  /// Closes one reaction at a time to half of its flux at the optimum.
  func measureWarmBalance(using backend: some LPBackend) throws -> BenchmarkRun {
    let program = CompressedProgram(FluxProgram(model).program).program
    return try backend.withSession(for: program, limits: SolveLimits()) {
      session throws(LPError) in
      let optimum = try session.coldOptimum()
      let basis = try session.basis()
      let active = optimum.columns.indices.filter { abs(optimum.columns[$0]) > 1e-6 }
      var tally = ProgramTally()
      for column in active.spread(arguments.ends) {
        let old = program.columns[column]
        let half = optimum.columns[column] / 2
        try session.setColumnBounds(
          Bounds(
            lower: half > 0 ? min(old.lower, half) : half,
            upper: half > 0 ? half : max(old.upper, half)),
          column: column)
        try tally.add { () throws(LPError) in try session.solve(.warm, method: .dual) }
        try session.setColumnBounds(old, column: column)
        try session.restore(basis)
      }
      return tally.run
    }
  }
}

extension LPSession where Self: ~Copyable {
  /// - Throws: What the solver says instead, as its failure.
  mutating func coldOptimum() throws(LPError) -> LPSolution {
    let outcome = try solve(.freshBasis, method: .primal)
    guard case .optimal(let solution) = outcome else {
      throw .backendFailed(
        backend: "at hand", operation: "find the first optimum", detail: outcome.name)
    }
    return solution
  }
}

extension LPOutcome {
  /// What it is, without the numbers.
  var name: String {
    switch self {
    case .optimal: "optimal"
    case .infeasible: "infeasible"
    case .unbounded: "unbounded"
    case .stopped(let reason): "stopped, \(reason.rawValue)"
    }
  }
}

extension Array {
  /// At most `count` elements, evenly spread.
  func spread(_ count: Int) -> [Element] {
    let taken = Swift.min(count, self.count)
    return (0..<taken).map { self[$0 * self.count / taken] }
  }
}
