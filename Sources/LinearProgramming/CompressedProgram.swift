/// A program without the rows and columns that decide themselves, and the exact maps back.
///
/// Three steps are repeated until none applies; none changes what the other columns can do:
///
/// - a column that can only be zero leaves: bounds [0, 0], or the only column of a row *= 0*, or in
///   a row *= 0* whose columns can all only add or all only take away;
/// - two columns that share a row *= 0* no one else touches become one: *a·x + b·y = 0* means
///   *y = −(a/b)·x*, where *x* is the larger;
/// - a row *= 0* without columns leaves.
///
/// Points are mapped back by ``expand(columns:)`` and duals by
/// ``expandDuals(_:maximizing:)``, which gives the rows that left the duals that make the dual
/// bound of the original program as good as that of the compressed one.
public struct CompressedProgram: Sendable {
  /// What is left.
  public var program: LinearProgram
  /// For each original column the compressed column that carries it, −1 if it can only be zero.
  public let carriers: [Int32]
  /// For each original column its value per unit of its carrier: from −1 to 1.
  public let factors: [Double]
  /// For each compressed column the original column whose value it is.
  public let columnOrigins: [Int32]
  /// For each compressed row the original row.
  public let rowOrigins: [Int32]
  let originalRowCount: Int
  private(set) var steps: EliminationSteps

  /// Compresses `program`. Rows whose index is in `kept` stay whatever they look like.
  public init(_ program: LinearProgram, keepingRows kept: Set<Int> = []) {
    var elimination = Elimination(program, kept: kept)
    elimination.run()
    let result = elimination.result()
    self.program = result.program
    self.carriers = result.carriers
    self.factors = result.factors
    self.rowOrigins = result.rowOrigins
    self.columnOrigins = result.columnOrigins
    self.originalRowCount = program.matrix.rowCount
    self.steps = elimination.steps
  }

  /// Compresses `program` by steps that hold for any bounds of its columns: none is removed or left
  /// apart for the bounds it has. They may be changed later by ``setColumnBounds(_:)``.
  /// Its columns have no bounds until then.
  public init(structureOf program: LinearProgram, keepingRows kept: Set<Int> = []) {
    var free = program
    free.columns = BoundArrays(repeating: .free, count: program.objective.count)
    self.init(free, keepingRows: kept)
  }

  /// Replaces the bounds of all original columns.
  ///
  /// - Returns: Whether there can be a point within them. If not, since two columns are multiples
  ///   of each other and their bounds say otherwise, the bounds stay as they were.
  /// - Precondition: The compression was made by ``init(structureOf:keepingRows:)``.
  /// - Complexity: O(original columns).
  public mutating func setColumnBounds(_ bounds: BoundArrays) -> Bool {
    precondition(bounds.count == carriers.count, "\(bounds.count) of \(carriers.count) bounds")
    var (lower, upper) = (bounds.lower, bounds.upper)
    if steps.carryBounds(lower: &lower, upper: &upper) { return false }
    program.columns = BoundArrays(
      lower: columnOrigins.map { lower[Int($0)] }, upper: columnOrigins.map { upper[Int($0)] })
    return true
  }

  /// `program` as it is: for a caller that needs the maps but no compression.
  public init(uncompressed program: LinearProgram) {
    self.program = program
    carriers = program.objective.indices.map(Int32.init)
    factors = Array(repeating: 1, count: program.objective.count)
    columnOrigins = carriers
    rowOrigins = (0..<program.matrix.rowCount).map(Int32.init)
    originalRowCount = program.matrix.rowCount
    steps = EliminationSteps()
  }

  /// The original point that a point of the compressed program stands for.
  public func expand(columns: [Double]) -> [Double] {
    var point = [Double](repeating: 0, count: carriers.count)
    expand(columns: columns, into: &point)
    return point
  }

  /// As ``expand(columns:)``, into an array of the right size.
  public func expand(columns: [Double], into point: inout [Double]) {
    precondition(point.count == carriers.count, "\(point.count) of \(carriers.count) columns")
    point.withUnsafeMutableBufferPointer { point in
      columns.withUnsafeBufferPointer { columns in
        carriers.withUnsafeBufferPointer { carriers in
          factors.withUnsafeBufferPointer { factors in
            for column in 0..<point.count {
              let carrier = Int(carriers[column])
              point[column] = carrier < 0 ? 0 : factors[column] * columns[carrier]
            }
          }
        }
      }
    }
  }

  /// Original terms as terms of the compressed program; terms of the same carrier are added up.
  public func compress(
    terms: [(column: Int, coefficient: Double)]
  ) -> [(column: Int, coefficient: Double)] {
    var sums: [Int: Double] = [:]
    for term in terms where carriers[term.column] >= 0 {
      sums[Int(carriers[term.column]), default: 0] += term.coefficient * factors[term.column]
    }
    return sums.sorted { $0.key < $1.key }.map { (column: $0.key, coefficient: $0.value) }
  }

  /// Duals for every original row from duals of the compressed program, for an objective to be
  /// maximized (negate both for a minimum).
  ///
  /// - Complexity: O(rows + columns + entries of the columns that were merged or removed). For many
  ///   duals of one program use a ``DualExpansion``.
  public func expandDuals(
    _ duals: [Double], maximizing terms: [(column: Int, coefficient: Double)]
  ) -> [Double] {
    let expansion = DualExpansion(self)
    expansion.expand(duals, maximizing: terms)
    return expansion.rowDuals
  }
}
