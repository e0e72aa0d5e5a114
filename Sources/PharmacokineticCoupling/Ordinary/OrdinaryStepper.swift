/// A one-step method: what the driver needs to know of it.
protocol OrdinaryStepper {
  associatedtype System: OrdinarySystem
  /// The order that the step control assumes: the error falls as length^order.
  static var errorOrder: Double { get }
  /// β of the PI control, 0 for none.
  static var proportionalGain: Double { get }

  init(_ system: System)

  /// The state at the end of the step tried last.
  var end: [Double] { get }
  /// The estimate of its error.
  var error: [Double] { get }

  /// Tries one step. `slope` is f at the start.
  ///
  /// - Returns: Whether the step has a value.
  mutating func attempt(
    from time: Double, _ state: [Double], slope: [Double], length: Double
  ) -> Bool

  /// The polynomial of the step tried last.
  func dense(from time: Double, _ state: [Double], length: Double) -> DenseStep
}
