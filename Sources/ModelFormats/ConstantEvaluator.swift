import MetabolicModels

/// The values that the symbols of a document have at the start, each found once, in whatever order
/// they depend on each other.
struct ConstantEvaluator {
  /// Longer chains of definitions are refused, so that a hostile one cannot exhaust the stack.
  static let depthLimit = 1000
  /// Functions that call functions could otherwise take exponential time.
  static let stepLimit = 1_000_000

  private enum Definition {
    case parameter(Int)
    case species(Int)
    case compartment(Int)
    case reference(Int)
  }

  private let document: SBMLDocument
  private let definitions: [Symbol: Definition]
  private var values: [Symbol: Double] = [:]
  /// The symbols being evaluated, outermost first.
  private var open: [Symbol] = []
  private var depth = 0
  private var steps = 0

  init(_ document: SBMLDocument) {
    self.document = document
    var definitions: [Symbol: Definition] = [:]
    for (index, entry) in document.parameters.enumerated() {
      definitions[entry.id] = .parameter(index)
    }
    // Names of anything else matter only to mathematics; most documents have none.
    if Self.hasMathematics(document) {
      for (index, entry) in document.species.enumerated() {
        definitions[entry.id] = .species(index)
      }
      for (index, entry) in document.compartments.enumerated() {
        definitions[entry.id] = .compartment(index)
      }
      for (index, entry) in document.references.enumerated() {
        if let id = entry.id { definitions[id] = .reference(index) }
      }
    }
    self.definitions = definitions
  }

  private static func hasMathematics(_ document: SBMLDocument) -> Bool {
    !document.initialAssignments.isEmpty || !document.assignmentRules.isEmpty
      || document.references.contains { $0.math != nil }
  }

  func definesParameter(_ symbol: Symbol) -> Bool {
    if case .parameter = definitions[symbol] { true } else { false }
  }

  /// Whether a parameter says that it may change, and nothing says to what: no assignment gives it
  /// its one value, and no rule or event is there to blame.
  func isVariable(_ symbol: Symbol) -> Bool {
    guard case .parameter(let index) = definitions[symbol] else { return false }
    return !document.parameters[index].isConstant && !document.hasAlgebraicRule
      && document.assignmentRules[symbol] == nil && document.initialAssignments[symbol] == nil
      && !document.changing.contains(symbol)
  }

  // MARK: Symbols

  mutating func value(of symbol: Symbol) throws(MathFailure) -> Double {
    if let known = values[symbol] { return known }
    let name = document.symbols.text(symbol)
    if let start = open.firstIndex(of: symbol) {
      throw .cycle(names: open[start...].map { document.symbols.text($0) } + [name])
    }
    guard let definition = definitions[symbol] else { throw .undefined(name: name) }
    if document.changing.contains(symbol) || isLeftToAlgebra(symbol, definition) {
      throw .changesInTime(name: name)
    }
    try enter()
    open.append(symbol)
    defer {
      open.removeLast()
      depth -= 1
    }
    let value = try value(of: symbol, definition, name)
    values[symbol] = value
    return value
  }

  /// An algebraic rule may determine any parameter that is not constant and has no other rule.
  private func isLeftToAlgebra(_ symbol: Symbol, _ definition: Definition) -> Bool {
    guard document.hasAlgebraicRule, case .parameter(let index) = definition else { return false }
    return !document.parameters[index].isConstant && document.assignmentRules[symbol] == nil
  }

  private mutating func value(
    of symbol: Symbol, _ definition: Definition, _ name: String
  ) throws(MathFailure) -> Double {
    if let rule = document.assignmentRules[symbol] ?? document.initialAssignments[symbol] {
      return try evaluate(rule.math, [:])
    }
    guard let value = try statedValue(definition) else { throw .noValue(name: name) }
    return value
  }

  private mutating func statedValue(_ definition: Definition) throws(MathFailure) -> Double? {
    switch definition {
    case .parameter(let index): return document.parameters[index].value
    case .compartment(let index): return document.compartments[index].size
    case .species(let index): return try quantity(of: document.species[index])
    case .reference(let index): return try stoichiometry(of: document.references[index])
    }
  }

  /// In mathematics a species stands for its amount or its concentration (Level 3, section 4.6.5).
  private mutating func quantity(of species: SpeciesEntry) throws(MathFailure) -> Double? {
    if species.hasOnlySubstanceUnits {
      if let amount = species.initialAmount { return amount }
      guard let concentration = species.initialConcentration else { return nil }
      return concentration * (try size(of: species))
    }
    if let concentration = species.initialConcentration { return concentration }
    guard let amount = species.initialAmount else { return nil }
    let size = try size(of: species)
    if size == 0 {
      throw .infinite(operation: "the concentration of '\(document.symbols.text(species.id))'")
    }
    return amount / size
  }

  private mutating func size(of species: SpeciesEntry) throws(MathFailure) -> Double {
    guard let compartment = species.compartment else {
      throw .noValue(name: document.symbols.text(species.id))
    }
    return try value(of: compartment)
  }

  // MARK: Stoichiometries

  /// The stoichiometry of one reactant or product, without sign; `nil` if nothing gives it.
  mutating func stoichiometry(of entry: ReferenceEntry) throws(MathFailure) -> Double? {
    if let math = entry.math { return try evaluate(math, [:]) }
    if let id = entry.id {
      if document.changing.contains(id) {
        throw .changesInTime(name: document.symbols.text(id))
      }
      if let rule = document.assignmentRules[id] ?? document.initialAssignments[id] {
        if let known = values[id] { return known }
        if open.contains(id) { return try evaluate(rule.math, [:]) }
        return try value(of: id)
      }
    }
    return entry.stoichiometry
  }

  // MARK: Expressions

  private mutating func enter() throws(MathFailure) {
    depth += 1
    steps += 1
    if depth > Self.depthLimit {
      depth -= 1
      throw .tooDeep(limit: Self.depthLimit)
    }
    if steps > Self.stepLimit {
      depth -= 1
      throw .tooLong(steps: Self.stepLimit)
    }
  }

  private mutating func evaluate(
    _ expression: MathExpression, _ arguments: [Symbol: Double]
  ) throws(MathFailure) -> Double {
    try enter()
    defer { depth -= 1 }
    switch expression {
    case .number(let value): return value
    case .time: return 0
    case .name(let symbol):
      if let argument = arguments[symbol] { return argument }
      return try value(of: symbol)
    case .apply(let operation, let operands):
      return try operation.finiteValue(try evaluateAll(operands, arguments))
    case .call(let function, let operands):
      return try call(function, try evaluateAll(operands, arguments))
    case .piecewise(let pieces, let otherwise):
      for piece in pieces where try evaluate(piece.condition, arguments) != 0 {
        return try evaluate(piece.value, arguments)
      }
      guard let otherwise else { throw .noPieceApplies }
      return try evaluate(otherwise, arguments)
    case .unsupported(let failure): throw failure
    }
  }

  private mutating func evaluateAll(
    _ expressions: [MathExpression], _ arguments: [Symbol: Double]
  ) throws(MathFailure) -> [Double] {
    var values: [Double] = []
    for expression in expressions { values.append(try evaluate(expression, arguments)) }
    return values
  }

  private mutating func call(
    _ symbol: Symbol, _ values: [Double]
  ) throws(MathFailure) -> Double {
    let name = document.symbols.text(symbol)
    guard let function = document.functions[symbol] else { throw .undefined(name: name) }
    guard function.parameters.count == values.count else {
      throw .wrongArgumentCount(operation: name, count: values.count)
    }
    let arguments = Dictionary(zip(function.parameters, values)) { first, _ in first }
    return try evaluate(function.body, arguments)
  }
}
