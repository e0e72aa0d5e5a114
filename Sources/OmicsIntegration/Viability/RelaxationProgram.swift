import LinearProgramming
import MetabolicModels

/// The linear program of a relaxation.
///
/// The model before the patient is compressed, so that each column *V* carries a chain of reactions
/// with fluxes *f·V*. What it costs to move the patient's bounds out of the way of *V* is convex and
/// piecewise linear: nothing between the innermost bounds, *|f|* more per unit beyond each further
/// one. Each piece is a column of its own; being convex, they fill in order by themselves.
struct RelaxationProgram {
  typealias Side = ViabilityRelaxation.RelaxedBound.Side

  /// One bound and how far it moves outwards.
  struct Move: Hashable {
    var reaction: Int
    var side: Side
    var amount: Double
  }

  /// All fluxes and bounds are multiplied by ``scale``. The columns are those of the compressed
  /// model and then the pieces.
  let program: LinearProgram
  /// The program is linear in all bounds and the target at once. A solver's tolerances are absolute,
  /// so a small target is scaled up until relaxations a millionth of it stand far above them.
  let scale: Double
  private let compressed: CompressedProgram
  private let pieces: [Piece]
  private let patient: PersonalizedModel

  /// A column that takes a carrier further up (sign 1) or down (−1) at a cost.
  private struct Piece {
    var carrier: Int
    var sign: Double
    var length: Double
    var cost: Double
  }

  init(_ patient: PersonalizedModel, target: Double) {
    self.patient = patient
    scale = Self.scale(target: target)
    compressed = Self.compressed(patient.base, target: target * scale, scale: scale)
    let limits = Self.limits(patient, compressed: compressed, scale: scale)
    var columns = BoundArrays(lower: [], upper: [])
    var pieces: [Piece] = []
    for carrier in 0..<compressed.program.columns.count {
      let cost = ConvexCost(limits[carrier], within: compressed.program.columns[carrier])
      columns.append(cost.free)
      for segment in cost.segments {
        pieces.append(
          Piece(
            carrier: carrier, sign: segment.sign, length: segment.length, cost: segment.cost))
      }
    }
    for piece in pieces { columns.append(Bounds(lower: 0, upper: piece.length)) }
    self.pieces = pieces
    program = LinearProgram(
      matrix: Self.extended(compressed.program.matrix, by: pieces.map { ($0.carrier, $0.sign) }),
      rows: compressed.program.rows, columns: columns,
      objective: Array(repeating: 0, count: columns.count - pieces.count) + pieces.map(\.cost),
      sense: .minimize)
  }

  /// The moves that a point of ``program`` needs, in model order; those of at most `noise` (relative
  /// to the bound, at least to 1, on the scaled program) are taken for rounding.
  func moves(at point: [Double], noise: Double) -> [Move] {
    var carried = Array(point[..<(point.count - pieces.count)])
    for (piece, value) in zip(pieces, point[carried.count...]) {
      carried[piece.carrier] += piece.sign * value
    }
    let fluxes = compressed.expand(columns: carried)
    var moves: [Move] = []
    for (reaction, flux) in fluxes.enumerated() where patient.changed[reaction] {
      let bounds = patient.constrained.bounds[reaction]
      let above = flux - bounds.upper * scale
      let below = bounds.lower * scale - flux
      if above > noise * max(1, abs(bounds.upper * scale)) {
        moves.append(Move(reaction: reaction, side: .upper, amount: above / scale))
      } else if below > noise * max(1, abs(bounds.lower * scale)) {
        moves.append(Move(reaction: reaction, side: .lower, amount: below / scale))
      }
    }
    return moves
  }

  /// The power of two that brings the target above 100, but at least 1 and at most 2¹⁶.
  private static func scale(target: Double) -> Double {
    guard target != 0 else { return 1 }
    return min(max((100 / abs(target)).binade * 2, 1), 65536)
  }

  /// Mass balance, the model's own constraints and the target over the bounds before the patient.
  private static func compressed(
    _ base: ConstrainedModel, target: Double, scale: Double
  ) -> CompressedProgram {
    let model = base.model
    let balanceRows = model.metabolites.count
    var rows = BoundArrays(repeating: .fixed(0), count: balanceRows)
    for constraint in model.constraints {
      rows.append(Bounds(lower: constraint.lower * scale, upper: constraint.upper * scale))
    }
    rows.append(
      base.objective.sense == .maximize
        ? Bounds(lower: target, upper: .infinity) : Bounds(lower: -.infinity, upper: target))
    let program = LinearProgram(
      matrix: matrix(base), rows: rows,
      columns: BoundArrays(
        lower: base.bounds.map { $0.lower * scale }, upper: base.bounds.map { $0.upper * scale }),
      objective: Array(repeating: 0, count: base.bounds.count))
    return CompressedProgram(program, keepingRows: Set(balanceRows..<rows.count))
  }

  private static func matrix(_ base: ConstrainedModel) -> SparseMatrix {
    let model = base.model
    var extended = StoichiometricMatrix(
      rowCount: model.metabolites.count + model.constraints.count + 1)
    var extra: [Int: [(row: Int, value: Double)]] = [:]
    for (index, constraint) in model.constraints.enumerated() {
      for term in constraint.terms {
        extra[term.reaction, default: []].append(
          (model.metabolites.count + index, term.coefficient))
      }
    }
    for term in base.objective.terms {
      extra[term.reaction, default: []].append((extended.rowCount - 1, term.coefficient))
    }
    for reaction in model.reactions.indices {
      extended.appendColumn(model.stoichiometry.column(reaction) + (extra[reaction] ?? []))
    }
    return SparseMatrix(
      rowCount: extended.rowCount, columnStarts: extended.columnStarts, rows: extended.rows,
      values: extended.values)
  }

  /// For each carrier the values beyond which a bound of the patient is crossed.
  private static func limits(
    _ patient: PersonalizedModel, compressed: CompressedProgram, scale: Double
  ) -> [[ConvexCost.Limit]] {
    var limits = [[ConvexCost.Limit]](repeating: [], count: compressed.program.columns.count)
    for (reaction, bounds) in patient.constrained.bounds.enumerated()
    where patient.changed[reaction] && compressed.carriers[reaction] >= 0 {
      let carrier = Int(compressed.carriers[reaction])
      let factor = compressed.factors[reaction]
      let lower = ConvexCost.Limit(
        value: bounds.lower * scale / factor, cost: abs(factor), isUpper: factor < 0)
      let upper = ConvexCost.Limit(
        value: bounds.upper * scale / factor, cost: abs(factor), isUpper: factor > 0)
      if bounds.lower.isFinite { limits[carrier].append(lower) }
      if bounds.upper.isFinite { limits[carrier].append(upper) }
    }
    return limits
  }

  private static func extended(
    _ matrix: SparseMatrix, by copies: [(column: Int, sign: Double)]
  ) -> SparseMatrix {
    var starts = matrix.columnStarts
    var rows = matrix.rows
    var values = matrix.values
    for copy in copies {
      let range = matrix.range(ofColumn: copy.column)
      rows.append(contentsOf: matrix.rows[range])
      values.append(contentsOf: matrix.values[range].map { copy.sign * $0 })
      starts.append(Int32(values.count))
    }
    return SparseMatrix(
      rowCount: matrix.rowCount, columnStarts: starts, rows: rows, values: values)
  }
}
