/// Numbers with weights: moments and quantiles.
struct WeightedSample {
  private let sorted: [(value: Double, weight: Double)]
  private let total: Double

  /// Values without weight, and those that are no number, are left out.
  init(_ values: [Double], _ weights: [Double]) {
    sorted = zip(values, weights).filter { $0.1 > 0 && !$0.0.isNaN }
      .map { (value: $0.0, weight: $0.1) }.sorted { $0.value < $1.value }
    total = sorted.reduce(0) { $0 + $1.weight }
  }

  var isEmpty: Bool { sorted.isEmpty }

  /// Quantiles, levels in order of the answer.
  ///
  /// Each value stands at the middle of its weight, with straight lines between them; for equal
  /// weights that is type 5 of Hyndman and Fan (1996).
  func quantiles(_ levels: [Double]) -> [Double] {
    guard let first = sorted.first, let last = sorted.last else { return [] }
    return levels.map { level in
      let target = level * total
      var (reached, before) = (0.0, (place: -Double.infinity, value: first.value))
      for (value, weight) in sorted {
        let place = reached + weight / 2
        if place >= target {
          guard before.place > -.infinity, place > before.place else { return value }
          let part = (target - before.place) / (place - before.place)
          return before.value + part * (value - before.value)
        }
        reached += weight
        before = (place, value)
      }
      return last.value
    }
  }

  /// Mean and standard deviation.
  static func moments(_ values: [Double], _ weights: [Double]) -> (mean: Double, sd: Double) {
    var (mean, total) = (0.0, 0.0)
    for (value, weight) in zip(values, weights) {
      mean += weight * value
      total += weight
    }
    mean /= total
    var square = 0.0
    for (value, weight) in zip(values, weights) {
      square += weight * (value - mean) * (value - mean)
    }
    return (mean, (square / total).squareRoot())
  }
}
