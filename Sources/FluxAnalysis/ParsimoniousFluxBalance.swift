import LinearProgramming
import MetabolicModels

/// The flux distribution with the least total flux among those that keep the objective.
public struct ParsimoniousFluxSolution: Sendable {
  public var solution: FluxSolution
  /// *Σ |vⱼ|* in mmol·gDW⁻¹·h⁻¹.
  public var totalFlux: Double
}

/// Returns the flux distribution of least total flux that keeps a fraction of the optimum
/// (parsimonious flux balance analysis; Lewis et al., Mol Syst Biol 2010, doi 10.1038/msb.2010.47).
///
/// Let *z* be the optimum of *c·v*. Solves
///
///     minimize    Σ |vⱼ|
///     subject to  S v = 0,  lower ≤ v ≤ upper,  c·v ≥ z − (1 − f)·|z|
///
/// by splitting each flux into a forward and a reverse part (after compression). The cut is at the
/// optimum itself where *f* is 1.
///
/// - Parameters:
///   - model: *m* metabolites by *n* reactions under one set of bounds.
///   - fraction: *f*, from 0 to 1.
///   - options: The tolerance and limits.
///   - backend: The solver.
/// - Returns: The fluxes, their total, and the value of the *objective* at them. The reduced costs
///   and shadow prices are those of the flux balance analysis that found *z*.
/// - Throws: As ``fluxBalance(of:options:using:)``.
/// - Complexity: Two cold solves, the second with twice the columns.
public func parsimoniousFluxBalance(
  of model: ConstrainedModel, fraction: Double = 1, options: SolvingOptions = SolvingOptions(),
  using backend: some LPBackend
) throws(FluxError) -> ParsimoniousFluxSolution {
  guard (0...1).contains(fraction) else {
    throw .invalidOption(name: "fraction", value: "\(fraction)", allowed: "a number from 0 to 1")
  }
  var best = try fluxBalance(of: model, options: options, using: backend)
  var cutProgram = FluxProgram(model)
  if !model.objective.terms.isEmpty {
    cutProgram.setCut(cutProgram.cut(fraction: fraction, of: best.objectiveValue, slack: 0))
  }
  let split = SplitProgram(cutProgram)
  let finding = try solverErrors { () throws(LPError) in
    try backend.withSession(for: split.compressed.program, limits: options.limits) {
      session throws(LPError) in
      let lane = SolverLane(
        original: split.program, compressed: split.compressed, tolerance: options.tolerance)
      return try lane.maximize(
        split.leastFluxTerms, isFeasible: true, certifies: true, in: &session)
    }
  }
  let optimum = try finding.optimum(of: model)
  best.fluxes = split.fluxes(of: optimum.point).map(\.unsigned)
  // The parts were judged on the compressed program; the fluxes answer for themselves.
  let residual = ProgramJudge(cutProgram.program).primalResidual(of: best.fluxes)
  if residual > options.tolerance {
    throw .notVerified(primalResidual: residual, dualityGap: optimum.outerBound - optimum.value)
  }
  best.objectiveValue = model.objective.value(at: best.fluxes).unsigned
  best.outerBound = nil
  best.solve.rung = max(best.solve.rung, optimum.rung)
  best.solve.solver = backend.solverName(on: best.solve.rung)
  best.solve.iterations += optimum.iterations
  return ParsimoniousFluxSolution(
    solution: best, totalFlux: best.fluxes.reduce(0) { $0 + abs($1) })
}

/// A flux program with every flux written as a forward part minus a reverse part.
private struct SplitProgram: Sendable {
  let program: LinearProgram
  let compressed: CompressedProgram
  private let outer: CompressedProgram
  /// How much total flux one unit in each column stands for.
  private let weights: [Double]

  /// The program is compressed first: a column of the compressed program stands for fluxes that
  /// are fixed multiples of each other, and one pair of parts serves them all.
  init(_ source: FluxProgram) {
    outer = CompressedProgram(source.program, keepingRows: [source.cutRow])
    var weights = [Double](repeating: 0, count: outer.program.matrix.columnCount)
    for (column, carrier) in outer.carriers.enumerated() where carrier >= 0 {
      weights[Int(carrier)] += abs(outer.factors[column])
    }
    self.weights = weights
    program = Self.split(outer.program)
    compressed = CompressedProgram(program, keepingRows: Set(0..<program.matrix.rowCount))
  }

  var leastFluxTerms: [(column: Int, coefficient: Double)] {
    weights.enumerated().flatMap { column, weight in
      [(column: 2 * column, coefficient: -weight), (column: 2 * column + 1, coefficient: -weight)]
    }
  }

  func fluxes(of point: [Double]) -> [Double] {
    outer.expand(columns: weights.indices.map { point[2 * $0] - point[2 * $0 + 1] })
  }

  private static func split(_ source: LinearProgram) -> LinearProgram {
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    var bounds = BoundArrays(lower: [], upper: [])
    for column in 0..<source.matrix.columnCount {
      let range = source.matrix.range(ofColumn: column)
      for sign in [1.0, -1.0] {
        rows.append(contentsOf: source.matrix.rows[range])
        values.append(contentsOf: source.matrix.values[range].map { sign * $0 })
        starts.append(Int32(values.count))
      }
      let (lower, upper) = (source.columns.lower[column], source.columns.upper[column])
      bounds.append(Bounds(lower: max(0, lower), upper: max(0, upper)))
      bounds.append(Bounds(lower: max(0, -upper), upper: max(0, -lower)))
    }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: source.matrix.rowCount, columnStarts: starts, rows: rows, values: values),
      rows: source.rows, columns: bounds,
      objective: Array(repeating: 0, count: bounds.count))
  }
}
