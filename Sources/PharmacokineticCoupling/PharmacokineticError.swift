/// Why a pharmacokinetic computation has no answer.
public enum PharmacokineticError: Error, Sendable, Hashable {
  case incompatibleUnits(from: PharmacokineticUnit, to: PharmacokineticUnit)
  /// A mass of drug and an amount of substance meet only through a molar mass.
  case needsMolarMass(from: PharmacokineticUnit, to: PharmacokineticUnit)
  case notFinite(quantity: String)
  case outOfRange(quantity: String, value: Double, allowed: String)
  case timesOutOfOrder(earlier: Double, later: Double)
  case unknownName(kind: String, name: String, known: [String])
  case duplicateName(kind: String, name: String)
  case tooManyCompartments(count: Int, limit: Int)
  /// An oral dose for a model that has no absorption.
  case noAbsorption(time: Double)
  /// A regimen grows without limit, because what goes in never leaves.
  case noSteadyState(interval: Double)
  case infiniteExposure(species: String)
  case neverReached(quantity: String, level: Double, limit: Double)
  case outsideCurve(time: Double, start: Double, end: Double)
  case stepLimit(time: Double, steps: Int)
  case stepTooSmall(time: Double, step: Double)
  case notConverged(what: String, iterations: Int)
  case singular(what: String)
  case notADose(text: String, problem: String)
}

extension PharmacokineticError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .incompatibleUnits(let from, let to):
      "\(from.rawValue) cannot be converted to \(to.rawValue). Give a quantity of that dimension."
    case .needsMolarMass(let from, let to):
      "\(from.rawValue) converts to \(to.rawValue) only with a molar mass. Give it in g/mol."
    case .notFinite(let quantity):
      "The \(quantity) is not a finite number. Give a number."
    case .outOfRange(let quantity, let value, let allowed):
      "The \(quantity) cannot be \(value). Give \(allowed)."
    case .timesOutOfOrder(let earlier, let later):
      "The time \(later) h comes before \(earlier) h and is listed after it. Sort by time."
    case .unknownName(let kind, let name, let known):
      "There is no \(kind) '\(name)'. Known: \(known.joined(separator: ", "))."
    case .duplicateName(let kind, let name):
      "The \(kind) '\(name)' is defined twice. Give every \(kind) a name of its own."
    case .tooManyCompartments(let count, let limit):
      "The model has \(count) compartments, more than \(limit). Lump compartments together."
    case .noAbsorption(let time):
      "The dose at \(time) h is oral, and the model has no absorption. Give it a rate ka."
    case .noSteadyState(let interval):
      "Doses every \(interval) h reach no steady state, because something that goes in never "
        + "leaves fast enough. Check the elimination of every compartment."
    case .infiniteExposure(let species):
      "The exposure to '\(species)' has no limit, because it is never eliminated. "
        + "Give a finite end, or an elimination."
    case .neverReached(let quantity, let level, let limit):
      "The \(quantity) never reaches \(level): its limit is \(limit). Ask for less."
    case .outsideCurve(let time, let start, let end):
      "The curve covers \(start) to \(end) h, not \(time) h. Simulate for longer."
    case .stepLimit(let time, let steps):
      "The integration stopped at \(time) h after \(steps) steps. "
        + "Use the stiff method, or a larger tolerance."
    case .stepTooSmall(let time, let step):
      "The integration needs steps below \(step) h at \(time) h. "
        + "Check the parameters for a blow-up, or use the stiff method."
    case .notConverged(let what, let iterations):
      "The \(what) did not settle in \(iterations) iterations. Start nearer, or check the data."
    case .singular(let what):
      "The \(what) is singular. Check that the data determine every parameter."
    case .notADose(let text, let problem):
      "'\(text)' is no dose: \(problem). Write it like '50 mg PO q24h x7'."
    }
  }
}

/// Checks of numbers, shared by everything that takes parameters.
enum Check {
  static func finite(_ value: Double, _ quantity: String) throws(PharmacokineticError) {
    guard value.isFinite else { throw .notFinite(quantity: quantity) }
  }

  static func positive(_ value: Double, _ quantity: String) throws(PharmacokineticError) {
    try finite(value, quantity)
    guard value > 0 else {
      throw .outOfRange(quantity: quantity, value: value, allowed: "a number above 0")
    }
  }

  static func nonnegative(_ value: Double, _ quantity: String) throws(PharmacokineticError) {
    try finite(value, quantity)
    guard value >= 0 else {
      throw .outOfRange(quantity: quantity, value: value, allowed: "0 or more")
    }
  }

  static func fraction(_ value: Double, _ quantity: String) throws(PharmacokineticError) {
    try finite(value, quantity)
    guard (0...1).contains(value) else {
      throw .outOfRange(quantity: quantity, value: value, allowed: "a number from 0 to 1")
    }
  }

  static func increasing(_ times: [Double], _ quantity: String) throws(PharmacokineticError) {
    for time in times { try finite(time, quantity) }
    for (earlier, later) in zip(times, times.dropFirst()) where later < earlier {
      throw .timesOutOfOrder(earlier: earlier, later: later)
    }
  }
}
