import LinearProgramming

/// Chooses few points of an analysis that settle all its ends, and puts near ones beside each other.
struct FluxPointCover {
  /// The points that settled ends, and where each column stands there: at its lower bound, at its
  /// upper bound, or between.
  private var points: [FluxWitness] = []
  private var atLower: [ColumnBits] = []
  private var atUpper: [ColumnBits] = []
  /// The ends that each point reaches.
  private var reached: [[Int32]] = []
  private let endCount: Int
  private let required: RequiredBounds

  init(
    _ findings: [FluxEndFinding?], and more: [FluxEndFinding?], duals: [SparseNumbers?],
    ends: FluxEnds, start: FluxVariabilityStart
  ) {
    endCount = findings.count
    required = RequiredBounds(duals, ends: ends, program: start.compressed.program)
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

  private static func bits(_ values: [Double], _ isSet: (Int, Double) -> Bool) -> ColumnBits {
    var bits = ColumnBits(columns: values.count)
    for (index, value) in values.enumerated() where isSet(index, value) { bits.insert(index) }
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

  /// From each point to the one that is left for which fewest columns have to move.
  private func tour(
    _ chosen: [(point: Int, ends: [Int32])]
  ) -> [(point: Int, ends: [Int32])] {
    let needs = chosen.map { required.bounds(of: $0.ends) }
    var rest = Array(chosen.indices)
    var result: [(point: Int, ends: [Int32])] = []
    var place = 0
    while !rest.isEmpty {
      let here = chosen[rest.remove(at: place)]
      result.append(here)
      let moves = rest.map {
        needs[$0].missing(atLower: atLower[here.point], atUpper: atUpper[here.point])
      }
      place = moves.indices.min { moves[$0] < moves[$1] } ?? 0
    }
    return result
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
