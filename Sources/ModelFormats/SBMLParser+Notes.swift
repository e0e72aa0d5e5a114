import MetabolicModels

/// Notes in the style of the COBRA Toolbox, and cross-references in annotations.
extension SBMLParser {
  // MARK: Notes

  /// Reads the paragraphs `key: value` whose keys mean something for flux balance.
  mutating func readNotes(into notes: inout NotesEntry) throws(SBMLError) {
    let depth = cursor.depth
    while true {
      switch try next() {
      case .start:
        if cursor.name == .p { try readParagraph(into: &notes) }
      case .end: if cursor.depth <= depth { return }
      case .text: continue
      case .done: return
      }
    }
  }

  private mutating func readParagraph(into notes: inout NotesEntry) throws(SBMLError) {
    let depth = cursor.depth
    paragraph.removeAll(keepingCapacity: true)
    var isOpen = true
    while isOpen {
      switch try next() {
      case .start: continue
      case .end: isOpen = cursor.depth > depth
      case .text: paragraph.append(contentsOf: cursor.text)
      case .done: isOpen = false
      }
    }
    keepParagraph(in: &notes)
  }

  private func keepParagraph(in notes: inout NotesEntry) {
    paragraph.withUnsafeBufferPointer { all in
      guard let colon = all.firstIndex(of: UInt8(ascii: ":")), colon <= 64 else { return }
      let key = SBMLValue.trim(.init(rebasing: all[..<colon]))
      // Most paragraphs are prose or other keys; all of ours begin with one of these letters.
      guard let first = key.first, "CFGSUcfgsu".utf8.contains(first) else { return }
      let rest = SBMLValue.trim(.init(rebasing: all[(colon + 1)...]))
      let value = rest.isEmpty ? nil : SBMLValue.string(rest)
      switch SBMLValue.string(key).uppercased() {
      case "GENE ASSOCIATION": notes.geneAssociationWithSpace = value
      case "GENE_ASSOCIATION": notes.geneAssociation = value
      case "UNREADABLE_GENE_ASSOCIATION": notes.unreadableGeneAssociation = value
      case "SUBSYSTEM": notes.subsystem = value
      case "FORMULA": notes.formula = value
      case "CHARGE": notes.charge = value
      default: break
      }
    }
  }

  // MARK: Annotations

  /// Reads the resources that the annotation lists, whatever their qualifier.
  mutating func readAnnotation(into annotations: inout Annotations) throws(SBMLError) {
    let depth = cursor.depth
    while true {
      switch try next() {
      case .start:
        if cursor.name == .li, cursor.space == .rdf, let uri = cursor.packageValue(.resource) {
          addResource(uri, to: &annotations)
        }
      case .end: if cursor.depth <= depth { return }
      case .text: continue
      case .done: return
      }
    }
  }

  /// `http(s)://identifiers.org/NAMESPACE/ID` (or `NAMESPACE:ID`), or `urn:miriam:NAMESPACE:ID`.
  private mutating func addResource(
    _ uri: XMLCursor.Bytes, to annotations: inout Annotations
  ) {
    if let rest = Self.rest(of: uri, after: "https://identifiers.org/")
      ?? Self.rest(of: uri, after: "http://identifiers.org/")
    {
      add(rest, isURN: false, to: &annotations)
    } else if let rest = Self.rest(of: uri, after: "urn:miriam:") {
      add(rest, isURN: true, to: &annotations)
    }
  }

  private mutating func add(
    _ rest: XMLCursor.Bytes, isURN: Bool, to annotations: inout Annotations
  ) {
    let separator = rest.firstIndex {
      $0 == UInt8(ascii: ":") || ($0 == UInt8(ascii: "/") && !isURN)
    }
    guard let separator, separator > 0, separator + 1 < rest.count else { return }
    let head = XMLCursor.Bytes(rebasing: rest[..<separator])
    let tail = SBMLValue.string(.init(rebasing: rest[(separator + 1)...]))
    let identifier = isURN ? Self.percentDecoded(tail) : tail
    // A collection in capitals is part of its identifiers: CHEBI:17234 (identifiers.org's compact
    // form). COBRApy reads it alike.
    if Self.isUppercase(head) {
      let collection = SBMLValue.string(head)
      annotations.add("\(collection):\(identifier)", namespace: collection.lowercased())
    } else {
      annotations.add(identifier, namespace: namespace(head))
    }
  }

  /// The namespace as a string that all annotations share.
  private mutating func namespace(_ bytes: XMLCursor.Bytes) -> String {
    let symbol = document.symbols.intern(bytes)
    if let known = annotationNamespaces[symbol] { return known }
    let made = SBMLValue.string(bytes)
    annotationNamespaces[symbol] = made
    return made
  }

  private static func rest(of uri: XMLCursor.Bytes, after prefix: StaticString) -> XMLCursor.Bytes?
  {
    let count = prefix.utf8CodeUnitCount
    guard uri.count > count else { return nil }
    for index in 0..<count where uri[index] != prefix.utf8Start[index] { return nil }
    return XMLCursor.Bytes(rebasing: uri[count...])
  }

  private static func isUppercase(_ bytes: XMLCursor.Bytes) -> Bool {
    var hasLetter = false
    for byte in bytes {
      if byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") { return false }
      if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { hasLetter = true }
    }
    return hasLetter
  }

  /// A URN writes the colon of `CHEBI:17234` as `%3A`.
  private static func percentDecoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var decoded: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        decoded.append(value)
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}
