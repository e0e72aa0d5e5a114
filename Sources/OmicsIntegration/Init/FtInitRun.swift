import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The steps of one ``FtInit``, from one to the next.
struct FtInitRun {
  let kinds: ReactionKinds
  private let method: FtInit
  private let scores: [Double]
  private let network: CarrierRanges
  private let isSpontaneous: [Bool]
  private let detected: [(name: String, makers: [ActivityProgram.Maker])]
  /// The least flux of carriers that must be on, negative for backward.
  private var forced: [Int: Double] = [:]
  /// The flux of each carrier after the last step.
  private(set) var carriers: [Double] = []
  private(set) var figures: [MethodFigure] = []

  /// - Throws: ``OmicsError/unknownMetabolite(name:suggestion:)``.
  init(
    _ method: FtInit, _ base: ConstrainedModel, _ scores: [Double], _ network: CarrierRanges
  ) throws(OmicsError) {
    self.method = method
    self.scores = scores
    self.network = network
    kinds = ReactionKinds(base.model)
    isSpontaneous = base.model.reactions.map { method.spontaneous.contains($0.id) }
    detected = try DetectedMetabolites(base.model).makers(
      of: method.detected, carriedBy: network.compressed)
  }

  /// Forces reactions in their direction, each by as much as all of them can carry at once.
  mutating func require(
    _ reactions: [Int: Double], using solver: MethodSolver
  ) throws(OmicsError) {
    if reactions.isEmpty { return }
    var wanted: [Int: Double] = [:]
    var blocked = 0
    for (reaction, direction) in reactions.sorted(by: { $0.key < $1.key }) {
      let carrier = Int(network.compressed.carriers[reaction])
      if carrier < 0 {
        blocked += 1
      } else {
        wanted[carrier] = direction * (network.compressed.factors[reaction] < 0 ? -1 : 1)
      }
    }
    var growing = network.growing
    for (carrier, direction) in wanted.sorted(by: { $0.key < $1.key }) {
      let column = growing.addColumn(Bounds(lower: 0, upper: method.limits.on), cost: 1)
      growing.addRow([(carrier, direction), (column, -1)], Bounds(lower: 0, upper: .infinity))
    }
    guard let best = try solver.optimum(of: growing.program) else {
      throw .flux(.infeasible(model: "required functions"))
    }
    for (carrier, direction) in wanted {
      let flux = best.columns[carrier] * direction
      if flux > 1e-6 { forced[carrier] = direction * min(0.99 * flux, method.limits.on) }
    }
    figures.append(MethodFigure("required_reactions", .integer(reactions.count)))
    figures.append(
      MethodFigure("required_without_flux", .integer(blocked + wanted.count - forced.count)))
  }

  mutating func step(_ number: Int, using solver: MethodSolver) throws(OmicsError) {
    let activity = ActivityProgram(
      network, scores: merged(inStep: number), detected: detected.map(\.makers), forced: forced,
      before: carriers, limits: method.limits)
    try method.search.check(
      binaries: activity.program.integerColumns.count, of: method.reportedName)
    let answer = try solve(activity, using: solver)
    carriers = activity.carriers(of: answer.columns)
    for one in activity.switches where one.score > 0 && activity.isOn(one, carriers) {
      let flux = carriers[one.carrier]
      forced[one.carrier] = (flux < 0 ? -1 : 1) * min(0.99 * abs(flux), method.limits.on)
    }
    figures += answer.figures.map { MethodFigure("step_\(number)_\($0.name)", $0.value) }
    figures.append(
      MethodFigure(
        "step_\(number)_on", .integer(activity.switches.count { activity.isOn($0, carriers) })))
    if number == method.stepCount { figures += figures(of: activity) }
  }

  /// Which detected metabolites the last step makes, and which not.
  private func figures(of activity: ActivityProgram) -> [MethodFigure] {
    if detected.isEmpty { return [] }
    var made: [String] = []
    var missed: [String] = []
    for (one, reward) in zip(detected, activity.rewards) {
      if activity.share(of: reward, carriers) >= 0.5 {
        made.append(one.name)
      } else {
        missed.append(one.name)
      }
    }
    return [
      MethodFigure("detected_made", .list(made)), MethodFigure("detected_not_made", .list(missed)),
    ]
  }

  /// The scores of the carriers: of all reactions that they carry, but those that the step leaves
  /// out.
  func merged(inStep number: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: network.lower.count)
    for (reaction, score) in scores.enumerated() {
      let carrier = Int(network.compressed.carriers[reaction])
      if carrier < 0 || isLeftOut(reaction, inStep: number) { continue }
      sums[carrier] += score
    }
    return sums
  }

  private func isLeftOut(_ reaction: Int, inStep number: Int) -> Bool {
    if method.scoresAll { return false }
    if kinds.boundary[reaction] || isSpontaneous[reaction] { return true }
    return method.steps == .two && number == 1
      && (kinds.transport[reaction] || kinds.extracellular[reaction])
  }

  /// Boundary reactions, what carries flux, and spontaneous reactions that share their column with
  /// nothing that has a score.
  func kept(_ fluxes: [Double]) -> [Bool] {
    var isScored = [Bool](repeating: false, count: network.lower.count)
    let carriers = network.compressed.carriers.map(Int.init)
    for (reaction, carrier) in carriers.enumerated() where carrier >= 0 {
      if !isLeftOut(reaction, inStep: method.stepCount) { isScored[carrier] = true }
    }
    return fluxes.indices.map { reaction in
      let carrier = carriers[reaction]
      let isFree = isSpontaneous[reaction] && carrier >= 0 && !isScored[carrier]
      return kinds.boundary[reaction] || isFree
        || abs(fluxes[reaction]) > ActivityProgram.zeroFlux
    }
  }

  private func solve(
    _ activity: ActivityProgram, using solver: MethodSolver
  ) throws(OmicsError) -> MixedIntegerSettings.Answer {
    let search = method.search
    if search.seconds == nil && !search.isRelaxed {
      return try search.solve(
        activity.program, method: method.reportedName, objectiveIsWhole: false, using: solver
      ) { activity.value(of: $0) }
    }
    let clock = ContinuousClock.now
    let seconds = search.seconds ?? .infinity
    let start = ActivityStart(activity: activity, limits: solver.limits) {
      solver.isCancelled?() == true || clock.duration(to: .now) / .seconds(1) > 0.5 * seconds
    }
    let known: (bound: Double, point: [Double], programs: Int)?
    let settled: (objective: Double, columns: [Double])?
    do throws(LPError) {
      known = try start.find(using: solver.backend)
      settled = try known.flatMap { (known) throws(LPError) in
        try activity.program.settled(
          at: known.point, tolerance: solver.solving.tolerance, limits: solver.limits,
          using: solver.backend)
      }
    } catch {
      throw .flux(.solver(error))
    }
    try solver.checkCancelled()
    if search.isRelaxed, let known, let settled {
      let solution = MixedIntegerSolution(
        objective: settled.objective, columns: settled.columns,
        bound: max(known.bound, settled.objective), isBoundProved: false, nodes: known.programs)
      return .init(solution, "relaxed", activity.program, false, solver.backend.name)
    }
    if search.isRelaxed {
      throw .noSolution(method: method.reportedName, reason: "its relaxation led to none")
    }
    return try search.solve(
      activity.program, method: method.reportedName, objectiveIsWhole: false, using: solver,
      known: settled?.columns, spent: clock.duration(to: .now) / .seconds(1)
    ) { activity.value(of: $0) }
  }
}
