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
  }

  /// For each end the duals (of the compressed program, for the end to be maximized) that proved it;
  /// `nil` where none were needed.
  let duals: [SparseNumbers?]
  /// Together they have every end once. Neighbours have points near each other.
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
    stops = FluxPointCover(findings, and: more, ends: ends, start: start).stops()
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

/// Chooses few points of an analysis that settle all its ends, and puts near ones beside each other.
private struct FluxPointCover {
  /// The points that settled ends, and where each column stands there: at its lower bound, at its
  /// upper bound, or between.
  private var points: [FluxWitness] = []
  private var atLower: [[UInt64]] = []
  private var atUpper: [[UInt64]] = []
  /// The ends that each point reaches.
  private var reached: [[Int32]] = []
  private let endCount: Int

  init(
    _ findings: [FluxEndFinding?], and more: [FluxEndFinding?], ends: FluxEnds,
    start: FluxVariabilityStart
  ) {
    endCount = findings.count
    var seen = Set<ObjectIdentifier>()
    for witness in (findings + more).lazy.compactMap({ $0?.witness })
    where seen.insert(ObjectIdentifier(witness)).inserted {
      points.append(witness)
    }
    let columns = start.compressed.program.columns
    for point in points {
      let values = point.columns.dense(count: columns.count)
      reached.append(Self.reached(findings, ends, values))
      atLower.append(Self.bits(values) { abs($1 - columns.lower[$0]) <= 1e-9 })
      atUpper.append(Self.bits(values) { abs($1 - columns.upper[$0]) <= 1e-9 })
    }
  }

  private static func reached(
    _ findings: [FluxEndFinding?], _ ends: FluxEnds, _ values: [Double]
  ) -> [Int32] {
    findings.indices.compactMap { end in
      guard let finding = findings[end], finding.value.isFinite, finding.status != .failed
      else { return nil }
      let off = abs(values[ends.column(of: end)] - finding.value)
      return off <= FluxVariabilityLesson.tolerance * max(1, abs(finding.value))
        ? Int32(end) : nil
    }
  }

  private static func bits(_ values: [Double], _ isSet: (Int, Double) -> Bool) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: (values.count + 63) / 64)
    for (index, value) in values.enumerated() where isSet(index, value) {
      bits[index / 64] |= 1 << UInt64(index % 64)
    }
    return bits
  }

  func stops() -> [FluxVariabilityLesson.Stop] {
    var chosen = cover()
    chosen = tour(chosen)
    return chosen.map { .init(ends: $0.ends) }
      + unreached(chosen.flatMap(\.ends)).map { .init(ends: [$0]) }
  }

  /// The greedy cover: each time the point that reaches most ends that none before it does. Lazily:
  /// what a point adds can only shrink.
  private func cover() -> [(point: Int, ends: [Int32])] {
    var isOpen = [Bool](repeating: true, count: endCount)
    var gains = reached.map(\.count)
    var chosen: [(point: Int, ends: [Int32])] = []
    var order = points.indices.sorted { (-gains[$0], $0) < (-gains[$1], $1) }
    while let best = order.first, gains[best] > 0 {
      let ends = reached[best].filter { isOpen[Int($0)] }
      gains[best] = ends.count
      let next = order.count > 1 ? gains[order[1]] : 0
      if ends.count >= next {
        if !ends.isEmpty { chosen.append((best, ends)) }
        for end in ends { isOpen[Int(end)] = false }
        order.removeFirst()
      } else {
        order.removeFirst()
        let place = order.partitioningIndex { gains[$0] < ends.count }
        order.insert(best, at: place)
      }
    }
    return chosen
  }

  /// From each point to the nearest that is left.
  private func tour(
    _ chosen: [(point: Int, ends: [Int32])]
  ) -> [(point: Int, ends: [Int32])] {
    var rest = Array(chosen.indices)
    var result: [(point: Int, ends: [Int32])] = []
    var place = 0
    while !rest.isEmpty {
      let here = rest.remove(at: place)
      result.append(chosen[here])
      let distances = rest.map { distance(chosen[here].point, chosen[$0].point) }
      place = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    }
    return result
  }

  /// In how many columns two points stand at different bounds: about how many pivots lie between.
  private func distance(_ a: Int, _ b: Int) -> Int {
    var count = 0
    for word in atLower[a].indices {
      count += (atLower[a][word] ^ atLower[b][word]).nonzeroBitCount
      count += (atUpper[a][word] ^ atUpper[b][word]).nonzeroBitCount
    }
    return count
  }

  private func unreached(_ ends: [Int32]) -> [Int32] {
    var isOpen = [Bool](repeating: true, count: endCount)
    for end in ends { isOpen[Int(end)] = false }
    return isOpen.indices.filter { isOpen[$0] }.map(Int32.init)
  }
}

extension [Int] {
  /// The first place whose element is of the second part, where all of the first part come before.
  fileprivate func partitioningIndex(_ isSecond: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
