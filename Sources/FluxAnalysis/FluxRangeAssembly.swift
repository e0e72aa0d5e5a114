import LinearProgramming
import Synchronization

/// Turns what is known of compressed columns into the ranges of reactions.
struct FluxRangeAssembly: Sendable {
  let start: FluxVariabilityStart
  let ends: FluxEnds
  let findings: [FluxEndFinding?]
  let options: FluxVariabilityOptions

  func ranges(of reactions: [Int]) throws(LPError) -> [FluxRange] {
    var indices = [Int32: Int](minimumCapacity: ends.columns.count)
    for (index, column) in ends.columns.enumerated() { indices[column] = index }
    let slices = max(1, min(options.threads, reactions.count / 256))
    let found = Mutex<[Int: [FluxRange]]>([:])
    try onPinnedThreads(slices) { [indices] slice throws(LPError) in
      let start = reactions.count * slice / slices
      let end = reactions.count * (slice + 1) / slices
      let ranges = self.ranges(of: reactions[start..<end], indices: indices)
      found.withLock { $0[slice] = ranges }
    }
    return found.withLock { found in (0..<slices).flatMap { found[$0] ?? [] } }
  }

  private func ranges(of reactions: ArraySlice<Int>, indices: [Int32: Int]) -> [FluxRange] {
    let lane = SolverLane(
      original: start.original, compressed: start.compressed,
      tolerance: options.solving.tolerance)
    return reactions.map { reaction in
      let carrier = start.compressed.carriers[reaction]
      guard let index = indices[carrier] else {
        return FluxRange(
          minimum: zeroEnd(of: reaction, isMaximum: false, lane: lane),
          maximum: zeroEnd(of: reaction, isMaximum: true, lane: lane))
      }
      let position = ends.reactions[index].firstIndex(of: Int32(reaction)) ?? 0
      return FluxRange(
        minimum: end(of: reaction, at: index, position, isMaximum: false, lane: lane),
        maximum: end(of: reaction, at: index, position, isMaximum: true, lane: lane))
    }
  }

  private func end(
    of reaction: Int, at index: Int, _ position: Int, isMaximum: Bool, lane: SolverLane
  ) -> FluxRange.End {
    let factor = start.compressed.factors[reaction]
    let carrierEnd = 2 * index + ((factor > 0) == isMaximum ? 1 : 0)
    guard let finding = findings[carrierEnd] else { return .init(status: .failed, value: nil) }
    switch finding.status {
    case .failed: return .init(status: .failed, value: nil)
    case .unbounded: return .init(status: .unbounded, value: isMaximum ? .infinity : -.infinity)
    case .solved:
      let outer = finding.outerBounds.isEmpty ? nil : finding.outerBounds[position]
      return settled(reaction, factor * finding.value, outer: outer)
    case .atBound:
      let value = factor * finding.value
      return settled(
        reaction, value,
        outer: outerBoundAtBound(of: reaction, value, isMaximum: isMaximum, lane: lane))
    }
  }

  /// A reaction that the compression found to carry no flux.
  private func zeroEnd(of reaction: Int, isMaximum: Bool, lane: SolverLane) -> FluxRange.End {
    settled(
      reaction, 0, outer: outerBoundAtBound(of: reaction, 0, isMaximum: isMaximum, lane: lane))
  }

  /// The proof for an end at the bound of its column: the reaction's own bound, or, through the
  /// rows that the compression took out, that of another reaction of the column.
  private func outerBoundAtBound(
    of reaction: Int, _ value: Double, isMaximum: Bool, lane: SolverLane
  ) -> Double? {
    let bounds = start.original.columns
    guard options.certificates else { return nil }
    let own = isMaximum ? bounds.upper[reaction] : bounds.lower[reaction]
    if abs(own - value) <= 1e-9 * max(1, abs(own)) { return own }
    let sign = isMaximum ? 1.0 : -1.0
    let bound = lane.outerBound(
      maximizing: [(column: reaction, coefficient: sign)],
      compressedDuals: Array(repeating: 0, count: start.compressed.rowOrigins.count))
    return sign * bound
  }

  private func settled(_ reaction: Int, _ found: Double, outer: Double?) -> FluxRange.End {
    let bounds = start.original.columns
    // A basic variable may stand beyond its bound by the solver's tolerance; the flux may not.
    let value = min(max(found, bounds.lower[reaction]), bounds.upper[reaction]).unsigned
    let proof = outer.flatMap { $0.isFinite ? $0.unsigned : nil }
    let limit = SolverLane.certificateTolerance * max(1, abs(value))
    let isCertified =
      options.certificates && start.isOptimumCertified
      && proof.map { abs($0 - value) <= limit } == true
    return FluxRange.End(
      status: isCertified ? .certified : .optimal, value: value,
      outerBound: options.certificates ? proof : nil)
  }
}
