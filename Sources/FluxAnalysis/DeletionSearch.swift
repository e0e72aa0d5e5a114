import Dispatch
import LinearProgramming
import MetabolicModels
import Synchronization

/// The optimum of the whole model, from which every deletion starts.
struct DeletionStart: Sendable {
  let began: DispatchTime
  let original: LinearProgram
  let compressed: CompressedProgram
  let basis: Basis
  let point: [Double]
  let objectiveValue: Double
  /// The objective in the compressed program, to be maximized.
  let terms: [(column: Int, coefficient: Double)]
  let sign: Double
  /// For each compressed column the reactions that it carries.
  private let carried: [[Int32]]

  init(
    _ model: ConstrainedModel, options: SolvingOptions, backend: some LPBackend
  ) throws(FluxError) {
    began = .now()
    let program = FluxProgram(model)
    let compressed = CompressedProgram(program.program)
    let start = try ColdStart(
      program, compressed: compressed, maximizing: program.maximizedTerms, options: options,
      backend: backend)
    var carried = [[Int32]](repeating: [], count: compressed.program.matrix.columnCount)
    for (reaction, carrier) in compressed.carriers.enumerated() where carrier >= 0 {
      carried[Int(carrier)].append(Int32(reaction))
    }
    original = program.program
    basis = start.basis
    point = start.optimum.columns
    objectiveValue = model.objective.value(at: start.optimum.point).unsigned
    terms = compressed.compress(terms: program.maximizedTerms)
    sign = original.sense == .maximize ? 1 : -1
    self.carried = carried
    self.compressed = compressed
  }

  enum Plan {
    /// The optimal point has no flux to lose, so it stays optimal.
    case unchanged
    /// A reaction that must carry flux is coupled to one that is closed.
    case infeasible
    /// These compressed columns must be closed.
    case solve([Int32])
  }

  /// The residual on the program as stated of a point of the compressed program in which `columns`
  /// are closed. A forced reaction that is closed is free to carry nothing.
  func residual(of point: [Double], closing columns: [Int32], judge: ProgramJudge) -> Double {
    let reactions = columns.flatMap { carried[Int($0)] }.map(Int.init)
    for reaction in reactions {
      let bounds = original.columns[reaction]
      judge.setColumnBounds(
        Bounds(lower: min(bounds.lower, 0), upper: max(bounds.upper, 0)), column: reaction)
    }
    let residual = judge.primalResidual(of: compressed.expand(columns: point))
    for reaction in reactions {
      judge.setColumnBounds(original.columns[reaction], column: reaction)
    }
    return residual
  }

  /// What closing `reactions` takes.
  func plan(closing reactions: [Int]) -> Plan {
    let closed = Set(reactions.map(Int32.init))
    let columns = Set(reactions.map { compressed.carriers[$0] }.filter { $0 >= 0 }).sorted()
    for column in columns {
      for reaction in carried[Int(column)] where !closed.contains(reaction) {
        let bounds = original.columns[Int(reaction)]
        if bounds.lower > 0 || bounds.upper < 0 { return .infeasible }
      }
    }
    return columns.allSatisfy { point[Int($0)] == 0 } ? .unchanged : .solve(columns)
  }
}

/// Solves the programs of a set of deletions over its threads.
struct DeletionSearch: Sendable {
  /// What is left when one set of columns is closed.
  struct Solved: Sendable {
    var status = DeletionResult.Status.failed
    var objectiveValue: Double?

    func result(of index: Int) -> DeletionResult {
      DeletionResult(index: index, status: status, objectiveValue: objectiveValue)
    }
  }

  let start: DeletionStart
  let sets: [[Int32]]
  let options: DeletionOptions

  init(_ start: DeletionStart, sets: [[Int32]], options: DeletionOptions) {
    self.start = start
    self.sets = sets
    self.options = options
  }

  func run(using backend: some LPBackend) throws(FluxError) -> [Solved] {
    let watch = RunWatch(
      all: sets.count, since: start.began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let found = Mutex([Solved?](repeating: nil, count: sets.count))
    let next = Mutex(0)
    let threads = max(1, min(options.threads, sets.count, backend.concurrentSessionLimit))
    try solverErrors { () throws(LPError) in
      try onPinnedThreads(threads) { _ throws(LPError) in
        try backend.withSession(
          for: start.compressed.program, limits: options.solving.limits
        ) { session throws(LPError) in
          let lane = SolverLane(
            original: start.compressed.program,
            compressed: CompressedProgram(uncompressed: start.compressed.program),
            tolerance: options.solving.tolerance, method: .dual)
          let judge = ProgramJudge(start.original)
          while watch.reasonToStop == nil, let index = take(next) {
            let solved = try solve(sets[index], lane: lane, judge: judge, in: &session)
            found.withLock { $0[index] = solved }
            watch.settle(1)
          }
        }
      }
    }
    let solved = found.withLock { $0.compactMap(\.self) }
    if solved.count < sets.count { throw watch.reasonToStop ?? .cancelled }
    return solved
  }

  private func take(_ next: borrowing Mutex<Int>) -> Int? {
    next.withLock { next in
      guard next < sets.count else { return nil }
      next += 1
      return next - 1
    }
  }

  /// Every deletion starts from the same basis, so its result depends on no other.
  private func solve(
    _ columns: [Int32], lane: SolverLane, judge: ProgramJudge,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Solved {
    try setBounds(of: columns, lane: lane, in: &session) { _ in .fixed(0) }
    try session.restore(start.basis)
    let finding = try lane.maximize(start.terms, isFeasible: false, certifies: true, in: &session)
    let bounds = start.compressed.program.columns
    try setBounds(of: columns, lane: lane, in: &session) { bounds[$0] }
    switch finding {
    case .optimal(let optimum):
      guard
        start.residual(of: optimum.columns, closing: columns, judge: judge)
          <= options.solving.tolerance
      else { return Solved() }
      return Solved(status: .optimal, objectiveValue: (start.sign * optimum.value).unsigned)
    case .infeasible: return Solved(status: .infeasible)
    case .unbounded: return Solved(status: .unbounded)
    case .stopped: return Solved(status: .failed)
    }
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
