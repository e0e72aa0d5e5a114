extension ExportCohort {
  /// The names of all columns in a tool, in their order.
  ///
  /// - Throws: ``ExportError/sameName(spelled:first:second:tool:)``.
  public func columnNames(for tool: ExportTool) throws(ExportError) -> [String] {
    try ExportNames(self, tool).parameters
  }

  /// `parameters.csv`: `ID` (1, 2, …), then every parameter: an `idata_set` of mrgsolve, `params` of
  /// rxode2, and for NONMEM a table to join by `ID`.
  ///
  /// The units are in the dictionary, since a second header row would be data to all three tools.
  ///
  /// - Throws: ``ExportError/sameName(spelled:first:second:tool:)``.
  public func parametersText(for tool: ExportTool) throws(ExportError) -> String {
    var table = DelimitedText(header: ["ID"] + (try columnNames(for: tool)))
    for (index, individual) in individuals.enumerated() {
      table.append([String(index + 1)] + individual.values.map(tool.number))
    }
    return table.text
  }

  /// `dictionary.csv`: what the columns are.
  ///
  /// `column` as the tool spells it; `parameter` and `unit` of the values; `document_unit` of the
  /// twin, of which one is `factor` of `unit`; `role`: `coupled` for what the coupling changed,
  /// `reference` for the rest; `used` by the model or not.
  ///
  /// - Throws: ``ExportError/sameName(spelled:first:second:tool:)``.
  public func dictionaryText(for tool: ExportTool) throws(ExportError) -> String {
    var table = DelimitedText(
      header: ["column", "parameter", "unit", "document_unit", "factor", "role", "used"])
    for (name, column) in zip(try columnNames(for: tool), columns) {
      let factor: Double
      do throws(PharmacokineticError) {
        factor = try column.documentUnit.factor(to: column.unit, molarMass: drug.molarMass)
      } catch {
        throw .individual(
          name: individuals[0].name, problem: .parameter(name: column.name, problem: error))
      }
      table.append([
        name, column.name, column.unit.rawValue, column.documentUnit.rawValue,
        tool.number(factor), column.isCoupled ? "coupled" : "reference",
        column.isInModel ? "yes" : "no",
      ])
    }
    return table.text
  }

  /// `individuals.csv`: who the numbers of `ID` are, and the digest of what they come from.
  public func individualsText() -> String {
    var table = DelimitedText(header: ["ID", "individual", "digest"])
    for (index, individual) in individuals.enumerated() {
      table.append([
        String(index + 1), individual.name, individual.coupled.provenance.digest,
      ])
    }
    return table.text
  }
}

/// The names that a cohort has in a tool.
struct ExportNames {
  let tool: ExportTool
  /// In the order of ``ExportCohort/columns``.
  let parameters: [String]
  /// In the order of ``KineticEquations/states``; empty without a model.
  let states: [String]
  /// Of the concentrations, one for each state; `nil` for a state that has none.
  let concentrations: [String?]
  private let columns: [ExportCohort.Column]

  init(_ cohort: ExportCohort, _ tool: ExportTool) throws(ExportError) {
    var names = ToolNames(tool)
    self.tool = tool
    columns = cohort.columns
    var parameters: [String] = []
    for column in cohort.columns {
      parameters.append(try names.claim(column.name, for: "the parameter '\(column.name)'"))
    }
    self.parameters = parameters
    // The compartments of NONMEM are numbers in its equations, and no name meets a parameter's.
    var others = tool == .nonmem ? ToolNames(tool) : names
    var states: [String] = []
    var concentrations: [String?] = []
    for state in cohort.structure?.states ?? [] {
      states.append(try others.claimCompartment(state.name))
      concentrations.append(
        state.hasConcentration
          ? try others.claim("C_" + state.name, for: "the concentration of '\(state.name)'") : nil)
    }
    self.states = states
    self.concentrations = concentrations
  }

  /// The name of a parameter of the model, which the cohort has checked to be there.
  func parameter(_ name: String) -> String {
    columns.firstIndex { $0.name == name }.map { parameters[$0] } ?? name
  }
}
