import FluxAnalysis

/// Why a dynamic flux balance analysis has no answer. That the network runs out of something is
/// none of these: it is an event (``DynamicEvent``).
public enum DynamicError: Error, Sendable, Hashable {
  case unknownReaction(what: String, id: String, suggestion: String?)
  case notAnExchange(species: String, id: String)
  case unknownSpecies(what: String, name: String, known: [String])
  case duplicateSpecies(name: String)
  case duplicateBound(reaction: String)
  /// A species without a law whose exchange the model does not limit.
  case unlimitedUptake(species: String, exchange: String)
  case lawValue(what: String, time: Double, value: Double)
  case parameter(PharmacokineticError)
  case integration(PharmacokineticError)
  case network(time: Double, FluxError)
  /// A law that jumps at no stated time, or one basis after another at one time without end.
  case stalled(time: Double, events: Int)
}

extension DynamicError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownReaction(let what, let id, let suggestion):
      "\(what) names the reaction '\(id)', which the model does not have. "
        + (suggestion.map { "Did you mean '\($0)'?" } ?? "Check the spelling.")
    case .notAnExchange(let species, let id):
      "'\(species)' has the exchange '\(id)', which has more than one metabolite. "
        + "Name the exchange reaction of the substance."
    case .unknownSpecies(let what, let name, let known):
      "\(what) names the species '\(name)'. Known: \(known.joined(separator: ", "))."
    case .duplicateSpecies(let name):
      "Two species have the name or the exchange '\(name)'. Give each its own."
    case .duplicateBound(let reaction):
      "Two laws set the same bound of '\(reaction)'. Keep one; the uptake of a species is its own."
    case .unlimitedUptake(let species, let exchange):
      "Nothing limits how much of '\(species)' the cells take up. Give it a law, or "
        + "'\(exchange)' a finite bound."
    case .lawValue(let what, let time, let value):
      "The law of \(what) gives \(value) at \(time) h. It must give a finite number, and no "
        + "negative uptake."
    case .parameter(let error), .integration(let error): error.description
    case .network(let time, let error): "At \(time) h: \(error.description)"
    case .stalled(let time, let events):
      "The simulation does not get past \(time) h after \(events) events. Name the times at "
        + "which a law jumps, or make it continuous."
    }
  }
}
