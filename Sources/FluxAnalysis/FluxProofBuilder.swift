import LinearProgramming

/// Finds the proofs of ends of reactions, for one thread.
///
/// Which proof an end gets follows ``FluxRangeAssembly``, which turns the same findings into ranges.
final class FluxProofBuilder {
  struct End: Sendable {
    var reaction: Int
    var isMaximum: Bool
    /// `nil` for the point that the analysis started from.
    var witness: FluxWitness?
    var proof: Proof
  }

  /// A ``FluxCertificates/Proof`` with its numbers.
  enum Proof: Sendable {
    case none, bound
    case duals(SparseNumbers)
    case refinedDuals(SparseNumbers, corrections: SparseNumbers)
    case leader(SparseNumbers)
    case direction(SparseNumbers)
  }

  private let start: FluxVariabilityStart
  private let findings: [FluxEndFinding?]
  private let lane: SolverLane
  private let indices: [Int32: Int]
  private let noDuals: [Double]

  init(
    _ start: FluxVariabilityStart, ends: FluxEnds, findings: [FluxEndFinding?],
    options: FluxVariabilityOptions
  ) {
    self.start = start
    self.findings = findings
    lane = start.makeLane(options)
    indices = ends.indices
    noDuals = Array(repeating: 0, count: start.compressed.rowOrigins.count)
  }

  /// `nil` for an end that failed.
  func end(of reaction: Int, isMaximum: Bool) -> End? {
    let finding = finding(for: reaction, isMaximum: isMaximum)
    if let finding, finding.status == .failed { return nil }
    return End(
      reaction: reaction, isMaximum: isMaximum, witness: finding?.witness,
      proof: proof(of: reaction, finding, isMaximum: isMaximum))
  }

  /// `nil` for a reaction that carries no flux.
  private func finding(for reaction: Int, isMaximum: Bool) -> FluxEndFinding? {
    guard let index = indices[start.compressed.carriers[reaction]] else { return nil }
    let goesUp = (start.compressed.factors[reaction] > 0) == isMaximum
    return findings[2 * index + (goesUp ? 1 : 0)] ?? FluxEndFinding(status: .failed, value: 0)
  }

  private func proof(of reaction: Int, _ finding: FluxEndFinding?, isMaximum: Bool) -> Proof {
    guard let finding, let leader = start.leader(of: reaction) else {
      return proofAtBound(of: reaction, 0, isMaximum: isMaximum)
    }
    let factor = start.compressed.factors[reaction]
    let sign = isMaximum ? 1.0 : -1.0
    switch finding.status {
    case .failed: return .none
    case .unbounded:
      guard let direction = finding.evidence.direction else { return .none }
      return .direction(SparseNumbers(direction.values))
    case .atBound:
      return proofAtBound(of: reaction, factor * finding.value, isMaximum: isMaximum)
    case .solved where reaction != leader:
      return .leader(
        mergeDuals(maximizing: [(reaction, sign), (leader, -sign * factor)]))
    case .solved:
      // Every digit of these counts.
      if let refined = finding.evidence.refinedDuals {
        return .refinedDuals(refined.high, corrections: refined.low)
      }
      guard let duals = finding.evidence.duals else { return .bound }
      return .duals(
        self.duals(
          maximizing: [(reaction, sign)], compressedDuals: duals.dense(count: noDuals.count),
          bound: sign * finding.outerBound))
    }
  }

  private func proofAtBound(of reaction: Int, _ value: Double, isMaximum: Bool) -> Proof {
    let implied = isMaximum ? start.implied.upper[reaction] : start.implied.lower[reaction]
    if abs(implied - value) <= 1e-9 * max(1, abs(implied)) { return .bound }
    let sign = isMaximum ? 1.0 : -1.0
    return .duals(mergeDuals(maximizing: [(reaction, sign)]))
  }

  /// The duals of the original rows that follow from the merges alone: few, and most of them exact.
  private func mergeDuals(maximizing terms: [(column: Int, coefficient: Double)]) -> SparseNumbers {
    SparseNumbers(lane.rowDuals(maximizing: terms, compressedDuals: noDuals))
  }

  /// The duals of the original rows with as few digits as leave `bound`, which they prove with all
  /// of them, what it is: rounded, or else without those that are only rounding, nearly half of them
  /// on Human-GEM.
  ///
  /// Where the duals are many, every digit of the others counts: what a dual of 100 is off by, 1e-14,
  /// may be worth thousands of fluxes of 1000.
  private func duals(
    maximizing terms: [(column: Int, coefficient: Double)], compressedDuals: [Double],
    bound: Double
  ) -> SparseNumbers {
    let duals = lane.rowDuals(maximizing: terms, compressedDuals: compressedDuals)
    let largest = duals.reduce(0) { max($0, abs($1)) }
    if largest == 0 { return SparseNumbers(indices: [], values: []) }
    let proves = { (kept: [Double]) in
      self.lane.judge.outerBound(maximizing: terms, rowDuals: kept)
        <= bound + 1e-10 * max(1, abs(bound))
    }
    let places = Self.digits - 1 - largest.decimalExponent
    let rounded = duals.map { $0 == 0 ? 0 : $0.rounded(toPlaces: places) }
    if proves(rounded) { return SparseNumbers(rounded) }
    let kept = duals.map { abs($0) < Self.rounding * largest ? 0 : $0 }
    return SparseNumbers(proves(kept) ? kept : duals)
  }

  /// How many digits the largest dual keeps, and with it all others as many places.
  private static let digits = 13
  /// What is next to nothing, relative to the largest dual.
  private static let rounding = 1e-12
}

extension FluxVariabilityStart {
  /// The reaction whose flux the column of `reaction` is; `nil` for one that carries none.
  func leader(of reaction: Int) -> Int? {
    let carrier = compressed.carriers[reaction]
    return carrier < 0 ? nil : Int(compressed.columnOrigins[Int(carrier)])
  }
}
