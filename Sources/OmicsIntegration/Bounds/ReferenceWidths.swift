import FluxAnalysis
import MetabolicModels

/// What each flux can be at all before any patient's bounds: the widths that
/// ``MediumEFlux`` scales.
///
/// Found once by a flux variability analysis and then the same for every patient: freeze it for a
/// cohort.
public struct ReferenceWidths: Sendable, Hashable, Codable {
  /// The form of the value, for files.
  public static let schema = "twinflux.reference-widths/1"

  public let schema: String
  public let model: String
  /// The bounds before the patient that the widths were found under.
  public let base: [Width]
  /// For each reaction of the model, in mmol·gDW⁻¹·h⁻¹; infinite where nothing limits the flux.
  public let widths: [Width]
  /// The fraction of the optimum that the fluxes had to keep; `nil` for none.
  public let objectiveFraction: Double?
  /// What it took.
  public let programsSolved: Int

  public struct Width: Sendable, Hashable, Codable {
    public var lower: Double
    public var upper: Double

    public init(lower: Double, upper: Double) {
      self.lower = lower
      self.upper = upper
    }

    private enum CodingKeys: String, CodingKey { case lower, upper }

    /// A side that is missing is infinite: JSON has no such number.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      lower = try values.decodeIfPresent(Double.self, forKey: .lower) ?? -.infinity
      upper = try values.decodeIfPresent(Double.self, forKey: .upper) ?? .infinity
    }

    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      if lower.isFinite { try values.encode(lower, forKey: .lower) }
      if upper.isFinite { try values.encode(upper, forKey: .upper) }
    }
  }

  /// - Parameter objectiveFraction: From 0 to 1; `nil` for no cut, so that the widths say what the
  ///   medium and the network allow.
  /// - Throws: ``OmicsError/flux(_:)``, also where an end could not be settled: no width is guessed.
  /// - Complexity: One flux variability analysis: two linear programs a reaction at most.
  public init(
    of base: ConstrainedModel, objectiveFraction: Double? = nil, using solver: MethodSolver
  ) throws(OmicsError) {
    var options = FluxVariabilityOptions()
    options.cut = objectiveFraction.map { .fraction($0) } ?? .none
    let result = try solver.ranges(of: base, options)
    var widths: [Width] = []
    for (range, bounds) in zip(result.ranges, base.bounds) {
      guard let least = Self.end(range.minimum), let greatest = Self.end(range.maximum) else {
        throw .flux(.stopped(.numericalTrouble))
      }
      widths.append(
        Width(lower: max(least, bounds.lower), upper: max(min(greatest, bounds.upper), least)))
    }
    schema = Self.schema
    model = base.model.id
    self.base = base.bounds.map { Width(lower: $0.lower, upper: $0.upper) }
    self.widths = widths
    self.objectiveFraction = objectiveFraction
    programsSolved = result.counters.programsSolved
  }

  /// The outer bound where there is one, so that a full width cuts nothing off; what is rounding next
  /// to zero is zero.
  private static func end(_ end: FluxRange.End) -> Double? {
    switch end.status {
    case .certified, .optimal, .unbounded: break
    case .infeasible, .failed: return nil
    }
    guard let value = end.outerBound ?? end.value else { return nil }
    return abs(value) < 1e-9 ? 0 : value
  }

  /// Whether the widths are those of `base`: the same model under the same bounds.
  public func fit(_ base: ConstrainedModel) -> Bool {
    model == base.model.id
      && self.base == base.bounds.map { Width(lower: $0.lower, upper: $0.upper) }
  }
}
