/// All checks of coupling rules on one network, for one reference individual and one parameter set.
///
/// Each finding names what it is about and says what to do. Rules with an error among the findings
/// are not to be used.
public struct CouplingChecks: Sendable {
  public let coupler: NetworkCoupler
  public let parameters: PKParameterSet
  public let reference: CoupledIndividual

  public init(
    _ rules: CouplingRules, parameters: PKParameterSet, reference: CoupledIndividual = .reference
  ) {
    coupler = NetworkCoupler(rules)
    self.parameters = parameters
    self.reference = reference
  }

  /// Runs every check.
  ///
  /// - Throws: ``CouplingError`` where the rules do not fit the network at all, or the provider fails.
  /// - Complexity: 3 + *g* questions to the provider, for *g* genes that decide a cap.
  public func findings(
    using fluxes: any FluxProvider
  ) throws(CouplingError) -> [CouplingFinding] {
    let rules = coupler.rules
    let plan = try CapacityPlan(rules, on: fluxes.network)
    var found = StaticChecks(plan: plan, parameters: parameters).findings()
    let meter = CapacityMeter(plan: plan, provider: fluxes)
    let capacities = try meter.capacities(of: reference)
    let small = tolerance(capacities, plan)
    found += small
    if rules.statistic == .capacity {
      found += try leaks(meter)
      if rules.checks.probeNotBinding { found += probe(capacities) }
    }
    // Where a capacity is too small, or the rules do not hold, the rest would only say it again.
    if small.isEmpty, !found.contains(where: { $0.severity == .error }) {
      found += try identity(capacities, meter)
      found += try monotone(capacities, meter)
    }
    return found
  }

  private func leaks(_ meter: CapacityMeter) throws(CouplingError) -> [CouplingFinding] {
    let limit = coupler.rules.checks.zeroProbeTol
    let empty = try meter.capacities(of: reference, withProbe: false)
    return coupler.rules.pathways.compactMap { pathway in
      guard pathway.constant == nil, let value = empty.values[pathway.id]?.value, value > limit
      else { return nil }
      return .init(
        .zeroProbeLeak, .error, pathway.id,
        "Without the drug '\(pathway.id)' still carries \(value), so that its capacity is not the "
          + "drug's. Name other reactions of the pathway, or close the cycle or source by bounds.")
    }
  }

  private func probe(_ capacities: PathwayCapacities) -> [CouplingFinding] {
    coupler.rules.pathways.compactMap { pathway in
      guard let capacity = capacities.values[pathway.id], capacity.isProbeLimited,
        capacity.value > 0
      else { return nil }
      return .probeLimited(pathway.id, coupler.rules.probe, severity: .error)
    }
  }

  private func tolerance(
    _ capacities: PathwayCapacities, _ plan: CapacityPlan
  ) -> [CouplingFinding] {
    coupler.rules.pathways.compactMap { pathway in
      guard pathway.constant == nil, let value = capacities.values[pathway.id]?.value,
        value < CapacityLimits(plan).leastReference
      else { return nil }
      return .nearTolerance(
        pathway.id, value, least: CapacityLimits(plan).leastReference, who: reference.name,
        severity: .error)
    }
  }

  /// Asked anew: that the same question has the same answer is what is checked.
  private func identity(
    _ capacities: PathwayCapacities, _ meter: CapacityMeter
  ) throws(CouplingError) -> [CouplingFinding] {
    let again = try meter.capacities(of: reference)
    return coupler.rules.pathways.compactMap { pathway in
      let (first, second) = (capacities.values[pathway.id], again.values[pathway.id])
      if first?.value == second?.value { return nil }
      return .init(
        .referenceIdentity, .error, pathway.id,
        "The reference individual's capacity of '\(pathway.id)' changes from one question to the "
          + "next. Use a provider whose answers do not depend on what was asked before.")
    }
  }

  /// Halves one gene after another.
  private func monotone(
    _ capacities: PathwayCapacities, _ meter: CapacityMeter
  ) throws(CouplingError) -> [CouplingFinding] {
    var found: [CouplingFinding] = []
    for gene in meter.plan.activeGenes {
      var less = reference
      less.activities[gene] = 0.5 * (reference.activities[gene] ?? reference.otherActivity ?? 1)
      let lowered = try meter.capacities(of: less)
      for pathway in coupler.rules.pathways {
        guard let before = capacities.values[pathway.id]?.value,
          let after = lowered.values[pathway.id]?.value,
          after > before * (1 + CapacityMeter.noise)
        else { continue }
        found.append(
          .init(
            .monotone, .error, pathway.id,
            "With half of '\(gene)' the capacity of '\(pathway.id)' rises from \(before) to "
              + "\(after). Use a provider that maximizes."))
      }
    }
    return found
  }
}
