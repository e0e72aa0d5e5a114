/// A value that is constant between given times: a supply that changes, an insulin infusion.
public struct StepFunction: Sendable, Hashable, Codable {
  /// In order.
  public var times: [Double]
  /// `values[i]` holds from `times[i]` on; the first also before.
  public var values: [Double]

  public init(times: [Double], values: [Double]) {
    self.times = times
    self.values = values
  }

  public init(constant value: Double) {
    self.init(times: [0], values: [value])
  }

  /// The value at a time; at a time of change, the new one. Only of a checked function.
  func value(at time: Double) -> Double {
    values[max(0, (times.firstIndex { $0 > time } ?? times.count) - 1)]
  }

  func check(_ name: String) throws(PharmacokineticError) {
    guard !times.isEmpty, times.count == values.count else {
      throw .outOfRange(
        quantity: "number of values of the \(name)", value: Double(values.count),
        allowed: "one for each time, at least one")
    }
    try Check.increasing(times, "time of the \(name)")
    for value in values { try Check.nonnegative(value, name) }
  }
}
