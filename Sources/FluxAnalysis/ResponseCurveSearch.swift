/// Finds all breakpoints of a concave function that consists of finitely many straight pieces.
///
/// All it asks of the function is its value at a point and one line through that point which the
/// function nowhere exceeds: what the dual of a linear program gives. Between two points the two
/// lines meet above the function or on it. On it, that is a breakpoint and both sides are straight;
/// above it, the function is looked at there and each side is searched in turn (Eisner and
/// Severance, J. ACM 23, 1976, 619). At a breakpoint the slope of the line may be anything between
/// those of the two pieces: nothing here takes it for either.
package struct ResponseCurveSearch {
  package struct Sample: Sendable {
    package var bound: Double
    package var value: Double
    /// Of a line through the point that is nowhere below the function.
    package var slope: Double
    /// What the value is proved not to exceed; `nil` where nothing is proved.
    package var outerBound: Double?

    package init(bound: Double, value: Double, slope: Double, outerBound: Double?) {
      self.bound = bound
      self.value = value
      self.slope = slope
      self.outerBound = outerBound
    }

    func line(at bound: Double) -> Double { value + slope * (bound - self.bound) }

    /// How far the value may be from the optimum, as far as it is proved.
    var gap: Double { outerBound.map { abs($0 - value) } ?? 0 }

    /// The same line, told from another point of it.
    package func slid(to bound: Double) -> Sample {
      Sample(
        bound: bound, value: line(at: bound), slope: slope,
        outerBound: outerBound.map { $0 + slope * (bound - self.bound) })
    }
  }

  /// How near, relative to the largest of 1 and the values, a line must come to a point to meet it.
  package var tolerance: Double
  /// The most points that are looked at.
  package var mostSamples: Int

  /// Stretches that are narrower, relative to all of the domain, are not looked into.
  private static let narrowest = 1e-10

  package init(tolerance: Double, mostSamples: Int) {
    self.tolerance = tolerance
    self.mostSamples = mostSamples
  }

  /// The breakpoints between two points of the function, these included.
  ///
  /// - Parameters:
  ///   - evaluate: The function at a point between `first` and `last`, told the known points on
  ///     either side.
  /// - Returns: In ascending order; `nil` if ``mostSamples`` were not enough.
  package func breakpoints<Failure: Error>(
    from first: Sample, to last: Sample,
    evaluate: (_ bound: Double, _ left: Sample, _ right: Sample) throws(Failure) -> Sample
  ) throws(Failure) -> [Sample]? {
    let narrowest = Self.narrowest * (last.bound - first.bound)
    var found = [first]
    // The right ends of the stretches that are still to be searched, the leftmost last.
    var ends = [last]
    var count = 2
    while let right = ends.last, let left = found.last {
      guard right.bound - left.bound > narrowest, !isStraight(left, right) else {
        found.append(right)
        ends.removeLast()
        continue
      }
      if count == mostSamples { return nil }
      count += 1
      ends.append(try evaluate(meeting(left, right), left, right))
    }
    return merged(found)
  }

  /// Whether one of the two lines passes through both points: then no concave function through them
  /// is anything but that line between them.
  private func isStraight(_ left: Sample, _ right: Sample) -> Bool {
    let room = tolerance * max(1, abs(left.value), abs(right.value)) + left.gap + right.gap
    return abs(left.line(at: right.bound) - right.value) <= room
      || abs(right.line(at: left.bound) - left.value) <= room
  }

  /// Where the two lines meet; the middle, where rounding puts that outside.
  private func meeting(_ left: Sample, _ right: Sample) -> Double {
    let place = (right.line(at: 0) - left.line(at: 0)) / (left.slope - right.slope)
    let edge = 1e-3 * Self.narrowest * (right.bound - left.bound)
    return place > left.bound + edge && place < right.bound - edge
      ? place : left.bound + (right.bound - left.bound) / 2
  }

  /// The points without those that lie on the line between their neighbours, the nearest to it
  /// first.
  private func merged(_ points: [Sample]) -> [Sample] {
    var points = points
    while points.count > 2 {
      let distances = points.indices.dropFirst().dropLast().map { distance(of: $0, in: points) }
      guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }),
        distances[nearest] <= 1
      else { break }
      points.remove(at: nearest + 1)
    }
    return points
  }

  /// How far a point is from the line between its neighbours, in units of what is allowed.
  private func distance(of index: Int, in points: [Sample]) -> Double {
    let (left, here, right) = (points[index - 1], points[index], points[index + 1])
    let part = (here.bound - left.bound) / (right.bound - left.bound)
    let chord = left.value + part * (right.value - left.value)
    let size = max(1, abs(left.value), abs(here.value), abs(right.value))
    return abs(here.value - chord)
      / (2 * (tolerance * size + left.gap + here.gap + right.gap))
  }
}
