import PharmacokineticCoupling
import TwinFlux

/// Measured concentrations: a table with the columns time_h, observable, value, unit and optionally
/// lloq, tab- or comma-separated.
///
/// An empty value is a result below the limit of quantification, which the line must then give; the
/// limit is in the unit of the value. Times need no order.
struct ObservationFile {
  private static let columns = ["time_h", "observable", "value", "unit", "lloq"]

  private let path: String
  private let twin: CoupledTwin

  static func measurements(
    of path: String, for twin: CoupledTwin
  ) throws(CommandFailure) -> [TwinMeasurement] {
    let file = ObservationFile(path: path, twin: twin)
    let lines = try TextFile.lines(of: path)
    guard let header = lines.first else {
      throw CommandFailure(.badData, "'\(path)' has no row. Give at least one measurement.")
    }
    let delimiter: Character = header.text.contains("\t") ? "\t" : ","
    let positions = try file.positions(header, delimiter)
    var result: [TwinMeasurement] = []
    for line in lines.dropFirst() {
      let cells = line.text.split(separator: delimiter, omittingEmptySubsequences: false)
        .map { $0.trimmingBlanks() }
      result.append(try file.measurement(cells, positions, line: line.number))
    }
    if result.isEmpty {
      throw CommandFailure(.badData, "'\(path)' has no row. Give at least one measurement.")
    }
    return result
  }

  private func positions(
    _ header: TextFile.Line, _ delimiter: Character
  ) throws(CommandFailure) -> [String: Int] {
    let names = header.text.split(separator: delimiter, omittingEmptySubsequences: false)
      .map { $0.trimmingBlanks().lowercased() }
    var positions: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      guard Self.columns.contains(name) else {
        throw failure(
          header.number, "'\(excerpt(name))' is no column of measurements",
          "Give \(Self.columns.joined(separator: ", ")).")
      }
      if positions.updateValue(index, forKey: name) != nil {
        throw failure(header.number, "the column '\(name)' stands twice", "Keep one of them.")
      }
    }
    for name in Self.columns.dropLast() where positions[name] == nil {
      throw failure(
        header.number, "the column '\(name)' is missing", "Make it one of the first line.")
    }
    return positions
  }

  private func measurement(
    _ cells: [String], _ positions: [String: Int], line: Int
  ) throws(CommandFailure) -> TwinMeasurement {
    guard cells.count == positions.count else {
      throw failure(
        line, "it has \(cells.count) cells, and the first line \(positions.count)",
        "Give one for each column.")
    }
    func cell(_ name: String) -> String { positions[name].map { cells[$0] } ?? "" }
    guard let time = NumberText.parse(cell("time_h")), time.isFinite, time >= 0 else {
      throw failure(
        line, "the time is '\(excerpt(cell("time_h")))'",
        "Give hours since the first dose, from 0 up.")
    }
    let observable = cell("observable")
    let known = twin.pharmacokinetics?.structure.species ?? []
    guard known.contains(observable) else {
      throw failure(
        line, "the model has no '\(excerpt(observable))'",
        "Give \(known.joined(separator: " or ")).")
    }
    guard let unit = PharmacokineticUnit(rawValue: cell("unit")),
      (try? unit.factor(to: .millimolar, molarMass: 1)) != nil
    else {
      throw failure(
        line, "'\(excerpt(cell("unit")))' is no unit of concentration",
        "Give mol/L, mmol/L, umol/L, nmol/L, mg/L or ng/mL.")
    }
    let value = try number(cell("value"), "value", line)
    let limit = try number(cell("lloq"), "lloq", line)
    if value == nil, limit == nil {
      throw failure(line, "there is neither a value nor a limit", "Give a value, or the lloq.")
    }
    do throws(PharmacokineticError) {
      return try TwinMeasurement(
        time: time, observable: observable, value: value.map { Quantity($0, unit) },
        lowerLimit: limit.map { Quantity($0, unit) }, molarMass: twin.molarMass(of: observable))
    } catch {
      throw failure(line, "the value cannot be read: \(error.description)", "Correct it.")
    }
  }

  private func number(
    _ cell: String, _ column: String, _ line: Int
  ) throws(CommandFailure) -> Double? {
    if cell.isEmpty { return nil }
    guard let value = NumberText.parse(cell), value.isFinite, value >= 0 else {
      throw failure(line, "the \(column) is '\(excerpt(cell))'", "Give a number of 0 or more.")
    }
    return value
  }

  private func failure(_ line: Int, _ what: String, _ advice: String) -> CommandFailure {
    CommandFailure(.badData, "In line \(line), \(what) (\(path):\(line)). \(advice)")
  }
}
