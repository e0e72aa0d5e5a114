/// One chain of points of a polytope.
///
/// A chain knows nothing of the others; its numbers depend on its seed and its stream alone.
protocol SamplingChain {
  /// Takes `count` steps.
  mutating func advance(by count: Int)
  /// The present point over the variables of the polytope, put back onto the equalities.
  mutating func sample() -> [Double]
}

/// The part of a line that stays within bounds.
enum Chord {
  /// How far from `x` along `direction` the bounds allow, backward and forward. A point that is
  /// beyond a bound by rounding counts as being on it.
  @inline(__always)
  static func limits(
    _ x: UnsafePointer<Double>, _ direction: UnsafePointer<Double>,
    _ lower: UnsafePointer<Double>, _ upper: UnsafePointer<Double>, count: Int
  ) -> (low: Double, high: Double) {
    var low = -Double.infinity
    var high = Double.infinity
    for index in 0..<count {
      let d = direction[index]
      if abs(d) < smallestDirection { continue }
      let down = min(lower[index] - x[index], 0) / d
      let up = max(upper[index] - x[index], 0) / d
      low = max(low, min(down, up))
      high = min(high, max(down, up))
    }
    return (low, high)
  }

  /// A direction's component below this is rounding: directions are scaled to a largest component
  /// of 1 or near it.
  static let smallestDirection = 1e-11
}

/// Coordinate hit-and-run in rounded coordinates: *x = center + basis · y*.
struct RoundedChain: SamplingChain {
  private let polytope: FluxPolytope
  private let rounding: SamplingRounding
  private var y: [Double]
  private var x: [Double]
  private var random: Xoshiro256

  init(_ polytope: FluxPolytope, _ rounding: SamplingRounding, y: [Double], random: Xoshiro256) {
    self.polytope = polytope
    self.rounding = rounding
    self.y = y
    self.random = random
    x = rounding.point(y, center: polytope.center)
  }

  /// The rounded coordinates of the present point.
  var coordinates: [Double] { y }

  mutating func advance(by count: Int) {
    polytope.lower.withUnsafeBufferPointer { lower in
      polytope.upper.withUnsafeBufferPointer { upper in
        rounding.entries.withUnsafeBufferPointer { entries in
          x.withUnsafeMutableBufferPointer { x in
            for _ in 0..<count {
              let axis = random.index(below: y.count)
              let share = random.uniform()
              let range = rounding.starts[axis]..<rounding.starts[axis + 1]
              var low = -Double.infinity
              var high = Double.infinity
              for position in range {
                let entry = entries[position]
                let index = Int(entry.variable)
                // A point that is beyond a bound by rounding counts as being on it.
                let down = min(lower[index] - x[index], 0) * entry.inverse
                let up = max(upper[index] - x[index], 0) * entry.inverse
                low = max(low, min(down, up))
                high = min(high, max(down, up))
              }
              let step = low + share * (high - low)
              if !step.isFinite || high <= low { continue }
              y[axis] += step
              for position in range {
                x[Int(entries[position].variable)] += step * entries[position].change
              }
            }
          }
        }
      }
    }
  }

  mutating func sample() -> [Double] {
    // From the coordinates anew, so that the rounding of many steps does not add up.
    x = rounding.point(y, center: polytope.center)
    polytope.echelon.complete(&x)
    return x
  }
}

/// Hit-and-run along directions from a centre to points that were seen before.
struct CentringChain: SamplingChain {
  private let polytope: FluxPolytope
  /// Whether the points drawn become directions, as in artificial centring.
  private let remembersPoints: Bool
  private var x: [Double]
  private var center: [Double]
  private var centerCount: Double
  private var seen: [[Double]] = []
  private var steps = 0
  private var direction: [Double]
  private var random: Xoshiro256

  /// Of the points drawn, every hundredth is remembered, and at most as many as there are warm-up
  /// points.
  private static let memoryInterval = 100

  init(_ polytope: FluxPolytope, remembersPoints: Bool, random: Xoshiro256) {
    self.polytope = polytope
    self.remembersPoints = remembersPoints
    self.random = random
    center = polytope.center
    centerCount = Double(max(1, polytope.warmUps.count))
    direction = center
    x = center
    // Chains start apart from each other, so that their agreement means something.
    if !polytope.warmUps.isEmpty {
      let start = polytope.warmUps[self.random.index(below: polytope.warmUps.count)]
      for index in x.indices { x[index] = 0.5 * center[index] + 0.5 * start[index] }
    }
  }

  mutating func advance(by count: Int) {
    for _ in 0..<count { step() }
  }

  private mutating func step() {
    let warmUps = polytope.warmUps
    if warmUps.isEmpty { return }
    let index = random.index(below: warmUps.count + seen.count)
    let target = index < warmUps.count ? warmUps[index] : seen[index - warmUps.count]
    var largest = 0.0
    for index in x.indices {
      direction[index] = target[index] - center[index]
      largest = max(largest, abs(direction[index]))
    }
    let share = random.uniform()
    if largest == 0 { return }
    for index in x.indices { direction[index] /= largest }
    let chord = Chord.limits(
      x, direction, polytope.lower, polytope.upper, count: x.count)
    let length = chord.low + share * (chord.high - chord.low)
    if length.isFinite, chord.high > chord.low {
      for index in x.indices { x[index] += length * direction[index] }
    }
    note()
  }

  private mutating func note() {
    steps += 1
    centerCount += 1
    for index in x.indices { center[index] += (x[index] - center[index]) / centerCount }
    guard steps % Self.memoryInterval == 0 else { return }
    polytope.echelon.complete(&x)
    if remembersPoints, seen.count < polytope.warmUps.count { seen.append(x) }
  }

  mutating func sample() -> [Double] {
    polytope.echelon.complete(&x)
    return x
  }
}
