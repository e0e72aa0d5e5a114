/// Which variables of a simplex solution are basic, and at which bound the others stand.
public struct Basis: Sendable, Hashable {
  public enum Status: UInt8, Sendable, Hashable {
    case basic = 1
    case atLower, atUpper
    /// Nonbasic without a bound, at zero.
    case free
    case fixed
  }

  public var rows: [Status]
  public var columns: [Status]
  /// The pricing weights of the solver that made the basis, for that solver alone: what it has
  /// learned about the directions out of the basis, no part of any answer. Empty where there are
  /// none.
  public var weights: [Double] = []

  public init(rows: [Status], columns: [Status]) {
    self.rows = rows
    self.columns = columns
  }
}
