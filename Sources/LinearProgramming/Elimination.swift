/// The working state of a compression: see ``CompressedProgram``.
struct Elimination {
  struct Entry: Sendable {
    var row: Int32
    var value: Double
  }

  /// A coefficient that two others nearly cancel to is taken for zero when it is this much smaller
  /// than they are: stoichiometric coefficients have at most some seven digits, and the quotients
  /// of a chain of merges are off by some 1e-15.
  private static let cancellation = 1e-11
  /// Two columns of which one is less than this part of the other are left apart.
  private static let smallestFactor = 1e-6

  private let source: LinearProgram
  private var columns: [[Entry]]
  private var lower: [Double]
  private var upper: [Double]
  private var costs: [Double]
  private var isAlive: [Bool]
  /// Columns that touch the row, some of which may have left.
  private var members: [[Int32]]
  /// How many columns touch the row, how many of them can add to it, and how many take away.
  private var touching: [Int32]
  private var adding: [Int32]
  private var taking: [Int32]
  private var isEliminable: [Bool]
  private var queue: [Int32]
  private var isQueued: [Bool]
  private(set) var steps = EliminationSteps()

  init(_ program: LinearProgram, kept: Set<Int>) {
    let rowCount = program.matrix.rowCount
    source = program
    columns = (0..<program.matrix.columnCount).map { column in
      program.matrix.range(ofColumn: column).map {
        Entry(row: program.matrix.rows[$0], value: program.matrix.values[$0])
      }
    }
    lower = program.columns.lower
    upper = program.columns.upper
    costs = program.objective
    isAlive = Array(repeating: true, count: columns.count)
    members = Array(repeating: [], count: rowCount)
    touching = Array(repeating: 0, count: rowCount)
    adding = touching
    taking = touching
    isEliminable = (0..<rowCount).map {
      program.rows.lower[$0] == 0 && program.rows.upper[$0] == 0 && !kept.contains($0)
    }
    queue = []
    isQueued = Array(repeating: false, count: rowCount)
    for column in columns.indices {
      count(column, by: 1)
      for entry in columns[column] { members[Int(entry.row)].append(Int32(column)) }
    }
  }

  mutating func run() {
    for column in columns.indices where lower[column] == 0 && upper[column] == 0 {
      remove(column)
    }
    for row in touching.indices { enqueue(Int32(row)) }
    var next = 0
    while next < queue.count {
      let row = queue[next]
      next += 1
      isQueued[Int(row)] = false
      if isEliminable[Int(row)] { eliminate(row) }
    }
  }

  private mutating func eliminate(_ row: Int32) {
    let index = Int(row)
    switch touching[index] {
    case 0: return
    case 1: fixOnlyColumn(of: row)
    case _ where taking[index] == 0: fixAll(of: row, kind: .onlyAdds)
    case _ where adding[index] == 0: fixAll(of: row, kind: .onlyTakes)
    case 2: mergePair(of: row)
    default: return
    }
  }

  private mutating func fixOnlyColumn(of row: Int32) {
    guard let column = liveMembers(of: row).first else { return }
    // A column that must not be zero makes the program infeasible: that is for the solver to say.
    guard lower[column] <= 0, upper[column] >= 0 else { return }
    record(.onlyColumn, row: row, column: column)
    remove(column)
  }

  private mutating func fixAll(of row: Int32, kind: EliminationSteps.Kind) {
    let found = liveMembers(of: row)
    guard found.allSatisfy({ lower[$0] <= 0 && upper[$0] >= 0 }) else { return }
    for column in found { record(kind, row: row, column: column) }
    for column in found { remove(column) }
  }

  private mutating func record(_ kind: EliminationSteps.Kind, row: Int32, column: Int) {
    let entries = steps.store(columns[column], without: row)
    steps.append(
      .init(
        kind: kind, row: row, first: Int32(column), firstPivot: coefficient(column, row),
        firstEntries: entries))
  }

  private mutating func mergePair(of row: Int32) {
    let pair = liveMembers(of: row)
    guard pair.count == 2 else { return }
    // The larger of the two carries the other, so that no column is more than its carrier, and an
    // error in the carrier is none the larger in what it carries.
    let isFirstLarger = abs(coefficient(pair[0], row)) <= abs(coefficient(pair[1], row))
    let (first, second) = isFirstLarger ? (pair[0], pair[1]) : (pair[1], pair[0])
    let (a, b) = (coefficient(first, row), coefficient(second, row))
    let factor = -a / b
    guard abs(factor) >= Self.smallestFactor else { return }
    let (x, y) = (lower[second] / factor, upper[second] / factor)
    let (secondLower, secondUpper) = factor > 0 ? (x, y) : (y, x)
    let newLower = max(lower[first], secondLower)
    let newUpper = min(upper[first], secondUpper)
    guard newLower <= newUpper else { return }
    let firstEntries = steps.store(columns[first], without: row)
    let secondEntries = steps.store(columns[second], without: row)
    steps.append(
      .init(
        kind: .merge, upperIsFirst: upper[first] <= secondUpper,
        lowerIsFirst: lower[first] >= secondLower, row: row, first: Int32(first),
        second: Int32(second), firstPivot: a, secondPivot: b, factor: factor,
        firstEntries: firstEntries, secondEntries: secondEntries))
    count(first, by: -1)
    remove(second)
    let merged = combine(columns[first], columns[second], factor: factor, without: row)
    for entry in merged { members[Int(entry.row)].append(Int32(first)) }
    columns[first] = merged
    costs[first] += factor * costs[second]
    lower[first] = newLower
    upper[first] = newUpper
    count(first, by: 1)
    if newLower == 0, newUpper == 0 { remove(first) }
  }

  private func combine(
    _ a: [Entry], _ b: [Entry], factor: Double, without row: Int32
  ) -> [Entry] {
    var result: [Entry] = []
    result.reserveCapacity(a.count + b.count)
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if j == b.count || (i < a.count && a[i].row < b[j].row) {
        result.append(a[i])
        i += 1
      } else if i == a.count || b[j].row < a[i].row {
        result.append(Entry(row: b[j].row, value: factor * b[j].value))
        j += 1
      } else {
        let other = factor * b[j].value
        let sum = a[i].value + other
        if abs(sum) > Self.cancellation * max(abs(a[i].value), abs(other)) {
          result.append(Entry(row: a[i].row, value: sum))
        }
        i += 1
        j += 1
      }
    }
    result.removeAll { $0.row == row }
    return result
  }

  private mutating func remove(_ column: Int) {
    count(column, by: -1)
    isAlive[column] = false
  }

  /// Adds a column to the counts of its rows, or takes it out of them.
  private mutating func count(_ column: Int, by change: Int32) {
    let canBePositive = upper[column] > 0
    let canBeNegative = lower[column] < 0
    for entry in columns[column] {
      let row = Int(entry.row)
      touching[row] += change
      if entry.value > 0 ? canBePositive : canBeNegative { adding[row] += change }
      if entry.value > 0 ? canBeNegative : canBePositive { taking[row] += change }
      enqueue(entry.row)
    }
  }

  private mutating func enqueue(_ row: Int32) {
    if isQueued[Int(row)] { return }
    isQueued[Int(row)] = true
    queue.append(row)
  }

  /// The columns that touch the row, in ascending order; also tidies the list.
  private mutating func liveMembers(of row: Int32) -> [Int] {
    let found = Set(members[Int(row)]).filter {
      isAlive[Int($0)] && coefficient(Int($0), row) != 0
    }.sorted()
    members[Int(row)] = found
    return found.map(Int.init)
  }

  private func coefficient(_ column: Int, _ row: Int32) -> Double {
    let entries = columns[column]
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].row < row { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].row == row ? entries[low].value : 0
  }
}

extension Elimination {
  /// What is left, and where each original column went.
  func result() -> (
    program: LinearProgram, carriers: [Int32], factors: [Double], rowOrigins: [Int32],
    columnOrigins: [Int32]
  ) {
    let survivors = columns.indices.filter { isAlive[$0] }
    let rowOrigins = touching.indices.filter { touching[$0] > 0 || !isEliminable[$0] }
      .map(Int32.init)
    var rowIndices = [Int32](repeating: -1, count: touching.count)
    for (new, old) in rowOrigins.enumerated() { rowIndices[Int(old)] = Int32(new) }
    let matrix = SparseMatrix(
      rowCount: rowOrigins.count,
      columnStarts: survivors.reduce(into: [0]) { $0.append($0.last! + Int32(columns[$1].count)) },
      rows: survivors.flatMap { columns[$0].map { rowIndices[Int($0.row)] } },
      values: survivors.flatMap { columns[$0].map(\.value) })
    let program = LinearProgram(
      matrix: matrix,
      rows: BoundArrays(
        lower: rowOrigins.map { source.rows.lower[Int($0)] },
        upper: rowOrigins.map { source.rows.upper[Int($0)] }),
      columns: BoundArrays(
        lower: survivors.map { lower[$0] }, upper: survivors.map { upper[$0] }),
      objective: survivors.map { costs[$0] }, sense: source.sense)
    let (carriers, factors) = maps(survivors: survivors)
    return (program, carriers, factors, rowOrigins, survivors.map(Int32.init))
  }

  private func maps(survivors: [Int]) -> ([Int32], [Double]) {
    var carriers = [Int32](repeating: -1, count: columns.count)
    var factors = [Double](repeating: 0, count: columns.count)
    for (new, old) in survivors.enumerated() {
      carriers[old] = Int32(new)
      factors[old] = 1
    }
    // A column that was merged into another went where that one went later.
    for step in steps.steps.reversed() where step.kind == .merge {
      carriers[Int(step.second)] = carriers[Int(step.first)]
      factors[Int(step.second)] = step.factor * factors[Int(step.first)]
    }
    return (carriers, factors)
  }
}
