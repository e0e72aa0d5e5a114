import MetabolicModels

/// Reads one SBML document into an ``SBMLDocument``.
///
/// Each method begins with the cursor on the start tag of its element and leaves the rest of the
/// element to the caller's loop, which skips what was not read.
struct SBMLParser: ~Copyable {
  let path: String
  var cursor: XMLCursor
  var document = SBMLDocument()
  /// Namespaces of annotations, each as one shared string.
  var annotationNamespaces: [Symbol: String] = [:]
  /// Collects the text of one paragraph.
  var paragraph: [UInt8] = []

  static func parse(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws(SBMLError) -> (document: SBMLDocument, packages: [String]) {
    var parser = try SBMLParser(bytes, path: path)
    try parser.readDocument()
    return (parser.document, parser.cursor.packages)
  }

  private init(_ bytes: UnsafeRawBufferPointer, path: String) throws(SBMLError) {
    self.path = path
    do {
      self.cursor = try XMLCursor(bytes)
    } catch {
      throw SBMLError(error, path: path)
    }
  }

  // MARK: The document

  private mutating func readDocument() throws(SBMLError) {
    guard try next() == .start else { throw .noModel(path: path) }
    guard cursor.name == .sbml else { throw unexpectedRoot() }
    try readRootAttributes()
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .model, cursor.space.isCore else { continue }
      if document.hasModel { throw repeated(in: .sbml) }
      try readModel()
    }
    // What follows the root element has to be well formed too.
    while try next() != .done {}
    if !document.hasModel { throw .noModel(path: path) }
  }

  private func unexpectedRoot() -> SBMLError {
    let root = cursor.rootName ?? ""
    if root.lowercased() == "html" { return .htmlPage(path: path) }
    return .notSBML(path: path, line: cursor.line, root: root)
  }

  private mutating func readRootAttributes() throws(SBMLError) {
    let level = try requiredInteger(.level)
    let version = try requiredInteger(.version)
    let known = [1: 1...2, 2: 1...5, 3: 1...2]
    guard known[level]?.contains(version) == true else {
      throw .unsupportedLevel(path: path, line: cursor.line, level: level, version: version)
    }
    document.level = level
    document.version = version
    var refused: Int?
    var fbcVersions = Set<Int>()
    var usesGroups = false
    cursor.forEachAttribute { space, name, value in
      switch space {
      case .fbc(let version): fbcVersions.insert(version)
      case .groups: usesGroups = true
      case .package(let index):
        if name == .required, SBMLValue.boolean(value) == true { refused = index }
      default: break
      }
    }
    document.fbcVersion = fbcVersions.max() ?? 0
    document.usesGroups = usesGroups
    // The mathematics of this package is that of Level 3 Version 2, which is read anyway.
    if let refused, cursor.packages[refused] != "l3v2extendedmath" {
      throw .unsupportedPackage(
        path: path, line: cursor.line, package: cursor.packages[refused])
    }
    if !fbcVersions.isEmpty { try checkFBC(fbcVersions) }
  }

  func checkFBC(_ versions: Set<Int>) throws(SBMLError) {
    for version in versions.sorted() where !(1...3).contains(version) {
      throw .unsupportedPackage(path: path, line: cursor.line, package: "fbc version \(version)")
    }
  }

  private mutating func requiredInteger(_ name: XMLName) throws(SBMLError) -> Int {
    guard let value = cursor.value(name) else {
      throw missing(name)
    }
    guard let number = SBMLValue.integer(value) else { throw invalid(name, value) }
    return number
  }

  // MARK: The model

  private mutating func readModel() throws(SBMLError) {
    document.hasModel = true
    document.modelLine = cursor.line
    document.modelID = text(document.level == 1 ? .name : .id) ?? ""
    document.modelName = text(.name) ?? ""
    if let strict = cursor.packageValue(.strict) { document.isStrict = SBMLValue.boolean(strict) }
    let depth = cursor.depth
    var seen = Set<XMLName>()
    while try nextChild(of: depth) {
      if cursor.space.isFBC || cursor.space == .groups || cursor.space.isCore {
        try checkSingle(&seen, in: .model)
      }
      if cursor.space.isFBC {
        try readFluxBalancePart()
      } else if cursor.space == .groups {
        if cursor.name == .listOfGroups { try readGroups() }
      } else if cursor.space.isCore {
        try readCorePart()
      }
    }
  }

  private mutating func readCorePart() throws(SBMLError) {
    switch cursor.name {
    case .annotation: try readModelAnnotation()
    case .listOfFunctionDefinitions: try readFunctions()
    case .listOfCompartments: try readCompartments()
    case .listOfSpecies: try readSpecies()
    case .listOfParameters: try readParameters()
    case .listOfInitialAssignments: try readInitialAssignments()
    case .listOfRules: try readRules()
    case .listOfReactions: try readReactions()
    case .listOfEvents: try readEvents()
    default: break
    }
  }

  /// A second list would be read for some purposes and passed over for others.
  func checkSingle(_ seen: inout Set<XMLName>, in parent: XMLName) throws(SBMLError) {
    if [.unknown, .notes, .annotation].contains(cursor.name) { return }
    if !seen.insert(cursor.name).inserted { throw repeated(in: parent) }
  }

  private func repeated(in parent: XMLName) -> SBMLError {
    .repeatedElement(
      path: path, line: cursor.line, element: cursor.name.spelling, parent: parent.spelling)
  }

  // MARK: Moving

  mutating func next() throws(SBMLError) -> XMLCursor.Kind {
    do { return try cursor.next() } catch { throw SBMLError(error, path: path) }
  }

  mutating func nextChild(of depth: Int) throws(SBMLError) -> Bool {
    do { return try cursor.nextChild(of: depth) } catch { throw SBMLError(error, path: path) }
  }

  // MARK: Attributes

  /// The attribute that is the id of an element: `name` in Level 1, on package elements with or
  /// without prefix.
  mutating func requiredID() throws(SBMLError) -> Symbol {
    let name: XMLName = document.level == 1 ? .name : .id
    return try requiredSymbol(name)
  }

  mutating func requiredSymbol(_ name: XMLName) throws(SBMLError) -> Symbol {
    guard let value = cursor.anyValue(name), !SBMLValue.trim(value).isEmpty else {
      throw missing(name)
    }
    if SBMLValue.hasControl(value) { throw invalid(name, value) }
    return document.symbols.intern(SBMLValue.trim(value))
  }

  mutating func symbol(_ value: XMLCursor.Bytes?) -> Symbol? {
    guard let value, !SBMLValue.trim(value).isEmpty else { return nil }
    return document.symbols.intern(SBMLValue.trim(value))
  }

  func text(_ name: XMLName) -> String? { cursor.anyValue(name).map(SBMLValue.string) }

  /// A number, or `nil` if the attribute is absent.
  func number(_ name: XMLName, _ value: XMLCursor.Bytes?) throws(SBMLError) -> Double? {
    guard let value else { return nil }
    guard let number = SBMLValue.double(value) else { throw invalid(name, value) }
    return number
  }

  func number(_ name: XMLName) throws(SBMLError) -> Double? {
    try number(name, cursor.anyValue(name))
  }

  func flag(_ name: XMLName, default fallback: Bool) throws(SBMLError) -> Bool {
    guard let value = cursor.value(name) else { return fallback }
    guard let flag = SBMLValue.boolean(value) else { throw invalid(name, value) }
    return flag
  }

  func missing(_ attribute: XMLName) -> SBMLError {
    .missingAttribute(
      path: path, line: cursor.line, element: cursor.name.spelling, attribute: attribute.spelling)
  }

  func invalid(_ attribute: XMLName, _ value: XMLCursor.Bytes) -> SBMLError {
    .invalidValue(
      path: path, line: cursor.line, element: cursor.name.spelling, attribute: attribute.spelling,
      value: SBMLValue.excerpt(SBMLValue.string(value)))
  }
}

extension SBMLError {
  init(_ failure: XMLFailure, path: String) {
    switch failure {
    case .malformed(let line, let detail):
      // Some of libxml2's messages go on over several lines; the first says what is wrong.
      let sentence = detail.prefix { !$0.isNewline }
      self = .malformedXML(path: path, line: line, detail: String(sentence))
    case .entity(let line, let name):
      self = .entityDeclaration(path: path, line: line, name: name)
    case .tooDeep(let line, let limit): self = .nestedTooDeep(path: path, line: line, limit: limit)
    case .outOfMemory: self = .outOfMemory(path: path)
    }
  }
}
