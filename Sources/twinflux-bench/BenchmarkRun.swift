import TwinFlux

/// What one run of a benchmark gave.
struct BenchmarkRun {
  /// Counts that are the same in every run on every machine, unless something is wrong.
  var counters: [(name: String, value: Int)] = []
  var seconds: [(phase: String, value: Double)] = []
  /// Other measured numbers, their units in their names.
  var figures: [(name: String, value: Double)] = []
}

/// Returns what `body` gives and the seconds that it took.
func timed<Value>(_ body: () throws -> Value) rethrows -> (value: Value, seconds: Double) {
  let clock = ContinuousClock()
  let start = clock.now
  let value = try body()
  return (value, (clock.now - start).seconds)
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

extension [Double] {
  /// The middle number, or the mean of the middle two; not a number if there is none.
  var median: Double {
    let sorted = sorted()
    guard let last = sorted.indices.last else { return .nan }
    return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
  }
}
