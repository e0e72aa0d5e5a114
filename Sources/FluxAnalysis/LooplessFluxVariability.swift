import Dispatch
import LinearProgramming
import MetabolicModels

/// Returns the range that each flux can take over the *loopless* steady states that keep the
/// objective near its optimum (loopless flux variability analysis): exact, not a heuristic.
///
/// A flux distribution is loopless if no internal cycle follows its directions (``LoopLaw`` has the
/// law and its sources). Boundary reactions, those with one metabolite, are in no cycle. The search
/// for the exact end is needed only for ends of reactions that are in a cycle, and only for those
/// that point away from zero; the others are those of ``fluxVariability(of:options:using:)``. Where
/// a reaction in a cycle must carry flux, is in a flux constraint or in the objective, every end is
/// searched for, and the cut is made at the optimum over loopless fluxes.
///
/// A flux of less than 1e-9 mmol·gDW⁻¹·h⁻¹ is taken to have no direction.
///
/// - Parameters: As ``fluxVariability(of:options:using:)``.
/// - Returns: One range for each reaction asked for, in that order. An end is certified if the value
///   is reached by a flux distribution without a cycle, which chemical potentials prove, and if
///   every part of the search tree was closed by a bound that holds whatever the solver did.
/// - Throws: As ``fluxVariability(of:options:using:)``; ``FluxError/infeasible(model:)`` also where
///   every steady state has a cycle.
/// - Complexity: One flux variability analysis of the internal network and one of the model, and for
///   each end that is searched for a number of warm solves that can be exponential in the number
///   of cycles through its reaction, at most ``FluxVariabilityOptions/looplessNodeLimit``.
public func looplessFluxVariability(
  of model: ConstrainedModel, options: FluxVariabilityOptions = FluxVariabilityOptions(),
  using backend: some LPBackend
) throws(FluxError) -> FluxVariabilityResult {
  try options.check(for: model)
  try options.refuseExact(with: "loopless")
  let began = DispatchTime.now()
  let law = try LoopLaw(of: model, options: options, using: backend)
  var start = try LooplessStart(
    model, law: law, options: options, began: began, backend: backend)
  if start.boundSteps.isEmpty {
    if let optimum = start.objectiveValue {
      start.cut(options.cut, at: optimum, isProved: start.isOptimumCertified)
    }
    let plain = try fluxVariability(of: model, options: options, using: backend)
    start.learn(from: plain)
    return try plain.replacingEnds(in: law, start: start, options: options, backend: backend)
  }
  if start.objectiveValue != nil {
    try start.cutAtLooplessOptimum(options: options, backend: backend)
  }
  return try searchAllEnds(start, options: options, backend: backend)
}

extension FluxVariabilityResult {
  /// Searches for the ends that the loop law can change.
  fileprivate func replacingEnds(
    in law: LoopLaw, start: LooplessStart, options: FluxVariabilityOptions,
    backend: some LPBackend
  ) throws(FluxError) -> FluxVariabilityResult {
    var places: [Int] = []
    var ends: [LooplessSearch.End] = []
    for (place, (reaction, range)) in zip(reactions, ranges).enumerated() {
      let carrier = Int(start.compressed.carriers[reaction])
      guard carrier >= 0, start.network.positions[carrier] >= 0 else { continue }
      if law.backward[reaction], range.minimum.isBelowZero {
        places.append(place)
        ends.append(.init(reaction: reaction, isMaximum: false))
      }
      if law.forward[reaction], range.maximum.isAboveZero {
        places.append(place)
        ends.append(.init(reaction: reaction, isMaximum: true))
      }
    }
    var result = self
    if ends.isEmpty { return result }
    let found = try LooplessSearch(start: start, options: options).run(ends, using: backend)
    for (index, place) in places.enumerated() {
      if ends[index].isMaximum {
        result.ranges[place].maximum = found.ends[index]
      } else {
        result.ranges[place].minimum = found.ends[index]
      }
    }
    result.counters.add(found.counters)
    result.replaceRecovered(at: Set(ends), by: found.recovered)
    return result
  }
}

extension FluxVariabilityResult {
  /// What is said of how `ends` were settled is `recovered` from now on.
  private mutating func replaceRecovered(
    at ends: Set<LooplessSearch.End>, by recovered: [RecoveredEnd]
  ) {
    let kept = recoveredEnds.filter { known in
      !ends.contains(.init(reaction: known.reaction, isMaximum: known.isMaximum))
    }
    let places = Dictionary(zip(reactions, 0...)) { first, _ in first }
    recoveredEnds = (kept + recovered).sorted { a, b in
      (places[a.reaction, default: 0], a.isMaximum ? 1 : 0)
        < (places[b.reaction, default: 0], b.isMaximum ? 1 : 0)
    }
  }
}

extension FluxRange.End {
  // An end without a value may be anywhere.
  fileprivate var isBelowZero: Bool { value.map { $0 < 0 } ?? true }
  fileprivate var isAboveZero: Bool { value.map { $0 > 0 } ?? true }
}

extension LooplessStart {
  fileprivate mutating func cutAtLooplessOptimum(
    options: FluxVariabilityOptions, backend: some LPBackend
  ) throws(FluxError) {
    let found = try LooplessSearch(start: self, options: options).optimum(using: backend)
    if found.isUnbounded { throw .unbounded(model: constrained.model.id) }
    guard found.isSettled else {
      throw .stopped(found.trouble ?? .iterationLimit)
    }
    guard let best = found.best else { throw .infeasible(model: constrained.model.id) }
    let limit = SolverLane.certificateTolerance * max(1, abs(best.value))
    cut(
      options.cut, at: constrained.objective.value(at: best.point),
      isProved: found.isBoundProved && found.bound - best.value <= limit)
  }
}

private func searchAllEnds(
  _ start: LooplessStart, options: FluxVariabilityOptions, backend: some LPBackend
) throws(FluxError) -> FluxVariabilityResult {
  let reactions = options.reactions ?? Array(start.constrained.model.reactions.indices)
  let ends = reactions.flatMap { reaction in
    [false, true].map { LooplessSearch.End(reaction: reaction, isMaximum: $0) }
  }
  let found = try LooplessSearch(start: start, options: options).run(ends, using: backend)
  var counters = start.counters
  counters.add(found.counters)
  var result = FluxVariabilityResult(
    reactions: reactions,
    ranges: reactions.indices.map {
      FluxRange(minimum: found.ends[2 * $0], maximum: found.ends[2 * $0 + 1])
    },
    objectiveValue: start.objectiveValue, counters: counters)
  result.recoveredEnds = found.recovered
  return result
}
