/// A saturable model integrated from event to event.
struct NumericalSimulation {
  var system: SaturableSystem
  let options: IntegrationOptions
  let scale: Double

  func curve(
    _ schedule: DosingSchedule, until end: Double
  ) throws(PharmacokineticError) -> NumericalCurve {
    let timeline = try InputTimeline(schedule, inputs: system.linear.inputs)
    let start = min(0, timeline.events.first?.time ?? 0)
    guard start <= end else { throw .timesOutOfOrder(earlier: start, later: end) }
    var walk = Walk(self, from: start)
    for event in timeline.events where event.time <= end {
      try walk.advance(to: event.time)
      try walk.apply(event)
    }
    try walk.advance(to: end)
    return NumericalCurve(
      system: system.linear, start: start, end: end, final: walk.state, steps: walk.steps,
      events: timeline.events.map(\.time).filter { $0 <= end }, switches: walk.switches,
      rejectedSteps: walk.rejected)
  }

  /// The state of the walk from event to event.
  struct Walk {
    private var simulation: NumericalSimulation
    private(set) var state: [Double]
    private(set) var steps: [DenseStep] = []
    private(set) var switches: [Double] = []
    private(set) var rejected = 0
    private var time: Double

    init(_ simulation: NumericalSimulation, from start: Double) {
      self.simulation = simulation
      state = [Double](repeating: 0, count: simulation.system.dimension)
      time = start
    }

    mutating func restart(amounts: [Double], rate: Double) {
      for (i, amount) in amounts.enumerated() { state[i] = amount }
      simulation.system.rate = rate
    }

    mutating func apply(_ event: InputEvent) throws(PharmacokineticError) {
      switch event.change {
      case .bolus(let target, let amount): state[target] += amount
      case .rate(let change):
        let sum = simulation.system.rate + change
        simulation.system.rate = abs(sum) <= 1e-12 * abs(change) ? 0 : sum
      case .steadyState(let input):
        restart(amounts: try simulation.steadyState(input), rate: 0)
      }
    }

    /// Integrates to a time, stopping where a cap changes.
    mutating func advance(to end: Double) throws(PharmacokineticError) {
      let inner = simulation.system.breaks.filter { $0 > time && $0 < end }.sorted()
      for stop in inner + [end] where stop > time {
        simulation.system.holdCaps(at: time)
        let solution = try simulation.options.integrate(
          simulation.system, from: time, to: stop, state, scale: simulation.scale)
        steps += solution.steps
        switches += solution.switches.map(\.time)
        rejected += solution.rejected
        state = solution.end
        time = stop
      }
    }
  }
}
