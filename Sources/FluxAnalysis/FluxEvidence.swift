import LinearProgramming

/// A feasible point of the compressed program that ends refer to; shared, since one point settles
/// many ends.
final class FluxWitness: Sendable {
  let columns: SparseNumbers

  init(_ columns: [Double]) { self.columns = SparseNumbers(columns) }
}

/// What a program proved of one end.
struct FluxEvidence: Sendable {
  /// Duals of the compressed program for the end's objective, to be maximized.
  var duals: SparseNumbers?
  /// Duals of the original program that take the place of those, the sum of the two.
  var refinedDuals: (high: SparseNumbers, low: SparseNumbers)?
  /// A direction of the original program.
  var direction: UnboundedDirection?
}

extension FluxEvidence {
  /// The duals that prove an optimum.
  init(_ optimum: SolverLane.Optimum) {
    if let refined = optimum.refinedDuals {
      refinedDuals = (SparseNumbers(refined.high), SparseNumbers(refined.low))
    } else {
      duals = SparseNumbers(optimum.duals)
    }
  }
}
