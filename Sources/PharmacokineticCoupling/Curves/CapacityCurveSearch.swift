import DataFiles
import FluxAnalysis

extension NetworkCoupler {
  /// The capacity of a pathway as a function of one supply, enzyme or bound, with all its
  /// breakpoints.
  ///
  /// Everything else is the individual's. Where the range begins with numbers at which no flux
  /// fits, the curve begins where one does.
  ///
  /// - Parameters:
  ///   - pathway: The id of a pathway of the rules.
  ///   - driver: What is moved; the individual's own value of it does not count.
  ///   - lower: One end of the range, in the unit of the driver.
  ///   - upper: The other one, above it.
  /// - Throws: ``CapacityCurveError``, among others for a breakpoint that is not proved.
  /// - Complexity: Some three questions to the provider for each straight piece: no individual's
  ///   twin needs any more of them afterwards.
  public func capacityCurve(
    of pathway: String, along driver: CapacityDriver, from lower: Double, to upper: Double,
    for individual: CoupledIndividual = .reference, using fluxes: any FluxProvider
  ) throws(CapacityCurveError) -> CapacityCurve {
    let search = try CapacityCurveSearch(
      rules, of: pathway, along: driver, from: lower, to: upper, for: individual, using: fluxes)
    return try search.curve()
  }
}

/// The questions that one capacity curve takes.
private struct CapacityCurveSearch {
  private typealias Sample = ResponseCurveSearch.Sample

  let plan: CapacityPlan
  let pathway: CoupledPathway
  let driver: CapacityDriver
  let individual: CoupledIndividual
  let fluxes: any FluxProvider
  private let line: BoundLine

  /// How near, relative to the largest of 1 and the capacities, two pieces must be to count as one.
  private static let tolerance = 1e-9
  private static let mostPoints = 10_000
  /// How far inside of the feasible range, relative to the larger of 1 and its end, a program is
  /// solved whose end the solver's tolerance hides.
  private static let endSlack = 1e-9

  init(
    _ rules: CouplingRules, of id: String, along driver: CapacityDriver, from lower: Double,
    to upper: Double, for individual: CoupledIndividual, using fluxes: any FluxProvider
  ) throws(CapacityCurveError) {
    let isUnsigned = driver.kind == "supply" || driver.kind == "activity"
    guard lower.isFinite, upper.isFinite, lower < upper, !isUnsigned || lower >= 0 else {
      throw .range(driver: driver.words, from: lower, to: upper)
    }
    guard let pathway = rules.pathways.first(where: { $0.id == id }) else {
      throw .unknownPathway(id: id, known: rules.pathways.map(\.id))
    }
    guard pathway.constant == nil, rules.statistic == .capacity else {
      throw .notMeasured(pathway: id)
    }
    do throws(CouplingError) {
      plan = try CapacityPlan(rules, on: fluxes.network)
      try plan.check(driver, for: individual)
    } catch { throw .coupling(error) }
    self.pathway = pathway
    self.driver = driver
    self.individual = individual
    self.fluxes = fluxes
    line = try BoundLine(plan, driver, individual, from: lower, to: upper)
  }

  func curve() throws(CapacityCurveError) -> CapacityCurve {
    let (loose, tight) =
      driver.loosensUpwards ? (line.upper, line.lower) : (line.lower, line.upper)
    guard let open = try point(at: loose) else {
      throw .infeasible(driver: driver.words, from: line.lower, to: line.upper)
    }
    var shut = try point(at: tight)
    if shut == nil { shut = try tightest(from: loose) }
    guard let shut else { throw .infeasibleEnd(driver: driver.words, at: tight) }
    let (first, last) = driver.loosensUpwards ? (shut, open) : (open, shut)
    func sample(_ bound: Double, _: Sample, _: Sample) throws(CapacityCurveError) -> Sample {
      guard let found = try point(at: bound) else {
        throw .infeasibleEnd(driver: driver.words, at: bound)
      }
      return found
    }
    let search = ResponseCurveSearch(tolerance: Self.tolerance, mostSamples: Self.mostPoints)
    guard
      let samples = try search.breakpoints(from: first, to: last, evaluate: sample)
    else { throw .tooManyPieces(pathway: pathway.id) }
    return try curve(through: samples)
  }

  // MARK: Points

  /// The capacity at a driving number; `nil` where no flux fits.
  private func point(at bound: Double) throws(CapacityCurveError) -> Sample? {
    guard let answer = try maximum(of: pathway.sum, at: bound) else { return nil }
    let sample = Sample(
      bound: bound, value: answer.value, slope: line.slope(of: answer),
      outerBound: answer.outerBound)
    let point = FluxResponseCurve.Breakpoint(
      bound: bound, value: answer.value, outerBound: answer.outerBound)
    if !point.isCertified {
      throw .notProved(
        pathway: pathway.id, at: bound, value: answer.value, outerBound: answer.outerBound)
    }
    return sample
  }

  private func maximum(
    of sum: FluxSum, at bound: Double
  ) throws(CapacityCurveError) -> FluxMaximum? {
    let changes: [FluxBoundChange]
    do throws(CouplingError) {
      changes = try plan.changes(for: individual, driver, at: bound)
    } catch .infeasible {
      return nil
    } catch {
      throw .coupling(error)
    }
    if changes.contains(where: { $0.lower > $0.upper }) { return nil }
    try line.check(changes, at: bound)
    do throws(CouplingError) {
      return try fluxes.maxima(of: [sum], changing: changes).first
    } catch .infeasible {
      return nil
    } catch {
      throw .coupling(error)
    }
  }

  /// The end of the feasible part of the range, by the least that the driven reaction must carry.
  private func tightest(from loose: Double) throws(CapacityCurveError) -> Sample? {
    guard let driven = plan.drivenFlux(driver) else { return nil }
    // The drive is −(the greatest of −drive), or for a lower bound the greatest flux itself.
    let sign = driver.loosensUpwards ? -1.0 : 1.0
    let sum = FluxSum([.init(driven.reaction, sign * driven.sign)])
    guard let extreme = try maximum(of: sum, at: loose) else { return nil }
    let bound = sign * extreme.value
    let slack = Self.endSlack * max(1, abs(bound))
    guard bound > line.lower, bound < line.upper, abs(bound - loose) > 10 * slack else {
      throw .infeasible(driver: driver.words, from: line.lower, to: line.upper)
    }
    if let found = try point(at: bound) { return found }
    let inside = driver.loosensUpwards ? bound + slack : bound - slack
    return try point(at: inside)?.slid(to: bound)
  }

  // MARK: The curve

  private func curve(
    through samples: [Sample]
  ) throws(CapacityCurveError) -> CapacityCurve {
    // A pathway runs one way: what is below 0 is rounding.
    let points = samples.map {
      FluxResponseCurve.Breakpoint(
        bound: $0.bound, value: $0.value > 0 ? $0.value : 0, outerBound: $0.outerBound)
    }
    let response: FluxResponseCurve
    do throws(FluxResponseError) {
      response = try FluxResponseCurve(
        points, drive: driver.words, objective: "capacity of \(pathway.id)",
        boundUnit: driver.unit.rawValue, valueUnit: PharmacokineticUnit.flux.rawValue)
    } catch { throw .response(error) }
    let digest: String
    do throws(CouplingError) {
      digest = SHA256.hexDigest(of: try plan.rules.canonicalBytes())
    } catch { throw .coupling(error) }
    return CapacityCurve(
      drug: plan.rules.drug.name, individual: individual.name, pathway: pathway.id, driver: driver,
      response: response, limitedBy: try limits(on: response), modelDigest: plan.network.digest,
      rulesDigest: digest)
  }

  /// What limits the pathway in the middle of each piece, where the capacity must be that of the
  /// line.
  private func limits(
    on response: FluxResponseCurve
  ) throws(CapacityCurveError) -> [[String]] {
    let words = LimitWords(plan: plan, individual: individual)
    var limits: [[String]] = []
    for (left, right) in zip(response.breakpoints, response.breakpoints.dropFirst()) {
      let middle = left.bound + (right.bound - left.bound) / 2
      let expected = (left.value + right.value) / 2
      guard let answer = try maximum(of: pathway.sum, at: middle) else {
        throw .infeasibleEnd(driver: driver.words, at: middle)
      }
      if abs(answer.value - expected) > 1e-6 * max(1, abs(expected)) {
        throw .notProved(
          pathway: pathway.id, at: middle, value: expected, outerBound: answer.outerBound)
      }
      limits.append(words.text(of: answer))
    }
    return limits
  }
}
