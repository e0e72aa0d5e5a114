/// A convex separable quadratic program as a plain value:
///
///     minimize    ½ Σⱼ dⱼ xⱼ² + c·x
///     subject to  rowLower ≤ A x ≤ rowUpper
///                 columnLower ≤ x ≤ columnUpper
///
/// with every *d* at least 0. Where all are above 0 there is one optimal point and no other.
public struct QuadraticProgram: Sendable {
  /// The rows, the columns and *c*; to be minimized.
  public private(set) var linear: LinearProgram
  /// *d*, one number for each column.
  public let curvatures: [Double]

  /// - Precondition: The program is a minimum, and there is one finite curvature, not negative, for
  ///   each column.
  public init(_ linear: LinearProgram, curvatures: [Double]) {
    precondition(linear.sense == .minimize, "a quadratic program is a minimum")
    precondition(
      curvatures.count == linear.objective.count
        && curvatures.allSatisfy { $0 >= 0 && $0.isFinite },
      "\(curvatures.count) curvatures for \(linear.objective.count) columns, or a negative one")
    self.linear = linear
    self.curvatures = curvatures
  }

  public func value(at x: [Double]) -> Double {
    x.indices.reduce(0) { sum, column in
      sum + (0.5 * curvatures[column] * x[column] + linear.objective[column]) * x[column]
    }
  }

  /// The gradient of the objective, *D x + c*.
  func gradient(at x: [Double]) -> [Double] {
    x.indices.map { curvatures[$0] * x[$0] + linear.objective[$0] }
  }

  /// The same program over the columns of `compressed`, a compression of ``linear``: a column that
  /// carries others carries their curvatures too.
  func carried(by compressed: CompressedProgram) -> QuadraticProgram {
    var program = compressed.program
    var carried = [Double](repeating: 0, count: program.objective.count)
    var costs = carried
    for (column, carrier) in compressed.carriers.enumerated() where carrier >= 0 {
      let factor = compressed.factors[column]
      carried[Int(carrier)] += curvatures[column] * factor * factor
      costs[Int(carrier)] += linear.objective[column] * factor
    }
    program.objective = costs
    program.sense = .minimize
    return QuadraticProgram(program, curvatures: carried)
  }
}

/// What a quadratic solve proved.
public enum QuadraticOutcome: Sendable {
  /// The point's residual and its gap to a bound that holds whatever the solver did are within the
  /// tolerance.
  case optimal(QuadraticSolution)
  /// No point satisfies the rows and the bounds, with a proof by duality.
  case infeasible
  case stopped(LPOutcome.StopReason)
}

/// An optimal point of a quadratic program, and what proves it.
public struct QuadraticSolution: Sendable {
  /// ½ Σ d x² + c·x.
  public var value: Double
  public var columns: [Double]
  /// The rate at which the value changes with the row's active bound.
  public var rowDuals: [Double]
  public var report: QuadraticReport
  /// How many sparse systems were factorized.
  public var factorizations: Int
}
