import FluxAnalysis

/// A dynamic simulation on its way from event to event.
struct DynamicWalk {
  private let plan: DynamicPlan
  private let session: LexicographicFluxSession
  private let options: IntegrationOptions
  private let end: Double
  /// What the absolute tolerances are parts of.
  private let scale: Double

  private var time = 0.0
  private var state: [Double]
  private var isDepleted: [Bool]
  private var start: LexicographicStart?
  private var nextAddition = 0
  /// Since the time last moved on.
  private var eventsHere = 0

  private(set) var stretches: [DynamicCurve.Stretch] = []
  private(set) var events: [DynamicEvent] = []
  private(set) var counters = DynamicCurve.Counters()
  private(set) var isInfeasible = false

  /// The most events at one time.
  private static let mostEventsHere = 200

  init(
    _ plan: DynamicPlan, _ session: LexicographicFluxSession, from initial: [Double],
    until end: Double, options: IntegrationOptions
  ) {
    self.plan = plan
    self.session = session
    self.options = options
    self.end = end
    state = initial
    isDepleted = plan.species.map { _ in false }
    let amounts = initial + plan.additions.map(\.amount)
    scale = amounts.filter { $0 > 0 }.min() ?? 1
  }

  /// A species below −`depletion` is used up: far below what the steps resolve.
  private var depletion: Double { 1e-3 * options.absoluteTolerance * scale }

  var finalTime: Double { time }
  var finalState: [Double] { state.map { max(0, $0) } }

  /// - Throws: ``DynamicError``.
  mutating func run() throws(DynamicError) {
    add()
    var exit: Exit?
    while !isInfeasible, time < end {
      guard let piece = try piece(after: exit) else { break }
      let horizon = plan.breaks.first { $0 > time && $0 < end } ?? end
      exit = try advance(on: piece, to: horizon)
    }
  }

  /// A piece that the walk has come to the edge of, by which of its limits.
  struct Exit {
    var piece: FluxPiece
    var limit: FluxPiece.Limit
  }

  private mutating func note(_ kind: DynamicEvent.Kind) throws(DynamicError) {
    events.append(DynamicEvent(time: time, kind))
    eventsHere += 1
    if eventsHere > Self.mostEventsHere { throw .stalled(time: time, events: eventsHere) }
  }

  // MARK: Integration

  /// Integrates to the next event, or to the horizon.
  ///
  /// - Returns: The edge that it has come to, if it is one of the piece.
  private mutating func advance(
    on piece: FluxPiece, to horizon: Double
  ) throws(DynamicError) -> Exit? {
    let system = system(piece, until: horizon)
    let solution: OrdinarySolution
    do throws(PharmacokineticError) {
      solution = try options.integrate(
        system, from: time, to: horizon, state, scale: scale, stopsAtSwitch: true)
    } catch {
      throw .integration(error)
    }
    counters.steps += solution.steps.count
    counters.rejectedSteps += solution.rejected
    if let last = solution.steps.last {
      let until = solution.switches.isEmpty ? horizon : last.end
      stretches.append(
        DynamicCurve.Stretch(start: time, end: until, system: system, steps: solution.steps))
      time = until
      state = solution.end
      eventsHere = 0
    }
    if let change = solution.switches.first { return try handle(change.index, of: system) }
    add()
    return nil
  }

  private func system(_ piece: FluxPiece, until horizon: Double) -> DynamicSystem {
    DynamicSystem(
      plan, piece, isDepleted: isDepleted, from: plan.drives(at: time, state, isDepleted),
      to: horizon, depletion: depletion)
  }

  private mutating func handle(
    _ index: Int, of system: DynamicSystem
  ) throws(DynamicError) -> Exit? {
    if index > 0 {
      let species = index - 1
      isDepleted[species].toggle()
      state[index] = 0
      let name = plan.species[species].name
      try note(isDepleted[species] ? .depleted(species: name) : .replenished(species: name))
      return nil
    }
    let drives = system.drives(at: time, state)
    guard let least = system.leastRoom(at: drives) else { return nil }
    return Exit(piece: system.piece, limit: system.piece.limits[least.limit])
  }

  /// Adds what is due by now.
  private mutating func add() {
    while nextAddition < plan.additions.count, plan.additions[nextAddition].time <= time {
      let addition = plan.additions[nextAddition]
      nextAddition += 1
      guard let name = addition.species else {
        state[0] += addition.amount
        events.append(DynamicEvent(time: time, .addition(to: nil)))
        continue
      }
      guard let index = plan.names.firstIndex(of: name) else { continue }
      state[index + 1] = max(0, state[index + 1]) + addition.amount
      if addition.amount > 0 { isDepleted[index] = false }
      events.append(DynamicEvent(time: time, .addition(to: name)))
    }
  }

  // MARK: The piece to go on with

  private enum Found {
    case piece(FluxPiece)
    case infeasible(FluxInfeasibility)
  }

  private mutating func solve(_ drives: [Double], at time: Double) throws(DynamicError) -> Found {
    try plan.check(drives, at: time)
    // A law that goes below zero by rounding means zero.
    let clipped = drives.enumerated().map { $0 < plan.species.count ? max(0, $1) : $1 }
    do throws(FluxError) {
      switch try session.optimum(
        of: plan.objectives, at: clipped, from: start, findsPiece: true)
      {
      case .infeasible(let why):
        counters.programs += 1
        return .infeasible(why)
      case .optimal(let optimum):
        counters.programs += optimum.programs
        counters.iterations += optimum.iterations
        counters.pieces += 1
        start = optimum.start
        guard let piece = optimum.piece else { throw .stopped(.numericalTrouble) }
        guard optimum.isCertified else {
          throw .notVerified(primalResidual: 0, dualityGap: optimum.largestGap)
        }
        return .piece(piece)
      }
    } catch {
      throw .network(time: time, error)
    }
  }

  /// The piece that holds from now on; `nil` where there is none.
  private mutating func piece(after exit: Exit?) throws(DynamicError) -> FluxPiece? {
    if let exit {
      guard let next = try step(over: exit.piece) else { return nil }
      try note(.basisChange(bound: exit.limit.id, side: exit.limit.side))
      if try settle(next) { return next }
    }
    while true {
      switch try solve(plan.drives(at: time, state, isDepleted), at: time) {
      case .infeasible(let why):
        try end(by: why)
        return nil
      case .piece(let found):
        guard try settle(found) else { continue }
        if holds(found, for: nudge(found)) { return found }
        return try step(over: found)
      }
    }
  }

  private mutating func end(by why: FluxInfeasibility) throws(DynamicError) {
    isInfeasible = true
    try note(.infeasible(why))
  }

  /// Finds out which species are used up and which are there, by what the piece makes of them.
  ///
  /// - Returns: Whether that is what it was; if not, the bounds have changed.
  private mutating func settle(_ piece: FluxPiece) throws(DynamicError) -> Bool {
    var rates = state
    system(piece, until: .infinity).rates(at: time, state, into: &rates)
    var isSettled = true
    for (index, species) in plan.species.enumerated() {
      let rate = rates[index + 1]
      let size = max(abs(species.feed?.value(at: time) ?? 0), abs(rate), scale)
      let name = species.name
      if isDepleted[index], rate > 1e-9 * size {
        isDepleted[index] = false
        try note(.replenished(species: name))
        isSettled = false
      } else if !isDepleted[index], state[index + 1] <= depletion, rate < -1e-12 * size {
        isDepleted[index] = true
        state[index + 1] = 0
        try note(.depleted(species: name))
        isSettled = false
      }
    }
    return isSettled
  }

  // MARK: Over an edge

  /// How far to look ahead, h: the time in which the state that changes fastest does so by a
  /// millionth, and never to the next change of a law.
  private func nudge(_ piece: FluxPiece) -> Double {
    var rates = state
    system(piece, until: .infinity).derivative(at: time, state, into: &rates)
    let fastest = zip(rates, state).reduce(0) { max($0, abs($1.0) / max(abs($1.1), scale)) }
    let next = plan.breaks.first { $0 > time } ?? .infinity
    return min(1e-6 / max(fastest, 1e-2), (next - time) / 2)
  }

  /// The driving numbers a little later, as the piece has it.
  private func drives(after ahead: Double, on piece: FluxPiece) -> [Double] {
    var rates = state
    system(piece, until: .infinity).derivative(at: time, state, into: &rates)
    let later = zip(state, rates).map { $0 + ahead * $1 }
    return plan.drives(at: time + ahead, later, isDepleted)
  }

  /// Whether a piece leaves room now and for a while.
  private func holds(_ piece: FluxPiece, for ahead: Double) -> Bool {
    let system = system(piece, until: .infinity)
    return (system.leastRoom(at: drives(after: ahead, on: piece))?.room ?? 0) >= 0
  }

  /// How far a piece may overstep a limit where it is entered: the solver's own tolerance, and what
  /// a piece in between that is left at once amounts to.
  private static let entryTolerance = 2e-8
  private static let mostNudges = 24

  /// The piece beyond the edge of one: the basis that is optimal a little later and, as its limits
  /// say, already now. That is a proof, so how much later does not matter.
  ///
  /// - Returns: `nil` where no flux fits the bounds beyond.
  private mutating func step(over edge: FluxPiece) throws(DynamicError) -> FluxPiece? {
    var ahead = nudge(edge)
    let furthest = ((plan.breaks.first { $0 > time } ?? .infinity) - time) / 2 + ahead
    let here = plan.drives(at: time, state, isDepleted)
    for _ in 0..<Self.mostNudges {
      let there = drives(after: ahead, on: edge)
      switch try solve(there, at: time + ahead) {
      case .infeasible(let why):
        let (now, then) = (why.margin(at: here), why.margin(at: there))
        // How far into the step the proof begins to hold.
        let part = now > 0 && then < now ? now / (now - then) : 0
        if part * ahead <= 1e-10 * max(1, time) {
          try end(by: why)
          return nil
        }
        ahead *= min(0.5, part / 2)
      case .piece(let found):
        if found.violation(at: here) > Self.entryTolerance {
          ahead /= 5
        } else if !holds(found, for: ahead) {
          ahead *= 3
          if ahead > furthest { throw .stalled(time: time, events: eventsHere) }
        } else {
          return found
        }
      }
    }
    throw .stalled(time: time, events: eventsHere)
  }
}
