import DataFiles

/// Writes the parts of an SBML document of one individual.
///
/// The numbers of the Systems Biology Ontology: 293 non-spatial continuous framework, 247 simple
/// chemical, 290 physical compartment, 655 transport, 176 biochemical reaction, 10 reactant, 11
/// product, 49 first-order mass action, 29 Henri-Michaelis-Menten, 35 first-order rate constant, 186
/// maximal velocity, 27 Michaelis constant, 468 volume, 196 concentration, 2 other parameter.
struct SBMLModelWriter {
  let cohort: ExportCohort
  let structure: KineticStructure
  let names: SBMLNames
  let factors: SBMLFactors
  let doses: SBMLDoses
  var xml = XMLWriter()

  mutating func document(_ twin: CoupledTwin) -> [UInt8] {
    xml.start(
      "sbml",
      ["xmlns": "http://www.sbml.org/sbml/level3/version1/core", "level": "3", "version": "1"])
    xml.start(
      "model",
      [
        "id": names.model, "name": "\(cohort.drug.name), \(cohort.individuals[0].name)",
        "sboTerm": "SBO:0000293", "substanceUnits": "mmol", "timeUnits": "h",
        "volumeUnits": "L", "extentUnits": "mmol",
      ])
    writeNotes(twin)
    writeUnits()
    writeCompartments()
    writeSpecies()
    writeParameters(twin)
    writeInitialAssignments()
    writeRules()
    writeReactions()
    writeEvents()
    xml.end()
    xml.end()
    return xml.bytes
  }

  private mutating func writeNotes(_ twin: CoupledTwin) {
    let provenance = twin.coupled.provenance
    xml.start("notes")
    xml.start("body", ["xmlns": "http://www.w3.org/1999/xhtml"])
    xml.element(
      "p",
      text: "Pharmacokinetics of \(cohort.drug.name) in \(cohort.individuals[0].name), coupled to "
        + "\(provenance.model) by \(provenance.coupler). Digest of the coupling: \(provenance.digest)."
    )
    xml.element(
      "p",
      text:
        "Exported by TwinFlux. One molecule of the drug makes one of a metabolite. Not a medical "
        + "device.")
    xml.end()
    xml.end()
  }

  /// The units of the parameters, and those that the document itself needs.
  private mutating func writeUnits() {
    var units: [PharmacokineticUnit] = [
      .millimole, .hour, .litre, .millimolar, .millimolePerHour,
    ]
    for column in cohort.columns where !units.contains(column.unit) { units.append(column.unit) }
    xml.start("listOfUnitDefinitions")
    for unit in units where unit != .one {
      xml.start("unitDefinition", ["id": SBMLUnits.id(of: unit), "name": unit.rawValue])
      xml.start("listOfUnits")
      for factor in SBMLUnits.factors(of: unit) {
        xml.empty(
          "unit",
          [
            "kind": factor.kind, "exponent": String(factor.exponent),
            "scale": String(factor.scale), "multiplier": NumberText.text(factor.multiplier),
          ])
      }
      xml.end()
      xml.end()
    }
    xml.end()
  }

  private mutating func writeCompartments() {
    xml.start("listOfCompartments")
    for compartment in structure.compartments {
      guard let volume = compartment.volume, let id = names.spaces[compartment.name] else {
        continue
      }
      writeCompartment(id, compartment.name, size: value(of: volume))
    }
    if needsAmountsOnly {
      writeCompartment(SBMLNames.amountsOnly, "no volume of its own", size: 1)
    }
    xml.end()
  }

  private mutating func writeCompartment(_ id: String, _ name: String, size: Double) {
    xml.empty(
      "compartment",
      [
        "id": id, "name": name, "sboTerm": "SBO:0000290", "spatialDimensions": "3",
        "size": NumberText.text(size), "units": "L", "constant": "true",
      ])
  }

  /// Whether a species has no volume; every species has to be somewhere.
  private var needsAmountsOnly: Bool {
    structure.absorption != nil || structure.compartments.contains { $0.volume == nil }
  }

  private mutating func writeSpecies() {
    xml.start("listOfSpecies")
    for (id, state) in zip(names.states, structure.states) {
      if case .effectSite = state.kind { continue }
      xml.empty(
        "species",
        [
          "id": id, "name": state.name, "sboTerm": "SBO:0000247",
          "compartment": names.spaces[state.name] ?? SBMLNames.amountsOnly, "initialAmount": "0",
          "substanceUnits": "mmol", "hasOnlySubstanceUnits": "true",
          "boundaryCondition": "false", "constant": "false",
        ])
    }
    xml.end()
  }

  // MARK: Equations

  /// Coupled parameters, and the volumes of the compartments.
  private mutating func writeInitialAssignments() {
    var assignments: [(symbol: String, term: KineticTerm)] = []
    for compartment in structure.compartments {
      guard let volume = compartment.volume, let id = names.spaces[compartment.name] else {
        continue
      }
      assignments.append((id, .symbol(names.parameter(volume))))
    }
    for (column, id) in zip(cohort.columns, names.parameters) {
      guard let place = factors.places[column.name] else { continue }
      let factor = SBMLNames.identifier("f_" + factors.all[place].of)
      let reference = SBMLNames.identifier(column.name + "_reference")
      assignments.append((id, .product([.symbol(factor), .symbol(reference)])))
    }
    xml.list("listOfInitialAssignments") { xml in
      for (symbol, term) in assignments {
        xml.start("initialAssignment", ["symbol": symbol])
        xml.math(term)
        xml.end()
      }
    }
  }

  private var equations: KineticEquations {
    let names = names
    return KineticEquations(
      structure, isClearance: cohort.isClearance,
      KineticSymbols(
        parameter: names.parameter, state: { names.states[$0] },
        volume: { names.spaces[$0.name] ?? SBMLNames.amountsOnly }))
  }

  private mutating func writeRules() {
    let equations = equations
    let (ids, states) = (names.concentrations, structure.states)
    xml.list("listOfRules") { xml in
      for (index, id) in ids.enumerated() {
        guard let id, case .compartment = states[index].kind else { continue }
        xml.start("assignmentRule", ["variable": id])
        xml.math(equations.concentration(index))
        xml.end()
      }
      for effect in equations.effects {
        xml.start("rateRule", ["variable": ids[effect.state]])
        xml.math(effect.slope)
        xml.end()
      }
    }
  }

  private mutating func writeReactions() {
    let (equations, states) = (equations, structure.states)
    let hasInfusions = doses.hasInfusions
    if equations.flows.isEmpty, !hasInfusions { return }
    xml.start("listOfReactions")
    for (index, flow) in equations.flows.enumerated() {
      let end = flow.to.map { states[$0].name } ?? "nowhere"
      let by = flow.parameters.joined(separator: ", ")
      writeReaction(
        SBMLNames.flow(index), "\(states[flow.from].name) to \(end) by \(by)", from: flow.from,
        to: flow.to, flow.rate, term: flow.kind == .absorption ? 655 : 176,
        law: flow.kind == .saturable ? 29 : 49)
    }
    if hasInfusions {
      writeReaction(
        SBMLNames.infusion, "infusions", from: nil, to: structure.intravenousNumber - 1,
        .symbol(SBMLNames.infusionRate), term: 655, law: nil)
    }
    xml.end()
  }

  private mutating func writeReaction(
    _ id: String, _ name: String, from: Int?, to: Int?, _ rate: KineticTerm, term: Int, law: Int?
  ) {
    xml.start(
      "reaction",
      [
        "id": id, "name": name, "sboTerm": "SBO:0000\(term)", "reversible": "false",
        "fast": "false",
      ])
    for (list, state, role) in [
      ("listOfReactants", from, "SBO:0000010"), ("listOfProducts", to, "SBO:0000011"),
    ] {
      guard let state else { continue }
      xml.start(list)
      xml.empty(
        "speciesReference",
        [
          "species": names.states[state], "sboTerm": role, "stoichiometry": "1",
          "constant": "true",
        ])
      xml.end()
    }
    xml.start("kineticLaw", ["sboTerm": law.map { "SBO:00000\($0)" }])
    xml.math(rate)
    xml.end()
    xml.end()
  }
}
