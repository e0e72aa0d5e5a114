/// MathML to ``MathExpression``.
extension SBMLParser {
  /// Deeper nests are refused, so that a hostile expression cannot exhaust the stack.
  static var mathDepthLimit: Int { 256 }

  /// The expression in a `math` element; `nil` if it is empty.
  mutating func readMath() throws(SBMLError) -> MathExpression? {
    let depth = cursor.depth
    var found: MathExpression?
    while try nextChild(of: depth) {
      let expression = try readExpression(level: 0)
      found = found ?? expression
    }
    return found
  }

  /// The lambda in a `functionDefinition`.
  mutating func readFunction() throws(SBMLError) -> MathFunction? {
    let depth = cursor.depth
    var function: MathFunction?
    while try nextChild(of: depth) {
      guard cursor.name == .math else { continue }
      function = try readLambda()
    }
    return function
  }

  private mutating func readLambda() throws(SBMLError) -> MathFunction? {
    let depth = cursor.depth
    var function: MathFunction?
    while try nextChild(of: depth) {
      if cursor.name == .semantics { return try readLambda() }
      guard cursor.name == .lambda else { continue }
      let inner = cursor.depth
      var parameters: [Symbol] = []
      var body: MathExpression?
      while try nextChild(of: inner) {
        if cursor.name == .bvar {
          if let name = try readBoundVariable() { parameters.append(name) }
        } else {
          body = try readExpression(level: 1)
        }
      }
      if let body { function = MathFunction(parameters: parameters, body: body) }
    }
    return function
  }

  private mutating func readBoundVariable() throws(SBMLError) -> Symbol? {
    let depth = cursor.depth
    var name: Symbol?
    while try nextChild(of: depth) {
      if cursor.name == .ci { name = try readName() }
    }
    return name
  }

  private mutating func readExpression(level: Int) throws(SBMLError) -> MathExpression {
    if level > Self.mathDepthLimit { return .unsupported(.tooDeep(limit: Self.mathDepthLimit)) }
    switch cursor.name {
    case .cn: return try readNumber()
    case .ci:
      guard let name = try readName() else { return .unsupported(.undefined(name: "")) }
      return .name(name)
    case .csymbol: return try readSymbolValue()
    case .apply: return try readApply(level: level)
    case .piecewise: return try readPiecewise(level: level)
    case .semantics: return try readFirstChild(level: level)
    case .pi: return .number(.pi)
    case .exponentiale: return .number(2.718281828459045)
    case .infinity: return .number(.infinity)
    case .notanumber: return .number(.nan)
    case .true: return .number(1)
    case .false: return .number(0)
    default: return .unsupported(.unsupported(construct: "the element <\(cursor.name.spelling)>"))
    }
  }

  private mutating func readFirstChild(level: Int) throws(SBMLError) -> MathExpression {
    let depth = cursor.depth
    var first: MathExpression?
    while try nextChild(of: depth) {
      if first == nil { first = try readExpression(level: level + 1) }
    }
    return first ?? .unsupported(.unsupported(construct: "an empty element"))
  }

  // MARK: Leaves

  /// The text of an element, in pieces between which stands a `sep`.
  private mutating func readTexts() throws(SBMLError) -> [String] {
    let depth = cursor.depth
    var pieces: [[UInt8]] = [[]]
    while true {
      switch try next() {
      case .start: if cursor.name == .sep { pieces.append([]) }
      case .end: if cursor.depth <= depth { return pieces.map(Self.trimmed) }
      case .text: pieces[pieces.count - 1].append(contentsOf: cursor.text)
      case .done: return pieces.map(Self.trimmed)
      }
    }
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBufferPointer { SBMLValue.string(SBMLValue.trim($0)) }
  }

  private mutating func readName() throws(SBMLError) -> Symbol? {
    let name = try readTexts().joined()
    return name.isEmpty ? nil : document.symbols.intern(name)
  }

  private mutating func readNumber() throws(SBMLError) -> MathExpression {
    let type = cursor.value(.type).map { SBMLValue.string(SBMLValue.trim($0)) } ?? "real"
    let base = cursor.value(.base).map { SBMLValue.string(SBMLValue.trim($0)) } ?? "10"
    let line = cursor.line
    let pieces = try readTexts()
    guard base == "10", let value = Self.number(pieces, type: type) else {
      throw .invalidValue(
        path: path, line: line, element: "cn", attribute: "type \(type)",
        value: SBMLValue.excerpt(pieces.joined(separator: " ")))
    }
    return .number(value)
  }

  private static func number(_ pieces: [String], type: String) -> Double? {
    func parse(_ text: String) -> Double? {
      var text = text
      return text.withUTF8 { SBMLValue.double($0) }
    }
    switch (type, pieces.count) {
    case ("integer", 1), ("real", 1), ("double", 1), ("e-notation", 1): return parse(pieces[0])
    case ("rational", 2):
      guard let numerator = parse(pieces[0]), let denominator = parse(pieces[1]),
        denominator != 0
      else { return nil }
      return numerator / denominator
    case ("e-notation", 2):
      guard parse(pieces[0])?.isFinite == true, Int(pieces[1]) != nil else { return nil }
      // As one decimal number, so that it is rounded once.
      return parse("\(pieces[0])e\(pieces[1])")
    default: return nil
    }
  }

  private mutating func readSymbolValue() throws(SBMLError) -> MathExpression {
    let url = cursor.value(.definitionURL).map(SBMLValue.string) ?? ""
    switch url.split(separator: "/").last {
    case "time": return .time
    // Level 3 Version 1, section 3.4.6.
    case "avogadro": return .number(6.022_141_79e23)
    case let last?: return .unsupported(.unsupported(construct: "the symbol '\(last)'"))
    case nil: return .unsupported(.unsupported(construct: "a symbol without definition"))
    }
  }

  // MARK: Operators

  private mutating func readApply(level: Int) throws(SBMLError) -> MathExpression {
    let depth = cursor.depth
    guard try nextChild(of: depth) else {
      return .unsupported(.unsupported(construct: "an empty <apply>"))
    }
    let head = cursor.name
    var function: Symbol?
    var headFailure: MathFailure?
    if head == .ci {
      function = try readName()
    } else if MathOperation(head) == nil {
      if case .unsupported(let failure) = try readExpression(level: level + 1) {
        headFailure = failure
      } else {
        headFailure = .unsupported(construct: "applying <\(head.spelling)>")
      }
    }
    let arguments = try readArguments(of: head, depth: depth, level: level)
    if let headFailure { return .unsupported(headFailure) }
    if let function { return .call(function, arguments) }
    guard let operation = MathOperation(head) else {
      return .unsupported(.undefined(name: ""))
    }
    return .apply(operation, arguments)
  }

  /// The arguments; `degree` and `logbase` come first, with their defaults if absent.
  private mutating func readArguments(
    of head: XMLName, depth: Int, level: Int
  ) throws(SBMLError) -> [MathExpression] {
    var qualifier: MathExpression?
    var arguments: [MathExpression] = []
    while try nextChild(of: depth) {
      if cursor.name == .degree || cursor.name == .logbase {
        qualifier = try readFirstChild(level: level + 1)
      } else {
        arguments.append(try readExpression(level: level + 1))
      }
    }
    switch head {
    case .root: arguments.insert(qualifier ?? .number(2), at: 0)
    case .log: arguments.insert(qualifier ?? .number(10), at: 0)
    default: break
    }
    return arguments
  }

  private mutating func readPiecewise(level: Int) throws(SBMLError) -> MathExpression {
    let depth = cursor.depth
    var pieces: [(value: MathExpression, condition: MathExpression)] = []
    var otherwise: MathExpression?
    while try nextChild(of: depth) {
      if cursor.name == .otherwise {
        otherwise = try readFirstChild(level: level + 1)
        continue
      }
      guard cursor.name == .piece else { continue }
      let inner = cursor.depth
      var parts: [MathExpression] = []
      while try nextChild(of: inner) { parts.append(try readExpression(level: level + 1)) }
      guard parts.count == 2 else {
        return .unsupported(.wrongArgumentCount(operation: "piece", count: parts.count))
      }
      pieces.append((parts[0], parts[1]))
    }
    return .piecewise(pieces, otherwise: otherwise)
  }
}
