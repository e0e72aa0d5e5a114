import LinearProgramming

/// Chooses few points of an analysis that settle all its ends.
struct FluxPointCover {
  /// The ends that each point reaches that settled one.
  private var reached: [[Int32]] = []
  private let endCount: Int
  private let required: RequiredBounds

  init(
    _ findings: [FluxEndFinding?], and more: [FluxEndFinding?], duals: [SparseNumbers?],
    ends: FluxEnds, start: FluxVariabilityStart
  ) {
    endCount = findings.count
    required = RequiredBounds(duals, ends: ends, program: start.compressed.program)
    let columns = start.compressed.program.columns.count
    var seen = Set<ObjectIdentifier>()
    for witness in (findings + more).lazy.compactMap({ $0?.witness })
    where seen.insert(ObjectIdentifier(witness)).inserted {
      reached.append(Self.reached(findings, ends, witness.columns.dense(count: columns)))
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

  func stops() -> [FluxVariabilityLesson.Stop] {
    let chosen = cover()
    return (chosen + unreached(chosen.flatMap(\.self)).map { [$0] }).map {
      .init(ends: $0, needs: required.bounds(of: $0))
    }
  }

  /// The greedy cover: each time the point that reaches most ends that none before it does. Lazily:
  /// what a point adds can only shrink.
  private func cover() -> [[Int32]] {
    var isOpen = [Bool](repeating: true, count: endCount)
    var gains = reached.map(\.count)
    var chosen: [[Int32]] = []
    var order = reached.indices.sorted { (-gains[$0], $0) < (-gains[$1], $1) }
    while let best = order.first, gains[best] > 0 {
      let ends = reached[best].filter { isOpen[Int($0)] }
      gains[best] = ends.count
      let next = order.count > 1 ? gains[order[1]] : 0
      if ends.count >= next {
        if !ends.isEmpty { chosen.append(ends) }
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
