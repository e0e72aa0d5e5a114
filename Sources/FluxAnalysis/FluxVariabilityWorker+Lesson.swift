import LinearProgramming

extension FluxVariabilityWorker {
  /// Settles ends together that another individual reached together, from the session's basis.
  ///
  /// The next stop is always the one for which fewest columns have to move from the point at hand. It
  /// pushes its open ends at once; then what is open still gets a program of its own.
  /// `isOpen` says which ends were not settled before.
  func follow(
    _ lesson: FluxVariabilityLesson, isOpen: [Bool], watch: RunWatch,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> FluxVariabilityYield {
    var yield = FluxVariabilityYield()
    var open = isOpen
    var stops = lesson.stops
    while let stop = takeNearest(of: &stops, open: open) {
      if watch.reasonToStop != nil { return yield }
      let rest = stop.ends.filter { open[Int($0)] }
      if rest.count > 1 {
        try push(rest, open: &open, seen: &yield.seenAtBounds, in: &session)
      }
      for end in rest.map(Int.init) where open[end] {
        if watch.reasonToStop != nil { return yield }
        try find(end, open: &open, in: &session, for: &yield)
      }
      watch.setSettled(open.count { !$0 })
    }
    return yield
  }

  /// Takes out the stop that is reached with fewest moves, and those that have nothing open left.
  private func takeNearest(
    of stops: inout [FluxVariabilityLesson.Stop], open: [Bool]
  ) -> FluxVariabilityLesson.Stop? {
    stops.removeAll { stop in !stop.ends.contains { open[Int($0)] } }
    let point = lane.columns.isEmpty ? start.point : lane.columns
    let places = ColumnPlaces(point, bounds: start.compressed.program.columns)
    let moves = stops.map { $0.needs.missing(at: places) }
    return moves.indices.min { moves[$0] < moves[$1] }.map { stops.remove(at: $0) }
  }

  /// Pushes ends at once, each by a weight of its own, and looks which ends the point settles.
  private func push(
    _ ends: [Int32], open: inout [Bool], seen: inout [FluxEndSighting],
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    let terms = pushTerms(ends)
    guard !terms.isEmpty, let point = try lane.feasiblePoint(pushing: terms, in: &session)
    else { return }
    look(at: point, open: &open, seen: &seen, witness: witness(point))
  }

  private func pushTerms(_ ends: [Int32]) -> [(column: Int, coefficient: Double)] {
    let bounds = start.compressed.program.columns
    var terms: [(column: Int, coefficient: Double)] = []
    for end in ends.map(Int.init) {
      let column = self.ends.column(of: end)
      let isMaximum = self.ends.isMaximum(end)
      guard (isMaximum ? bounds.upper[column] : bounds.lower[column]).isFinite,
        terms.last?.column != column
      else { continue }
      let weight = 1 + Double(ScanNoise(seed: 1, index: end).bits >> 11) * 0x1p-53
      terms.append((column: column, coefficient: isMaximum ? weight : -weight))
    }
    return terms
  }
}
