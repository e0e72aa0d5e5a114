extension SBMLError: CustomStringConvertible {
  /// `What is wrong (FILE:LINE). What to do.`
  public var description: String {
    switch self {
    case .emptyInput, .notXML, .htmlPage, .unsupportedFormat, .malformedXML, .entityDeclaration,
      .nestedTooDeep, .outOfMemory, .matlab:
      fileProblem
    case .notSBML, .noModel, .unsupportedLevel, .unsupportedPackage, .notSupported,
      .missingAttribute, .invalidValue:
      documentProblem
    case .duplicateID, .duplicateDefinition, .collidingIDs, .sharedID, .repeatedElement,
      .unknownSpecies, .unknownReaction, .unknownParameter, .unknownObjective:
      identifierProblem
    default:
      numberProblem
    }
  }

  /// ` (FILE:LINE)`
  private var at: String {
    let (path, line) = place
    return " (\(path)\(line.map { ":\($0)" } ?? ""))"
  }

  private var fileProblem: String {
    switch self {
    case .emptyInput: "The file is empty\(at). Download or export the model again."
    case .notXML(_, let found): "This is not XML but \(found)\(at). Give an SBML file."
    case .htmlPage:
      "This is an HTML page, not a model\(at). Download the file itself, not its page."
    case .unsupportedFormat(_, let format):
      "Models in \(format) cannot be read\(at). Convert the model to SBML (.xml or .xml.gz) or "
        + "MATLAB's format (.mat)."
    case .malformedXML(_, _, let detail):
      "The XML is malformed: \(detail)\(at). The file may be truncated; get it again."
    case .entityDeclaration(_, _, let name):
      "The document uses the entity '\(name)', which could expand without limit or read other "
        + "files\(at). Replace entities by their text."
    case .nestedTooDeep(_, _, let limit):
      "Elements are nested more than \(limit) deep\(at). No model needs that; check the file."
    case .matlab(let error): error.description
    default: "There is not enough memory to read the file."
    }
  }

  private var documentProblem: String {
    switch self {
    case .notSBML(_, _, let root):
      "The root element is <\(root)>, not <sbml>\(at). Give an SBML file."
    case .noModel: "The document has no <model>\(at). Export the model again."
    case .unsupportedLevel(_, _, let level, let version):
      "SBML Level \(level) Version \(version) is not known\(at). "
        + "Convert the model to Level 3 Version 1."
    case .unsupportedPackage(_, _, let package):
      "The model needs the SBML package '\(package)', which is not supported\(at). "
        + "Export it without the package (for 'comp': flattened)."
    case .notSupported(_, _, let feature, let id):
      "'\(id)' has \(feature), which is not supported\(at). Remove it or make it linear."
    case .missingAttribute(_, _, let element, let attribute):
      "<\(element)> has no attribute '\(attribute)'\(at). Add it."
    case .invalidValue(_, _, let element, let attribute, let value):
      "The attribute '\(attribute)' of <\(element)> is '\(value)', which is not a value that it "
        + "can have\(at). Correct it."
    default: ""
    }
  }

  private var identifierProblem: String {
    switch self {
    case .duplicateID(_, _, let kind, let id):
      "A second \(kind.rawValue) has the id '\(id)'\(at). Give each an id of its own."
    case .collidingIDs(_, _, let kind, let id, let first, let second):
      "The \(kind.rawValue)s '\(first)' and '\(second)' are both '\(id)' when decoded\(at). "
        + "Keep the file's spelling with --raw-ids."
    case .sharedID(_, _, let id, let first, let second):
      "A <\(first)> and a <\(second)> have the id '\(id)'\(at). "
        + "They share one space of names in SBML; rename one."
    case .repeatedElement(_, _, let element, let parent):
      "A second <\(element)> in <\(parent)>\(at). Only one is allowed; join or remove them."
    case .duplicateDefinition(_, _, let element, let id):
      "A second <\(element)> for '\(id)'\(at). Keep one."
    case .unknownSpecies(_, _, let reaction, let species, let suggestion):
      "Reaction '\(reaction)' names the species '\(species)', which is not in the model\(at)."
        + Self.cure(suggestion, otherwise: "Add the species to listOfSpecies.")
    case .unknownReaction(_, _, let referrer, let reaction, let suggestion):
      "\(referrer) names the reaction '\(reaction)', which is not in the model\(at)."
        + Self.cure(suggestion, otherwise: "Add the reaction, or remove the reference.")
    case .unknownParameter(_, _, let referrer, let parameter, let suggestion):
      "\(referrer) names the parameter '\(parameter)', which is not in the model\(at)."
        + Self.cure(suggestion, otherwise: "Add the parameter to listOfParameters.")
    case .unknownObjective(_, _, let objective, let suggestion):
      "The active objective '\(objective)' is not in listOfObjectives\(at)."
        + Self.cure(suggestion, otherwise: "Name one that is.")
    default: ""
    }
  }

  private var numberProblem: String {
    switch self {
    case .boundsOutOfOrder(_, _, let reaction, let lower, let upper):
      "Reaction '\(reaction)' has the lower bound \(lower) and the upper bound \(upper)\(at). "
        + "The lower must not be above the upper, nor either infinity on the wrong side."
    case .constraintOutOfOrder(_, _, let constraint, let lower, let upper):
      "The constraint '\(constraint)' has the lower bound \(lower) and the upper bound "
        + "\(upper)\(at). The lower must not be above the upper, nor either infinity on the wrong "
        + "side."
    case .extremeNumber(_, _, let referrer, let value):
      "\(referrer) is \(value)\(at), which no solver can weigh against other numbers. "
        + "Give 0, or a magnitude from 1e-100 to 1e100; a bound that is no limit is INF."
    case .parameterNotConstant(_, _, let referrer, let parameter):
      "\(referrer) is given by '\(parameter)', which is not constant\(at). "
        + "Set its attribute constant to \"true\"."
    case .missingMath(_, _, let element, let id):
      "The <\(element)> for '\(id)' has no <math>\(at). Add it, or remove the element."
    case .valueNotANumber(_, _, let referrer, let parameter):
      "\(referrer) is given by '\(parameter)', which has no value or NaN\(at). Give it a number."
    case .missingStoichiometry(_, _, let reaction, let species):
      "Reaction '\(reaction)' has no stoichiometry for the species '\(species)'\(at). "
        + "Level 3 has no default; add the attribute."
    case .invalidStoichiometry(_, _, let reaction, let species, let value):
      "Reaction '\(reaction)' has the stoichiometry \(value) for the species '\(species)'\(at). "
        + "Give it a finite number."
    case .cannotEvaluate(_, _, let referrer, let reason):
      "\(referrer) has no constant value: \(reason)\(at). Give it a number."
    case .invalidModel(_, _, let error): error.description + at
    default: ""
    }
  }

  private static func cure(_ suggestion: String?, otherwise: String) -> String {
    suggestion.map { " Did you mean '\($0)'?" } ?? " " + otherwise
  }

  var place: (path: String, line: Int?) {
    switch self {
    case .emptyInput(let path), .notXML(let path, _), .htmlPage(let path),
      .unsupportedFormat(let path, _), .outOfMemory(let path), .noModel(let path):
      (path, nil)
    case .matlab(let error): (error.path, nil)
    case .malformedXML(let path, let line, _), .entityDeclaration(let path, let line, _),
      .nestedTooDeep(let path, let line, _), .notSBML(let path, let line, _),
      .unsupportedLevel(let path, let line, _, _), .unsupportedPackage(let path, let line, _),
      .notSupported(let path, let line, _, _), .missingAttribute(let path, let line, _, _),
      .invalidValue(let path, let line, _, _, _), .duplicateID(let path, let line, _, _),
      .duplicateDefinition(let path, let line, _, _), .collidingIDs(let path, let line, _, _, _, _),
      .sharedID(let path, let line, _, _, _), .repeatedElement(let path, let line, _, _),
      .constraintOutOfOrder(let path, let line, _, _, _),
      .extremeNumber(let path, let line, _, _), .parameterNotConstant(let path, let line, _, _),
      .missingMath(let path, let line, _, _),
      .unknownSpecies(let path, let line, _, _, _),
      .unknownReaction(let path, let line, _, _, _),
      .unknownParameter(let path, let line, _, _, _), .unknownObjective(let path, let line, _, _),
      .boundsOutOfOrder(let path, let line, _, _, _), .valueNotANumber(let path, let line, _, _),
      .missingStoichiometry(let path, let line, _, _),
      .invalidStoichiometry(let path, let line, _, _, _),
      .cannotEvaluate(let path, let line, _, _), .invalidModel(let path, let line, _):
      (path, line)
    }
  }
}

extension MathFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .undefined(let name): "'\(name)' is not defined"
    case .noValue(let name): "'\(name)' has no value"
    case .changesInTime(let name): "'\(name)' changes in time"
    case .cycle(let names): "its definition is circular (\(names.joined(separator: " → ")))"
    case .unsupported(let construct): "\(construct) is not supported"
    case .wrongArgumentCount(let operation, let count):
      "'\(operation)' cannot have \(count) argument\(count == 1 ? "" : "s")"
    case .infinite(let operation): "\(operation) is infinite"
    case .noPieceApplies: "no piece of a piecewise expression applies"
    case .tooDeep(let limit): "its definition is nested more than \(limit) deep"
    case .tooLong(let steps): "its definition needs more than \(steps) steps"
    }
  }
}
