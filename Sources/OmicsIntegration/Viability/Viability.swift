import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// Whether a patient's model can still do what the model could before, and the smallest relaxation
/// of the patient's bounds that lets it.
///
/// A single unexpressed gene of an essential reaction stops a patient's model; that says more about
/// the measurement than about the patient.
public struct Viability: Sendable {
  /// Below this share of the optimum before the patient's bounds, the patient's model is blocked.
  public static let blockedShare = 1e-6
  /// The fraction of that optimum which ``blocking(_:_:using:)`` asks for.
  public static let probeFraction = 0.01

  public var solving = SolvingOptions()

  public init() {}

  /// The optima before and under the patient's bounds, same medium, knock-outs and objective.
  public struct Assessment: Sendable, Hashable {
    public var referenceOptimum: Double
    /// `nil` if the patient's bounds leave no flux distribution at all.
    public var patientOptimum: Double?
    public var sense: FluxObjective.Sense

    public init(
      referenceOptimum: Double, patientOptimum: Double?, sense: FluxObjective.Sense
    ) {
      self.referenceOptimum = referenceOptimum
      self.patientOptimum = patientOptimum
      self.sense = sense
    }

    /// Whether the patient's model is infeasible, or reaches next to nothing of the reference.
    public var isBlocked: Bool {
      guard let patientOptimum else { return true }
      let sign = sense == .maximize ? 1.0 : -1.0
      return sign * referenceOptimum > 0
        && sign * patientOptimum < Viability.blockedShare * sign * referenceOptimum
    }

    /// *z − (1 − f)·|z|* when maximizing, *z + (1 − f)·|z|* when minimizing, with the reference
    /// optimum *z*.
    public func target(fraction: Double) -> Double {
      let loss = (1 - fraction) * abs(referenceOptimum)
      return sense == .maximize ? referenceOptimum - loss : referenceOptimum + loss
    }

    /// Whether `value` is as good as `target`, up to a 10⁻⁷th of it and a solver's rounding.
    func reaches(_ value: Double?, target: Double) -> Bool {
      guard let value else { return false }
      let slack = max(1e-7 * abs(target), 1e-9)
      return sense == .maximize ? value >= target - slack : value <= target + slack
    }
  }

  /// - Throws: ``OmicsError/flux(_:)`` if the model is infeasible or unbounded before the patient's
  ///   bounds, or the solver fails.
  /// - Complexity: Two cold solves.
  public func assess(
    _ model: PersonalizedModel, using backend: some LPBackend
  ) throws(OmicsError) -> Assessment {
    guard let reference = try optimum(of: model.base, using: backend) else {
      throw .flux(.infeasible(model: model.base.model.id))
    }
    return Assessment(
      referenceOptimum: reference,
      patientOptimum: try optimum(of: model.constrained, using: backend),
      sense: model.base.objective.sense)
  }

  /// `nil` if no flux distribution satisfies the bounds.
  func optimum(
    of model: ConstrainedModel, using backend: some LPBackend
  ) throws(OmicsError) -> Double? {
    do throws(FluxError) {
      return try fluxBalance(of: model, options: solving, using: backend).objectiveValue
    } catch {
      if case .infeasible = error { return nil }
      throw .flux(error)
    }
  }
}
