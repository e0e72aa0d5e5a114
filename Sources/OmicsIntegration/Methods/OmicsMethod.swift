import MetabolicModels

/// A way to turn one sample's gene levels into a patient's model: flux bounds, a choice of
/// reactions, or a flux distribution.
public protocol OmicsMethod: Sendable {
  /// A stable lowercase name, as a person would type it: `"eflux"`.
  static var name: String { get }
  /// What it does, in one line for the help.
  static var summary: String { get }
  /// What can be set by name.
  static var parameters: [MethodParameter] { get }
  /// Whether ``MethodSettings/thresholds`` mean something to it; they do unless it says otherwise.
  static var usesThresholds: Bool { get }
  /// Whether the patient's model has bounds of its own; they all do unless they say otherwise. One
  /// that does not gives a flux distribution alone, and an analysis of its model says nothing of the
  /// patient.
  static var setsBounds: Bool { get }

  /// - Throws: ``OmicsError/invalidOption(name:value:allowed:)``.
  init(_ settings: MethodSettings) throws(OmicsError)

  /// The method with what it needs of `base` whatever the sample, found once for many samples: the
  /// method itself where there is nothing such.
  ///
  /// - Throws: ``OmicsError`` if a program has no answer that holds.
  func prepared(
    for base: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> Self

  /// The patient's model on top of `base`, which may hold a medium and knock-outs.
  ///
  /// - Throws: ``OmicsError`` if the sample and the model give none, or a program has no answer that
  ///   holds.
  func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel
}

extension OmicsMethod {
  public func prepared(
    for base: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> Self { self }

  public static var usesThresholds: Bool { true }

  public static var setsBounds: Bool { true }
}

/// A method that needs no linear program.
public protocol BoundsMethod: OmicsMethod {
  /// - Throws: ``OmicsError`` if the sample and the model give no bounds.
  func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel
}

extension BoundsMethod {
  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    try personalize(base, with: levels)
  }
}
