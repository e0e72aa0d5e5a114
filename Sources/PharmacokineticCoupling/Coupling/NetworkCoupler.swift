/// The coupling of this library: fold changes of network capacities scale the twin's parameters.
///
/// For each pathway *p* of the rules
///
///     cap_p = max Σ v   under the individual's bounds, with the drug in plenty
///     f_p   = cap_p(individual) / cap_p(reference)
///     θ     = θ_reference · g(f_p)
///
/// and from the intrinsic clearances *CL_H*, *F*, *k_el* and *k_act* by the liver model of the rules.
/// An individual with the reference's bounds gets *f* = 1 exactly, and the reference's parameters to
/// the last digit.
public struct NetworkCoupler: PKCoupler {
  public static let coupling = "twinflux network coupling 1"

  public let rules: CouplingRules
  public var name: String { "network:\(rules.drug.name)" }

  public init(_ rules: CouplingRules) { self.rules = rules }

  /// - Throws: ``CouplingError``: rules that do not fit the network or the parameters
  ///   (``CouplingError/failedChecks(_:)``), an individual without a needed activity, a reference
  ///   that carries too little.
  /// - Complexity: Two questions to the provider, and one for each draw of the uncertainty.
  public func couple(
    _ request: CouplingRequest, using fluxes: any FluxProvider
  ) throws(CouplingError) -> CoupledPK {
    let reference = try capacities(of: request.reference, using: fluxes)
    return try couple(request, against: reference, using: fluxes)
  }

  /// The capacities of one individual, such as a reference that many are compared with.
  public func capacities(
    of individual: CoupledIndividual, using fluxes: any FluxProvider
  ) throws(CouplingError) -> PathwayCapacities {
    let meter = CapacityMeter(plan: try CapacityPlan(rules, on: fluxes.network), provider: fluxes)
    return try meter.capacities(of: individual)
  }

  /// As ``couple(_:using:)``, with the reference's capacities from before: half the questions.
  public func couple(
    _ request: CouplingRequest, against reference: PathwayCapacities,
    using fluxes: any FluxProvider
  ) throws(CouplingError) -> CoupledPK {
    var request = request
    request.reference = reference.individual
    let plan = try CapacityPlan(rules, on: fluxes.network)
    let findings = StaticChecks(plan: plan, parameters: request.parameters).findings()
    let errors = findings.filter { $0.severity == .error }
    if !errors.isEmpty { throw .failedChecks(errors) }
    let run = CouplingRun(
      plan: plan, meter: CapacityMeter(plan: plan, provider: fluxes), request: request,
      reference: reference, warnings: findings)
    return try run.result(by: name)
  }
}
