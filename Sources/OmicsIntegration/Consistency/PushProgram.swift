import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The linear program that FASTCC and FASTCORE solve again and again, in one form for both.
///
/// The model is compressed, so that each column *V* carries a chain of reactions with fluxes *f·V*.
/// *V* is written as the sum of up to four columns, two for each direction it can take: a near part
/// that goes no further than a reach, and a far part beyond it. With the near parts as what is
/// earned, and the other direction closed, this is the program LP7 of FASTCORE (Vlassis et al., PLoS
/// Comput Biol 2014, doi 10.1371/journal.pcbi.1003424); with near parts held and a price on all
/// parts of other columns it is LP9. Neither needs more rows than the model has, and one leads to
/// the other by bounds and costs alone, so that one session serves all.
///
/// All fluxes are multiplied by a power of two that brings ε to between 1 and 2: a solver's
/// tolerances are absolute. The original multiplies LP9 by 10⁵ for the same reason.
struct PushProgram {
  /// One direction of a compressed column, and its two parts.
  struct Direction {
    var near: Int
    var far: Int
    /// How far the direction goes: its largest flux, and the one that it cannot do without.
    var limit: Double
    var least: Double
  }

  private(set) var program: LinearProgram
  let compressed: CompressedProgram
  /// ε times the scale: the flux that counts as carried.
  let need: Double
  let scale: Double
  /// For each compressed column.
  private(set) var forward: [Direction?]
  private(set) var backward: [Direction?]
  /// The reactions of each compressed column, ascending.
  let members: [[Int]]

  /// - Parameter closed: Reactions that carry nothing, whatever the bounds of `model` say.
  init(_ model: ConstrainedModel, epsilon: Double, closed: [Bool]? = nil) {
    scale = (1 / epsilon).binade * ((1 / epsilon).significand > 1 ? 2 : 1)
    need = epsilon * scale
    compressed = Self.compressed(model, scale: scale, closed: closed)
    var members = [[Int]](repeating: [], count: compressed.program.columns.count)
    for (reaction, carrier) in compressed.carriers.enumerated() where carrier >= 0 {
      members[Int(carrier)].append(reaction)
    }
    self.members = members
    var parts = Parts(compressed.program)
    var (forward, backward): ([Direction?], [Direction?]) = ([], [])
    for column in members.indices {
      let bounds = compressed.program.columns[column]
      forward.append(parts.add(column, sign: 1, from: bounds.lower, to: bounds.upper, need))
      backward.append(parts.add(column, sign: -1, from: -bounds.upper, to: -bounds.lower, need))
    }
    self.forward = forward
    self.backward = backward
    program = parts.program(rows: compressed.program.rows)
  }

  /// The same with no direction that goes further than `limit`.
  func limited(to limit: Double) -> PushProgram {
    var result = self
    func narrow(_ direction: Direction?) -> Direction? {
      guard var direction, direction.limit > limit else { return direction }
      direction.limit = max(limit, direction.least)
      let bounds = direction.bounds(reach: need)
      result.program.columns[direction.near] = bounds.near
      result.program.columns[direction.far] = bounds.far
      return direction
    }
    result.forward = forward.map(narrow)
    result.backward = backward.map(narrow)
    return result
  }

  func direction(_ column: Int, isForward: Bool) -> Direction? {
    isForward ? forward[column] : backward[column]
  }

  /// The compressed point that a point of the program stands for.
  func columns(of point: [Double]) -> [Double] {
    members.indices.map { column in
      (forward[column].map { point[$0.near] + point[$0.far] } ?? 0)
        - (backward[column].map { point[$0.near] + point[$0.far] } ?? 0)
    }
  }

  /// The compressed column of a reaction that can move at all.
  func column(of reaction: Int) -> Int? {
    let carrier = Int(compressed.carriers[reaction])
    if carrier < 0 || (forward[carrier] == nil && backward[carrier] == nil) { return nil }
    return carrier
  }

  /// The size of a reaction's flux per unit of its column.
  func share(of reaction: Int) -> Double { abs(compressed.factors[reaction]) }

  func isReversible(_ column: Int) -> Bool { forward[column] != nil && backward[column] != nil }

  private static func compressed(
    _ model: ConstrainedModel, scale: Double, closed: [Bool]?
  ) -> CompressedProgram {
    var plain = model
    plain.objective = FluxObjective()
    var program = FluxProgram(plain).program
    program.objective = Array(repeating: 0, count: program.objective.count)
    program.rows = BoundArrays(
      lower: program.rows.lower.map { $0 * scale }, upper: program.rows.upper.map { $0 * scale })
    program.columns = BoundArrays(
      lower: program.columns.lower.enumerated().map { closed?[$0] == true ? 0 : $1 * scale },
      upper: program.columns.upper.enumerated().map { closed?[$0] == true ? 0 : $1 * scale })
    return CompressedProgram(program)
  }
}

/// Collects the columns of a ``PushProgram``.
private struct Parts {
  private let source: LinearProgram
  private var starts: [Int32] = [0]
  private var rows: [Int32] = []
  private var values: [Double] = []
  private var columns = BoundArrays(lower: [], upper: [])

  init(_ source: LinearProgram) { self.source = source }

  mutating func add(
    _ column: Int, sign: Double, from lower: Double, to upper: Double, _ reach: Double
  ) -> PushProgram.Direction? {
    if upper <= 0 { return nil }
    let direction = PushProgram.Direction(
      near: columns.count, far: columns.count + 1, limit: upper, least: max(lower, 0))
    let bounds = direction.bounds(reach: reach)
    for part in [bounds.near, bounds.far] {
      let range = source.matrix.range(ofColumn: column)
      rows.append(contentsOf: source.matrix.rows[range])
      values.append(contentsOf: source.matrix.values[range].map { sign * $0 })
      starts.append(Int32(values.count))
      columns.append(part)
    }
    return direction
  }

  func program(rows bounds: BoundArrays) -> LinearProgram {
    LinearProgram(
      matrix: SparseMatrix(
        rowCount: source.matrix.rowCount, columnStarts: starts, rows: rows, values: values),
      rows: bounds, columns: columns, objective: Array(repeating: 0, count: columns.count))
  }
}

extension PushProgram.Direction {
  /// The bounds of both parts, for a near part that ends at `reach` or at the direction's limit. A
  /// flux that is forced is the far part's.
  func bounds(reach: Double) -> (near: Bounds, far: Bounds) {
    let near = min(reach, limit - least)
    return (Bounds(lower: 0, upper: near), Bounds(lower: least, upper: limit - near))
  }
}
