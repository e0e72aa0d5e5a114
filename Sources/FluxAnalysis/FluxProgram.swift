import LinearProgramming
import MetabolicModels

/// The linear program of a constrained model, before compression.
///
///     maximize or minimize  c·v
///     subject to            S v = 0,  lower ≤ v ≤ upper,
///                           the model's own flux constraints,
///                           cutLower ≤ s·c·v ≤ cutUpper
///
/// Columns are the model's reactions. Rows are its metabolites, its ``FluxConstraint``s, and last
/// the cut on the objective, which is free until an analysis sets it. *s* is the power of two that
/// brings the largest coefficient of *c* to between 1 and 2, since a solver's tolerances are
/// absolute.
package struct FluxProgram: Sendable {
  let constrained: ConstrainedModel
  package private(set) var program: LinearProgram
  package let cutRow: Int
  /// *s*.
  let cutScale: Double

  package init(_ constrained: ConstrainedModel) {
    let model = constrained.model
    self.constrained = constrained
    cutRow = model.metabolites.count + model.constraints.count
    var rows = BoundArrays(repeating: .fixed(0), count: model.metabolites.count)
    for constraint in model.constraints {
      rows.append(Bounds(lower: constraint.lower, upper: constraint.upper))
    }
    rows.append(.free)
    var objective = [Double](repeating: 0, count: model.reactions.count)
    for term in constrained.objective.terms { objective[term.reaction] = term.coefficient }
    let scale = ObjectiveScale.factor(forLargest: objective.reduce(0) { max($0, abs($1)) })
    cutScale = scale
    program = LinearProgram(
      matrix: Self.matrix(of: model, cut: objective.map { $0 * scale }, rowCount: cutRow + 1),
      rows: rows,
      columns: BoundArrays(
        lower: constrained.bounds.map(\.lower), upper: constrained.bounds.map(\.upper)),
      objective: objective,
      sense: constrained.objective.sense == .maximize ? .maximize : .minimize)
  }

  mutating func setCut(_ bounds: Bounds) { program.rows[cutRow] = bounds }

  /// The bounds of the cut row that keep a fraction of `optimum`; `slack`, relative to the largest
  /// of 1 and the scaled optimum, is the least by which the cut gives way.
  package func cut(fraction: Double, of optimum: Double, slack: Double) -> Bounds {
    let scaled = optimum * cutScale
    let room = max((1 - fraction) * abs(scaled), slack * max(1, abs(scaled)))
    return program.sense == .maximize
      ? Bounds(lower: scaled - room, upper: .infinity)
      : Bounds(lower: -.infinity, upper: scaled + room)
  }

  /// The objective as terms to be maximized.
  var maximizedTerms: [(column: Int, coefficient: Double)] { constrained.objective.maximizedTerms }

  private static func matrix(
    of model: MetabolicModel, cut: [Double], rowCount: Int
  ) -> SparseMatrix {
    let balance = model.stoichiometry
    var extra = [[(row: Int32, value: Double)]](repeating: [], count: model.reactions.count)
    for (index, constraint) in model.constraints.enumerated() {
      let row = Int32(model.metabolites.count + index)
      for term in constraint.terms { extra[term.reaction].append((row, term.coefficient)) }
    }
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    rows.reserveCapacity(balance.nonzeroCount + 16)
    values.reserveCapacity(balance.nonzeroCount + 16)
    for column in 0..<balance.columnCount {
      let range = balance.range(ofColumn: column)
      rows.append(contentsOf: balance.rows[range])
      values.append(contentsOf: balance.values[range])
      for entry in extra[column] {
        if rows.count > Int(starts[column]), rows.last == entry.row {
          values[values.count - 1] += entry.value
        } else {
          rows.append(entry.row)
          values.append(entry.value)
        }
      }
      if cut[column] != 0 {
        rows.append(Int32(rowCount - 1))
        values.append(cut[column])
      }
      starts.append(Int32(values.count))
    }
    return SparseMatrix(rowCount: rowCount, columnStarts: starts, rows: rows, values: values)
  }
}
