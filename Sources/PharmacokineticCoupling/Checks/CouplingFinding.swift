/// What a check of coupling rules looks at.
public enum CouplingCheck: String, Sendable, Hashable, Codable, CaseIterable {
  /// A pathway carries flux without the drug: an internal cycle, or a source left open.
  case zeroProbeLeak
  /// The supply of the drug limits a pathway, so that its capacity says nothing about enzymes.
  case probeNotBinding
  /// An added reaction makes or loses atoms or charge.
  case balance
  /// The reference individual coupled to itself changes nothing.
  case referenceIdentity
  /// Every target is a parameter of the model, in a unit that fits.
  case targets
  /// The pathways' fractions of the clearance add up to 1.
  case fractions
  /// The genes of the rules are in the model, and every pathway has an enzyme.
  case genes
  /// A capacity is so small that it could be the solver's tolerance.
  case tolerance
  /// Less enzyme never means more of a parameter.
  case monotone
  /// A factor was held by the clamp.
  case clamp
}

/// One thing that a check found, and what to do about it.
public struct CouplingFinding: Sendable, Hashable, Codable {
  public enum Severity: String, Sendable, Hashable, Codable {
    case error, warning
  }

  public var check: CouplingCheck
  public var severity: Severity
  /// A pathway, a reaction, a parameter or a gene.
  public var subject: String
  public var message: String

  public init(
    _ check: CouplingCheck, _ severity: Severity, _ subject: String, _ message: String
  ) {
    self.check = check
    self.severity = severity
    self.subject = subject
    self.message = message
  }
}

extension CouplingFinding {
  static func clamped(_ pathway: String, fold: Double, to factor: Double) -> CouplingFinding {
    .init(
      .clamp, .warning, pathway,
      "The fold change of '\(pathway)' is \(fold), and the clamp makes it \(factor). "
        + "Widen transform.clamp, or doubt the activities.")
  }

  static func nearTolerance(
    _ pathway: String, _ value: Double, least: Double, who: String, severity: Severity
  ) -> CouplingFinding {
    .init(
      .tolerance, severity, pathway,
      "The capacity of '\(pathway)' in '\(who)' is \(value), below \(least), a hundred times the "
        + "solver's tolerance. Give larger caps and supplies: a capacity counts only as a ratio.")
  }

  static func probeLimited(
    _ pathway: String, _ probe: CouplingProbe, severity: Severity
  ) -> CouplingFinding {
    .init(
      .probeNotBinding, severity, pathway,
      "The uptake of the drug, \(probe.uptake) through '\(probe.exchange)', limits '\(pathway)'. "
        + "Raise probe.uptake, or give the pathway a cap.")
  }
}

/// The limits that capacities are held to.
struct CapacityLimits {
  /// Below this, a capacity that is not 0 could be the solver's.
  let leastCapacity: Double
  let leastReference: Double

  init(_ plan: CapacityPlan) {
    // A bound is a sum of weights: no solver, no tolerance.
    leastCapacity = plan.rules.statistic == .bound ? 0 : 100 * plan.network.tolerance
    leastReference = max(plan.rules.checks.referenceMin, leastCapacity)
  }
}
