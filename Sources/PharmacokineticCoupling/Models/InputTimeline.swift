/// Where the doses enter a model's states.
struct DoseInputs: Sendable, Hashable {
  struct Oral: Sendable, Hashable {
    var state: Int
    var lag: Double
    var bioavailability: Double
  }

  var intravenous: Int
  var oral: Oral?
}

/// A change of what enters the states at one time.
struct InputEvent: Sendable, Hashable {
  enum Change: Sendable, Hashable {
    /// Adds an amount (mmol) to a state.
    case bolus(state: Int, amount: Double)
    /// Adds to the rate (mmol/h) of the intravenous state.
    case rate(Double)
    /// Replaces the states by the steady state of an input, and the rate by 0.
    case steadyState(PeriodicInput)
  }

  var time: Double
  var change: Change
}

/// One interval of a regimen that repeats for ever.
struct PeriodicInput: Sendable, Hashable {
  let interval: Double
  /// mmol: what one dose brings.
  let amount: Double
  /// The rate at the start of the interval, from infusions longer than the interval.
  let initialRate: Double
  /// In the order of time, each in 0 ..< interval.
  let events: [InputEvent]

  init(_ dose: Dose, interval: Double, inputs: DoseInputs) throws(PharmacokineticError) {
    self.interval = interval
    amount = dose.amount
    switch dose.route {
    case .bolus:
      initialRate = 0
      events = [
        InputEvent(time: 0, change: .bolus(state: inputs.intravenous, amount: dose.amount))
      ]
    case .infusion(let duration):
      let rate = dose.amount / duration
      let whole = (duration / interval).rounded(.down)
      initialRate = rate * whole
      events = [
        InputEvent(time: 0, change: .rate(rate)),
        InputEvent(time: duration - whole * interval, change: .rate(-rate)),
      ]
    case .oral:
      guard let oral = inputs.oral else { throw .noAbsorption(time: dose.time) }
      initialRate = 0
      events = [
        InputEvent(
          time: oral.lag.truncatingRemainder(dividingBy: interval),
          change: .bolus(state: oral.state, amount: dose.amount * oral.bioavailability))
      ]
    }
  }
}

/// The events of a schedule, in the order of time, for one model.
struct InputTimeline: Sendable {
  private(set) var events: [InputEvent] = []

  init(_ schedule: DosingSchedule, inputs: DoseInputs) throws(PharmacokineticError) {
    for dose in schedule.administrations() {
      if dose.steadyState, let interval = dose.interval {
        try reset(to: dose, interval: interval, inputs: inputs)
      }
      try add(dose, at: dose.time, after: -.infinity, inputs: inputs)
    }
    events = events.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }

  /// Starts anew from the steady state of `dose`, as it is just before this administration.
  ///
  /// Earlier doses of the regimen can still be waiting in the lag, or running: they come back as events.
  private mutating func reset(
    to dose: Dose, interval: Double, inputs: DoseInputs
  ) throws(PharmacokineticError) {
    events.removeAll { $0.time >= dose.time }
    let periodic = try PeriodicInput(dose, interval: interval, inputs: inputs)
    events.append(InputEvent(time: dose.time, change: .steadyState(periodic)))
    let reach =
      switch dose.route {
      case .bolus: 0.0
      case .infusion(let duration): duration
      case .oral: inputs.oral?.lag ?? 0
      }
    guard reach / interval <= Double(DosingSchedule.administrationLimit) else {
      throw .outOfRange(
        quantity: "dosing interval", value: interval,
        allowed: "at least a millionth of the lag and of the infusion")
    }
    var back = 1.0
    while back * interval <= reach {
      try add(dose, at: dose.time - back * interval, after: dose.time, inputs: inputs)
      back += 1
    }
  }

  /// Adds one administration given at `time`, as far as it acts from the time `start` on.
  private mutating func add(
    _ dose: Dose, at time: Double, after start: Double, inputs: DoseInputs
  ) throws(PharmacokineticError) {
    switch dose.route {
    case .bolus:
      events.append(
        InputEvent(
          time: time, change: .bolus(state: inputs.intravenous, amount: dose.amount)))
    case .infusion(let duration):
      let rate = dose.amount / duration
      guard time + duration > start else { return }
      events.append(InputEvent(time: max(time, start), change: .rate(rate)))
      events.append(InputEvent(time: time + duration, change: .rate(-rate)))
    case .oral:
      guard let oral = inputs.oral else { throw .noAbsorption(time: time) }
      events.append(
        InputEvent(
          time: max(time + oral.lag, start),
          change: .bolus(state: oral.state, amount: dose.amount * oral.bioavailability)))
    }
  }
}
