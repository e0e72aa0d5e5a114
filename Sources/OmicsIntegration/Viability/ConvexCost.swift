import LinearProgramming

/// What it costs a variable to cross limits, each at a rate of its own: a convex, piecewise linear
/// function, cut into the stretch where it is least and the pieces on both sides.
struct ConvexCost {
  struct Limit {
    var value: Double
    /// Per unit of the variable beyond the limit.
    var cost: Double
    /// Whether it costs to be above, and not below.
    var isUpper: Bool
  }

  struct Segment: Hashable {
    /// 1 upwards, −1 downwards.
    var sign: Double
    var length: Double
    /// Per unit; not negative.
    var cost: Double
  }

  /// Where the cost is least: between the innermost limits, or, if they contradict each other, at
  /// one of them.
  let free: Bounds
  /// What lies beyond: upwards and then downwards, nearest first, in ascending order of cost.
  let segments: [Segment]

  /// - Parameters:
  ///   - limits: Finite.
  ///   - bounds: What the variable can be at all.
  /// - Complexity: O(*k*²) for *k* limits; a compressed column seldom has ten.
  init(_ limits: [Limit], within bounds: Bounds) {
    let lower = limits.reduce(bounds.lower) { $1.isUpper ? $0 : max($0, $1.value) }
    let upper = limits.reduce(bounds.upper) { $1.isUpper ? min($0, $1.value) : $0 }
    let ends = (min(lower, bounds.upper), max(upper, bounds.lower))
    if ends.0 <= ends.1 {
      free = Bounds(lower: ends.0, upper: ends.1)
    } else {
      let inner = limits.map { min(max($0.value, bounds.lower), bounds.upper) }
      let best = inner.min { Self.cost(limits, at: $0) < Self.cost(limits, at: $1) }
      free = .fixed(best ?? ends.0)
    }
    segments =
      Self.ascend(limits, from: free.upper, to: bounds.upper)
      + Self.descend(limits, from: free.lower, to: bounds.lower)
  }

  private static func cost(_ limits: [Limit], at value: Double) -> Double {
    limits.reduce(0) { sum, limit in
      sum + limit.cost * max(0, limit.isUpper ? value - limit.value : limit.value - value)
    }
  }

  private static func ascend(_ limits: [Limit], from start: Double, to end: Double) -> [Segment] {
    var segments: [Segment] = []
    var position = start
    let stops = limits.map(\.value).filter { $0 > start && $0 < end }.sorted() + [end]
    for stop in stops where stop > position {
      let slope = limits.reduce(0) { sum, limit in
        if limit.isUpper { return limit.value <= position ? sum + limit.cost : sum }
        return limit.value > position ? sum - limit.cost : sum
      }
      segments.append(Segment(sign: 1, length: stop - position, cost: max(0, slope)))
      position = stop
    }
    return segments
  }

  private static func descend(_ limits: [Limit], from start: Double, to end: Double) -> [Segment] {
    let mirrored = limits.map { Limit(value: -$0.value, cost: $0.cost, isUpper: !$0.isUpper) }
    return ascend(mirrored, from: -start, to: -end).map {
      Segment(sign: -1, length: $0.length, cost: $0.cost)
    }
  }
}
