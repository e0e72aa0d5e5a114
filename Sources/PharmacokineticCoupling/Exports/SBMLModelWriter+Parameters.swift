import DataFiles

extension SBMLModelWriter {
  mutating func writeParameters(_ twin: CoupledTwin) {
    xml.start("listOfParameters")
    for (column, id) in zip(cohort.columns, names.parameters) {
      writeParameter(
        id, column.name, value(of: column.name), column.unit, term: term(of: column.name))
    }
    for parameter in twin.coupled.parameters {
      guard let reference = reference(of: parameter.name),
        let column = cohort.column(named: parameter.name)
      else { continue }
      writeParameter(
        SBMLNames.identifier(parameter.name + "_reference"), "\(parameter.name) of the reference",
        reference, column.unit, term: term(of: parameter.name))
    }
    for factor in factors.all {
      writeParameter(
        SBMLNames.identifier("f_" + factor.of), "fold change of \(factor.of)", factor.value, .one,
        term: 2)
    }
    for (id, state) in zip(names.concentrations, structure.states) {
      guard let id else { continue }
      writeParameter(
        id, "concentration of \(state.name)", 0, .millimolar, term: 196, isConstant: false)
    }
    writeDoseParameters()
    xml.end()
  }

  private mutating func writeDoseParameters() {
    for line in doses.lines {
      let (id, dose) = ("dose_\(line.number)", line.dose)
      writeParameter(id, "dose \(line.number)", dose.amount, .millimole, term: 2)
      writeParameter(id + "_time", "time of dose \(line.number)", dose.time, .hour, term: 2)
      if dose.additional > 0, let interval = dose.interval {
        writeParameter(
          id + "_interval", "interval of dose \(line.number)", interval, .hour, term: 2)
      }
      if case .infusion(let duration) = dose.route {
        writeParameter(
          id + "_duration", "duration of dose \(line.number)", duration, .hour, term: 2)
      }
    }
    if doses.hasInfusions {
      writeParameter(
        SBMLNames.infusionRate, "rate of all infusions", 0, .millimolePerHour, term: 2,
        isConstant: false)
    }
  }

  private mutating func writeParameter(
    _ id: String, _ name: String, _ value: Double, _ unit: PharmacokineticUnit, term: Int,
    isConstant: Bool = true
  ) {
    let digits = String(term)
    xml.empty(
      "parameter",
      [
        "id": id, "name": name,
        "sboTerm": "SBO:" + String(repeating: "0", count: 7 - digits.count) + digits,
        "value": NumberText.text(value), "units": SBMLUnits.id(of: unit),
        "constant": isConstant ? "true" : "false",
      ])
  }

  /// In the units of the columns.
  func value(of name: String) -> Double {
    cohort.columns.firstIndex { $0.name == name }.map { cohort.individuals[0].values[$0] } ?? 0
  }

  /// The reference's value in the unit of the column; `nil` for a parameter without fold change.
  ///
  /// A coupled parameter's own unit is that of its column's document, so one factor serves both.
  private func reference(of name: String) -> Double? {
    guard let own = factors.references[name], let column = cohort.column(named: name) else {
      return nil
    }
    let quantity = Quantity(own, column.documentUnit)
    return try? quantity.value(in: column.unit, molarMass: cohort.drug.molarMass)
  }

  /// What a parameter is, by the slot that names it.
  private func term(of name: String) -> Int {
    if structure.compartments.contains(where: { $0.volume == name }) { return 468 }
    if structure.saturable.contains(where: { $0.maximumRate == name }) { return 186 }
    if structure.saturable.contains(where: { $0.halfSaturation == name }) { return 27 }
    let column = cohort.column(named: name)
    return column?.isInModel == true && column?.unit == .perHour ? 35 : 2
  }
}
