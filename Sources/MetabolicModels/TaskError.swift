/// What makes a metabolic task none that a model can be asked for.
public enum TaskError: Error, Sendable, Hashable {
  case duplicateTask(id: String)
  case unreadableEquation(task: String, line: Int?, text: String, reason: String)
  /// Limits that are NaN or out of order, or, of what comes in or goes out, negative.
  case invalidLimits(task: String, line: Int?, what: String, lower: Double, upper: Double)
  case unknownMetabolite(task: String, line: Int?, name: String, suggestion: String?)
  case ambiguousMetabolite(task: String, line: Int?, name: String, ids: [String])
  case unknownCompartment(task: String, line: Int?, name: String, compartments: [String])
  case unknownReaction(task: String, line: Int?, id: String, suggestion: String?)
  /// Named twice among the inputs, or among the outputs, or changed twice.
  case namedTwice(task: String, line: Int?, name: String)
  case demandedBothWays(task: String, line: Int?, name: String)
}

extension TaskError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateTask(let id):
      "Two tasks have the id '\(id)'. Give each an id of its own."
    case .unreadableEquation(let task, let line, let text, let reason):
      Self.place(task, line) + ": the equation '\(text)' cannot be read: \(reason). "
        + "Write it as in '2 A[c] + B[c] => C[c]'."
    case .invalidLimits(let task, let line, let what, let lower, let upper):
      Self.place(task, line) + ": '\(what)' has the lower limit \(lower) and the upper limit "
        + "\(upper). Both must be numbers in this order; of inputs and outputs, not negative."
    case .unknownMetabolite(let task, let line, let name, let suggestion):
      Self.place(task, line) + ": the model has no metabolite '\(name)'."
        + (suggestion.map { " Did you mean '\($0)'?" }
          ?? " Give the name and compartment that the model has, or its id.")
    case .ambiguousMetabolite(let task, let line, let name, let ids):
      Self.place(task, line) + ": several metabolites are named '\(name)': "
        + ids.prefix(3).joined(separator: ", ") + ". Give the id of the one you mean."
    case .unknownCompartment(let task, let line, let name, let compartments):
      Self.place(task, line) + ": the model has no compartment '\(name)'. It has "
        + compartments.prefix(20).joined(separator: ", ") + "."
    case .unknownReaction(let task, let line, let id, let suggestion):
      Self.place(task, line) + ": the model has no reaction '\(id)'."
        + (suggestion.map { " Did you mean '\($0)'?" } ?? " 'twinflux info' shows what it has.")
    case .namedTwice(let task, let line, let name):
      Self.place(task, line) + ": '\(name)' is named a second time. Limit it in one place."
    case .demandedBothWays(let task, let line, let name):
      Self.place(task, line) + ": '\(name)' must both come in and go out. "
        + "Only the net amount counts: demand one of the two."
    }
  }

  private static func place(_ task: String, _ line: Int?) -> String {
    "Task '\(task)'" + (line.map { " (line \($0))" } ?? "")
  }
}
