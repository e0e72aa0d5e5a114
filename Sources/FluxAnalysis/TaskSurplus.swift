import LinearProgramming
import MetabolicModels

/// Finds what a model cannot get rid of where a task fails.
///
/// To the task's program comes a way out for every metabolite, at a price that is small beside that
/// of a demand that is not met. If the demands can then be met, the cheapest way out names what
/// stands in the way; if not, something is missing and not in the way. It belongs to one thread.
final class TaskSurplus {
  /// The price of a unit that leaves; of a demand that is not met at all it is 1.
  private static let price = 1e-4
  /// Amounts below this are rounding.
  private static let leastAmount = 1e-6

  private let source: TaskProgram
  private let options: SolvingOptions
  private let backend: any LPBackend
  private(set) var programsSolved = 0
  private(set) var iterations = 0

  init(_ source: TaskProgram, options: SolvingOptions, backend: some LPBackend) {
    self.source = source
    self.options = options
    self.backend = backend
  }

  /// The amounts that would have to leave, the largest first; empty if that would not do; `nil` if
  /// the solver found no answer.
  ///
  /// - Complexity: One compression and one cold solve.
  func amounts(in task: TaskProgram.Case) throws(LPError) -> [TaskReason.Surplus]? {
    let metabolites = source.constrained.model.metabolites
    let first = source.program.columns.count
    let compressed = CompressedProgram(program(of: task))
    var session = try backend.makeSession(for: compressed.program, limits: options.limits)
    var terms = task.terms
    for index in metabolites.indices { terms.append((first + index, -Self.price)) }
    try session.setObjective(compressed.compress(terms: terms), sense: .maximize)
    let outcome = try session.solve(.freshBasis, method: .primal)
    programsSolved += 1
    guard case .optimal(let solution) = outcome else { return nil }
    iterations += solution.iterations
    let point = compressed.expand(columns: solution.columns)
    let missing = task.demands.reduce(0) { $0 + point[$1.column] }
    if missing > TaskLane.leastShortfall { return [] }
    return metabolites.indices.filter { point[first + $0] > Self.leastAmount }
      .map {
        TaskReason.Surplus(name: TaskNames.name(of: metabolites[$0]), amount: point[first + $0])
      }
      .sorted { ($1.amount, $0.name) < ($0.amount, $1.name) }
  }

  /// The task's program, uncompressed, with the ways out as its last columns.
  private func program(of task: TaskProgram.Case) -> LinearProgram {
    let base = source.program
    var columns = base.columns
    for (column, bounds) in task.columns { columns[column] = bounds }
    var rowBounds = base.rows
    for (row, bounds) in task.rows { rowBounds[row] = bounds }
    var starts = base.matrix.columnStarts
    var rows = base.matrix.rows
    var values = base.matrix.values
    for row in source.constrained.model.metabolites.indices {
      rows.append(Int32(row))
      values.append(-1)
      starts.append(Int32(values.count))
      columns.append(Bounds(lower: 0, upper: .infinity))
    }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: base.rows.count, columnStarts: starts, rows: rows, values: values),
      rows: rowBounds, columns: columns, objective: Array(repeating: 0, count: columns.count))
  }
}
