import CohortStatistics

/// One reaction in the groups of a cohort.
public struct ComparedReaction: Sendable, Hashable {
  /// What a p-value is of.
  public enum Quantity: String, Sendable, Hashable, CaseIterable { case minimum, maximum, span }

  /// One group against the reference.
  public struct Contrast: Sendable, Hashable {
    /// Among ``CohortComparison/groups``.
    public var group: Int
    /// Nothing in it is known where a group has no range.
    public var comparison: ReactionComparison
    /// Of the quantities together; `nil` where the reaction was not tested.
    public var pValue: Double?
    public var qValue: Double?

    /// The quantity with the smallest p-value, of the maximum rather than the span, of the span rather
    /// than the minimum where they are equal; `nil` where there is none.
    public var leading: (quantity: Quantity, comparison: QuantityComparison)? {
      let all: [(Quantity, QuantityComparison?)] = [
        (.maximum, comparison.maximum), (.span, comparison.span), (.minimum, comparison.minimum),
      ]
      return all.compactMap { quantity, found in found.map { (quantity: quantity, comparison: $0) }
      }
      .min { $0.comparison.pValue < $1.comparison.pValue }
    }
  }

  /// Its place in the cohort's list of reactions.
  public var reaction: Int
  /// The place of the first reaction of its coupling class.
  public var classIndex: Int
  /// Whether its class is tested by this reaction: of the members that can be tested, that with the
  /// largest end of all.
  public var isRepresentative = false
  /// How many patients have a range, in all groups; of a pair both or none.
  public var patients: Int
  /// Of minimum, maximum and span; `nil` where the reaction was not tested.
  public var pValues: [Quantity: Double]
  /// How many different tests the three quantities are.
  public var tests: Int
  /// The smallest of the p-values times ``tests``, at most 1.
  public var pValue: Double?
  /// Of the class. `nil` where the reaction was not tested.
  public var qValue: Double?
  /// Of the class: how often relabelled patients differ as much in any quantity.
  public var permutationPValue: Double?
  /// Of the class: how often relabelled patients differ as much in any quantity of any class.
  public var familyPValue: Double?
  /// One for each group but the reference.
  public var contrasts: [Contrast]
  /// Whether the range ends at the model's largest bound in every patient: a loop, or a flux that
  /// nothing limits.
  public var isUnlimited: Bool

  /// Whether the samples differ in it at all.
  public var isTested: Bool { tests > 0 }
}
