import Dispatch
import LinearProgramming
import MetabolicModels

/// The state of one search for blocked reactions.
struct BlockedReactionsSearch {
  /// How far a push is worth going, in mmol·gDW⁻¹·h⁻¹.
  private static let reach = 1e-2
  /// A flux that a push must show at least: well above what a residual within the tolerance can
  /// feign. Reactions that cannot carry as much are left to programs of their own.
  private static let leastWitness = 1e-5
  /// A push that settles fewer reactions than this costs more than it saves.
  private static let leastYield = 8

  private let began = DispatchTime.now()
  private let model: ConstrainedModel
  private let cutoff: Double
  private let options: BlockedReactionsOptions
  private let reactions: [Int]
  private let original: LinearProgram
  private let compressed: CompressedProgram
  /// The reactions that are still to be settled.
  private var open: [Int]
  private var counters: FluxVariabilityResult.Counters
  private let watch: RunWatch

  /// Finds a first feasible point.
  init(
    _ model: ConstrainedModel, cutoff: Double, options: BlockedReactionsOptions,
    backend: some LPBackend
  ) throws(FluxError) {
    let program = FluxProgram(model)
    self.model = model
    self.cutoff = cutoff
    self.options = options
    reactions = options.reactions ?? Array(model.model.reactions.indices)
    original = program.program
    compressed = CompressedProgram(program.program)
    let start = try ColdStart(
      program, compressed: compressed, maximizing: [], options: options.solving, backend: backend)
    counters = start.counters
    watch = RunWatch(
      all: reactions.count, since: began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    open = reactions
    look(at: start.optimum.columns)
  }

  /// Drops every open reaction that `point` of the compressed program gives a flux.
  ///
  /// - Returns: How many that are.
  @discardableResult
  private mutating func look(at point: [Double]) -> Int {
    let least = max(Self.leastWitness, cutoff)
    let before = open.count
    open.removeAll { reaction in
      let carrier = compressed.carriers[reaction]
      return carrier >= 0 && abs(compressed.factors[reaction] * point[Int(carrier)]) > least
    }
    watch.setSettled(reactions.count - open.count)
    return before - open.count
  }

  /// Solves programs that push every open column at once, forward and backward in turn, as long as
  /// they settle enough.
  mutating func pushTogether(using backend: some LPBackend) throws(FluxError) {
    var poorRounds = 0
    var isForward = true
    while poorRounds < 2 {
      if let reason = watch.reasonToStop { throw reason }
      let pushes = pushes(isForward: isForward)
      isForward.toggle()
      var found = 0
      if !pushes.isEmpty, let point = try solve(pushes, using: backend) { found = look(at: point) }
      poorRounds = found < Self.leastYield ? poorRounds + 1 : 0
    }
  }

  /// A push for every open column; one that can only move the other way is pushed that way.
  private func pushes(isForward: Bool) -> [SpreadProgram.Push] {
    Set(open.map { compressed.carriers[$0] }.filter { $0 >= 0 }).sorted().compactMap { column in
      let bounds = compressed.program.columns[Int(column)]
      if bounds.lower >= bounds.upper { return nil }
      let goesForward = isForward ? bounds.upper > 0 : bounds.lower >= 0
      return SpreadProgram.Push(column: Int(column), isForward: goesForward)
    }
  }

  /// A point of the compressed program that was checked on the program as stated; `nil` if the
  /// solver has none, which costs time and nothing else.
  private mutating func solve(
    _ pushes: [SpreadProgram.Push], using backend: some LPBackend
  ) throws(FluxError) -> [Double]? {
    let spread = SpreadProgram(compressed.program, pushing: pushes, reach: Self.reach)
    let outcome = try solverErrors { () throws(LPError) in
      try backend.withSession(for: spread.program, limits: options.solving.limits) {
        session throws(LPError) in
        try session.setObjective(spread.terms, sense: .maximize)
        return try session.solve(.freshBasis, method: .primal)
      }
    }
    counters.programsSolved += 1
    guard case .optimal(let solution) = outcome else { return nil }
    counters.iterations += solution.iterations
    let point = spread.basePoint(of: solution.columns)
    let judge = ProgramJudge(original)
    let residual = judge.primalResidual(of: compressed.expand(columns: point))
    return residual <= options.solving.tolerance ? point : nil
  }

  /// Settles what is open by the two ends of each flux.
  func settleRest(using backend: some LPBackend) throws(FluxError) -> BlockedReactions {
    var statuses: [Int: BlockedReactions.Status] = [:]
    var counters = counters
    if !open.isEmpty {
      let ranges = try fluxVariability(of: model, options: variabilityOptions, using: backend)
      counters.add(ranges.counters)
      for (reaction, range) in zip(ranges.reactions, ranges.ranges) {
        statuses[reaction] = status(of: range)
      }
    }
    return BlockedReactions(
      reactions: reactions, statuses: reactions.map { statuses[$0] ?? .unblocked },
      zeroCutoff: cutoff, counters: counters,
      settledTogether: reactions.count - open.count)
  }

  private var variabilityOptions: FluxVariabilityOptions {
    var inner = FluxVariabilityOptions()
    inner.cut = .none
    inner.reactions = open
    inner.threads = options.threads
    inner.solving = options.solving
    if let limit = options.solving.timeLimit {
      let spent = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) * 1e-9
      inner.solving.timeLimit = max(0, limit - spent)
    }
    let (settled, all, openCount) = (reactions.count - open.count, reactions.count, open.count)
    if let progress = options.progress {
      inner.progress = { done, ends in
        progress(ends == 0 ? all : settled + openCount * done / ends, all)
      }
    }
    return inner
  }

  private func status(of range: FluxRange) -> BlockedReactions.Status {
    let ends = [range.minimum, range.maximum]
    if ends.contains(where: { end in end.value.map { abs($0) > cutoff } ?? false }) {
      return .unblocked
    }
    if ends.contains(where: { $0.value == nil }) { return .failed }
    let isProved = ends.allSatisfy { end in end.outerBound.map { abs($0) <= cutoff } ?? false }
    return isProved ? .blocked : .unproven
  }
}
