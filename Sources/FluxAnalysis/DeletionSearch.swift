import LinearProgramming
import Synchronization

/// A set of compressed columns, as bits.
struct ColumnSet: Sendable, Hashable {
  private var words: [UInt64]

  /// The columns of `0 ..< count` that `isMember`.
  init(of count: Int, where isMember: (Int) -> Bool) {
    words = Array(repeating: 0, count: (count + 63) / 64)
    for column in 0..<count where isMember(column) { words[column / 64] |= 1 << (column % 64) }
  }

  func contains(_ column: Int32) -> Bool {
    words[Int(column) / 64] >> (UInt64(column) % 64) & 1 == 1
  }

  func isDisjoint(with columns: [Int32]) -> Bool { !columns.contains(where: contains) }
}

/// One program of a set of deletions.
struct DeletionTask: Sendable {
  /// Compressed columns to close, ascending.
  var columns: [Int32]
  /// The basis to start from; `nil` means that of the whole model.
  var basis: Basis?
}

/// Solves the programs of a set of deletions over its threads.
struct DeletionSearch: Sendable {
  /// What is left when one set of columns is closed.
  struct Solved: Sendable {
    var status = DeletionResult.Status.failed
    var objectiveValue: Double?
    /// The optimum's basis and the columns with flux, if they were asked for and there are any.
    var optimum: Optimum?
    /// Where on the recovery ladder the program was settled.
    var rung = SolveRung.warm

    func result(of index: Int) -> DeletionResult {
      DeletionResult(index: index, status: status, objectiveValue: objectiveValue)
    }

    /// `nil` where a warm start settled it, or nothing did.
    func recovered(_ index: Int, using backend: some LPBackend) -> RecoveredDeletion? {
      guard rung > .warm, status != .failed else { return nil }
      return RecoveredDeletion(index: index, rung: rung, solver: backend.solverName(on: rung))
    }
  }

  struct Optimum: Sendable {
    var basis: Basis
    var carrying: ColumnSet
  }

  let start: DeletionStart
  let tasks: [DeletionTask]
  let options: DeletionOptions
  /// Whether to return the optimum of each program.
  let keepsOptima: Bool
  /// The progress before and behind this search.
  let settledBefore: Int
  let all: Int

  init(
    _ start: DeletionStart, tasks: [DeletionTask], options: DeletionOptions,
    keepsOptima: Bool = false, settledBefore: Int = 0, all: Int? = nil
  ) {
    self.start = start
    self.tasks = tasks
    self.options = options
    self.keepsOptima = keepsOptima
    self.settledBefore = settledBefore
    self.all = all ?? tasks.count
  }

  func run(using backend: some LPBackend) throws(FluxError) -> [Solved] {
    let watch = RunWatch(
      all: all, since: start.began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    watch.settle(settledBefore)
    let found = Mutex([Solved?](repeating: nil, count: tasks.count))
    let next = Mutex(0)
    let threads = max(1, min(options.threads, tasks.count, backend.concurrentSessionLimit))
    try solverErrors { () throws(LPError) in
      try onPinnedThreads(threads) { _ throws(LPError) in
        try backend.withSession(
          for: start.compressed.program, limits: options.solving.limits
        ) { session throws(LPError) in
          let lane = SolverLane(
            original: start.compressed.program,
            compressed: CompressedProgram(uncompressed: start.compressed.program),
            tolerance: options.solving.tolerance, method: .dual)
          // What is left is often nothing at all, next to which the rounding of the prices, over
          // thousands of fluxes of up to 1000, is not small: 42 of Human-GEM's genes on Ham's medium
          // have outer bounds of 7e-6 for an optimum of 0. Next to the whole optimum of 65 it is.
          lane.referenceValue = start.objectiveValue
          let judge = ProgramJudge(start.original)
          while watch.reasonToStop == nil, let index = take(next) {
            lane.deepestRung = .warm
            var solved = try solve(tasks[index], lane: lane, judge: judge, in: &session)
            solved.rung = lane.deepestRung
            found.withLock { $0[index] = solved }
            watch.settle(1)
          }
        }
      }
    }
    let solved = found.withLock { $0.compactMap(\.self) }
    if solved.count < tasks.count { throw watch.reasonToStop ?? .cancelled }
    return solved
  }

  private func take(_ next: borrowing Mutex<Int>) -> Int? {
    next.withLock { next in
      guard next < tasks.count else { return nil }
      next += 1
      return next - 1
    }
  }

  /// Every deletion starts from a basis that was there before the search, so its result depends on
  /// no other of the search.
  private func solve(
    _ task: DeletionTask, lane: SolverLane, judge: ProgramJudge,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Solved {
    let columns = task.columns
    try setBounds(of: columns, lane: lane, in: &session) { _ in .fixed(0) }
    try session.restore(task.basis ?? start.basis)
    let finding = try lane.maximize(start.terms, isFeasible: false, certifies: true, in: &session)
    let basis = keepsOptima ? try session.basis() : nil
    let bounds = start.compressed.program.columns
    try setBounds(of: columns, lane: lane, in: &session) { bounds[$0] }
    switch finding {
    case .optimal(let optimum):
      guard
        start.residual(of: optimum.columns, closing: columns, judge: judge)
          <= options.solving.tolerance
      else { return Solved() }
      var solved = Solved(
        status: .optimal, objectiveValue: (start.sign * optimum.value).unsigned)
      if let basis {
        solved.optimum = Optimum(basis: basis, carrying: Self.carrying(optimum.columns))
      }
      return solved
    case .infeasible: return Solved(status: .infeasible)
    case .unbounded: return Solved(status: .unbounded)
    case .stopped: return Solved(status: .failed)
    }
  }

  /// The columns with flux at `point`; anything smaller is rounding, far below every tolerance
  /// that a solver is asked for.
  static func carrying(_ point: [Double]) -> ColumnSet {
    ColumnSet(of: point.count) { abs(point[$0]) > 1e-13 }
  }

  private func setBounds(
    of columns: [Int32], lane: SolverLane, in session: inout any LPSession & ~Copyable,
    to bounds: (Int) -> Bounds
  ) throws(LPError) {
    for column in columns.map(Int.init) {
      try session.setColumnBounds(bounds(column), column: column)
      lane.judge.setColumnBounds(bounds(column), column: column)
    }
  }
}
