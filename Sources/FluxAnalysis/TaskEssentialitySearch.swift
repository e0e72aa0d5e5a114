import Dispatch
import LinearProgramming
import MetabolicModels

/// Settles deletions task by task; each task is one thread's, so that no result depends on the
/// number of threads.
struct TaskEssentialitySearch: Sendable {
  /// More flux distributions of a task than this cost more to look through than they save.
  private static let mostWitnesses = 64

  private struct Found: Sendable {
    var place: Int
    var program: Int
    var result: TaskResult
    /// The sets of columns that the task cannot do without, and those without an answer.
    var failed: [Int] = []
    var undecided: [Int] = []
    var programsSolved = 0
    var iterations = 0
  }

  private let began = DispatchTime.now()
  private let groups: TaskGroups
  private let options: TaskOptions
  private let chosen: [Int]
  /// For each program the distinct sets of columns to close, and the set of each deletion.
  private let closings: [TaskClosings]
  private let jobs: [(program: Int, task: Int)]

  init(
    _ tasks: [MetabolicTask], on model: ConstrainedModel, chosen: [Int], closing lost: [[Int]],
    options: TaskOptions
  ) throws(FluxError) {
    self.options = options
    self.chosen = chosen
    groups = try TaskGroups(tasks, on: model, skips: options.skipsUnknownNames)
    closings = groups.programs.map { TaskClosings(lost, in: $0) }
    jobs = groups.programs.enumerated().flatMap { program, source in
      source.cases.indices.map { (program, $0) }
    }
  }

  func run(using backend: some LPBackend) throws(FluxError) -> TaskEssentiality {
    let watch = RunWatch(
      all: jobs.count, since: began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let queue = WorkQueue<Found>(jobs.count, watch)
    let settled = try queue.run(threads: options.threads, using: backend) { () throws(LPError) in
      while let index = queue.take() {
        guard let settled = try settle(jobs[index], watch, using: backend) else { return }
        queue.finish(index, settled)
        watch.settle(1)
      }
    }
    return assemble(settled.sorted { $0.place < $1.place })
  }

  private func assemble(_ settled: [Found]) -> TaskEssentiality {
    var deletions = chosen.map {
      TaskEssentiality.Deletion(index: $0, failedTasks: [], undecidedTasks: [])
    }
    for found in settled {
      let closings = closings[found.program]
      let (failed, undecided) = (Set(found.failed), Set(found.undecided))
      if failed.isEmpty && undecided.isEmpty { continue }
      for (deletion, set) in closings.setOfDeletion.enumerated() {
        guard let set else { continue }
        if failed.contains(set) { deletions[deletion].failedTasks.append(found.place) }
        if undecided.contains(set) { deletions[deletion].undecidedTasks.append(found.place) }
      }
    }
    return TaskEssentiality(
      tasks: (settled.map { (place: $0.place, result: $0.result) } + groups.problems)
        .sorted { $0.place < $1.place }.map(\.result),
      deletions: deletions,
      programsSolved: settled.reduce(0) { $0 + $1.programsSolved },
      iterations: settled.reduce(0) { $0 + $1.iterations })
  }

  /// `nil` if the run has to stop before the end.
  private func settle(
    _ job: (program: Int, task: Int), _ watch: RunWatch, using backend: some LPBackend
  ) throws(LPError) -> Found? {
    let source = groups.programs[job.program]
    let task = source.cases[job.task]
    let place = groups.places[job.program][job.task]
    return try backend.withSession(
      for: source.compressed.program, limits: options.solving.limits
    ) { session throws(LPError) -> Found? in
      let lane = TaskLane(source, options: options.solving)
      try lane.open(task, in: &session)
      let first = try lane.solve(task, in: &session)
      var found = Found(
        place: place, program: job.program, result: source.result(first, of: task, at: place))
      if found.result.isPassed {
        let isComplete = try delete(
          closings[job.program], from: first, of: task, lane, watch, &found, in: &session)
        if !isComplete { return nil }
      }
      found.programsSolved = lane.lane.counters.programsSolved
      found.iterations = lane.lane.counters.iterations
      return found
    }
  }

  /// Closes one set of columns after the other; `false` if the run has to stop before the end.
  private func delete(
    _ closings: TaskClosings, from first: TaskLane.Finding, of task: TaskProgram.Case,
    _ lane: TaskLane, _ watch: RunWatch, _ found: inout Found,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Bool {
    var witnesses: [ColumnSet] = []
    if case .feasible(_, let columns, _) = first {
      witnesses.append(DeletionSearch.carrying(columns))
    }
    let shouldFail = task.constraints.task.shouldFail
    let basis = try session.basis()
    for (index, set) in closings.sets.enumerated() {
      // To close reactions takes fluxes away, unless one of them must carry some.
      if shouldFail
        ? !set.closesForced : witnesses.contains(where: { $0.isDisjoint(with: set.columns) })
      {
        continue
      }
      if watch.reasonToStop != nil { return false }
      try session.restore(basis)
      switch try lane.solve(task, closing: set.columns, in: &session) {
      case .feasible(_, let columns, _):
        if shouldFail { found.failed.append(index) }
        if witnesses.count < Self.mostWitnesses {
          witnesses.append(DeletionSearch.carrying(columns))
        }
      case .infeasible: if !shouldFail { found.failed.append(index) }
      case .undecided: found.undecided.append(index)
      }
    }
    return true
  }
}

/// The deletions as sets of columns of one compressed program.
struct TaskClosings: Sendable {
  struct Set: Sendable, Hashable {
    /// Compressed columns, ascending.
    var columns: [Int32]
    /// Whether a reaction that must carry flux is among them.
    var closesForced: Bool
  }

  /// Each once, in the order of the first deletion that needs it.
  private(set) var sets: [Set] = []
  /// For each deletion its set; `nil` where all that it closes carries nothing anyway.
  private(set) var setOfDeletion: [Int?] = []

  init(_ lost: [[Int]], in program: TaskProgram) {
    var known: [Set: Int] = [:]
    for reactions in lost {
      let carriers = reactions.map { program.compressed.carriers[$0] }.filter { $0 >= 0 }
      let columns = Swift.Set(carriers).sorted()
      if columns.isEmpty {
        setOfDeletion.append(nil)
        continue
      }
      let set = Set(
        columns: columns,
        closesForced: reactions.contains { program.constrained.bounds[$0].isForced })
      let index = known[set] ?? sets.count
      if index == sets.count { sets.append(set) }
      known[set] = index
      setOfDeletion.append(index)
    }
  }
}
