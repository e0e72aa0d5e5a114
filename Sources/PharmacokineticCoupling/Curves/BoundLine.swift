/// How every bound of an individual follows the driving number: in a straight line from one end of
/// the range to the other.
struct BoundLine {
  let driver: CapacityDriver
  let network: FluxNetwork
  let lower: Double
  let upper: Double
  private let ends: [String: (lower: FluxBoundChange, upper: FluxBoundChange)]

  /// What two ways of computing a bound may differ by, relative to the larger of 1 and the bound.
  private static let tolerance = 1e-9

  init(
    _ plan: CapacityPlan, _ driver: CapacityDriver, _ individual: CoupledIndividual,
    from lower: Double, to upper: Double
  ) throws(CapacityCurveError) {
    self.driver = driver
    self.lower = lower
    self.upper = upper
    network = plan.network
    var found: [[String: FluxBoundChange]] = []
    for bound in [lower, upper] {
      do throws(CouplingError) {
        let changes = try plan.changes(for: individual, driver, at: bound)
        found.append(Dictionary(changes.map { ($0.reaction, $0) }) { $1 })
      } catch .infeasible {
        throw .infeasibleEnd(driver: driver.words, at: bound)
      } catch {
        throw .coupling(error)
      }
    }
    var ends: [String: (lower: FluxBoundChange, upper: FluxBoundChange)] = [:]
    for id in Set(found[0].keys).union(found[1].keys) {
      let own = Self.own(id, plan.network)
      ends[id] = (found[0][id] ?? own, found[1][id] ?? own)
    }
    self.ends = ends
  }

  private static func own(_ id: String, _ network: FluxNetwork) -> FluxBoundChange {
    let reaction = network.reactions[id]
    return FluxBoundChange(
      id, lower: reaction?.lower ?? -.infinity, upper: reaction?.upper ?? .infinity)
  }

  /// What a maximum gains for each unit of the driving number: a slope of a line that is nowhere
  /// below the curve, as every dual solution gives one.
  func slope(of answer: FluxMaximum) -> Double {
    answer.limits.reduce(0) { sum, limit in
      guard let end = ends[limit.reaction] else { return sum }
      let rise =
        limit.gain > 0 ? end.upper.upper - end.lower.upper : end.upper.lower - end.lower.lower
      return rise == 0 || !rise.isFinite ? sum : sum + limit.gain * rise / (upper - lower)
    }
  }

  /// - Throws: ``CapacityCurveError/notStraight(driver:reaction:)``.
  func check(_ changes: [FluxBoundChange], at bound: Double) throws(CapacityCurveError) {
    let found = Dictionary(changes.map { ($0.reaction, $0) }) { $1 }
    let part = (bound - lower) / (upper - lower)
    for id in Set(ends.keys).union(found.keys).sorted() {
      let own = Self.own(id, network)
      let (here, end) = (found[id] ?? own, ends[id] ?? (own, own))
      let isStraight =
        Self.isBetween(here.lower, end.lower.lower, end.upper.lower, part)
        && Self.isBetween(here.upper, end.lower.upper, end.upper.upper, part)
      if !isStraight { throw .notStraight(driver: driver.words, reaction: id) }
    }
  }

  private static func isBetween(
    _ value: Double, _ first: Double, _ last: Double, _ part: Double
  ) -> Bool {
    if first == last { return value == first }
    return abs(value - (first + part * (last - first))) <= tolerance * max(1, abs(value))
  }
}
