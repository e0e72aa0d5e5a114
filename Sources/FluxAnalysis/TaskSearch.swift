import Dispatch
import LinearProgramming
import MetabolicModels

/// Settles a list of tasks over its threads.
struct TaskSearch: Sendable {
  /// So many tasks in a row go from one basis to the next; the first of them starts afresh, so that
  /// no result depends on the number of threads.
  private static let chunkSize = 16

  private struct Chunk: Sendable {
    let program: Int
    let tasks: Range<Int>
  }

  private struct Found: Sendable {
    var results: [(place: Int, result: TaskResult)] = []
    var programsSolved = 0
    var iterations = 0
  }

  private let began = DispatchTime.now()
  private let tasks: [MetabolicTask]
  private let groups: TaskGroups
  private let options: TaskOptions
  private let chunks: [Chunk]

  init(
    _ tasks: [MetabolicTask], on model: ConstrainedModel, options: TaskOptions
  ) throws(FluxError) {
    self.tasks = tasks
    self.options = options
    groups = try TaskGroups(tasks, on: model, skips: options.skipsUnknownNames)
    chunks = groups.programs.indices.flatMap { [groups] program in
      let count = groups.programs[program].cases.count
      return stride(from: 0, to: count, by: Self.chunkSize).map {
        Chunk(program: program, tasks: $0..<min(count, $0 + Self.chunkSize))
      }
    }
  }

  func run(using backend: some LPBackend) throws(FluxError) -> TaskResults {
    let watch = RunWatch(
      all: tasks.count, since: began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let queue = WorkQueue<Found>(chunks.count, watch)
    let settled = try queue.run(threads: options.threads, using: backend) { () throws(LPError) in
      while let index = queue.take() {
        queue.finish(index, try settle(chunks[index], watch, using: backend))
      }
    }
    let results = (settled.flatMap(\.results) + groups.problems)
      .sorted { $0.place < $1.place }.map(\.result)
    if results.count < tasks.count { throw watch.reasonToStop ?? .cancelled }
    return TaskResults(
      results: results, programsSolved: settled.reduce(0) { $0 + $1.programsSolved },
      iterations: settled.reduce(0) { $0 + $1.iterations })
  }

  private func settle(
    _ chunk: Chunk, _ watch: RunWatch, using backend: some LPBackend
  ) throws(LPError) -> Found {
    let program = groups.programs[chunk.program]
    var found = Found()
    try backend.withSession(for: program.compressed.program, limits: options.solving.limits) {
      session throws(LPError) in
      let lane = TaskLane(program, options: options.solving)
      let surplus = TaskSurplus(program, options: options.solving, backend: backend)
      for index in chunk.tasks where watch.reasonToStop == nil {
        let finding = try lane.settle(program.cases[index], in: &session)
        let place = groups.places[chunk.program][index]
        var result = program.result(finding, of: program.cases[index], at: place)
        if case .feasible(let point, _, _) = finding, options.keepsWitnesses {
          result.witness = program.witness(point, of: program.cases[index])
        }
        if result.status == .failed, options.findsSurplus {
          result.reason?.surplus = try surplus.amounts(in: program.cases[index])
        }
        found.results.append((place, result))
        watch.settle(1)
      }
      found.programsSolved = lane.lane.counters.programsSolved + surplus.programsSolved
      found.iterations = lane.lane.counters.iterations + surplus.iterations
    }
    return found
  }
}

extension TaskProgram {
  /// What a finding says of a task, without its witness.
  func result(_ finding: TaskLane.Finding, of task: Case, at place: Int) -> TaskResult {
    let shouldFail = task.constraints.task.shouldFail
    var result = TaskResult(
      index: place, id: task.constraints.task.id, status: .undecided, isCertified: false)
    switch finding {
    case .feasible(_, _, let residual):
      result.status = shouldFail ? .unexpectedSuccess : .passed
      result.isCertified = isCertified(residual, in: task)
      result.residual = residual
    case .infeasible(let missing, let isProved):
      result.status = shouldFail ? .expectedFailure : .failed
      result.isCertified = isProved
      if shouldFail { break }
      result.reason = TaskReason(
        shortfalls: missing.map { shortfall($0.demand, missing: $0.fraction, of: task) },
        surplus: nil)
    case .undecided: result.reason = TaskReason(shortfalls: [], surplus: nil)
    }
    return result
  }

  func shortfall(
    _ demand: TaskDemand, missing fraction: Double, of task: Case
  ) -> TaskReason.Shortfall {
    let model = constrained.model
    let (kind, name): (TaskReason.Shortfall.Kind, String) =
      switch demand {
      case .output(let row, _): (.output, TaskNames.name(of: model.metabolites[row]))
      case .input(let row, _): (.input, TaskNames.name(of: model.metabolites[row]))
      case .equation(let index, _): (.equation, task.constraints.equations[index].text)
      case .reaction(let index, _): (.reaction, model.reactions[index].id)
      case .constraint(let index, _): (.constraint, model.constraints[index].id)
      }
    let met = 1 - fraction
    return TaskReason.Shortfall(
      kind: kind, name: name, required: demand.amount,
      reached: met > TaskLane.leastShortfall ? met * demand.amount : 0)
  }
}
