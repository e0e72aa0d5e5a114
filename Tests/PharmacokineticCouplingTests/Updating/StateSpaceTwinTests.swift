import Foundation
import PharmacokineticCoupling
import Testing

/// A tumour under a drug, written with the library's public names alone:
///
///     V' = (r − k·A)·V,   A' = −ke·A + doses,   ke = 0.1 h⁻¹
private enum DrugAndTumour {
  struct State: TwinState {
    var time: Double
    var volume: Double
    var amount: Double
  }

  static let elimination = 0.1

  struct Growth: EvolutionModel {
    let parameterNames = ["growth", "kill"]

    func initialState(
      under schedule: DosingSchedule, _ parameters: ParameterVector
    ) throws -> State {
      State(time: 0, volume: 10, amount: amount(schedule, after: -.infinity, through: 0))
    }

    func propagate(
      _ state: State, to time: Double, under schedule: DosingSchedule,
      _ parameters: ParameterVector
    ) throws -> State {
      var state = state
      for dose in schedule.administrations(after: state.time, through: time) {
        advance(&state, to: dose.time, parameters)
        state.amount += dose.amount
      }
      advance(&state, to: time, parameters)
      return state
    }

    private func advance(_ state: inout State, to time: Double, _ parameters: ParameterVector) {
      let step = time - state.time
      let left = state.amount * exp(-elimination * step)
      let exposure = (state.amount - left) / elimination
      state.volume *= exp(parameters[0] * step - parameters[1] * exposure)
      (state.amount, state.time) = (left, time)
    }

    private func amount(
      _ schedule: DosingSchedule, after: Double, through: Double
    ) -> Double {
      schedule.administrations(after: after, through: through).reduce(0) { $0 + $1.amount }
    }
  }

  struct Caliper: ObservationModel {
    let observables = ["volume"]

    func prediction(
      of observable: String, in state: State, _ parameters: ParameterVector
    ) throws -> PredictedMeasurement {
      .logNormal(median: state.volume, logSD: 0.1)
    }
  }
}

@Suite("A twin from outside the module")
struct OutsideTwinTests {
  private static func schedule() throws -> DosingSchedule {
    try DosingSchedule([Dose(amount: 2, route: .bolus, interval: 24, additional: 4)])
  }

  private static func twin() throws -> StateSpaceTwin<DrugAndTumour.Growth, DrugAndTumour.Caliper> {
    StateSpaceTwin(DrugAndTumour.Growth(), DrugAndTumour.Caliper(), schedule: try schedule())
  }

  private static func prior() throws -> LogNormalPrior {
    try LogNormalPrior([
      .init("growth", median: 0.01, logSD: 0.5), .init("kill", median: 0.002, logSD: 0.6),
    ])
  }

  private static let data = [(20.0, 11.0), (50, 15.4), (80, 17.0), (140, 40.0)].map {
    TwinMeasurement(time: $0, observable: "volume", value: $1)
  }

  /// log V = log 10 + r·t − k·Σ (doses' exposure up to t).
  private static func logVolume(_ growth: Double, _ kill: Double, _ time: Double) -> Double {
    var exposure = 0.0
    for k in 0...4 where Double(k) * 24 <= time {
      exposure += 2 * (1 - exp(-0.1 * (time - Double(k) * 24))) / 0.1
    }
    return log(10) + growth * time - kill * exposure
  }

  @Test("learns by the protocols alone what a grid says")
  func learned() throws {
    var (growth, kill) = (GridPosterior(), GridPosterior())
    for i in -150...150 {
      for j in -150...150 {
        let (x, y) = (Double(i) * 0.03, Double(j) * 0.03)
        var logWeight = -(x * x + y * y) / 2
        for one in Self.data {
          let predicted = Self.logVolume(0.01 * exp(0.5 * x), 0.002 * exp(0.6 * y), one.time)
          let z = (log(one.value ?? .nan) - predicted) / 0.1
          logWeight -= z * z / 2
        }
        growth.add(log(0.01) + 0.5 * x, logWeight: logWeight)
        kill.add(log(0.002) + 0.6 * y, logWeight: logWeight)
      }
    }
    let runs = try (1...8 as ClosedRange<UInt64>).map { seed in
      var updater = try ParticleUpdater(
        prior: Self.prior(), twin: Self.twin(), options: .init(particles: 300, seed: seed))
      try updater.assimilate(Self.data)
      return try updater.summary()
    }
    #expect(Runs(runs.map { $0.parameters[0].logMean }).isNear(growth.mean))
    #expect(Runs(runs.map { $0.parameters[1].logMean }).isNear(kill.mean))
    #expect(agrees(Runs(runs.map { $0.parameters[0].logSD }).mean, growth.sd, within: 0.08))
  }

  @Test("is predicted from where it is, and not before")
  func predicted() throws {
    var updater = try ParticleUpdater(
      prior: Self.prior(), twin: Self.twin(), options: .init(particles: 200))
    try updater.assimilate(Array(Self.data.prefix(2)))
    let curve = try updater.predict(
      "volume", at: [50, 80], levels: [0.5], ofReadings: false)
    let expected = (0..<200).map { i in
      exp(Self.logVolume(updater.particles[i, 0], updater.particles[i, 1], 80))
    }
    let order = zip(expected, updater.weights).sorted { $0.0 < $1.0 }
    var reached = 0.0
    let median = try #require(
      order.first {
        reached += $0.1
        return reached >= 0.5
      })
    #expect(agrees(curve.values[1][0], median.0, within: 0.02))
    #expect(throws: UpdatingError.beforeNow(time: 20, now: 50)) {
      try updater.predict("volume", at: [20, 60], levels: [0.5], ofReadings: false)
    }
    #expect(throws: UpdatingError.unknownObservable(name: "weight", known: ["volume"])) {
      try updater.assimilate(TwinMeasurement(time: 60, observable: "weight", value: 1))
    }
  }

  @Test("cannot take late measurements, as its state has gone on")
  func late() throws {
    var updater = try ParticleUpdater(
      prior: Self.prior(), twin: Self.twin(),
      options: .init(particles: 50, acceptsLate: true))
    try updater.assimilate(Self.data[1])
    #expect(throws: UpdatingError.needsOrder(Self.data[0])) {
      try updater.assimilate(Self.data[0])
    }
  }

  @Test("has the same name as what a registry of updaters would hold")
  func existential() throws {
    var updater: any SequentialUpdater = try ParticleUpdater(
      prior: Self.prior(), twin: Self.twin(), options: .init(particles: 50))
    _ = try updater.assimilate(Self.data[0])
    #expect(try updater.summary().updates.count == 1)
    #expect(try updater.draws(10).values.count == 10)
  }
}

/// A quantity that wanders back to 1 at an unknown rate, with noise, read with an error: linear and
/// Gaussian but for the rate. Every particle is a rate, and carries a Kalman filter.
private struct Wandering: EvolutionModel, ObservationModel {
  struct State: TwinState {
    var time: Double
    var filter: KalmanFilter
  }

  let parameterNames = ["rate"]
  let observables = ["level"]
  let stationaryVariance = 0.25
  let errorVariance = 0.04

  func initialState(
    under schedule: DosingSchedule, _ parameters: ParameterVector
  ) throws -> State {
    State(time: 0, filter: try KalmanFilter(mean: 1, variance: stationaryVariance))
  }

  func propagate(
    _ state: State, to time: Double, under schedule: DosingSchedule, _ parameters: ParameterVector
  ) throws -> State {
    let decay = exp(-parameters[0] * (time - state.time))
    var next = state
    next.time = time
    try next.filter.predict(
      transition: decay, input: 1 - decay, noise: stationaryVariance * (1 - decay * decay))
    return next
  }

  func prediction(
    of observable: String, in state: State, _ parameters: ParameterVector
  ) throws -> PredictedMeasurement {
    try state.filter.prediction(noise: errorVariance)
  }

  func condition(
    _ state: inout State, on measurement: TwinMeasurement, _ parameters: ParameterVector
  ) throws {
    try state.filter.update(measurement.value ?? .nan, noise: errorVariance)
  }
}

@Suite("Particles that carry Kalman filters")
struct RaoBlackwellTests {
  @Test("agree with a grid over the unknown rate, each point with a filter of its own")
  func grid() throws {
    var normals = SimulatedNormals(seed: 11)
    var level = 1 + 0.5 * normals.next()
    let data = (1...12).map { k in
      let decay = exp(-0.3)
      level = 1 + decay * (level - 1) + (0.25 * (1 - decay * decay)).squareRoot() * normals.next()
      return TwinMeasurement(
        time: Double(k), observable: "level", value: level + 0.2 * normals.next())
    }
    var posterior = GridPosterior()
    for i in -120...120 {
      let x = Double(i) * 0.04
      let rate = 0.3 * exp(0.7 * x)
      var filter = try KalmanFilter(mean: 1, variance: 0.25)
      for one in data {
        let decay = exp(-rate)
        try filter.predict(
          transition: decay, input: 1 - decay, noise: 0.25 * (1 - decay * decay))
        try filter.update(one.value ?? .nan, noise: 0.04)
      }
      posterior.add(log(rate), logWeight: filter.logLikelihood - x * x / 2)
    }
    let evidence = log(posterior.total * 0.04 / (2 * .pi).squareRoot())
    let model = Wandering()
    let twin = StateSpaceTwin(model, model, schedule: try DosingSchedule([]))
    let prior = try LogNormalPrior([.init("rate", median: 0.3, logSD: 0.7)])
    let runs = try (1...6 as ClosedRange<UInt64>).map { seed in
      var updater = try ParticleUpdater(
        prior: prior, twin: twin, options: .init(particles: 200, seed: seed))
      try updater.assimilate(data)
      return try updater.summary()
    }
    let mean = Runs(runs.map { $0.parameters[0].logMean })
    #expect(mean.isNear(posterior.mean), "\(mean.mean), \(posterior.mean)")
    #expect(agrees(Runs(runs.map { $0.parameters[0].logSD }).mean, posterior.sd, within: 0.1))
    let found = Runs(runs.map(\.logEvidence))
    #expect(abs(found.mean - evidence) < 3 * found.sd / 6.0.squareRoot() + found.sd * found.sd)
  }
}
