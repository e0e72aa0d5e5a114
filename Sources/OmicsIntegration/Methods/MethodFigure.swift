/// A named value of a method: an option, or something it found out.
public struct MethodFigure: Sendable, Hashable {
  public enum Value: Sendable, Hashable {
    case text(String)
    case number(Double)
    case integer(Int)
    case flag(Bool)
    case list([String])
  }

  /// Lowercase, words joined by underscores, as in the report: `inconsistency_score`.
  public var name: String
  public var value: Value

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// A flux distribution that a method gives by itself.
public struct MethodFlux: Sendable, Hashable {
  /// One for each reaction of the model, in mmol·gDW⁻¹·h⁻¹ unless ``isRelative``.
  public var fluxes: [Double]
  /// What it is the best of: `least sum of squares at the largest objective`.
  public var criterion: String
  /// Whether it is the only one; alternatives must not be compared between patients.
  public var isUnique: Bool
  /// Whether only the ratios of fluxes mean something.
  public var isRelative: Bool

  public init(fluxes: [Double], criterion: String, isUnique: Bool, isRelative: Bool = false) {
    self.fluxes = fluxes
    self.criterion = criterion
    self.isUnique = isUnique
    self.isRelative = isRelative
  }
}
