/// What makes a set of parts no model.
public enum ModelError: Error, Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case compartment, metabolite, reaction, gene, constraint
  }

  case duplicateID(kind: Kind, id: String)
  case emptyID(kind: Kind, index: Int)
  case invalidBounds(id: String, lower: Double, upper: Double)
  case coefficientNotFinite(reaction: String, metabolite: String, value: Double)
  case objectiveNotFinite(reaction: String, value: Double)
  case sizeMismatch(what: String, expected: Int, found: Int)
  case indexOutOfRange(what: String, index: Int)
  case unknownID(kind: Kind, id: String, suggestion: String?)
  case notAnExchange(id: String)
  case invalidUptake(id: String, value: Double)
}

extension ModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateID(let kind, let id):
      "Two \(kind.rawValue)s have the id '\(id)'. Give each an id of its own."
    case .emptyID(let kind, let index):
      "The \(kind.rawValue) number \(index + 1) has no id. Give it one."
    case .invalidBounds(let id, let lower, let upper):
      "'\(id)' has the lower bound \(lower) and the upper bound \(upper). "
        + "Both must be numbers, the lower not above the upper."
    case .coefficientNotFinite(let reaction, let metabolite, let value):
      "Reaction '\(reaction)' has the coefficient \(value) for metabolite '\(metabolite)'. "
        + "Give it a finite number."
    case .objectiveNotFinite(let reaction, let value):
      "The objective has the coefficient \(value) for reaction '\(reaction)'. "
        + "Give it a finite number."
    case .sizeMismatch(let what, let expected, let found):
      "The model needs \(expected) \(what), but there are \(found)."
    case .indexOutOfRange(let what, let index):
      "The index \(index) in \(what) is outside the model."
    case .notAnExchange(let id):
      "Reaction '\(id)' is inside the model, so no medium can feed it. Name an exchange reaction."
    case .invalidUptake(let id, let value):
      "The uptake of '\(id)' is \(value). Give a number that is not negative; the sign of the flux "
        + "follows from the reaction."
    case .unknownID(let kind, let id, let suggestion):
      "The model has no \(kind.rawValue) '\(id)'."
        + (suggestion.map { " Did you mean '\($0)'?" } ?? " 'twinflux info' shows what it has.")
    }
  }
}
