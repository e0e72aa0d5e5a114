import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The least weighted sum of flux magnitudes at which a model's objective stays near its optimum:
///
///     minimize    Σ wⱼ |vⱼ|
///     subject to  S v = 0,  lower ≤ v ≤ upper,  c·v ≥ cut (≤ when minimizing)
///
/// Stated on the compressed program, where the weights of reactions that are multiples of one carrier
/// add up; a carrier that can go both ways is cut into its two directions.
struct WeightedFluxProgram {
  let program: LinearProgram
  private let compressed: CompressedProgram
  /// The carriers whose backward part is a column of its own, behind all carriers.
  private let backward: [Int]

  /// - Parameters:
  ///   - flux: The model's program.
  ///   - weights: One for each reaction, not negative.
  ///   - cut: The bounds of the row of the objective.
  init(_ flux: FluxProgram, weights: [Double], cut: Bounds) {
    var stated = flux.program
    stated.rows[flux.cutRow] = cut
    stated.objective = Array(repeating: 0, count: stated.objective.count)
    stated.sense = .minimize
    let compressed = CompressedProgram(stated, keepingRows: [flux.cutRow])
    var costs = [Double](repeating: 0, count: compressed.program.columns.count)
    for (reaction, weight) in weights.enumerated() where compressed.carriers[reaction] >= 0 {
      costs[Int(compressed.carriers[reaction])] += weight * abs(compressed.factors[reaction])
    }
    var growing = GrowingProgram(compressed.program)
    var backward: [Int] = []
    for column in costs.indices where costs[column] > 0 {
      let bounds = compressed.program.columns[column]
      growing.setCost(bounds.upper <= 0 ? -costs[column] : costs[column], column: column)
      if bounds.lower >= 0 || bounds.upper <= 0 { continue }
      growing.setBounds(Bounds(lower: 0, upper: bounds.upper), column: column)
      _ = growing.addCopy(
        ofColumn: column, times: -1, Bounds(lower: 0, upper: -bounds.lower), cost: costs[column])
      backward.append(column)
    }
    self.compressed = compressed
    self.backward = backward
    program = growing.program
  }

  /// The flux of every reaction at a point of the program.
  func fluxes(at point: [Double]) -> [Double] {
    var carriers = Array(point.prefix(compressed.program.columns.count))
    for (offset, column) in backward.enumerated() {
      carriers[column] -= point[carriers.count + offset]
    }
    return compressed.expand(columns: carriers)
  }
}
