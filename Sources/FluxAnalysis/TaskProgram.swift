import LinearProgramming
import MetabolicModels

/// One linear program for a model and several tasks, of which each changes bounds alone.
///
///     minimize    Σ sₖ
///     subject to  lower ≤ S v + E u + Σ dₖ sₖ ≤ upper   (of the task),  0 ≤ s ≤ 1
///
/// *v* are the model's fluxes with its boundary closed, *u* those of the reactions that tasks add.
/// Every demand, an amount that must come in, go out or be carried, has a column *s*: the fraction of
/// it that is not met. So there is always a point, and "infeasible" needs to be believed from no
/// solver: a task can be done if the optimum is 0, it cannot if duals prove that the optimum is
/// above 0, and *s* says what is missing. (Elastic programming: Chinneck, Feasibility and
/// Infeasibility in Optimization, 2008, section 6.1.)
///
/// The program is compressed once; rows and columns whose bounds differ between tasks stay.
struct TaskProgram: Sendable {
  /// A task as changes of the program's bounds.
  struct Case: Sendable {
    let constraints: TaskConstraints
    var columns: [(column: Int, bounds: Bounds)] = []
    var rows: [(row: Int, bounds: Bounds)] = []
    /// The demands and their columns.
    var demands: [(demand: TaskDemand, column: Int)] = []
    /// The columns of its own reactions, in order.
    var equations: [Int] = []

    /// What is to be maximized.
    var terms: [(column: Int, coefficient: Double)] { demands.map { ($0.column, -1) } }
  }

  let constrained: ConstrainedModel
  let cases: [Case]
  /// As stated, without a task: everything that belongs to one is closed.
  let program: LinearProgram
  let compressed: CompressedProgram
  /// The compressed row of an original one.
  let rowPlaces: [Int: Int]
  /// For each compressed column the columns that it carries.
  let carried: [[Int32]]

  init(_ constrained: ConstrainedModel, tasks: [TaskConstraints]) {
    var builder = TaskProgramBuilder(constrained)
    self.constrained = constrained
    cases = tasks.map { builder.makeCase($0) }
    program = builder.program
    var widest = program
    var kept = builder.keptRows
    for task in cases {
      for (column, bounds) in task.columns {
        widest.columns[column] = widest.columns[column].hull(bounds)
      }
      for (row, _) in task.rows { kept.insert(row) }
    }
    var compressed = CompressedProgram(widest, keepingRows: kept)
    // Back to the bounds of no task; a column that no task changes may have been merged, and keeps
    // the bounds that it then got.
    for column in Set(cases.flatMap { $0.columns.map(\.column) }) {
      let carrier = Int(compressed.carriers[column])
      if carrier >= 0 { compressed.program.columns[carrier] = program.columns[column] }
    }
    self.compressed = compressed
    rowPlaces = Dictionary(
      uniqueKeysWithValues: compressed.rowOrigins.enumerated().map { (Int($1), $0) })
    var carried = [[Int32]](repeating: [], count: compressed.columnOrigins.count)
    for (column, carrier) in compressed.carriers.enumerated() where carrier >= 0 {
      carried[Int(carrier)].append(Int32(column))
    }
    self.carried = carried
  }
}

/// An amount that a task cannot do without.
enum TaskDemand: Sendable, Hashable {
  /// A metabolite that must go out, at least `amount`.
  case output(row: Int, amount: Double)
  /// A metabolite that must be taken in and used up.
  case input(row: Int, amount: Double)
  /// The flux of a reaction of the task's own.
  case equation(Int, amount: Double)
  /// The flux of a reaction of the model.
  case reaction(Int, amount: Double)
  /// A constraint of the model's own.
  case constraint(Int, amount: Double)

  /// The size of what is demanded.
  var amount: Double {
    switch self {
    case .output(_, let amount), .input(_, let amount), .equation(_, let amount),
      .reaction(_, let amount), .constraint(_, let amount):
      abs(amount)
    }
  }
}

/// Gathers the columns that tasks add to a model's program.
struct TaskProgramBuilder {
  private struct Slack: Hashable {
    var isRow: Bool
    var index: Int
    var bound: Double
  }

  private struct EquationKey: Hashable {
    var rows: [Int]
    var values: [Double]
    /// Which of the equal equations of one task it is.
    var repetition: Int
  }

  private let constrained: ConstrainedModel
  private let rowCount: Int
  private var starts: [Int32] = [0]
  private var rows: [Int32] = []
  private var values: [Double] = []
  private var columns = BoundArrays(lower: [], upper: [])
  private var rowBounds: BoundArrays
  private var equations: [EquationKey: Int] = [:]
  private var slacks: [Slack: Int] = [:]
  /// Rows of columns whose bounds differ between tasks.
  private(set) var keptRows = Set<Int>()

  init(_ constrained: ConstrainedModel) {
    let model = constrained.model
    let source = FluxProgram(constrained).program
    self.constrained = constrained
    // Without the objective's cut, the last row.
    rowCount = source.rows.count - 1
    rowBounds = BoundArrays(
      lower: Array(source.rows.lower[..<rowCount]), upper: Array(source.rows.upper[..<rowCount]))
    for reaction in model.reactions.indices {
      let entries = source.matrix.range(ofColumn: reaction).compactMap { position in
        source.matrix.rows[position] < rowCount
          ? (row: Int(source.matrix.rows[position]), value: source.matrix.values[position]) : nil
      }
      let isBoundary = Self.isBoundary(reaction, of: model)
      append(entries, isBoundary ? .closed : Bounds(constrained.bounds[reaction]))
    }
  }

  /// Whether all metabolites of a reaction are on one side.
  static func isBoundary(_ reaction: Int, of model: MetabolicModel) -> Bool {
    let values = model.stoichiometry.values[model.stoichiometry.range(ofColumn: reaction)]
    return !values.isEmpty && (values.allSatisfy { $0 > 0 } || values.allSatisfy { $0 < 0 })
  }

  var program: LinearProgram {
    LinearProgram(
      matrix: SparseMatrix(
        rowCount: rowCount, columnStarts: starts, rows: rows, values: values),
      rows: rowBounds, columns: columns, objective: Array(repeating: 0, count: columns.count))
  }

  mutating func makeCase(_ constraints: TaskConstraints) -> TaskProgram.Case {
    var result = TaskProgram.Case(constraints: constraints)
    addRows(constraints, to: &result)
    addEquations(constraints, to: &result)
    addReactions(constraints, to: &result)
    for index in constrained.model.constraints.indices {
      let row = constrained.model.metabolites.count + index
      if let bound = Self.demand(of: rowBounds[row]) {
        demand(.constraint(index, amount: bound), slack(ofRow: row, bound), in: &result)
      }
    }
    return result
  }

  private mutating func addRows(_ constraints: TaskConstraints, to result: inout TaskProgram.Case) {
    for (row, bounds) in constraints.rows.sorted(by: { $0.key < $1.key }) {
      result.rows.append((row, bounds))
      guard let bound = Self.demand(of: bounds) else { continue }
      demand(
        bound > 0 ? .output(row: row, amount: bound) : .input(row: row, amount: -bound),
        slack(ofRow: row, bound), in: &result)
    }
  }

  private mutating func addEquations(
    _ constraints: TaskConstraints, to result: inout TaskProgram.Case
  ) {
    var repetitions: [EquationKey: Int] = [:]
    for (index, equation) in constraints.equations.enumerated() {
      var key = EquationKey(
        rows: equation.terms.map(\.row), values: equation.terms.map(\.value), repetition: 0)
      repetitions[key, default: 0] += 1
      key.repetition = repetitions[key] ?? 1
      let column = equations[key] ?? append(equation.terms, .closed)
      equations[key] = column
      keptRows.formUnion(key.rows)
      result.columns.append((column, equation.bounds))
      result.equations.append(column)
      guard let bound = Self.demand(of: equation.bounds) else { continue }
      demand(
        .equation(index, amount: bound), slack(ofColumn: column, bound), in: &result)
    }
  }

  private mutating func addReactions(
    _ constraints: TaskConstraints, to result: inout TaskProgram.Case
  ) {
    for (reaction, bounds) in constraints.changes.sorted(by: { $0.key < $1.key }) {
      result.columns.append((reaction, bounds))
      keptRows.formUnion(entries(of: reaction).map(\.row))
    }
    for reaction in constrained.model.reactions.indices {
      let bounds = constraints.changes[reaction] ?? columns[reaction]
      guard let bound = Self.demand(of: bounds) else { continue }
      demand(
        .reaction(reaction, amount: bound), slack(ofColumn: reaction, bound), in: &result)
    }
  }

  private func demand(
    _ demand: TaskDemand, _ column: Int, in result: inout TaskProgram.Case
  ) {
    result.demands.append((demand, column))
    result.columns.append((column, Bounds(lower: 0, upper: 1)))
  }

  /// The bound that keeps the number from being 0, if one does.
  private static func demand(of bounds: Bounds) -> Double? {
    bounds.lower > 0 ? bounds.lower : bounds.upper < 0 ? bounds.upper : nil
  }

  // MARK: Columns

  private mutating func slack(ofRow row: Int, _ bound: Double) -> Int {
    slack(Slack(isRow: true, index: row, bound: bound), [(row, bound)])
  }

  /// A column that undoes the other's bound.
  private mutating func slack(ofColumn column: Int, _ bound: Double) -> Int {
    slack(
      Slack(isRow: false, index: column, bound: bound),
      entries(of: column).map { ($0.row, -bound * $0.value) })
  }

  private mutating func slack(_ key: Slack, _ entries: [(row: Int, value: Double)]) -> Int {
    if let known = slacks[key] { return known }
    keptRows.formUnion(entries.map(\.row))
    let column = append(entries, .closed)
    slacks[key] = column
    return column
  }

  private func entries(of column: Int) -> [(row: Int, value: Double)] {
    (Int(starts[column])..<Int(starts[column + 1])).map { (Int(rows[$0]), values[$0]) }
  }

  @discardableResult
  private mutating func append(_ entries: [(row: Int, value: Double)], _ bounds: Bounds) -> Int {
    for entry in entries {
      rows.append(Int32(entry.row))
      values.append(entry.value)
    }
    starts.append(Int32(values.count))
    columns.append(bounds)
    return columns.count - 1
  }
}
