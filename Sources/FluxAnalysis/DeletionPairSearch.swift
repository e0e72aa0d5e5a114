import LinearProgramming

/// What the deletions of all pairs of a list close. Targets are named by their place in the list.
struct DeletionPairPlan: Sendable {
  struct Pair: Hashable, Sendable {
    var first: Int
    var second: Int
  }

  /// For each target the reactions that it closes alone.
  var closedByOne: [[Int]]
  /// For a pair, the earlier target first, what it closes beside what each closes alone.
  var closedByTwo: [Pair: [Int]]
}

/// The state of one search over all pairs of deletions: the singles first, then what they leave.
struct DeletionPairSearch {
  private let start: DeletionStart
  private let plan: DeletionPairPlan
  private let options: DeletionOptions
  /// For each target the compressed columns that it closes.
  private let columns: [[Int32]]
  private let carrying: ColumnSet
  private var outcomes: [DeletionPairResults.Outcome]
  /// For each target the place of its own outcome, and its optimum.
  private var singles: [(code: Int32, optimum: DeletionSearch.Optimum?)] = []
  private var codes: [Int32] = []
  private var programsSolved = 1
  private var rungs: [SolveRung: Int]

  private static let unchanged: Int32 = 0
  private static let infeasible: Int32 = 1

  init(_ start: DeletionStart, plan: DeletionPairPlan, options: DeletionOptions) {
    self.start = start
    self.plan = plan
    self.options = options
    rungs = [start.objectiveSolve.rung: 1]
    columns = plan.closedByOne.map(start.columns(carrying:))
    carrying = DeletionSearch.carrying(start.point)
    outcomes = [
      .init(status: .optimal, objectiveValue: start.objectiveValue),
      .init(status: .infeasible, objectiveValue: nil),
    ]
  }

  mutating func solveSingles(using backend: some LPBackend) throws(FluxError) {
    var programs = ProgramList(nextCode: outcomes.count)
    var places: [Int32] = []
    for closed in plan.closedByOne {
      switch start.plan(closing: closed) {
      case .unchanged: places.append(Self.unchanged)
      case .infeasible: places.append(Self.infeasible)
      case .solve(let columns): places.append(programs.code(of: columns, basis: nil))
      }
    }
    let first = outcomes.count
    let solved = try DeletionSearch(
      start, tasks: programs.tasks, options: options, keepsOptima: true,
      all: programs.tasks.count
    ).run(using: backend)
    note(solved)
    singles = places.map { code in
      (code, Int(code) >= first ? solved[Int(code) - first].optimum : nil)
    }
  }

  mutating func solvePairs(using backend: some LPBackend) throws(FluxError) {
    var programs = ProgramList(nextCode: outcomes.count)
    codes.reserveCapacity(singles.count * (singles.count + 1) / 2)
    for i in singles.indices {
      codes.append(singles[i].code)
      for j in (i + 1)..<max(i + 1, singles.count) { codes.append(code(i, j, &programs)) }
    }
    let settled = programsSolved - 1
    let solved = try DeletionSearch(
      start, tasks: programs.tasks, options: options, settledBefore: settled,
      all: settled + programs.tasks.count
    ).run(using: backend)
    note(solved)
  }

  private mutating func note(_ solved: [DeletionSearch.Solved]) {
    outcomes += solved.map { .init(status: $0.status, objectiveValue: $0.objectiveValue) }
    programsSolved += solved.count
    for program in solved where program.status != .failed { rungs[program.rung, default: 0] += 1 }
  }

  /// Where the outcome of a pair is or will be.
  private func code(_ i: Int, _ j: Int, _ programs: inout ProgramList) -> Int32 {
    let extra = plan.closedByTwo[.init(first: i, second: j)] ?? []
    let extraColumns = extra.isEmpty ? [] : start.columns(carrying: extra)
    let parts = [columns[i], columns[j], extraColumns]
    guard parts.allSatisfy(start.forced.isDisjoint) else {
      let all = plan.closedByOne[i] + plan.closedByOne[j] + extra
      switch start.plan(closing: all) {
      case .unchanged: return Self.unchanged
      case .infeasible: return Self.infeasible
      case .solve(let columns): return programs.code(of: columns, basis: singles[i].optimum?.basis)
      }
    }
    // No forced flux is closed, so closing more leaves a smaller set of feasible fluxes: what is
    // infeasible stays so, and an optimum that has no flux to lose stays one.
    if parts.allSatisfy(carrying.isDisjoint) { return Self.unchanged }
    for (one, other) in [(i, j), (j, i)] {
      let single = singles[one]
      if outcomes[Int(single.code)].status == .infeasible { return single.code }
      if let optimum = single.optimum, optimum.carrying.isDisjoint(with: columns[other]),
        optimum.carrying.isDisjoint(with: extraColumns)
      {
        return single.code
      }
    }
    return programs.code(
      of: Set(parts.joined()).sorted(),
      basis: singles[i].optimum?.basis ?? singles[j].optimum?.basis)
  }

  func results(of targets: [Int]) -> DeletionPairResults {
    DeletionPairResults(
      targets: targets, objectiveValue: start.objectiveValue, programsSolved: programsSolved,
      rungs: rungs, codes: codes, outcomes: outcomes)
  }
}

/// The programs to solve, one for each set of columns.
private struct ProgramList {
  let nextCode: Int
  private(set) var tasks: [DeletionTask] = []
  private var places: [[Int32]: Int32] = [:]

  init(nextCode: Int) { self.nextCode = nextCode }

  mutating func code(of columns: [Int32], basis: Basis?) -> Int32 {
    if let known = places[columns] { return known }
    let code = Int32(nextCode + tasks.count)
    places[columns] = code
    tasks.append(DeletionTask(columns: columns, basis: basis))
    return code
  }
}
