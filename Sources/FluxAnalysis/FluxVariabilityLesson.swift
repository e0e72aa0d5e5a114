import LinearProgramming

/// What the flux variability analysis of one individual teaches about others: duals that prove ends,
/// and in which order to look for them.
///
/// Duals prove an outer bound whatever the bounds are (weak duality). Where a patient's point reaches
/// what the duals of the individual prove under the patient's bounds, the end needs no program of its
/// own.
struct FluxVariabilityLesson: Sendable {
  /// How near, relative to the largest of 1 and the bound, a point must come to what is proved of an
  /// end to settle it. A hundredth of what certifies a value.
  static let tolerance = 1e-8

  /// One program: it pushes all ends that one point of the individual settles.
  struct Stop: Sendable {
    var ends: [Int32]
    /// Where columns stand at a point that reaches all of them.
    var needs: RequiredBounds.Bounds
  }

  /// For each end the duals (of the compressed program, for the end to be maximized) that proved it;
  /// `nil` where none were needed.
  let duals: [SparseNumbers?]
  /// Together they have every end once.
  let stops: [Stop]

  /// - Parameters:
  ///   - findings: Of every end, with evidence and witnesses.
  ///   - more: Of the same individual, by another way: more points to choose from.
  ///   - start: The individual's.
  ///   - solverTolerance: By how much the solver's points may overstep a bound.
  init(
    _ findings: [FluxEndFinding?], and more: [FluxEndFinding?] = [], ends: FluxEnds,
    start: FluxVariabilityStart, solverTolerance: Double
  ) {
    duals = findings.indices.map { end in
      for finding in [findings[end], more.isEmpty ? nil : more[end]] {
        guard let finding, let duals = finding.evidence.duals,
          !Self.isSteep(duals, value: finding.value, solverTolerance: solverTolerance)
        else { continue }
        return duals
      }
      return nil
    }
    stops = FluxPointCover(findings, and: more, duals: duals, ends: ends, start: start).stops()
  }

  /// Duals so large that a point may seem to reach what they prove by overstepping bounds; see
  /// ``SolverLane/isSteep(_:)``.
  private static func isSteep(
    _ duals: SparseNumbers, value: Double, solverTolerance: Double
  ) -> Bool {
    let largest = duals.values.reduce(0) { max($0, abs($1)) }
    return largest * solverTolerance > SolverLane.certificateTolerance * max(1, abs(value))
  }

  /// What each end is proved not to go beyond under the bounds of `lane`; infinite where nothing is.
  ///
  /// - Complexity: O(rows + nonzeros that the duals reach) for each end that has duals.
  func provedEnds(ends: FluxEnds, lane: SolverLane) -> [Double] {
    let rows = lane.compressed.rowOrigins.count
    var dense = [Double](repeating: 0, count: rows)
    return duals.indices.map { end in
      let isMaximum = ends.isMaximum(end)
      guard let duals = duals[end] else { return isMaximum ? .infinity : -.infinity }
      for place in duals.indices.indices { dense[Int(duals.indices[place])] = duals.values[place] }
      let sign = isMaximum ? 1.0 : -1.0
      let origin = Int(lane.compressed.columnOrigins[ends.column(of: end)])
      let bound = lane.outerBound(
        maximizing: [(column: origin, coefficient: sign)], compressedDuals: dense)
      for place in duals.indices.indices { dense[Int(duals.indices[place])] = 0 }
      return sign * bound
    }
  }
}
