import LinearProgramming

/// Turns what is known of compressed columns into the ranges of reactions.
struct FluxRangeAssembly: Sendable {
  let start: FluxVariabilityStart
  let ends: FluxEnds
  let findings: [FluxEndFinding?]
  let options: FluxVariabilityOptions

  func ranges(of reactions: [Int]) -> [FluxRange] {
    mapSlices(of: reactions.count, threads: options.threads) { slice in
      self.ranges(of: reactions[slice], lane: self.start.makeLane(self.options))
    }.flatMap(\.self)
  }

  func ranges(of reactions: ArraySlice<Int>, lane: SolverLane) -> [FluxRange] {
    let indices = ends.indices
    return reactions.map { reaction in
      let carrier = start.compressed.carriers[reaction]
      guard let index = indices[carrier] else {
        return FluxRange(
          minimum: zeroEnd(of: reaction, isMaximum: false, lane: lane),
          maximum: zeroEnd(of: reaction, isMaximum: true, lane: lane))
      }
      return FluxRange(
        minimum: end(of: reaction, at: index, isMaximum: false, lane: lane),
        maximum: end(of: reaction, at: index, isMaximum: true, lane: lane))
    }
  }

  private func end(
    of reaction: Int, at index: Int, isMaximum: Bool, lane: SolverLane
  ) -> FluxRange.End {
    let factor = start.compressed.factors[reaction]
    let carrierEnd = 2 * index + ((factor > 0) == isMaximum ? 1 : 0)
    guard let finding = findings[carrierEnd] else { return .init(status: .failed, value: nil) }
    switch finding.status {
    case .failed: return .init(status: .failed, value: nil)
    case .unbounded: return .init(status: .unbounded, value: isMaximum ? .infinity : -.infinity)
    case .solved:
      let outer = outerBound(of: reaction, finding, isMaximum: isMaximum, lane: lane)
      return settled(
        reaction, factor * finding.value, outer: outer, isDoubtful: finding.isDoubtful)
    case .atBound:
      let value = factor * finding.value
      return settled(
        reaction, value,
        outer: outerBoundAtBound(of: reaction, value, isMaximum: isMaximum, lane: lane))
    }
  }

  /// The proof for a reaction from that of its column: its flux is *f* times the column's but for
  /// what the rows that the compression took out leave open, which is some rounding.
  private func outerBound(
    of reaction: Int, _ finding: FluxEndFinding, isMaximum: Bool, lane: SolverLane
  ) -> Double? {
    guard options.certificates, finding.outerBound.isFinite else { return nil }
    let origin = Int(start.compressed.columnOrigins[Int(start.compressed.carriers[reaction])])
    if reaction == origin { return finding.outerBound }
    let factor = start.compressed.factors[reaction]
    let sign = isMaximum ? 1.0 : -1.0
    // A bound on sign · (v − f · column), so that the flux goes no further than f times what the
    // column goes to, and that.
    let excess = lane.outerBound(
      maximizing: [
        (column: reaction, coefficient: sign), (column: origin, coefficient: -sign * factor),
      ], compressedDuals: Array(repeating: 0, count: start.compressed.rowOrigins.count))
    return sign * ((sign * factor * finding.outerBound).nextUp + excess).nextUp
  }

  /// A reaction that the compression found to carry no flux.
  private func zeroEnd(of reaction: Int, isMaximum: Bool, lane: SolverLane) -> FluxRange.End {
    settled(
      reaction, 0, outer: outerBoundAtBound(of: reaction, 0, isMaximum: isMaximum, lane: lane))
  }

  /// The proof for an end at the bound of its column: the reaction's own or implied bound, or,
  /// through the rows that the compression took out, that of another reaction of the column.
  private func outerBoundAtBound(
    of reaction: Int, _ value: Double, isMaximum: Bool, lane: SolverLane
  ) -> Double? {
    guard options.certificates else { return nil }
    let implied = isMaximum ? start.implied.upper[reaction] : start.implied.lower[reaction]
    if abs(implied - value) <= 1e-9 * max(1, abs(implied)) { return implied }
    let sign = isMaximum ? 1.0 : -1.0
    let bound = lane.outerBound(
      maximizing: [(column: reaction, coefficient: sign)],
      compressedDuals: Array(repeating: 0, count: start.compressed.rowOrigins.count))
    return sign * bound
  }

  private func settled(
    _ reaction: Int, _ found: Double, outer: Double?, isDoubtful: Bool = false
  ) -> FluxRange.End {
    let bounds = start.original.columns
    // A basic variable may stand beyond its bound by the solver's tolerance; the flux may not.
    let value = min(max(found, bounds.lower[reaction]), bounds.upper[reaction]).unsigned
    let proof = outer.flatMap { $0.isFinite ? $0.unsigned : nil }
    let limit = SolverLane.certificateTolerance * max(1, abs(value))
    let isCertified =
      options.certificates && start.isOptimumCertified && !isDoubtful
      && proof.map { abs($0 - value) <= limit } == true
    return FluxRange.End(
      status: isCertified ? .certified : .optimal, value: value,
      outerBound: options.certificates ? proof : nil)
  }
}
