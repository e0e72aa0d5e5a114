import FluxAnalysis

/// What a dynamic simulation gave: biomass, concentrations and fluxes over time, and what happened
/// when.
///
/// Times are in hours, concentrations in mmol·L⁻¹, biomass in gDW·L⁻¹. At the time of an event the
/// curve has the values just after it.
public struct DynamicCurve: Sendable {
  /// What the simulation cost.
  public struct Counters: Sendable, Hashable {
    /// Linear programs solved, and their pivots.
    public var programs = 0
    public var iterations = 0
    /// How often the fluxes were found as a function of the bounds.
    public var pieces = 0
    public var steps = 0
    public var rejectedSteps = 0

    public init() {}
  }

  /// The time over which one basis is optimal.
  struct Stretch: Sendable {
    let start: Double
    let end: Double
    let system: DynamicSystem
    let steps: [DenseStep]
  }

  public let species: [String]
  /// The last time: that of the simulation's end, or of the event that ended it.
  public let end: Double
  public let events: [DynamicEvent]
  public let counters: Counters
  private let stretches: [Stretch]
  private let final: [Double]

  init(_ plan: DynamicPlan, _ walk: DynamicWalk) {
    species = plan.names
    end = walk.finalTime
    events = walk.events
    counters = walk.counters
    stretches = walk.stretches
    final = walk.finalState
  }

  /// The event that ended the simulation early, if one did.
  public var infeasibility: DynamicEvent? {
    events.last.flatMap { if case .infeasible = $0.kind { $0 } else { nil } }
  }

  /// - Throws: ``PharmacokineticError/outsideCurve(time:start:end:)``.
  public func biomass(at time: Double) throws(PharmacokineticError) -> Double {
    try state(at: time)[0]
  }

  /// The concentrations in the order of ``species``; never negative.
  public func concentrations(at time: Double) throws(PharmacokineticError) -> [Double] {
    Array(try state(at: time).dropFirst())
  }

  public func concentration(
    of name: String, at time: Double
  ) throws(PharmacokineticError) -> Double {
    try concentrations(at: time)[index(of: name)]
  }

  /// h⁻¹; 0 for cells that do not grow.
  public func growthRate(at time: Double) throws(PharmacokineticError) -> Double {
    guard let (system, fluxes) = try coupled(at: time), system.plan.growth != nil else { return 0 }
    return fluxes[0]
  }

  /// What the cells take up of a species less what they give off, mmol·gDW⁻¹·h⁻¹.
  public func uptake(of name: String, at time: Double) throws(PharmacokineticError) -> Double {
    let index = try index(of: name)
    guard let (system, fluxes) = try coupled(at: time) else { return 0 }
    let first = system.plan.growth == nil ? 0 : 1
    return system.plan.species[index].uptakeSign * fluxes[first + index]
  }

  /// The concentrations at the given times, to store or to plot.
  public func sampled(at times: [Double]) throws(PharmacokineticError) -> SampledCurve {
    var rows: [[Double]] = []
    for time in times { rows.append(try concentrations(at: time)) }
    return SampledCurve(species: species, times: times, concentrations: rows)
  }

  private func index(of name: String) throws(PharmacokineticError) -> Int {
    guard let index = species.firstIndex(of: name) else {
      throw .unknownName(kind: "species", name: name, known: species)
    }
    return index
  }

  private func state(at time: Double) throws(PharmacokineticError) -> [Double] {
    try checkInside(time)
    guard time < end, let step = step(at: time) else { return final }
    return step.state(at: time).map { max(0, $0) }
  }

  private func checkInside(_ time: Double) throws(PharmacokineticError) {
    guard time >= 0, time <= end else { throw .outsideCurve(time: time, start: 0, end: end) }
  }

  /// The fluxes that turn the state over; `nil` for a curve of one time only.
  private func coupled(
    at time: Double
  ) throws(PharmacokineticError) -> (DynamicSystem, [Double])? {
    try checkInside(time)
    guard let stretch = stretch(at: time) else { return nil }
    let state = Self.step(in: stretch, at: time).state(at: time)
    return (stretch.system, stretch.system.coupled(at: stretch.system.drives(at: time, state)))
  }

  private func step(at time: Double) -> DenseStep? {
    stretch(at: time).map { Self.step(in: $0, at: time) }
  }

  private func stretch(at time: Double) -> Stretch? {
    last(stretches) { $0.start <= time }
  }

  private static func step(in stretch: Stretch, at time: Double) -> DenseStep {
    var (low, high) = (0, stretch.steps.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if stretch.steps[middle].start <= time { low = middle } else { high = middle }
    }
    return stretch.steps[low]
  }

  /// The last element that satisfies what all before it do.
  private func last(_ stretches: [Stretch], _ isBefore: (Stretch) -> Bool) -> Stretch? {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(stretches[middle]) { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? stretches[low - 1] : nil
  }
}
