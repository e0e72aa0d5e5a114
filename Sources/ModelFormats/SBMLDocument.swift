import MetabolicModels

/// What an SBML document states, with its own ids and unresolved references.
///
/// The parser fills it in one pass; the assembler makes a model of it. Nothing is evaluated or
/// checked across elements here, because SBML lets most references point forward.
struct SBMLDocument {
  var level = 0
  var version = 0
  /// 0 without the package.
  var fbcVersion = 0
  var usesGroups = false
  var isStrict: Bool?
  var modelID = ""
  var modelName = ""
  var modelLine = 0
  var hasModel = false

  var symbols = SymbolTable()
  var compartments: [CompartmentEntry] = []
  var species: [SpeciesEntry] = []
  var parameters: [ParameterEntry] = []
  var reactions: [ReactionEntry] = []
  /// The reactants and products of all reactions; each reaction has a range of them.
  var references: [ReferenceEntry] = []
  var geneProducts: [GeneProductEntry] = []
  var fluxBounds: [FluxBoundEntry] = []
  var objectives: [ObjectiveEntry] = []
  var activeObjective: (id: String, line: Int)?
  var constraints: [ConstraintEntry] = []
  var groups: [GroupEntry] = []
  /// Rules of fbc version 1, which stand in the model's annotation.
  var geneAssociations: [(reaction: Symbol, rule: RuleEntry, line: Int)] = []

  var initialAssignments: [Symbol: AssignmentEntry] = [:]
  var assignmentRules: [Symbol: AssignmentEntry] = [:]
  var functions: [Symbol: MathFunction] = [:]
  /// Targets of rate rules and events.
  var changing: Set<Symbol> = []
  /// Whether an algebraic rule may determine anything that is not constant.
  var hasAlgebraicRule = false
}

struct CompartmentEntry {
  var id: Symbol
  var name: String
  var size: Double?
  var line: Int
}

struct SpeciesEntry {
  var id: Symbol
  var name: String
  var compartment: Symbol?
  var isBoundary: Bool
  var formula: String?
  var charge: Double?
  var initialAmount: Double?
  var initialConcentration: Double?
  var hasOnlySubstanceUnits: Bool
  var annotations: Annotations
  var line: Int
}

struct ParameterEntry {
  var id: Symbol
  var value: Double?
  var line: Int
}

struct ReactionEntry {
  var id: Symbol
  var metaID: Symbol?
  var name: String
  var isReversible: Bool
  var sboTerm: String?
  var lowerBound: Symbol?
  var upperBound: Symbol?
  var kinetics = KineticEntry()
  var references: Range<Int> = 0..<0
  var rule: RuleEntry?
  var notes = NotesEntry()
  var annotations = Annotations()
  var line: Int
}

/// What COBRA-style kinetic laws say by the ids of their parameters.
struct KineticEntry {
  var lowerBound: Double?
  var upperBound: Double?
  var objectiveCoefficient: Double?
}

/// What COBRA-style notes say in paragraphs `key: value`.
struct NotesEntry {
  var geneAssociation: String?
  /// The key without underscore goes first.
  var geneAssociationWithSpace: String?
  var unreadableGeneAssociation: String?
  var subsystem: String?
  var formula: String?
  var charge: String?
  var rule: String? { geneAssociationWithSpace ?? geneAssociation }
}

struct ReferenceEntry {
  var species: Symbol
  var id: Symbol?
  /// The attribute, divided by the denominator of Level 1; `nil` if absent.
  var stoichiometry: Double?
  var isReactant: Bool
  var line: Int
  /// `stoichiometryMath` of Level 2.
  var math: MathExpression?
}

/// A gene rule whose leaves are symbols of gene products, or why it could not be read.
enum RuleEntry {
  case rule(GeneReactionRule)
  case unreadable(reason: String)
}

struct GeneProductEntry {
  var id: Symbol
  var name: String
  var label: String
  var annotations: Annotations
  var line: Int
}

struct FluxBoundEntry {
  enum Operation { case lessEqual, greaterEqual, equal }
  var reaction: Symbol
  var operation: Operation
  var value: Double
  var line: Int
}

struct ObjectiveEntry {
  struct Term {
    var reaction: Symbol
    var coefficient: Double
    var line: Int
  }
  var id: String
  var sense: FluxObjective.Sense
  var terms: [Term] = []
  var line: Int
}

struct ConstraintEntry {
  struct Term {
    var variable: Symbol
    var coefficient: Symbol
    var line: Int
  }
  var id: String
  var lower: Symbol?
  var upper: Symbol?
  var terms: [Term] = []
  var line: Int
}

struct GroupEntry {
  struct Member {
    var reference: Symbol
    var isMetaID: Bool
    var line: Int
  }
  var id: Symbol?
  var name: String
  var members: [Member] = []
}

struct AssignmentEntry {
  var math: MathExpression
  var line: Int
}
