import Foundation

/// The checks that need no flux: the rules against the network and the twin's parameters.
struct StaticChecks: Sendable {
  let plan: CapacityPlan
  let parameters: PKParameterSet

  private var rules: CouplingRules { plan.rules }

  func findings() -> [CouplingFinding] {
    balance() + identity() + targets() + fractions() + genes() + monotone()
  }

  // MARK: Added reactions

  private func balance() -> [CouplingFinding] {
    // One metabolite alone goes in or out, and balances nothing.
    rules.extensions.filter { $0.equation.count > 1 }.flatMap { reaction -> [CouplingFinding] in
      var atoms: [String: Double] = [:]
      var charge = 0.0
      for (metabolite, coefficient) in reaction.equation.sorted(by: { $0.key < $1.key }) {
        let known = plan.network.metabolites[metabolite]
        let given = reaction.compositions[metabolite]
        guard let formula = given?.formula ?? known?.formula,
          let composition = ElementalComposition(formula),
          let ownCharge = given?.charge ?? known?.charge
        else { return [unknownFormula(of: metabolite, in: reaction)] }
        for (element, count) in composition.counts {
          atoms[element, default: 0] += coefficient * count
        }
        charge += coefficient * ownCharge
      }
      return imbalance(of: reaction, atoms, charge)
    }
  }

  private func unknownFormula(
    of metabolite: String, in reaction: AddedReaction
  ) -> CouplingFinding {
    .init(
      .balance, .warning, reaction.id,
      "The added reaction '\(reaction.id)' cannot be checked for balance: '\(metabolite)' has no "
        + "formula or no charge. Give both under compositions.")
  }

  private func imbalance(
    of reaction: AddedReaction, _ atoms: [String: Double], _ charge: Double
  ) -> [CouplingFinding] {
    var parts = atoms.filter { abs($0.value) > 1e-9 }.sorted { $0.key < $1.key }
      .map { "\($0.key) by \($0.value)" }
    if abs(charge) > 1e-9 { parts.append("charge by \(charge)") }
    if parts.isEmpty { return [] }
    return [
      .init(
        .balance, .error, reaction.id,
        "The added reaction '\(reaction.id)' is off in \(parts.joined(separator: ", ")). "
          + "Correct its equation, or the formulas under compositions.")
    ]
  }

  // MARK: The transform

  private func identity() -> [CouplingFinding] {
    var found: [CouplingFinding] = []
    let factor = rules.transform.factor(1).value
    if factor != 1 {
      found.append(
        .init(
          .referenceIdentity, .error, "transform",
          "The transform makes \(factor) of a fold change of 1, so that the reference individual's "
            + "own parameters change. Let transform.clamp include 1."))
    }
    for pathway in rules.pathways {
      guard let constant = pathway.constant, constant != 1 else { continue }
      found.append(
        .init(
          .referenceIdentity, .error, pathway.id,
          "The pathway '\(pathway.id)' has the constant fold change \(constant), also for the "
            + "reference individual. Give 1, and put the difference into the parameter."))
    }
    return found
  }

  private func monotone() -> [CouplingFinding] {
    guard let exponent = rules.transform.exponent, exponent <= 0 else { return [] }
    return [
      .init(
        .monotone, .error, "transform",
        "With the exponent \(exponent) less enzyme gives more of every parameter, or the same. "
          + "Give an exponent above 0.")
    ]
  }

  // MARK: Parameters

  private func targets() -> [CouplingFinding] {
    var found: [CouplingFinding] = []
    for target in rules.targets {
      do throws(CouplingError) {
        _ = try parameters.value(
          target.parameter, in: target.unit, for: "the targets of the rules",
          molarMass: rules.drug.molarMass)
      } catch {
        found.append(.init(.targets, .error, target.parameter, error.description))
      }
    }
    if !found.isEmpty { return found }
    var values = parameters
    do throws(CouplingError) {
      if let derive = rules.derive {
        let liver = try LiverParameters(derive, parameters)
        for output in derive.outputs {
          let value = try liver.value(output)
          values[output.rawValue] = Quantity(value, liver.unit(of: output))
        }
      }
    } catch {
      return [.init(.targets, .error, "derive", error.description)]
    }
    return slots(with: values)
  }

  /// The pharmacokinetic model has a value for every slot, in a unit that fits, and the coupling
  /// changes something of it.
  private func slots(with values: PKParameterSet) -> [CouplingFinding] {
    guard let kinetics = rules.pharmacokinetics else { return [] }
    do {
      let model = try kinetics.model(with: values, molarMass: rules.drug.molarMass)
      let schedule = try kinetics.dosing.map { text throws(PharmacokineticError) in
        try DosingSchedule(text: text, molarMass: rules.drug.molarMass)
      }
      _ = try model.linear.simulate(schedule ?? DosingSchedule([]))
    } catch {
      return [.init(.targets, .error, "pharmacokinetics", "\(error)")]
    }
    let used = Set(kinetics.structure.slots.map(\.parameter))
    let clearances = Set(rules.derive?.clearances ?? [])
    return rules.targets.map(\.parameter).filter { !used.contains($0) && !clearances.contains($0) }
      .map { name in
        .init(
          .targets, .warning, name,
          "'\(name)' is coupled, and no compartment of pharmacokinetics uses it. Name it there, or "
            + "remove the target.")
      }
  }

  // MARK: Fractions

  private func fractions() -> [CouplingFinding] {
    let given = rules.pathways.compactMap(\.fraction)
    if given.isEmpty { return [] }
    if let first = rules.pathways.first(where: { $0.fraction == nil }) {
      return [
        .init(
          .fractions, .error, first.id,
          "The pathway '\(first.id)' has no fraction, and others have. "
            + "Give every pathway its part of the clearance, or none.")
      ]
    }
    let sum = given.reduce(0, +)
    if abs(sum - 1) > rules.checks.fractionTol {
      return [
        .init(
          .fractions, .error, "pathways",
          "The pathways' fractions add up to \(sum), not 1. Correct them, or add a pathway with "
            + "constant 1 for the rest.")
      ]
    }
    return fractionsOfClearances()
  }

  /// The fractions that the intrinsic clearances themselves stand for must be those given.
  private func fractionsOfClearances() -> [CouplingFinding] {
    guard let derive = rules.derive, let liver = try? LiverParameters(derive, parameters) else {
      return []
    }
    let total = liver.clearances.reduce(0, +)
    if total <= 0 || derive.clearances.count != rules.pathways.count { return [] }
    return zip(derive.clearances, liver.clearances).compactMap { name, clearance in
      let id = rules.targets.first { $0.parameter == name }?.pathway
      guard let fraction = rules.pathways.first(where: { $0.id == id })?.fraction else {
        return nil
      }
      let own = clearance / total
      if abs(own - fraction) <= max(rules.checks.fractionTol, 1e-9) { return nil }
      return .init(
        .fractions, .error, name,
        "'\(name)' is \(own) of the intrinsic clearances, and its pathway has the fraction "
          + "\(fraction). Correct the one or the other.")
    }
  }

  // MARK: Genes

  private func genes() -> [CouplingFinding] {
    var found: [CouplingFinding] = []
    for (path, gene) in rules.namedGenes where !plan.network.genes.contains(gene) {
      found.append(
        .init(
          .genes, .error, gene,
          "'\(path)' names the gene '\(gene)', which the model does not have. "
            + "Check the spelling, and the style of the ids."))
    }
    for pathway in rules.pathways where pathway.constant == nil {
      found += genes(of: pathway)
    }
    return found
  }

  private func genes(of pathway: CoupledPathway) -> [CouplingFinding] {
    let bare = pathway.reactions.filter { plan.network.reactions[$0]?.enzymes == nil }
    let names = bare.joined(separator: ", ")
    switch pathway.cap {
    case .isoforms, .fixed: return []
    case .rule where bare.isEmpty: return []
    case .rule:
      return [
        .init(
          .genes, .error, pathway.id,
          "The cap of '\(pathway.id)' is to come from gene rules, and \(names) has none. "
            + "List isoforms with their weights.")
      ]
    case nil where isPooled(pathway): return []
    case nil:
      let reason = bare.isEmpty ? "" : " (\(names) has no gene rule either)"
      return [
        .init(
          .genes, .warning, pathway.id,
          "The pathway '\(pathway.id)' has no enzyme\(reason), so that only supplies tell individuals "
            + "apart. Add a cap if an enzyme limits it.")
      ]
    }
  }

  private func isPooled(_ pathway: CoupledPathway) -> Bool {
    pathway.reactions.contains { id in rules.pools.contains { $0.uses[id] != nil } }
  }
}
