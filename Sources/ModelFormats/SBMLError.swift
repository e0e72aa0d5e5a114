import MetabolicModels

/// Why a model file gave no model. Every case names the file; where there is a line, it is the line
/// on which the start tag in question ends.
public enum SBMLError: Error, Sendable, Hashable {
  // The file
  case emptyInput(path: String)
  /// `found` says what the bytes look like instead.
  case notXML(path: String, found: String)
  case htmlPage(path: String)
  case unsupportedFormat(path: String, format: String)
  /// `detail` is what libxml2 says.
  case malformedXML(path: String, line: Int, detail: String)
  case entityDeclaration(path: String, line: Int, name: String)
  case nestedTooDeep(path: String, line: Int, limit: Int)
  case outOfMemory(path: String)
  /// What is wrong with a model in MATLAB's format.
  case matlab(MATError)

  // The document
  case notSBML(path: String, line: Int, root: String)
  case noModel(path: String)
  case unsupportedLevel(path: String, line: Int, level: Int, version: Int)
  case unsupportedPackage(path: String, line: Int, package: String)
  case notSupported(path: String, line: Int, feature: String, id: String)
  case missingAttribute(path: String, line: Int, element: String, attribute: String)
  case invalidValue(path: String, line: Int, element: String, attribute: String, value: String)

  // Identifiers
  case duplicateID(path: String, line: Int, kind: ModelError.Kind, id: String)
  case duplicateDefinition(path: String, line: Int, element: String, id: String)
  /// Two ids of the document that are one once they are decoded.
  case collidingIDs(
    path: String, line: Int, kind: ModelError.Kind, id: String, first: String, second: String)
  /// An id that two kinds of elements have, which share one space of names.
  case sharedID(path: String, line: Int, id: String, first: String, second: String)
  case repeatedElement(path: String, line: Int, element: String, parent: String)
  case unknownSpecies(
    path: String, line: Int, reaction: String, species: String, suggestion: String?)
  /// `referrer` is the objective, constraint or flux bound that names the reaction.
  case unknownReaction(
    path: String, line: Int, referrer: String, reaction: String, suggestion: String?)
  case unknownParameter(
    path: String, line: Int, referrer: String, parameter: String, suggestion: String?)
  case unknownObjective(path: String, line: Int, objective: String, suggestion: String?)

  // Numbers
  case boundsOutOfOrder(path: String, line: Int, reaction: String, lower: Double, upper: Double)
  case constraintOutOfOrder(
    path: String, line: Int, constraint: String, lower: Double, upper: Double)
  case valueNotANumber(path: String, line: Int, referrer: String, parameter: String)
  case missingStoichiometry(path: String, line: Int, reaction: String, species: String)
  case invalidStoichiometry(
    path: String, line: Int, reaction: String, species: String, value: Double)
  /// A magnitude below 1e-100 or above 1e100.
  case extremeNumber(path: String, line: Int, referrer: String, value: Double)
  case parameterNotConstant(path: String, line: Int, referrer: String, parameter: String)
  case missingMath(path: String, line: Int, element: String, id: String)
  /// A bound, a coefficient or a stoichiometry that depends on something without a constant value.
  case cannotEvaluate(path: String, line: Int, referrer: String, reason: MathFailure)

  /// Parts that do not fit each other in a way that the reader did not foresee.
  case invalidModel(path: String, line: Int, ModelError)

  /// The file, as the caller named it.
  public var path: String { place.path }
  /// The line, counted from 1; `nil` where the whole file is meant.
  public var line: Int? { place.line }
}

/// Why a MathML expression has no constant value.
public enum MathFailure: Error, Sendable, Hashable {
  case undefined(name: String)
  case noValue(name: String)
  /// The target of a rate rule, an algebraic rule or an event.
  case changesInTime(name: String)
  case cycle(names: [String])
  case unsupported(construct: String)
  case wrongArgumentCount(operation: String, count: Int)
  case noPieceApplies
  /// Infinity out of finite numbers, as of a division by zero.
  case infinite(operation: String)
  case tooDeep(limit: Int)
  case tooLong(steps: Int)
}
