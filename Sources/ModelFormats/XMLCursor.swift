import CXMLShims

/// Why an XML document could not be read further.
enum XMLFailure: Error, Equatable {
  case malformed(line: Int, detail: String)
  case entity(line: Int, name: String)
  case tooDeep(line: Int, limit: Int)
  case outOfMemory
}

/// A cursor over the elements of an XML document in memory.
///
/// The only type that touches the C shim. What it hands out as buffers (attribute values, text) is
/// valid until the cursor moves.
struct XMLCursor: ~Copyable {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  enum Kind { case start, end, text, done }

  /// Deep enough for any document, shallow enough for whoever recurses over it.
  static let depthLimit = 4096

  private let handle: OpaquePointer
  private let names: [XMLName]
  private var spaces: [XMLSpace] = [.none]
  /// The short names of the packages of SBML Level 3 that were seen, beside fbc and groups.
  private(set) var packages: [String] = []
  private var event = tfx_xml_event()

  /// Opens `bytes`, which must outlive the cursor.
  init(_ bytes: UnsafeRawBufferPointer) throws(XMLFailure) {
    let start = bytes.bindMemory(to: UInt8.self).baseAddress
    guard
      let handle = tfx_xml_open(
        start, bytes.count, Self.spellings, Int32(XMLName.unknown.rawValue),
        Int32(Self.depthLimit))
    else { throw .outOfMemory }
    self.handle = handle
    self.names = XMLName.allCases
  }

  deinit { tfx_xml_close(handle) }

  /// The known names as C strings, made once and kept for the life of the process.
  private nonisolated(unsafe) static let spellings: UnsafePointer<UnsafePointer<CChar>> = {
    let known = XMLName.allCases.filter { $0 != .unknown }
    let array = UnsafeMutablePointer<UnsafePointer<CChar>>.allocate(capacity: known.count)
    for (index, name) in known.enumerated() {
      let spelling = name.spelling.utf8CString
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: spelling.count)
      for (position, character) in spelling.enumerated() { copy[position] = character }
      array[index] = UnsafePointer(copy)
    }
    return UnsafePointer(array)
  }()

  // MARK: Moving

  /// Moves to the next tag or piece of text.
  mutating func next() throws(XMLFailure) -> Kind {
    let kind = tfx_xml_next(handle)
    event = tfx_xml_current(handle).pointee
    switch kind {
    case TFX_XML_START:
      learnSpaces()
      return .start
    case TFX_XML_END: return .end
    case TFX_XML_TEXT: return .text
    case TFX_XML_DONE: return .done
    default: throw failure()
    }
  }

  /// Moves to the next child element of the element at depth `parent`, skipping whatever of the
  /// previous child was not read; returns `false` at the end of the parent.
  mutating func nextChild(of parent: Int) throws(XMLFailure) -> Bool {
    while true {
      switch try next() {
      case .start: if depth == parent + 1 { return true }
      case .end: if depth <= parent { return false }
      case .text: continue
      case .done: return false
      }
    }
  }

  private mutating func learnSpaces() {
    while let uri = tfx_xml_namespace(handle, Int32(spaces.count)) {
      spaces.append(XMLSpace(uri: String(cString: uri), packages: &packages))
    }
  }

  private func failure() -> XMLFailure {
    let line = Int(tfx_xml_failure_line(handle))
    let message = String(cString: tfx_xml_message(handle))
    switch tfx_xml_failure(handle) {
    case TFX_XML_ENTITY: return .entity(line: line, name: message)
    case TFX_XML_TOO_DEEP: return .tooDeep(line: line, limit: Self.depthLimit)
    case TFX_XML_OUT_OF_MEMORY: return .outOfMemory
    default: return .malformed(line: line, detail: message)
    }
  }

  // MARK: Where the cursor stands

  var name: XMLName { names[Int(event.name)] }
  var space: XMLSpace { spaces[Int(event.space)] }
  var line: Int { Int(event.line) }
  var depth: Int { Int(event.depth) }

  /// The local name of the root element, as the document spells it.
  var rootName: String? { tfx_xml_root_name(handle).map { String(cString: $0) } }

  var text: Bytes {
    Bytes(
      start: tfx_xml_bytes(handle).map { $0 + event.text_offset }, count: Int(event.text_length))
  }

  /// The value of an attribute that has no prefix.
  func value(_ name: XMLName) -> Bytes? {
    find { $0.name == Int32(name.rawValue) && $0.space == 0 }
  }

  /// The value of an attribute of a package's namespace.
  func packageValue(_ name: XMLName) -> Bytes? {
    find { $0.name == Int32(name.rawValue) && $0.space != 0 }
  }

  /// The value of an attribute on an element of a package, where writers differ on whether it has a
  /// prefix.
  func anyValue(_ name: XMLName) -> Bytes? { packageValue(name) ?? value(name) }

  private func find(_ isWanted: (tfx_xml_attribute) -> Bool) -> Bytes? {
    guard event.attribute_count > 0, let all = tfx_xml_attributes(handle) else { return nil }
    let first = all + event.first_attribute
    for index in 0..<Int(event.attribute_count) where isWanted(first[index]) {
      let start = tfx_xml_bytes(handle).map { $0 + first[index].value_offset }
      return Bytes(start: start, count: first[index].value_length)
    }
    return nil
  }

  /// Calls `body` for the namespace, name and value of each attribute.
  func forEachAttribute(_ body: (XMLSpace, XMLName, Bytes) -> Void) {
    guard event.attribute_count > 0, let all = tfx_xml_attributes(handle) else { return }
    for index in 0..<Int(event.attribute_count) {
      let attribute = all[event.first_attribute + index]
      let start = tfx_xml_bytes(handle).map { $0 + attribute.value_offset }
      body(
        spaces[Int(attribute.space)], names[Int(attribute.name)],
        Bytes(start: start, count: attribute.value_length))
    }
  }
}
