import PharmacokineticCoupling
import TwinFlux

/// `twinflux pk simulate COUPLED`: concentrations over time.
enum PKSimulateCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let settings: SimulationSettings
    do throws(ParserError) { settings = try SimulationSettings(context.parsed) } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let path = context.parsed.operands[0]
    let twin = try run.timed("load") { _ throws(CommandFailure) in try readCoupled(path) }
    let schedule = try SimulationSettings.schedule(settings.dose, of: twin, path: path)
    let measurements = try measurements(context.parsed.value("observations"), for: twin)
    let end = settings.end ?? schedule.usualEnd
    let times = settings.times(to: end, schedule: schedule)
    let band = try run.timed("simulate") { _ throws(CommandFailure) in
      try coupling(at: path) { () throws(CouplingError) in
        try twin.band(schedule, at: times, level: settings.level)
      }
    }
    let exposures = try run.timed("exposure") { _ throws(CommandFailure) in
      let limits = try settings.thresholds(of: twin)
      return try coupling(at: path) { () throws(CouplingError) in
        try twin.exposures(schedule, until: end, above: limits, level: settings.level)
      }
    }
    describe(exposures, to: run.console)
    run.report.status = "done"
    run.report.result = .members([
      "drug": .string(twin.drug.name), "digest": .string(twin.coupled.provenance.digest),
      "until_h": .number(end), "doses": .integer(schedule.doses.count),
    ])
    try write(exposures, to: context.parsed.value("exposure"))
    if let svg = context.parsed.value("svg") {
      let plot = ConcentrationPlot(
        twin: twin, band: band, schedule: schedule, settings: settings, measurements: measurements)
      try writeOutput(Array(try plot.svg().utf8), to: svg)
    }
    let table = band.table
    try run.finish(
      encode(
        table, as: run.settings.output.format, json: .members(["curve": TableWriter.rows(table)])))
    return .done
  }

  private static func measurements(
    _ path: String?, for twin: CoupledTwin
  ) throws(CommandFailure) -> [TwinMeasurement] {
    guard let path else { return [] }
    return try ObservationFile.measurements(of: path, for: twin)
  }

  private static func describe(_ exposures: [Exposure], to console: Console) {
    for species in exposures.map(\.species).uniqued {
      let own = exposures.filter { $0.species == species }.map { exposure in
        "\(exposure.kind.rawValue) \(readable(exposure.value)) \(exposure.kind.unit.rawValue)"
      }
      console.note("\(species): " + own.joined(separator: ", "))
    }
  }

  private static func write(_ exposures: [Exposure], to path: String?) throws(CommandFailure) {
    guard let path else { return }
    var table = Table(columns: ["species", "quantity", "value", "low", "high", "unit"])
    for exposure in exposures {
      table.append([
        .text(exposure.species), .text(exposure.kind.rawValue), .number(exposure.value),
        .optional(exposure.lower), .optional(exposure.upper), .text(exposure.kind.unit.rawValue),
      ])
    }
    try writeOutput(
      encode(
        table, as: TableFormat(extensionOf: path) ?? .tsv,
        json: .members(["exposures": TableWriter.rows(table)])), to: path)
  }
}

extension CurveBand {
  /// `time_h`, and for each species its concentration and the ends of its interval.
  var table: Table {
    var columns = ["time_h"]
    for name in values.species {
      columns.append("\(name)_mmol_per_L")
      if lower != nil { columns += ["\(name)_mmol_per_L_low", "\(name)_mmol_per_L_high"] }
    }
    var table = Table(columns: columns)
    for (index, time) in values.times.enumerated() {
      var row: [Table.Cell] = [.number(time)]
      for species in values.species.indices {
        row.append(.number(values.concentrations[index][species]))
        if let lower, let upper {
          row.append(.number(lower.concentrations[index][species]))
          row.append(.number(upper.concentrations[index][species]))
        }
      }
      table.append(row)
    }
    return table
  }
}
