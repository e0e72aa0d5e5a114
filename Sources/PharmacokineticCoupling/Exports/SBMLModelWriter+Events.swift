import DataFiles

extension SBMLModelWriter {
  mutating func writeEvents() {
    if doses.lines.isEmpty { return }
    xml.start("listOfEvents")
    for line in doses.lines {
      for administration in 0...line.dose.additional { write(line, administration) }
    }
    xml.end()
  }

  private mutating func write(_ line: SBMLDoses.Line, _ administration: Int) {
    let dose = KineticTerm.symbol("dose_\(line.number)")
    let id = SBMLNames.event(line.number, administration)
    let time = time(of: line, administration)
    switch line.dose.route {
    case .bolus:
      let target = names.states[structure.intravenousNumber - 1]
      writeEvent(id, at: time, target, .sum([.symbol(target), dose]))
    case .oral:
      let uptake = structure.absorption
      var amount = dose
      if let name = uptake?.bioavailability {
        amount = .product([.symbol(names.parameter(name)), dose])
      }
      let arrival = uptake?.lag.map { time + [.symbol(names.parameter($0))] } ?? time
      writeEvent(id, at: arrival, names.states[0], .sum([.symbol(names.states[0]), amount]))
    case .infusion:
      let duration = KineticTerm.symbol("dose_\(line.number)_duration")
      let rate = KineticTerm.symbol(SBMLNames.infusionRate)
      let own = KineticTerm.ratio(dose, duration)
      writeEvent(id, at: time, SBMLNames.infusionRate, .sum([rate, own]))
      writeEvent(
        id + "_end", at: time + [duration], SBMLNames.infusionRate, .difference(rate, own))
    }
  }

  /// The terms that add up to the time of an administration.
  private func time(of line: SBMLDoses.Line, _ administration: Int) -> [KineticTerm] {
    let id = "dose_\(line.number)"
    if administration == 0 { return [.symbol(id + "_time")] }
    return [
      .symbol(id + "_time"),
      .product([.number(Double(administration)), .symbol(id + "_interval")]),
    ]
  }

  /// An event that changes one variable once, when the time is reached.
  private mutating func writeEvent(
    _ id: String, at time: [KineticTerm], _ variable: String, _ value: KineticTerm
  ) {
    // With the values at the trigger, two doses at the same time would both start from what was there
    // before either, and one of them would be lost.
    xml.start("event", ["id": id, "useValuesFromTriggerTime": "false"])
    // False before the start, so that a dose at time 0 is given.
    xml.start("trigger", ["initialValue": "false", "persistent": "true"])
    xml.math(.atLeast(.time, time.count == 1 ? time[0] : .sum(time)))
    xml.end()
    xml.start("listOfEventAssignments")
    xml.start("eventAssignment", ["variable": variable])
    xml.math(value)
    xml.end()
    xml.end()
    xml.end()
  }
}
