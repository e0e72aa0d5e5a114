import Foundation

/// Sequential Bayesian updating of static parameters by iterated batch importance sampling.
///
/// Particles drawn from the prior are reweighted by the likelihood of each measurement. When the
/// effective sample size falls below a part of their number, they are resampled (systematically) and
/// each takes some Metropolis steps that keep the posterior given *all* measurements so far (Chopin
/// 2002, doi 10.1093/biomet/89.3.539). Without those steps, static parameters would soon be left with
/// a single value. A measurement that alone would leave less than a tenth of the particles is taken
/// in by parts: powers of its likelihood, with steps between them (Del Moral, Doucet and Jasra 2006,
/// doi 10.1111/j.1467-9868.2006.00553.x).
///
///     var updater = try ParticleUpdater(prior: prior, twin: twin, options: .init(seed: 1))
///     let report = try updater.assimilate(TwinMeasurement(time: 2, observable: "central", value: 1.4))
///     let clearance = try updater.summary().parameters[0]
///
/// The same seed gives the same numbers.
///
/// - Complexity: A measurement costs one prediction for each particle, and where particles are
///   moved, besides, ``Options/moves`` predictions of the whole history for each.
public struct ParticleUpdater<Twin: TwinLikelihood>: SequentialUpdater {
  public let prior: LogNormalPrior
  public let twin: Twin
  public let options: ParticleOptions
  /// In the order they were taken in.
  public private(set) var history: [TwinMeasurement] = []
  public private(set) var reports: [UpdateReport] = []
  /// *log p(history)*.
  public private(set) var logEvidence = 0.0

  private(set) var cloud: ParticleCloud
  private(set) var carried: [Twin.Carried]
  private var random: NormalDeviates

  /// - Throws: ``UpdatingError/parametersDiffer(prior:model:)``, and
  ///   ``UpdatingError/wrongNumber(_:)`` for options out of range.
  public init(
    prior: LogNormalPrior, twin: Twin, options: ParticleOptions = .init()
  ) throws(UpdatingError) {
    try asUpdating { () throws(PharmacokineticError) in try options.check() }
    guard prior.names == twin.parameterNames else {
      throw .parametersDiffer(prior: prior.names, model: twin.parameterNames)
    }
    self.prior = prior
    self.twin = twin
    self.options = options
    random = NormalDeviates(seed: options.seed)
    cloud = ParticleCloud(prior, count: options.particles, &random)
    carried = twin.begin(cloud.parameters)
  }

  /// The parameters of the particles.
  public var particles: ParticleTable { cloud.parameters }

  /// The weights of the particles, which add up to 1.
  public var weights: [Double] { cloud.weights }

  /// - Throws: ``UpdatingError/measurement(_:problem:)``,
  ///   ``UpdatingError/unknownObservable(name:known:)``, ``UpdatingError/late(_:last:)`` for one
  ///   earlier than the last, ``UpdatingError/unexplained(_:problem:)`` where the likelihood
  ///   of every particle is 0. An error leaves the updater as it was.
  @discardableResult
  public mutating func assimilate(
    _ measurement: TwinMeasurement
  ) throws(UpdatingError) -> UpdateReport {
    try twin.check(measurement)
    try checkOrder(of: measurement)
    var next = self
    let report = try next.take(measurement)
    self = next
    return report
  }

  private func checkOrder(of measurement: TwinMeasurement) throws(UpdatingError) {
    guard let last = history.lazy.map(\.time).max(), measurement.time < last else { return }
    guard options.acceptsLate else { throw .late(measurement, last: last) }
    guard twin.isOrderFree else { throw .needsOrder(measurement) }
  }

  private mutating func take(_ measurement: TwinMeasurement) throws(UpdatingError) -> UpdateReport {
    let scores = twin.assimilate(measurement, cloud.parameters, &carried)
    cloud.latest = scores.logLikelihoods
    let size = cloud.effectiveSize(raisedBy: 1)
    guard size > 0 else {
      throw .unexplained(measurement, problem: scores.failure.map { UpdatingError($0) })
    }
    history.append(measurement)
    let transform = probabilityTransform(of: measurement, scores)
    let steps = try learn(from: measurement, size: size)
    cloud.settle()
    logEvidence += steps.logEvidence
    let report = UpdateReport(
      measurement: measurement, logEvidenceIncrement: steps.logEvidence, logEvidence: logEvidence,
      probabilityTransform: transform, effectiveSampleSize: size,
      failedParticles: scores.cumulatives.count(where: \.isNaN), resamplings: steps.resamplings,
      acceptance: steps.proposals == 0 ? nil : Double(steps.accepted) / Double(steps.proposals))
    reports.append(report)
    return report
  }

  private mutating func probabilityTransform(
    of measurement: TwinMeasurement, _ scores: MeasurementScores
  ) -> Double {
    let weights = cloud.weights
    var (sum, total) = (0.0, 0.0)
    for i in 0..<cloud.count where !scores.cumulatives[i].isNaN {
      sum += weights[i] * scores.cumulatives[i]
      total += weights[i]
    }
    let below = total > 0 ? min(1, sum / total) : 0
    return measurement.isCensored ? below * random.uniform() : below
  }
}

/// How many particles, and when and how they move.
public struct ParticleOptions: Sendable, Hashable, Codable {
  public var particles = 1000
  /// Of the number of particles: below this effective size they are resampled and moved.
  public var resampleBelow = 0.5
  /// Metropolis steps after each resampling.
  public var moves = 5
  public var seed: UInt64 = 1
  /// Whether a measurement may be earlier than the last, as a result that a laboratory sends late.
  public var acceptsLate = false

  public init(
    particles: Int = 1000, resampleBelow: Double = 0.5, moves: Int = 5, seed: UInt64 = 1,
    acceptsLate: Bool = false
  ) {
    self.particles = particles
    self.resampleBelow = resampleBelow
    self.moves = moves
    self.seed = seed
    self.acceptsLate = acceptsLate
  }

  func check() throws(PharmacokineticError) {
    guard (10...1_000_000).contains(particles) else {
      throw .outOfRange(
        quantity: "number of particles", value: Double(particles), allowed: "10 to 1,000,000")
    }
    try Check.fraction(resampleBelow, "effective size below which particles are resampled")
    guard (1...1000).contains(moves) else {
      throw .outOfRange(quantity: "number of moves", value: Double(moves), allowed: "1 to 1,000")
    }
  }
}

/// What learning from one measurement took.
struct LearningSteps: Sendable {
  var logEvidence = 0.0
  var resamplings = 0
  var proposals = 0
  var accepted = 0
}

// MARK: Learning

extension ParticleUpdater {
  /// An effective size below this part of the particles is reached by parts.
  private static var bridgeBelow: Double { 0.1 }
  private static var bridgeLimit: Int { 200 }

  /// Moves the weights from the likelihood of the past to that of the whole history.
  fileprivate mutating func learn(
    from measurement: TwinMeasurement, size: Double
  ) throws(UpdatingError) -> LearningSteps {
    var steps = LearningSteps()
    var (power, size) = (0.0, size)
    let count = Double(cloud.count)
    while power < 1 {
      guard steps.resamplings < Self.bridgeLimit else {
        throw .notConverged(what: "update by \(measurement.label)", steps: steps.resamplings)
      }
      let rest = 1 - power
      let isWhole = size >= Self.bridgeBelow * count
      let part = isWhole ? rest : bridge(upTo: rest)
      steps.logEvidence += cloud.reweight(raisedBy: part)
      power = part == rest ? 1 : power + part
      if power < 1 || size < options.resampleBelow * count { move(power: power, &steps) }
      if power < 1 { size = cloud.effectiveSize(raisedBy: 1 - power) }
    }
    return steps
  }

  /// The power that leaves half of the effective size that any power leaves, by bisection.
  private func bridge(upTo rest: Double) -> Double {
    let target = 0.5 * cloud.effectiveSize(raisedBy: 0)
    var (low, high) = (0.0, rest)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      let size = cloud.effectiveSize(raisedBy: middle)
      if abs(size - target) < 0.02 * target { return middle }
      if size > target { low = middle } else { high = middle }
    }
    return high
  }

  /// Resamples, and lets every particle take its Metropolis steps.
  private mutating func move(power: Double, _ steps: inout LearningSteps) {
    let walk = cloud.dimension > 0 ? cloud.walk() : nil
    let indices = cloud.systematicIndices(cloud.count, offset: random.uniform())
    cloud.select(indices)
    carried = indices.map { carried[$0] }
    steps.resamplings += 1
    // Without a direction to walk in every parameter is fixed, and there is nothing to move.
    guard let walk else { return }
    for _ in 0..<options.moves {
      var proposal = cloud.proposal(walk, &random)
      let scores = twin.replay(history, proposal.parameters)
      proposal.past = scores.past
      proposal.latest = scores.latest
      let accepted = cloud.accept(proposal, power: power, &random)
      for i in accepted { carried[i] = scores.carried[i] }
      steps.proposals += cloud.count
      steps.accepted += accepted.count
    }
  }
}
