import DataFiles

extension ExportCohort {
  /// The model for a tool, such that the tables drive it.
  ///
  /// Every parameter of the structure is one of the tool; amounts are in mmol, times in h. The
  /// parameters have the values of the first individual where the tool wants defaults.
  ///
  /// - Parameter dataFile: The name of what ``nonmemDataText(_:sampling:)`` gives.
  /// - Throws: ``ExportError/noModel(individual:)``,
  ///   ``ExportError/sameName(spelled:first:second:tool:)``.
  public func modelText(
    for tool: ExportTool, dataFile: String = "data.csv"
  ) throws(ExportError) -> String {
    let source = ModelSource(
      cohort: self, structure: try requiredStructure(), names: try ExportNames(self, tool),
      dataFile: dataFile)
    return switch tool {
    case .mrgsolve: source.mrgsolveText
    case .rxode2: source.rxode2Text
    case .nonmem: source.nonmemText
    }
  }

  /// Everything that a run of the tool needs, with the names of the files that refer to each other.
  ///
  /// Without a schedule: the parameters and the model.
  ///
  /// - Parameter prefix: What the name of each file begins with.
  /// - Throws: ``ExportError``.
  public func files(
    for tool: ExportTool, _ schedule: DosingSchedule? = nil, sampling: [Double] = [],
    prefix: String = ""
  ) throws(ExportError) -> [ExportFile] {
    var files = [
      ExportFile("parameters.csv", try parametersText(for: tool)),
      ExportFile("dictionary.csv", try dictionaryText(for: tool)),
      ExportFile("individuals.csv", individualsText()),
    ]
    if structure != nil {
      let text = try modelText(for: tool, dataFile: "\(prefix)data.csv")
      files.append(ExportFile(tool.modelFileName, text))
    }
    if let schedule {
      files.append(
        ExportFile("events.csv", try eventsText(for: tool, schedule, sampling: sampling)))
      if tool == .nonmem {
        files.append(
          ExportFile("data.csv", try nonmemDataText(schedule, sampling: sampling)))
      }
    }
    return files.map { ExportFile(prefix + $0.name, $0.text) }
  }
}

extension ExportTool {
  /// The record of a NONMEM control stream that names its data. A name with anything but letters,
  /// digits, `.`, `_` and `-` is quoted, as NM-TRAN asks for.
  public static func dataRecord(of file: String) -> String {
    let isPlain = file.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "._-".unicodeScalars.contains(scalar))
    }
    let mark = file.contains("\"") ? "'" : "\""
    return "$DATA \(isPlain ? file : mark + file + mark) IGNORE=@"
  }

  /// The name that ``ExportCohort/files(for:_:sampling:)`` gives the model.
  public var modelFileName: String {
    switch self {
    case .nonmem: "model.ctl"
    case .mrgsolve: "model.cpp"
    case .rxode2: "model.R"
    }
  }
}

/// What the model texts are made of.
struct ModelSource {
  let cohort: ExportCohort
  let structure: KineticStructure
  let names: ExportNames
  let dataFile: String

  /// The columns of the model, with their names and the first individual's values.
  var parameters: [(name: String, column: ExportCohort.Column, value: Double)] {
    cohort.columns.indices.filter { cohort.columns[$0].isInModel }.map {
      (names.parameters[$0], cohort.columns[$0], cohort.individuals[0].values[$0])
    }
  }

  func equations(state: @escaping (Int) -> String) -> KineticEquations {
    KineticEquations(
      structure, isClearance: cohort.isClearance,
      KineticSymbols(
        parameter: names.parameter, state: state,
        volume: { names.parameter($0.volume ?? "") }))
  }

  /// The lines of what the model is, without a mark of comment.
  var headLines: [String] {
    [
      "\(cohort.drug.name), exported by TwinFlux. h, L, mmol, mmol/L; one molecule of the drug makes "
        + "one of a metabolite.",
      "Not a medical device.",
    ].map(\.asComment)
  }

  /// `CMT` numbers in words.
  var stateLines: [String] {
    structure.states.enumerated().map { index, state in
      let unit =
        switch state.kind {
        case .effectSite: "mmol/L"
        default: "mmol"
        }
      return "CMT \(index + 1): \(state.name), \(unit)".asComment
    }
  }

  // MARK: mrgsolve

  /// A model specification of mrgsolve: `mread`, then `idata_set`, then `data_set` or `ev`.
  var mrgsolveText: String {
    let tool = ExportTool.mrgsolve
    let equations = equations { names.states[$0] }
    var lines = ["$PROB"] + headLines.map { "# " + $0 } + ["", "$PARAM"]
    for (name, column, value) in parameters {
      lines.append("\(name) = \(tool.number(value)) // \(column.unit.rawValue)")
    }
    lines += ["", "$CMT"] + names.states
    lines += ["", "$MAIN"] + stateLines.map { "// " + $0 }
    if let uptake = structure.absorption {
      if let name = uptake.bioavailability {
        lines.append("F_\(names.states[0]) = \(names.parameter(name));")
      }
      if let name = uptake.lag {
        lines.append("ALAG_\(names.states[0]) = \(names.parameter(name));")
      }
    }
    lines += ["", "$ODE"]
    for (index, state) in names.states.enumerated() {
      lines.append("dxdt_\(state) = \(equations.slopeText(of: index));")
    }
    lines += ["", "$TABLE"]
    for (index, name) in names.concentrations.enumerated() {
      guard let name else { continue }
      lines.append("capture \(name) = \(equations.concentration(index).infix); // mmol/L")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: rxode2

  /// R code that makes `model`: then `rxSolve(model, params = parameters, events = events)`.
  var rxode2Text: String {
    let equations = equations { names.states[$0] }
    var lines = headLines.map { "# " + $0 } + stateLines.map { "# " + $0 }
    lines += parameters.map { "# \($0.name): \($0.column.unit.rawValue)" }
    lines.append("model <- rxode2::rxode2({")
    // The numbers of the event table are those of this order.
    lines += names.states.map { "  cmt(\($0))" }
    for (index, state) in names.states.enumerated() {
      lines.append("  d/dt(\(state)) <- \(equations.slopeText(of: index))")
    }
    if let uptake = structure.absorption {
      if let name = uptake.bioavailability {
        lines.append("  f(\(names.states[0])) <- \(names.parameter(name))")
      }
      if let name = uptake.lag {
        lines.append("  alag(\(names.states[0])) <- \(names.parameter(name))")
      }
    }
    for (index, name) in names.concentrations.enumerated() {
      guard let name else { continue }
      lines.append("  \(name) <- \(equations.concentration(index).infix)")
    }
    lines.append("})")
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: NONMEM

  /// A control stream of NM-TRAN that simulates the data with ADVAN13.
  ///
  /// It has no parameter to estimate: every one is a data item, and both variances are fixed to 0, so
  /// that `Y` is the concentration of the record's compartment.
  var nonmemText: String {
    let equations = equations { "A(\($0 + 1))" }
    let items = EventRecords.header.count + parameters.count
    // NM-TRAN has room for 50 data items, unless told (constant PD of its sizes).
    var lines = items > 50 ? ["$SIZES PD=\(items)"] : []
    lines += ["$PROBLEM \(cohort.drug.name.asComment)"] + headLines.map { "; " + $0 }
    lines += stateLines.map { "; " + $0 }
    lines += ["$INPUT " + EventRecords.header.joined(separator: " ")]
    lines += parameters.map { "  \($0.name) ; \($0.column.unit.rawValue)" }
    lines += [ExportTool.dataRecord(of: dataFile), "$SUBROUTINES ADVAN13 TOL=9", "$MODEL"]
    for (index, state) in names.states.enumerated() {
      let isDefault = index + 1 == structure.intravenousNumber
      lines.append("  COMP=(\(state)\(isDefault ? ",DEFDOSE,DEFOBS" : ""))")
    }
    lines += nonmemParameterLines + ["$DES"]
    for index in names.states.indices {
      lines.append("  DADT(\(index + 1)) = \(equations.slopeText(of: index))")
    }
    lines += [
      "$ERROR", "  Y = F*(1 + ETA(1)) + EPS(1)", "$OMEGA 0 FIX", "$SIGMA 0 FIX",
      "$SIMULATION (1) ONLYSIMULATION",
      "$TABLE ID TIME CMT EVID Y NOPRINT NOAPPEND ONEHEADER FILE=simulated.tab",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The additional parameters: lag, bioavailability, and as scale the volume, which makes an
  /// amount a concentration.
  private var nonmemParameterLines: [String] {
    var lines = ["$PK"]
    if let uptake = structure.absorption {
      if let name = uptake.bioavailability { lines.append("  F1 = \(names.parameter(name))") }
      if let name = uptake.lag { lines.append("  ALAG1 = \(names.parameter(name))") }
    }
    for (index, state) in structure.states.enumerated() {
      guard case .compartment(let place) = state.kind,
        let volume = structure.compartments[place].volume
      else { continue }
      lines.append("  S\(index + 1) = \(names.parameter(volume))")
    }
    // NM-TRAN refuses a block that assigns nothing.
    if lines.count == 1 { lines.append("  S1 = 1") }
    return lines
  }
}
