import LinearProgramming

/// What a saved result of a flux variability analysis claims.
public struct FluxRangeClaims: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public var reaction: String
    public var range: FluxRange

    public init(reaction: String, range: FluxRange) {
      self.reaction = reaction
      self.range = range
    }
  }

  /// What a result without ranges says instead.
  public enum Absence: String, Sendable, Hashable {
    case infeasible, unbounded
  }

  /// Whether an end is said to be somewhere.
  var hasValues: Bool {
    rows.contains { $0.range.minimum.value != nil || $0.range.maximum.value != nil }
  }

  public var rows: [Row]
  public var absence: Absence?
  /// What the result says of the cut: `nil` where it says nothing.
  public var cut: FluxVariabilityOptions.ObjectiveCut?
  public var objectiveValue: Double?

  public init(
    rows: [Row], absence: Absence? = nil, cut: FluxVariabilityOptions.ObjectiveCut? = nil,
    objectiveValue: Double? = nil
  ) {
    self.rows = rows
    self.absence = absence
    self.cut = cut
    self.objectiveValue = objectiveValue
  }
}

/// What a check of a saved result found.
public struct VerificationReport: Sendable, Hashable {
  /// A claim that does not hold.
  public struct Failure: Sendable, Hashable {
    /// `nil` for what concerns the whole result.
    public var reaction: String?
    /// Whether it is the maximum; `nil` for both ends or for the whole result.
    public var isMaximum: Bool?
    public var reason: String

    public init(reaction: String? = nil, isMaximum: Bool? = nil, reason: String) {
      self.reaction = reaction
      self.isMaximum = isMaximum
      self.reason = reason
    }
  }

  /// In the order of the result; failures of the whole come first.
  public internal(set) var failures: [Failure] = []
  /// Ends whose claims hold, by status; `failed` ones claim nothing.
  public internal(set) var verified: [FluxRange.End.Status: Int] = [:]
  /// What was verified of the whole program.
  public internal(set) var absence: FluxRangeClaims.Absence?
  /// Where the proof of an absence needs it: the largest size of a flux without a limit of its own
  /// for which it holds, or, of a direction, the largest drift of a row a unit.
  public internal(set) var absenceLimit: Double?
  /// The largest residual of the points that ends refer to.
  public internal(set) var worstResidual = 0.0
  /// The largest distance of a certified value from its outer bound, relative to the larger of 1
  /// and the value.
  public internal(set) var worstGap = 0.0
  /// Reactions whose bounds were not those of the model's file.
  public internal(set) var changedBounds = 0
  public internal(set) var pointsChecked = 0

  public var holds: Bool { failures.isEmpty }

  public init() {}

  /// The report of a check that ended before any claim was looked at.
  public init(failure reason: String) { failures = [Failure(reason: reason)] }
}
