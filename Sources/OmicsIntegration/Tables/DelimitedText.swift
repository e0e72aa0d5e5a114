/// Reads records of fields separated by tabs, commas or semicolons (RFC 4180, whatever the
/// separator).
///
/// Lines end in LF, CRLF or CR; the last may lack its end. A field in quotation marks may hold
/// separators, line ends and, doubled, quotation marks. Blanks around a field are dropped, and so
/// are blank lines.
package struct DelimitedText {
  /// Where a field stands in the bytes, without its quotation marks.
  package struct Field {
    var start: Int
    var end: Int
    /// Whether quotation marks in it are doubled.
    var hasEscapes: Bool
  }

  package let path: String
  package let separator: UInt8
  /// The fields of the record that ``next()`` read last.
  package private(set) var fields: [Field] = []
  /// The line, counted from 1, on which that record begins.
  package private(set) var recordLine = 0

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  private var line = 1

  /// - Throws: ``OmicsError/notText(path:line:reason:)`` unless the bytes are UTF-8 without NUL.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(OmicsError) {
    try TextValidation.check(bytes, path: path)
    self.bytes = bytes
    self.path = path
    self.position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    self.separator = Self.sniffSeparator(bytes[position...])
  }

  package func bytes(of field: Field) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[field.start..<field.end])
  }

  package func text(of field: Field) -> String {
    let text = String(decoding: bytes(of: field), as: UTF8.self)
    return field.hasEscapes ? Self.unescaped(text) : text
  }

  /// Reads the next record that is not blank into ``fields``; `false` at the end.
  package mutating func next() throws(OmicsError) -> Bool {
    while position < bytes.count {
      recordLine = line
      fields.removeAll(keepingCapacity: true)
      let isQuoted = try readRecord()
      if isQuoted || fields.count > 1 || fields[0].start < fields[0].end { return true }
    }
    return false
  }

  /// Returns whether any field stood in quotation marks.
  private mutating func readRecord() throws(OmicsError) -> Bool {
    var isQuoted = false
    while true {
      skipBlanks()
      if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        isQuoted = true
        try readQuotedField()
      } else {
        readPlainField()
      }
      guard position < bytes.count else { return isQuoted }
      let byte = bytes[position]
      position += 1
      if byte == separator { continue }
      if byte == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == 10 { position += 1 }
      line += 1
      return isQuoted
    }
  }

  private mutating func readPlainField() {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == separator || byte == 10 || byte == 13 { break }
      position &+= 1
    }
    var end = position
    while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    fields.append(Field(start: start, end: end, hasEscapes: false))
  }

  private mutating func readQuotedField() throws(OmicsError) {
    position += 1
    var field = Field(start: position, end: position, hasEscapes: false)
    while true {
      guard position < bytes.count else { throw .unclosedQuote(path: path, line: recordLine) }
      let byte = bytes[position]
      position += 1
      if byte == 10 { line += 1 }
      if byte == 13, position >= bytes.count || bytes[position] != 10 { line += 1 }
      if byte != UInt8(ascii: "\"") { continue }
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
      field.hasEscapes = true
      position += 1
    }
    field.end = position - 1
    fields.append(field)
    skipBlanks()
    guard position < bytes.count else { return }
    let byte = bytes[position]
    if byte != separator && byte != 10 && byte != 13 {
      throw .textAfterQuote(path: path, line: line, column: fields.count)
    }
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
  }

  private static func unescaped(_ text: String) -> String {
    var result: [UInt8] = []
    var isSecond = false
    for byte in text.utf8 {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if !isSecond { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The separator of the first line that has one: a tab before all, else the more frequent of
  /// comma and semicolon, not counting those in quotation marks.
  private static func sniffSeparator(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8 {
    var commas = 0
    var semicolons = 0
    var isQuoted = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case _ where isQuoted: continue
      case UInt8(ascii: "\t"): return byte
      case UInt8(ascii: ","): commas += 1
      case UInt8(ascii: ";"): semicolons += 1
      case 10, 13:
        if commas + semicolons > 0 { return separator(commas, semicolons) }
      default: continue
      }
    }
    return separator(commas, semicolons)
  }

  private static func separator(_ commas: Int, _ semicolons: Int) -> UInt8 {
    semicolons > commas ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }
}
