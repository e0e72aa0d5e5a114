import CohortStatistics
import FluxAnalysis
import MetabolicModels

extension PrimeModel {
  /// Finds the reactions whose expression goes with growth in a cohort, and the bounds that their
  /// expression is mapped to.
  ///
  /// 1. The smallest common bound *B* (a multiple of the step) of all fluxes, both ways, that costs no
  ///    more growth than allowed. Growth does not fall as *B* grows, so the search halves.
  /// 2. The expression of a reaction is the mean level of the measured genes of its rule. It is
  ///    correlated with growth over the samples; associated is what has a q-value within the rate of
  ///    false discoveries.
  /// 3. `leastBound` is the largest flux that any essential one of the associated reactions must carry at
  ///    the best growth. (The paper speaks of essential reactions; those that are not associated keep
  ///    their bounds, so that their need says nothing about this one.)
  /// 4. `greatestBound` is where the first linear stretch of the best growth over the common bound of the
  ///    associated reactions ends, from `leastBound` on (below it growth is what the essential reaction
  ///    lets through). That curve is concave, so the search halves here too.
  ///
  /// - Parameters:
  ///   - samples: One for each of `growthRates`, in order; at least three.
  ///   - growthRates: In h⁻¹ or any unit that grows with it.
  /// - Throws: ``OmicsError/trainingDoesNotFit(reason:)`` where nothing is associated or the numbers do
  ///   not fit, ``OmicsError/flux(_:)``.
  /// - Complexity: Some thirty linear programs, a flux variability analysis of the associated
  ///   reactions, and a linear program for each of them that must carry flux.
  public init(
    of base: ConstrainedModel, samples: [GeneLevels], growthRates: [Double],
    options: PrimeOptions = PrimeOptions(), using solver: MethodSolver
  ) throws(OmicsError) {
    try options.check()
    try Self.check(base, samples: samples, growthRates: growthRates)
    let reactions = try Self.associated(
      with: growthRates, in: samples, of: base.model, options: options)
    if reactions.isEmpty {
      throw .trainingDoesNotFit(
        reason: "no reaction's expression goes with growth at a rate of false discoveries of "
          + "\(options.falseDiscoveryRate) in \(samples.count) samples")
    }
    let search = try PrimeBoundSearch(base, options: options, solver: solver)
    let common = try search.commonBound()
    let indices = reactions.map(\.reaction)
    let least = try search.leastBound(of: indices, common: common)
    let greatest = try search.greatestBound(of: indices, common: common, from: least)
    guard least < greatest else {
      throw .trainingDoesNotFit(
        reason: "an essential reaction needs \(least), and growth follows the bounds of the "
          + "associated reactions only up to \(greatest)")
    }
    self.init(
      model: base.model.id, samples: samples.map(\.sample), options: options, reactions: reactions,
      commonBound: common, leastBound: least, greatestBound: greatest, growth: search.growth)
  }

  /// For each sample the model trained on all others: the only one that may predict it.
  ///
  /// - Returns: In the order of the samples, each with the growth that it predicts for the sample left
  ///   out.
  /// - Throws: As ``init(of:samples:growthRates:options:using:)``, of any of the trainings.
  /// - Complexity: As many trainings as samples.
  public static func leavingOneOut(
    of base: ConstrainedModel, samples: [GeneLevels], growthRates: [Double],
    options: PrimeOptions = PrimeOptions(), using solver: MethodSolver
  ) throws(OmicsError) -> [(model: PrimeModel, predictedGrowth: Double?)] {
    try check(base, samples: samples, growthRates: growthRates)
    var results: [(model: PrimeModel, predictedGrowth: Double?)] = []
    for left in samples.indices {
      try solver.checkCancelled()
      var (others, rates) = (samples, growthRates)
      others.remove(at: left)
      rates.remove(at: left)
      let model = try PrimeModel(
        of: base, samples: others, growthRates: rates, options: options, using: solver)
      let patient = try Prime(model).personalize(base, with: samples[left], using: solver)
      results.append((model, try solver.growth(of: patient.constrained)))
    }
    return results
  }

  /// The mean level of the measured genes of each rule; `nil` without one.
  static func meanLevels(of model: MetabolicModel, in levels: GeneLevels) -> [Double?] {
    model.reactions.map { reaction in
      let measured = (reaction.rule?.genes ?? []).compactMap { levels.levels[$0] }
      return measured.isEmpty
        ? nil : measured.reduce(0) { $0 + $1 / Double(measured.count) }
    }
  }

  private static func check(
    _ base: ConstrainedModel, samples: [GeneLevels], growthRates: [Double]
  ) throws(OmicsError) {
    var reason: String?
    if samples.count != growthRates.count {
      reason = "there are \(samples.count) samples and \(growthRates.count) growth rates"
    } else if samples.count < 4 {
      reason = "there are \(samples.count) samples, and a correlation needs at least 4"
    } else if growthRates.contains(where: { !$0.isFinite }) {
      reason = "a growth rate is not a finite number"
    } else if Set(samples.map(\.sample)).count < samples.count {
      reason = "a sample stands there twice"
    } else if base.objective.sense != .maximize || base.objective.terms.isEmpty {
      reason = "the model has no growth to maximize"
    } else if samples.contains(where: { $0.levels.count != base.model.genes.count }) {
      reason = "a sample has the levels of another model's genes"
    }
    if let reason { throw .trainingDoesNotFit(reason: reason) }
  }

  private static func associated(
    with growthRates: [Double], in samples: [GeneLevels], of model: MetabolicModel,
    options: PrimeOptions
  ) throws(OmicsError) -> [Associated] {
    let levels = samples.map { meanLevels(of: model, in: $0) }
    do throws(CohortStatisticsError) {
      var tests = [CorrelationTest?](repeating: nil, count: model.reactions.count)
      for reaction in tests.indices {
        // All samples or none: a correlation over other samples is another correlation.
        let values = levels.compactMap { $0[reaction] }
        if values.count < samples.count { continue }
        tests[reaction] = try CorrelationTest(values, growthRates, kind: options.correlation)
      }
      let qValues = try FalseDiscoveryRate.qValues(tests.map { $0?.pValue })
      return tests.enumerated().compactMap { reaction, test in
        guard let test, let q = qValues[reaction], q <= options.falseDiscoveryRate,
          test.coefficient != 0
        else { return nil }
        let sign = test.coefficient < 0 ? -1.0 : 1.0
        let signed = levels.map { sign * ($0[reaction] ?? 0) }
        return Associated(
          id: model.reactions[reaction].id, reaction: reaction, correlation: test.coefficient,
          pValue: test.pValue, qValue: q, minimum: signed.min() ?? 0, maximum: signed.max() ?? 0)
      }
    } catch {
      throw .trainingDoesNotFit(reason: "\(error)")
    }
  }
}

extension MethodSolver {
  /// The best objective; `nil` if no flux distribution satisfies the bounds.
  func growth(of model: ConstrainedModel) throws(OmicsError) -> Double? {
    try optimum(of: FluxProgram(model).program)?.value
  }
}
