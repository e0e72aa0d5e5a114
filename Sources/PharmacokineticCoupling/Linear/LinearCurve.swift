/// The exact solution of a linear model under a schedule.
///
/// The states are kept at the events, where the inputs change; between two of them
///
///     x(t) = e^{A(t−s)}·x(s) + r·∫₀^{t−s} e^{Au} b du
///
/// is evaluated at the time asked for, so there is no grid, and no error of one. After the last event
/// the formula holds for ever.
public struct LinearCurve: ConcentrationCurve {
  struct Segment: Sendable {
    var start: Double
    var state: [Double]
    var rate: Double
  }

  public let species: [String]
  public let start: Double
  public var end: Double { .infinity }
  /// How many matrix exponentials the construction took.
  public let exponentialCount: Int
  let system: LinearSystem
  let segments: [Segment]
  let timeline: InputTimeline

  init(system: LinearSystem, schedule: DosingSchedule) throws(PharmacokineticError) {
    self.system = system
    species = system.outputs.map(\.name)
    timeline = try InputTimeline(schedule, inputs: system.inputs)
    start = min(0, timeline.events.first?.time ?? 0)
    let zero = [Double](repeating: 0, count: system.matrix.order)
    var walk = Walk(
      system: system, from: Segment(start: start, state: zero, rate: 0), timeline.events)
    for event in timeline.events { try walk.apply(event) }
    segments = walk.segments
    exponentialCount = walk.cache.exponentialCount
    guard segments.allSatisfy({ $0.state.allSatisfy(\.isFinite) }) else {
      throw .notFinite(quantity: "amount of drug")
    }
  }

  /// The time of the last change of the inputs, h.
  public var lastEvent: Double { segments[segments.count - 1].start }

  public func concentrations(at time: Double) throws(PharmacokineticError) -> [Double] {
    let state = try state(at: time)
    return system.outputs.map { state[$0.state] / $0.volume }
  }

  /// Returns the amount (mmol) in every compartment, by name; the depot is `depot`. An effect site, which
  /// holds no drug, is left out.
  public func amounts(at time: Double) throws(PharmacokineticError) -> [String: Double] {
    let state = try state(at: time)
    let sites = Set(system.effectStates)
    var result: [String: Double] = [:]
    for (i, name) in system.states.enumerated() where !sites.contains(i) { result[name] = state[i] }
    return result
  }

  /// Returns the curve at the given times, which costs one exponential for each different time since
  /// the event before.
  public func sampled(at times: [Double]) throws(PharmacokineticError) -> SampledCurve {
    var cache = PropagatorCache(system, withRate: hasRate)
    var rows: [[Double]] = []
    rows.reserveCapacity(times.count)
    for time in times {
      try checkInside(time)
      let segment = segments[segmentIndex(at: time)]
      let state = cache.propagator(over: time - segment.start)
        .apply(to: segment.state, rate: segment.rate)
      rows.append(system.outputs.map { state[$0.state] / $0.volume })
    }
    return SampledCurve(species: species, times: times, concentrations: rows)
  }

  func state(at time: Double) throws(PharmacokineticError) -> [Double] {
    try checkInside(time)
    let segment = segments[segmentIndex(at: time)]
    guard time > segment.start else { return segment.state }
    return LinearPropagator(system, over: time - segment.start, withRate: segment.rate != 0)
      .apply(to: segment.state, rate: segment.rate)
  }

  /// The last segment that starts no later than `time`.
  func segmentIndex(at time: Double) -> Int {
    var low = 0
    var high = segments.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].start <= time { low = middle } else { high = middle }
    }
    return low
  }

  private var hasRate: Bool { segments.contains { $0.rate != 0 } }
}

extension LinearCurve {
  /// The walk from event to event.
  struct Walk {
    let system: LinearSystem
    var cache: PropagatorCache
    var segments: [Segment]

    init(system: LinearSystem, from first: Segment, _ events: [InputEvent]) {
      self.system = system
      let withRate = first.rate != 0 || events.contains(where: \.changesRate)
      cache = PropagatorCache(system, withRate: withRate)
      segments = [first]
    }

    mutating func apply(_ event: InputEvent) throws(PharmacokineticError) {
      advance(to: event.time)
      let last = segments.count - 1
      switch event.change {
      case .bolus(let state, let amount): segments[last].state[state] += amount
      case .rate(let change):
        // Rates that are added and taken away again leave a rounding error, which is no infusion.
        let sum = segments[last].rate + change
        segments[last].rate = abs(sum) <= 1e-12 * abs(change) ? 0 : sum
      case .steadyState(let input):
        segments[last].state = try system.steadyState(of: input)
        segments[last].rate = 0
      }
    }

    mutating func advance(to time: Double) {
      let segment = segments[segments.count - 1]
      guard time > segment.start else { return }
      let state = cache.propagator(over: time - segment.start)
        .apply(to: segment.state, rate: segment.rate)
      segments.append(Segment(start: time, state: state, rate: segment.rate))
    }
  }
}

extension InputEvent {
  fileprivate var changesRate: Bool {
    if case .rate = change { true } else { false }
  }
}

extension LinearSystem {
  /// The states just before a dose of a regimen that has always been: x = (I − e^{Aτ})⁻¹·p, where p is
  /// what one interval leaves of its own inputs.
  ///
  /// - Throws: ``PharmacokineticError/noSteadyState(interval:)`` where I − e^{Aτ} is singular.
  func steadyState(of input: PeriodicInput) throws(PharmacokineticError) -> [Double] {
    let zero = [Double](repeating: 0, count: matrix.order)
    var walk = LinearCurve.Walk(
      system: self,
      from: LinearCurve.Segment(start: 0, state: zero, rate: input.initialRate), input.events)
    for event in input.events { try walk.apply(event) }
    walk.advance(to: input.interval)
    guard var state = walk.segments.last?.state else { return zero }
    var map = SquareMatrix.identity(matrix.order)
    map.add(-1, LinearPropagator(self, over: input.interval, withRate: false).transition)
    guard let factors = LUFactors(map) else { throw .noSteadyState(interval: input.interval) }
    factors.solve(&state)
    // Drug that is kept for 10¹² intervals is kept for ever: the matrix was singular but for rounding.
    guard state.allSatisfy({ abs($0) <= 1e12 * input.amount }) else {
      throw .noSteadyState(interval: input.interval)
    }
    return state
  }
}
