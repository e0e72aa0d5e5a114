import PharmacokineticCoupling
import TwinFlux

/// What is given, for how long, and what is read off the curves.
struct SimulationSettings: Sendable, Hashable {
  var dose: String?
  /// h; `nil` leaves it to the dosing.
  var end: Double?
  var points: Int
  var level: Double
  var threshold: Quantity?
  var isLogarithmic: Bool

  private static let mostPoints = 1_000_000

  init(_ arguments: ParsedArguments) throws(ParserError) {
    dose = arguments.value("dose")
    if let text = arguments.value("until") {
      guard let hours = DurationText.hours(text) ?? NumberText.parse(text), hours > 0,
        hours.isFinite
      else {
        throw .invalidValue(
          option: "--until", value: text, expected: "a time above 0, such as 168h or 7d")
      }
      end = hours
    }
    points = try arguments.integer("points", atLeast: 2) ?? 481
    if points > Self.mostPoints {
      throw .invalidValue(
        option: "--points", value: "\(points)", expected: "at most \(Self.mostPoints)")
    }
    level =
      try arguments.number("interval", expected: "a number above 0 and below 1") {
        $0 > 0 && $0 < 1
      } ?? 0.9
    threshold = try arguments.value("above").map(Self.concentration)
    try arguments.require("svg", for: "log")
    isLogarithmic = arguments.has("log")
  }

  private static func concentration(_ text: String) throws(ParserError) -> Quantity {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let value = NumberText.parse(parts[0]), value.isFinite, value >= 0,
      let unit = PharmacokineticUnit(rawValue: String(parts[1])),
      (try? unit.factor(to: .millimolar, molarMass: 1)) != nil
    else {
      throw .invalidValue(
        option: "--above", value: text, expected: "a number and a unit, such as '100 ng/mL'")
    }
    return Quantity(value, unit)
  }

  /// The dosing of the command line, or else the document's own.
  static func schedule(
    _ dose: String?, of twin: CoupledTwin, path: String
  ) throws(CommandFailure) -> DosingSchedule {
    guard let dose else {
      let usual = try coupling(at: path) { () throws(CouplingError) in try twin.usualDosing() }
      if let usual { return usual }
      throw CommandFailure(
        .usage, "The document has no dosing of its own. Give --dose, as in '50 mg PO q24h x7'.")
    }
    do throws(PharmacokineticError) {
      return try DosingSchedule(text: dose, molarMass: twin.drug.molarMass)
    } catch {
      throw CommandFailure(.usage, "--dose: \(error.description)")
    }
  }

  /// Evenly spaced from 0 to `end`, with the times of the doses among them.
  func times(to end: Double, schedule: DosingSchedule) -> [Double] {
    var times = (0..<points).map { end * Double($0) / Double(points - 1) }
    times += schedule.administrationTimes(until: end).filter { $0 > 0 }.prefix(Self.mostPoints)
    times.sort()
    var result: [Double] = []
    for time in times where result.last != time { result.append(time) }
    return result
  }

  /// mmol·L⁻¹, by species.
  func thresholds(of twin: CoupledTwin) throws(CommandFailure) -> [String: Double] {
    guard let threshold else { return [:] }
    var result: [String: Double] = [:]
    do throws(PharmacokineticError) {
      for species in twin.pharmacokinetics?.structure.species ?? [] {
        result[species] = try threshold.value(
          in: .millimolar, molarMass: twin.molarMass(of: species))
      }
    } catch {
      throw CommandFailure(.usage, "--above: \(error.description)")
    }
    return result
  }
}

extension [String] {
  /// Each once, in order of first appearance.
  var uniqued: [String] {
    var seen = Set<String>()
    return filter { seen.insert($0).inserted }
  }
}
