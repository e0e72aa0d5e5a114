/// Why a coupling has no answer, or a rules file is none.
///
/// A `path` is the place in the JSON document, such as `pathways[0].cap.isoforms[1].weight`.
public enum CouplingError: Error, Sendable, Hashable {
  // The rules file.
  case notJSON(problem: String)
  case unknownSchema(found: String, expected: String)
  case unknownKey(path: String, suggestion: String?)
  case duplicateKey(path: String)
  case missingKey(path: String)
  case wrongType(path: String, expected: String)
  case unknownWord(path: String, word: String, known: [String])
  case outOfRange(path: String, value: Double, allowed: String)
  case emptyList(path: String)
  case duplicateID(path: String, id: String)
  case clampOutOfOrder(path: String, lower: Double, upper: Double)
  case boundsOutOfOrder(path: String, lower: Double, upper: Double)
  case unknownPathway(path: String, id: String, suggestion: String?)
  case unknownParameter(path: String, name: String, suggestion: String?)
  case unknownCompartment(path: String, name: String, suggestion: String?)
  case notNeeded(path: String, because: String)

  // The rules against a network.
  case unknownReaction(path: String, id: String, suggestion: String?)
  case unknownMetabolite(path: String, id: String, suggestion: String?)
  case notAnExchange(path: String, id: String)
  case alreadyInModel(path: String, id: String)
  case otherRules(about: String)
  case pathwayNotMeasured(reactions: [String])

  // One individual.
  case noActivity(gene: String, individual: String)
  case invalidActivity(what: String, value: Double, individual: String)
  case notInMedium(exchange: String, individual: String)
  case unboundEnzyme(what: String, individual: String)
  case infeasible(individual: String)
  case provider(problem: String)

  // The numbers.
  case referenceTooSmall(pathway: String, capacity: Double, minimum: Double)
  case missingParameter(name: String, neededFor: String)
  case parameter(name: String, problem: PharmacokineticError)
  case clearanceWithoutVolume(parameter: String, compartment: String)
  case simulation(problem: PharmacokineticError)
  case noKinetics(individual: String)
  case failedChecks([CouplingFinding])
  case unknownCoupler(name: String, known: [String])
  case duplicateCoupler(name: String)
}

extension CouplingError: CustomStringConvertible {
  public var description: String {
    documentText ?? networkText ?? individualText ?? numberText
  }

  private var documentText: String? {
    switch self {
    case .notJSON(let problem): "The document is no JSON: \(problem). Check it with a JSON editor."
    case .unknownSchema(let found, let expected):
      "'schema' is '\(found)'. This version reads '\(expected)': write that, after a look at the keys."
    case .unknownKey(let path, let suggestion):
      "'\(path)' is no key that is read here. "
        + (suggestion.map { "Did you mean '\($0)'?" } ?? "Remove it.")
    case .duplicateKey(let path): "'\(path)' is given twice. Keep one."
    case .missingKey(let path): "'\(path)' is missing. Add it."
    case .wrongType(let path, let expected): "'\(path)' is not \(expected). Give \(expected)."
    case .unknownWord(let path, let word, let known):
      "'\(path)' cannot be '\(word)'. Known: \(known.joined(separator: ", "))."
    case .outOfRange(let path, let value, let allowed):
      "'\(path)' cannot be \(value). Give \(allowed)."
    case .emptyList(let path): "'\(path)' is empty. List at least one."
    case .duplicateID(let path, let id):
      "'\(path)' repeats '\(id)'. Give each a name of its own, and list each once."
    case .clampOutOfOrder(let path, let lower, let upper):
      "'\(path)' runs from \(lower) to \(upper). Give [least, greatest], from 0 up."
    case .boundsOutOfOrder(let path, let lower, let upper):
      "'\(path)' has the lower bound \(lower) and the upper bound \(upper). Swap them."
    case .unknownPathway(let path, let id, let suggestion):
      "'\(path)' names the pathway '\(id)', which is not among the pathways. "
        + (suggestion.map { "Did you mean '\($0)'?" } ?? "Define it, or name one that is.")
    case .unknownParameter(let path, let name, let suggestion):
      "'\(path)' names '\(name)', which is the parameter of no target. "
        + (suggestion.map { "Did you mean '\($0)'?" } ?? "Add a target for it.")
    case .unknownCompartment(let path, let name, let suggestion):
      "'\(path)' names the compartment '\(name)', which is not among the compartments. "
        + (suggestion.map { "Did you mean '\($0)'?" } ?? "Define it, or name one that is.")
    case .notNeeded(let path, let because):
      "'\(path)' has no effect: \(because). Remove it."
    default: nil
    }
  }

  private var networkText: String? {
    switch self {
    case .unknownReaction(let path, let id, let suggestion):
      "'\(path)' names the reaction '\(id)', which the model does not have. "
        + Self.question(suggestion)
    case .unknownMetabolite(let path, let id, let suggestion):
      "'\(path)' names the metabolite '\(id)', which neither the model nor the rules define. "
        + Self.question(suggestion)
    case .notAnExchange(let path, let id):
      "'\(path)' names '\(id)', which is no exchange reaction: it has more than one metabolite. "
        + "Name the exchange of the compound."
    case .alreadyInModel(let path, let id):
      "'\(path)' adds '\(id)', which the model has already. Remove it, or give it another id."
    case .otherRules(let about):
      "The network was not made for these rules: \(about) differs. Make the provider from the same "
        + "rules."
    case .pathwayNotMeasured(let reactions):
      "The table has no capacity of \(reactions.joined(separator: " + ")). Add a row for it."
    default: nil
    }
  }

  private var individualText: String? {
    switch self {
    case .noActivity(let gene, let individual):
      "'\(individual)' has no activity of '\(gene)'. Give one, or an activity of all other genes."
    case .invalidActivity(let what, let value, let individual):
      "'\(individual)' has \(value) for \(what). Give a finite number that is not negative."
    case .notInMedium(let exchange, let individual):
      "'\(individual)' changes the supply through '\(exchange)', which the medium of the rules does "
        + "not list. Add it to probe.medium, with an uptake of 0 if the others have none."
    case .unboundEnzyme(let what, let individual):
      "'\(individual)' has \(what), which no pathway or pool of the rules uses. "
        + "Remove it, or check its name."
    case .infeasible(let individual):
      "No flux distribution fits the bounds of '\(individual)'. Check its demands and supplies."
    case .provider(let problem): "The capacities could not be computed: \(problem)"
    default: nil
    }
  }

  private var numberText: String {
    switch self {
    case .referenceTooSmall(let pathway, let capacity, let minimum):
      "The reference individual's capacity of '\(pathway)' is \(capacity), below \(minimum), so that no "
        + "fold change means anything. Open what the pathway needs in probe.medium, or check its cap."
    case .missingParameter(let name, let neededFor):
      "The parameters have no '\(name)', which \(neededFor) needs. Add it, with its unit."
    case .parameter(let name, let problem): "'\(name)': \(problem.description)"
    case .clearanceWithoutVolume(let parameter, let compartment):
      "'\(parameter)' is a clearance, and the compartment '\(compartment)' that it clears has no volume. "
        + "Give the compartment a volume, or a rate in h^-1."
    case .simulation(let problem): problem.description
    case .noKinetics(let individual):
      "The document of '\(individual)' holds no pharmacokinetic model. Give the rules the key "
        + "'pharmacokinetics', and couple again."
    case .failedChecks(let findings):
      "The rules do not hold: " + findings.map(\.message).joined(separator: " ")
    case .unknownCoupler(let name, let known):
      "No coupler is registered as '\(name)'. Known: \(known.joined(separator: ", "))."
    case .duplicateCoupler(let name):
      "A coupler is registered as '\(name)' already. Register it under another name."
    default: ""
    }
  }

  private static func question(_ suggestion: String?) -> String {
    suggestion.map { "Did you mean '\($0)'?" } ?? "Check the spelling, and the style of the ids."
  }
}
