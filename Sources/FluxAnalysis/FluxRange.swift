/// The least and the greatest flux of one reaction, each with a status of its own.
public struct FluxRange: Sendable, Hashable {
  public var minimum: End
  public var maximum: End

  public init(minimum: End, maximum: End) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// One end of a range, in mmol·gDW⁻¹·h⁻¹.
  public struct End: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
      /// The value is reached, and a bound that holds whatever the solver did lies within
      /// 1e-6 · max(1, |value|) of it.
      case certified
      /// The solver's optimum, its residuals checked, without such a bound.
      case optimal
      /// Without limit; the value is infinite.
      case unbounded
      case infeasible
      case failed
    }

    public var status: Status
    /// The value reached; `nil` unless the status is certified, optimal or unbounded.
    public var value: Double?
    /// No feasible flux lies beyond this (under the cut, at the optimum that was reached). `nil`
    /// where none was proved.
    public var outerBound: Double?
    /// The value as a fraction, where it was settled in rational arithmetic: `"p/q"` in lowest terms,
    /// or `"p"`. ``value`` and ``outerBound`` are then the double nearest to it.
    public var fraction: String?

    public init(
      status: Status, value: Double?, outerBound: Double? = nil, fraction: String? = nil
    ) {
      self.status = status
      self.value = value
      self.outerBound = outerBound
      self.fraction = fraction
    }
  }
}
