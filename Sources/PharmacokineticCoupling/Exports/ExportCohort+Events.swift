extension ExportCohort {
  /// `events.csv`: `ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID,MDV,DV`, the same doses for every
  /// individual, sorted by `ID` and `TIME`.
  ///
  /// h, mmol, mmol·h⁻¹. Oral doses enter the depot (`CMT` 1), the others the intravenous compartment;
  /// a bolus has `RATE` 0, an infusion amount/duration. Lag and bioavailability are parameters of the
  /// model and change no record. Repeats stay one record (`ADDL`), but those that a later
  /// steady-state dose would cancel are left out, since not every tool cancels them; a dose of
  /// nothing is left out as well. A sampling time has `EVID` 0, behind the doses of its time.
  ///
  /// - Parameter sampling: h, in order: times at which the tool is to give a prediction.
  /// - Throws: ``ExportError/schedule(problem:)`` for an oral dose without absorption,
  ///   ``ExportError/negativeTime(_:)``, ``ExportError/emptySteadyState(time:)``,
  ///   ``ExportError/timesOutOfOrder(earlier:later:)``, ``ExportError/noModel(individual:)``.
  public func eventsText(
    for tool: ExportTool, _ schedule: DosingSchedule, sampling: [Double] = []
  ) throws(ExportError) -> String {
    let records = try EventRecords(self, tool, schedule, sampling)
    var table = DelimitedText(header: EventRecords.header)
    for id in 1...individuals.count {
      for record in records.rows { table.append([String(id)] + record) }
    }
    return table.text
  }

  /// `data.csv`: the events with the model's parameters in further columns, which NONMEM needs, since
  /// it reads one file.
  ///
  /// - Throws: As ``eventsText(for:_:sampling:)``.
  public func nonmemDataText(
    _ schedule: DosingSchedule, sampling: [Double] = []
  ) throws(ExportError) -> String {
    let records = try EventRecords(self, .nonmem, schedule, sampling)
    let names = try columnNames(for: .nonmem)
    let used = columns.indices.filter { columns[$0].isInModel }
    var table = DelimitedText(header: EventRecords.header + used.map { names[$0] })
    for (index, individual) in individuals.enumerated() {
      let values = used.map { ExportTool.nonmem.number(individual.values[$0]) }
      for record in records.rows { table.append([String(index + 1)] + record + values) }
    }
    return table.text
  }
}

/// The records of one individual, without the `ID`.
struct EventRecords {
  static let header = [
    "ID", "TIME", "AMT", "RATE", "II", "ADDL", "SS", "CMT", "EVID", "MDV", "DV",
  ]

  let rows: [[String]]

  init(
    _ cohort: ExportCohort, _ tool: ExportTool, _ schedule: DosingSchedule, _ sampling: [Double]
  ) throws(ExportError) {
    let structure = try cohort.requiredStructure()
    var timed: [(time: Double, cells: [String])] = []
    for dose in schedule.lastingDoses() {
      if dose.amount == 0 {
        if dose.steadyState { throw .emptySteadyState(time: dose.time) }
        continue
      }
      timed.append((dose.time, try Self.cells(dose, structure, tool)))
    }
    try Self.check(sampling)
    let observed = structure.states.indices.filter { structure.states[$0].hasConcentration }
    for time in sampling {
      for state in tool == .nonmem ? observed : Array(observed.prefix(1)) {
        timed.append((time, Self.sample(time, state + 1, tool)))
      }
    }
    // The place breaks ties: the standard library's sort is not promised to be stable.
    rows = timed.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element.cells)
  }

  private static func check(_ sampling: [Double]) throws(ExportError) {
    do throws(PharmacokineticError) {
      for time in sampling { try Check.finite(time, "sampling time") }
    } catch {
      throw .schedule(problem: error)
    }
    if let first = sampling.first, first < 0 { throw .negativeTime(first) }
    for (earlier, later) in zip(sampling, sampling.dropFirst()) where later < earlier {
      throw .timesOutOfOrder(earlier: earlier, later: later)
    }
  }

  private static func cells(
    _ dose: Dose, _ structure: KineticStructure, _ tool: ExportTool
  ) throws(ExportError) -> [String] {
    if dose.time < 0 { throw .negativeTime(dose.time) }
    var (rate, compartment) = (0.0, structure.intravenousNumber)
    switch dose.route {
    case .bolus: break
    case .infusion(let duration): rate = dose.amount / duration
    case .oral:
      guard structure.absorption != nil else {
        throw .schedule(problem: .noAbsorption(time: dose.time))
      }
      compartment = 1
    }
    return [
      tool.number(dose.time), tool.number(dose.amount), tool.number(rate),
      tool.number(dose.interval ?? 0), String(dose.additional), dose.steadyState ? "1" : "0",
      String(compartment), "1", "1", tool == .nonmem ? "." : "0",
    ]
  }

  private static func sample(_ time: Double, _ compartment: Int, _ tool: ExportTool) -> [String] {
    let ends = tool == .nonmem ? ["1", "."] : ["0", "0"]
    return [tool.number(time)] + Array(repeating: "0", count: 5) + [String(compartment), "0"] + ends
  }
}
