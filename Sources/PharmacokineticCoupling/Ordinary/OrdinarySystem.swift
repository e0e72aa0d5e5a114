/// A system of ordinary differential equations y' = f(t, y).
public protocol OrdinarySystem: Sendable {
  /// How many states there are.
  var dimension: Int { get }

  /// Writes f(t, y) into `slope`, which has ``dimension`` places.
  func derivative(at time: Double, _ state: [Double], into slope: inout [Double])

  /// Returns ∂fᵢ/∂yⱼ at place i·``dimension`` + j, or nil to have it taken by differences.
  func jacobian(at time: Double, _ state: [Double]) -> [Double]?

  /// How many functions mark a kink of f by changing their sign.
  var switchCount: Int { get }

  /// Writes the marking functions into `values`. A step ends where one of them changes its sign.
  func switches(at time: Double, _ state: [Double], into values: inout [Double])

  /// In how many parts of a step the signs of the marking functions are looked at: more than 1
  /// where one may change its sign twice within a step.
  var switchSamples: Int { get }
}

extension OrdinarySystem {
  public func jacobian(at time: Double, _ state: [Double]) -> [Double]? { nil }
  public var switchCount: Int { 0 }
  public func switches(at time: Double, _ state: [Double], into values: inout [Double]) {}
  public var switchSamples: Int { 1 }
}

/// How a system is integrated.
public struct IntegrationOptions: Sendable, Hashable, Codable {
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// Dormand and Prince's explicit pair of orders 5 and 4: for systems that are not stiff.
    case dormandPrince
    /// The L-stable Rosenbrock pair of orders 4 and 3 of Hairer and Wanner's RODAS: for stiff ones.
    case rosenbrock
  }

  public var method = Method.dormandPrince
  public var relativeTolerance = 1e-9
  /// As a part of the scale of the problem, which for a schedule is its largest dose.
  public var absoluteTolerance = 1e-12
  /// The most steps, accepted or not, between two events.
  public var stepLimit = 100_000

  public init() {}

  public init(
    method: Method, relativeTolerance: Double = 1e-9, absoluteTolerance: Double = 1e-12
  ) {
    self.method = method
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
  }

  func check() throws(PharmacokineticError) {
    try Check.positive(absoluteTolerance, "absolute tolerance")
    try Check.finite(relativeTolerance, "relative tolerance")
    guard (1e-14...1e-1).contains(relativeTolerance) else {
      throw .outOfRange(
        quantity: "relative tolerance", value: relativeTolerance, allowed: "1e-14 to 0.1")
    }
    guard stepLimit > 0 else {
      throw .outOfRange(
        quantity: "limit of steps", value: Double(stepLimit), allowed: "a number above 0")
    }
  }
}
