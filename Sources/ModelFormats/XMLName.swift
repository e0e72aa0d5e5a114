/// The local names of elements and attributes that the SBML reader knows.
///
/// Each case is spelled as in the documents; its raw value is its token in the C cursor.
enum XMLName: UInt8, CaseIterable {
  // Documents
  case sbml, model, notes, annotation, html, level, version, required, strict
  // Common attributes
  case id, name, metaid, sboTerm, value, constant, units, symbol, variable, math, compartment
  case species, specie, stoichiometry, denominator, reaction, reactions, reversible, type, key
  // Core components
  case listOfFunctionDefinitions, functionDefinition
  case listOfCompartments, listOfSpecies, listOfParameters, parameter
  case listOfInitialAssignments, initialAssignment
  case listOfRules, assignmentRule, rateRule, algebraicRule, parameterRule
  case speciesConcentrationRule, compartmentVolumeRule
  case listOfReactions, listOfReactants, listOfProducts
  case speciesReference, specieReference, stoichiometryMath
  case kineticLaw, listOfLocalParameters, localParameter
  case listOfEvents, event, listOfEventAssignments, eventAssignment
  case size, volume, spatialDimensions, initialAmount, initialConcentration
  case hasOnlySubstanceUnits, boundaryCondition, charge
  // Flux balance constraints
  case chemicalFormula, lowerFluxBound, upperFluxBound, activeObjective, label, geneProduct
  case listOfFluxBounds, fluxBound, operation
  case listOfObjectives, objective, listOfFluxObjectives, fluxObjective, coefficient
  case variableType, reaction2, variable2
  case listOfGeneProducts, geneProductAssociation, geneProductRef
  case listOfGeneAssociations, geneAssociation, gene, reference
  case listOfUserDefinedConstraints, userDefinedConstraint, lowerBound, upperBound
  case listOfUserDefinedConstraintComponents, userDefinedConstraintComponent
  // Groups
  case listOfGroups, group, listOfMembers, member, idRef, metaIdRef
  // Notes and annotations
  case p, body, li, resource
  // MathML
  case apply, ci, cn, csymbol, lambda, bvar, sep, semantics, degree, logbase, base
  case definitionURL, piecewise, piece, otherwise, pi, exponentiale, infinity, notanumber
  case `true`, `false`
  case plus, minus, times, divide, power, root, abs, exp, ln, log, floor, ceiling, factorial
  case eq, neq, gt, lt, geq, leq, and, or, xor, not, implies
  case max, min, quotient, rem
  case sin, cos, tan, sec, csc, cot, sinh, cosh, tanh, sech, csch, coth
  case arcsin, arccos, arctan, arcsec, arccsc, arccot
  case arcsinh, arccosh, arctanh, arcsech, arccsch, arccoth
  /// Any other name; it has to be the last.
  case unknown

  /// As the documents spell it.
  var spelling: String { "\(self)" }
}

/// The namespaces that the SBML reader tells apart.
enum XMLSpace: Hashable {
  /// No namespace: an attribute without prefix.
  case none
  case core
  case fbc(version: Int)
  case groups
  /// Another package of SBML Level 3; ``XMLCursor/packages`` has the names.
  case package(Int)
  case mathML
  case rdf
  case other

  init(uri: String, packages: inout [String]) {
    switch uri {
    case "http://www.w3.org/1998/Math/MathML": self = .mathML
    case "http://www.w3.org/1999/02/22-rdf-syntax-ns#": self = .rdf
    default: self = Self.sbmlSpace(uri, packages: &packages) ?? .other
    }
  }

  /// `http://www.sbml.org/sbml/level3/version1/fbc/version2` and its kin; Levels 1 and 2 end after
  /// the level or the version.
  private static func sbmlSpace(_ uri: String, packages: inout [String]) -> XMLSpace? {
    let prefix = "http://www.sbml.org/sbml/level"
    guard uri.hasPrefix(prefix) else { return nil }
    let parts = uri.dropFirst(prefix.count).split(separator: "/")
    guard parts.count > 2 else { return .core }
    switch parts[2] {
    case "core": return .core
    case "groups": return .groups
    case "fbc":
      let version = parts.count > 3 ? Int(parts[3].drop { $0.isLetter }) : nil
      return .fbc(version: version ?? 0)
    default:
      packages.append(String(parts[2]))
      return .package(packages.count - 1)
    }
  }

  var isFBC: Bool {
    if case .fbc = self { true } else { false }
  }

  /// Whether an element may belong to the core; one without namespace is taken for such.
  var isCore: Bool { self == .core || self == .none }
}
