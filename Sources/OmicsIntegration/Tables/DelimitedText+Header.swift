extension DelimitedText {
  /// Reads a table whose first record names its columns.
  ///
  /// - Parameter body: What reads on behind the header, which it is given.
  /// - Throws: ``OmicsError/noRows(path:)`` where there is no header; what the text or `body` throws.
  package static func read<Value>(
    _ bytes: [UInt8], path: String,
    _ body: (_ text: inout DelimitedText, _ header: [String]) throws(OmicsError) -> Value
  ) throws(OmicsError) -> Value {
    try bytes.withUnsafeBufferPointer { buffer throws(OmicsError) -> Value in
      var text = try DelimitedText(buffer, path: path)
      guard try text.next() else { throw .noRows(path: path) }
      let header = text.fields.map { text.text(of: $0) }
      return try body(&text, header)
    }
  }

  /// As ``next()``, of a record that must have `width` fields.
  ///
  /// - Throws: ``OmicsError/raggedRow(path:line:expected:found:)`` where it has not.
  package mutating func nextRow(of width: Int) throws(OmicsError) -> Bool {
    guard try next() else { return false }
    if fields.count == width { return true }
    throw .raggedRow(path: path, line: recordLine, expected: width, found: fields.count)
  }
}
