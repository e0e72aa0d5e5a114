import DataFiles
import Foundation

/// One individual on the way from capacities to parameters.
struct CouplingRun: Sendable {
  let plan: CapacityPlan
  let meter: CapacityMeter
  let request: CouplingRequest
  let reference: PathwayCapacities
  var warnings: [CouplingFinding]

  private var rules: CouplingRules { plan.rules }

  func result(by coupler: String) throws(CouplingError) -> CoupledPK {
    try checkReference()
    let own =
      request.individual.hasBounds(of: reference.individual)
      ? reference : try meter.capacities(of: request.individual)
    let pathways = try pathways(own)
    let parameters = try parameters(pathways, own)
    let drawn = parameters.compactMap { parameter in
      parameter.draws.map { (name: parameter.result.name, values: $0) }
    }
    return CoupledPK(
      individual: request.individual.name, parameters: parameters.map(\.result),
      pathways: pathways, draws: drawn.isEmpty ? nil : ParameterDraws(columns: drawn),
      warnings: warnings + individualWarnings(own, pathways),
      provenance: try provenance(coupler))
  }

  // MARK: Pathways

  private func checkReference() throws(CouplingError) {
    for pathway in rules.pathways where pathway.constant == nil {
      let value = reference.values[pathway.id]?.value ?? 0
      let least = CapacityLimits(plan).leastReference
      if value < least {
        throw .referenceTooSmall(pathway: pathway.id, capacity: value, minimum: least)
      }
    }
  }

  /// *f*; 1 exactly where the capacities differ by no more than a solver's rounding, so that a change
  /// of one pathway's enzyme leaves the parameters of the others as they are.
  private func fold(_ pathway: CoupledPathway, _ own: PathwayCapacities) -> Double {
    if let constant = pathway.constant { return constant }
    let value = own.values[pathway.id]?.value ?? 0
    let base = reference.values[pathway.id]?.value ?? 1
    return abs(value - base) <= CapacityMeter.noise * base ? 1 : value / base
  }

  private func factors(_ own: PathwayCapacities) -> [Double] {
    rules.pathways.map { rules.transform.factor(fold($0, own)).value }
  }

  private func pathways(_ own: PathwayCapacities) throws(CouplingError) -> [CoupledPK.Pathway] {
    let structural = try structural(own)
    return rules.pathways.enumerated().map { index, pathway in
      let fold = fold(pathway, own)
      return CoupledPK.Pathway(
        id: pathway.id, reference: reference.values[pathway.id]?.value ?? fold,
        individual: own.values[pathway.id]?.value ?? fold, foldChange: fold,
        factor: rules.transform.factor(fold).value,
        limitedBy: own.values[pathway.id]?.limitedBy ?? [], structural: structural?[index])
    }
  }

  /// What each pathway carries of a demand that all of them share, over the reference's capacity.
  ///
  /// A constant pathway takes no part: it has no capacity, and its interval is its constant.
  private func structural(
    _ own: PathwayCapacities
  ) throws(CouplingError) -> [StructuralInterval]? {
    guard let fraction = rules.uncertainty?.structuralFraction else { return nil }
    let measured = rules.pathways.filter { $0.constant == nil }
    let capacities = measured.map { own.values[$0.id]?.value ?? 0 }
    let split: [StructuralInterval]
    do throws(PharmacokineticError) {
      split = try StructuralInterval.split(
        demand: fraction * capacities.reduce(0, +), capacities: capacities)
    } catch {
      throw .parameter(name: "uncertainty.structuralFraction", problem: error)
    }
    let byID = Dictionary(uniqueKeysWithValues: zip(measured.map(\.id), split))
    return rules.pathways.map { pathway in
      guard let ends = byID[pathway.id], let base = reference.values[pathway.id]?.value else {
        return .init(lower: pathway.constant ?? 1, upper: pathway.constant ?? 1)
      }
      return .init(lower: ends.lower / base, upper: ends.upper / base)
    }
  }

  // MARK: Parameters

  /// A parameter, with the draws that its interval comes from.
  private struct DrawnParameter {
    var result: CoupledPK.Parameter
    var draws: [Double]?

    init(_ result: CoupledPK.Parameter) { self.result = result }

    mutating func setInterval(_ draws: [Double]) {
      self.draws = draws
      (result.lower, result.upper, result.logSD) = FactorDraws.summary(draws)
    }

    mutating func setInterval(_ lower: Double, _ upper: Double) {
      (result.lower, result.upper) = (min(lower, upper), max(lower, upper))
    }
  }

  private func parameters(
    _ pathways: [CoupledPK.Pathway], _ own: PathwayCapacities
  ) throws(CouplingError) -> [DrawnParameter] {
    let factors = pathways.map(\.factor)
    let draws = try draws()
    var result: [DrawnParameter] = []
    for target in rules.targets {
      let index = rules.pathways.firstIndex { $0.id == target.pathway } ?? 0
      let base = try request.parameters.value(
        target.parameter, in: target.unit, for: "targets", molarMass: rules.drug.molarMass)
      var parameter = DrawnParameter(
        .init(
          target.parameter, unit: target.unit, reference: base, value: base * factors[index],
          limitedBy: pathways[index].limitedBy, pathway: target.pathway))
      if let draws {
        parameter.setInterval(draws.factors.map { base * $0[index] })
      } else if let ends = ends(pathways)?[index] {
        parameter.setInterval(base * ends.lower, base * ends.upper)
      }
      result.append(parameter)
    }
    return result + (try derived(pathways, factors, draws))
  }

  private func derived(
    _ pathways: [CoupledPK.Pathway], _ factors: [Double], _ draws: FactorDraws?
  ) throws(CouplingError) -> [DrawnParameter] {
    guard let derive = rules.derive else { return [] }
    let reference = try LiverParameters(derive, request.parameters)
    let own = try LiverParameters(derive, scaled(factors))
    var drawn: [LiverParameters] = []
    for draw in draws?.factors ?? [] { drawn.append(try LiverParameters(derive, scaled(draw))) }
    var result: [DrawnParameter] = []
    for output in derive.outputs {
      let indices = (derive.clearances + coupledInputs(of: output)).map(pathwayIndex)
      var parameter = DrawnParameter(
        .init(
          output.rawValue, unit: reference.unit(of: output),
          reference: try reference.value(output), value: try own.value(output),
          limitedBy: distinct(indices.flatMap { pathways[$0].limitedBy })))
      if draws != nil {
        var values: [Double] = []
        for liver in drawn { values.append(try liver.value(output)) }
        parameter.setInterval(values)
      } else if let ends = ends(pathways) {
        let corners = try corners(derive, output, ends)
        parameter.setInterval(corners.min() ?? 0, corners.max() ?? 0)
      }
      result.append(parameter)
    }
    return result
  }

  /// The twin's parameters with the targets scaled, each by its pathway's factor.
  private func scaled(_ factors: [Double]) -> PKParameterSet {
    var result = request.parameters
    for target in rules.targets {
      result[target.parameter]?.value *= factors[pathwayIndex(target.parameter)]
    }
    return result
  }

  /// What an output reads beside the clearances, and a pathway scales.
  private func coupledInputs(of output: ClearanceDerivation.Output) -> [String] {
    rules.targets.map(\.parameter).filter(output.inputs.contains)
  }

  /// The ends of an output over the box of the clearances, at every corner of the other inputs that
  /// pathways scale; an output is monotone in each of these too.
  private func corners(
    _ derive: ClearanceDerivation, _ output: ClearanceDerivation.Output,
    _ ends: [StructuralInterval]
  ) throws(CouplingError) -> [Double] {
    let lower = try LiverParameters(derive, scaled(ends.map(\.lower))).clearances
    let upper = try LiverParameters(derive, scaled(ends.map(\.upper))).clearances
    let inputs = coupledInputs(of: output)
    var result: [Double] = []
    for corner in 0..<(1 << inputs.count) {
      var parameters = request.parameters
      for (place, name) in inputs.enumerated() {
        let end = ends[pathwayIndex(name)]
        parameters[name]?.value *= corner >> place & 1 == 0 ? end.lower : end.upper
      }
      let liver = try LiverParameters(derive, parameters)
      for least in [true, false] {
        result.append(try liver.end(output, least: least, lower: lower, upper: upper))
      }
    }
    return result
  }

  /// The factors at the ends of the structural intervals; *g* is monotone, so that ends map to ends.
  private func ends(_ pathways: [CoupledPK.Pathway]) -> [StructuralInterval]? {
    if rules.uncertainty?.structuralFraction == nil { return nil }
    return pathways.map { pathway in
      guard let structural = pathway.structural else {
        return .init(lower: pathway.factor, upper: pathway.factor)
      }
      return .init(
        lower: rules.transform.factor(structural.lower).value,
        upper: rules.transform.factor(structural.upper).value)
    }
  }

  private func draws() throws(CouplingError) -> FactorDraws? {
    guard let uncertainty = rules.uncertainty, uncertainty.draws > 0 else { return nil }
    return try FactorDraws(uncertainty, of: request.individual, genes: plan.activeGenes) {
      drawn throws(CouplingError) in
      factors(try meter.capacities(of: drawn))
    }
  }

  private func pathwayIndex(_ parameter: String) -> Int {
    let id = rules.targets.first { $0.parameter == parameter }?.pathway
    return rules.pathways.firstIndex { $0.id == id } ?? 0
  }

  private func distinct(_ words: [String]) -> [String] {
    var seen = Set<String>()
    return words.filter { seen.insert($0).inserted }
  }

  // MARK: Warnings and provenance

  private func individualWarnings(
    _ own: PathwayCapacities, _ pathways: [CoupledPK.Pathway]
  ) -> [CouplingFinding] {
    zip(rules.pathways, pathways).flatMap { rule, pathway in
      var found: [CouplingFinding] = []
      if rules.transform.factor(pathway.foldChange).isClamped {
        found.append(.clamped(rule.id, fold: pathway.foldChange, to: pathway.factor))
      }
      if rule.constant == nil, rules.statistic == .capacity {
        let value = pathway.individual
        if value > 0, value < CapacityLimits(plan).leastCapacity {
          found.append(
            .nearTolerance(
              rule.id, value, least: CapacityLimits(plan).leastCapacity,
              who: request.individual.name, severity: .warning))
        }
        if own.values[rule.id]?.isProbeLimited == true, value > 0 {
          found.append(.probeLimited(rule.id, rules.probe, severity: .warning))
        }
      }
      return found
    }
  }

  private func provenance(_ coupler: String) throws(CouplingError) -> CoupledPK.Provenance {
    let ruleBytes = try rules.canonicalBytes()
    var digest = SHA256()
    digest.update(Array("\(NetworkCoupler.coupling)\n\(plan.network.digest)\n".utf8))
    digest.update(ruleBytes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do { digest.update(Array(try encoder.encode(request))) } catch { throw CouplingError(error) }
    return .init(
      coupler: coupler, drug: rules.drug.name, model: plan.network.model,
      modelDigest: plan.network.digest, rulesDigest: SHA256.hexDigest(of: ruleBytes),
      digest: digest.hexDigest())
  }
}

extension CoupledIndividual {
  /// Whether everything but the name is the same.
  fileprivate func hasBounds(of other: CoupledIndividual) -> Bool {
    var named = self
    named.name = other.name
    return named == other
  }
}

extension CapacityPlan {
  /// The genes whose activity decides a cap, sorted.
  var activeGenes: [String] {
    var genes = Set<String>()
    for cap in rules.pathways.compactMap(\.cap) + rules.pools.map(\.cap) {
      if case .isoforms(let isoforms) = cap {
        genes.formUnion(isoforms.filter { $0.weight > 0 }.map(\.gene))
      }
    }
    for pathway in rules.pathways {
      guard case .rule = pathway.cap else { continue }
      for id in pathway.reactions { genes.formUnion(network.reactions[id]?.enzymes?.genes ?? []) }
    }
    return genes.sorted()
  }
}
