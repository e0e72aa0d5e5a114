/// Reads arrays (`miMATRIX`) out of the bytes of a MAT-file.
struct MATArrayParser {
  /// Cells within cells within …; models nest them twice.
  static let depthLimit = 16

  let buffer: MATBuffer
  /// The fields of a struct that are read; others are passed over.
  let fields: Set<String>
  /// The bytes that values may still take, so that small numbers stored by the million do not
  /// become eight times as many bytes of memory.
  var budget: Int
  let limit: Int

  struct Header {
    var kind: MATClass
    var isComplex = false
    var rows = 0
    var columns = 0
    var name = ""
    /// Where the header ends.
    var next: Int

    /// The product was checked when the header was read.
    var count: Int { rows * columns }
  }

  // MARK: Header

  func header(_ data: Range<Int>) throws(MATError) -> Header {
    typealias DataType = MATBuffer.DataType
    let end = data.upperBound
    let flags = try buffer.element(
      at: data.lowerBound, before: end, type: DataType.uint32, "flags of an array")
    guard let word = buffer.integers(flags, UInt32.self).first else {
      throw buffer.damaged(flags.offset, "an array has no flags")
    }
    guard let kind = MATClass(rawValue: UInt8(word & 0xFF)) else {
      throw buffer.damaged(flags.offset, "an array is of the unknown class \(word & 0xFF)")
    }
    var header = Header(kind: kind, isComplex: word & 0x800 != 0, next: flags.next)
    // Opaque objects have a layout of their own.
    if kind == .opaque || kind == .functionHandle { return header }
    let sizes = try buffer.element(
      at: flags.next, before: end, type: DataType.int32, "dimensions of an array")
    (header.rows, header.columns) = try shape(sizes)
    let name = try buffer.element(
      at: sizes.next, before: end, type: DataType.int8, "letters of an array's name")
    header.name = try buffer.text(name)
    header.next = name.next
    return header
  }

  /// Rows, and columns of all further dimensions together.
  private func shape(_ element: MATBuffer.Element) throws(MATError) -> (Int, Int) {
    let sizes = try buffer.indices(element)
    guard sizes.count >= 2 else {
      throw buffer.damaged(element.offset, "an array has \(sizes.count) dimensions")
    }
    var columns = 1
    for size in sizes.dropFirst() {
      columns = try product(columns, size, element.offset)
    }
    _ = try product(sizes[0], columns, element.offset)
    return (sizes[0], columns)
  }

  private func product(_ a: Int, _ b: Int, _ offset: Int) throws(MATError) -> Int {
    let (result, overflows) = a.multipliedReportingOverflow(by: b)
    if overflows { throw buffer.damaged(offset, "an array has impossible dimensions") }
    return result
  }

  // MARK: Contents

  /// The array in `data`, at nesting `depth`.
  mutating func array(_ data: Range<Int>, depth: Int = 0) throws(MATError) -> MATArray {
    if data.isEmpty { return .empty }
    if depth > Self.depthLimit {
      throw buffer.damaged(data.lowerBound, "cells are nested more than \(Self.depthLimit) deep")
    }
    let header = try header(data)
    return try contents(header, end: data.upperBound, depth: depth)
  }

  mutating func contents(
    _ header: Header, end: Int, depth: Int
  ) throws(MATError) -> MATArray {
    switch header.kind {
    case .cell: try cells(header, end, depth)
    case .structure where depth == 0 && header.count == 1: try structure(header, end)
    case .structure: .other(header.count == 1 ? "struct" : "array of structs")
    case .char: try text(header, end)
    case .sparse where !header.isComplex: try sparse(header, end)
    case let kind where kind.isNumeric && !header.isComplex: try numbers(header, end)
    case let kind: .other(header.isComplex ? "complex" : "\(kind)")
    }
  }

  private mutating func spend(_ bytes: Int, at offset: Int) throws(MATError) {
    if bytes > budget {
      throw .tooLarge(path: buffer.path, place: buffer.place(offset), limit: limit)
    }
    budget -= bytes
  }

  /// The numbers of an element that must be `expected` many.
  private mutating func values(
    at offset: Int, before end: Int, expected: Int
  ) throws(MATError) -> [Double] {
    let element = try buffer.element(at: offset, before: end)
    let count = try buffer.count(element)
    guard count == expected else {
      throw buffer.damaged(offset, "an array of \(expected) numbers holds \(count)")
    }
    try spend(8 * count, at: offset)
    return try buffer.numbers(element)
  }

  private mutating func numbers(_ header: Header, _ end: Int) throws(MATError) -> MATArray {
    if header.count == 0 { return .numbers([], rows: header.rows, columns: header.columns) }
    let values = try values(at: header.next, before: end, expected: header.count)
    return .numbers(values, rows: header.rows, columns: header.columns)
  }

  private mutating func text(_ header: Header, _ end: Int) throws(MATError) -> MATArray {
    if header.count == 0 { return .text("", rows: header.rows) }
    let element = try buffer.element(at: header.next, before: end)
    try spend(element.data.count, at: header.next)
    let text = try buffer.text(element)
    // Dimensions count units of UTF-16, or characters, as the writer likes.
    guard
      text.utf16.count == header.count || text.unicodeScalars.count == header.count
        || text.utf8.count == header.count
    else {
      throw buffer.damaged(
        header.next, "an array of \(header.count) characters holds \(text.utf16.count)")
    }
    return .text(text, rows: header.rows)
  }

  private mutating func cells(
    _ header: Header, _ end: Int, _ depth: Int
  ) throws(MATError) -> MATArray {
    // Each has a tag at least, so that a claim of billions reserves nothing.
    guard header.count <= (end - header.next) / 8 else {
      throw .truncated(path: buffer.path, place: buffer.place(header.next))
    }
    try spend(64 * header.count, at: header.next)
    var cells: [MATArray] = []
    cells.reserveCapacity(header.count)
    var offset = header.next
    for _ in 0..<header.count {
      let element = try buffer.element(
        at: offset, before: end, type: MATBuffer.DataType.matrix, "contents of a cell")
      cells.append(try array(element.data, depth: depth + 1))
      offset = element.next
    }
    return .cells(cells)
  }

  private mutating func structure(_ header: Header, _ end: Int) throws(MATError) -> MATArray {
    let (names, start) = try fieldNames(header.next, end)
    var offset = start
    var values: [String: MATArray] = [:]
    for name in names {
      let element = try buffer.element(
        at: offset, before: end, type: MATBuffer.DataType.matrix, "contents of a field")
      if fields.contains(name) { values[name] = try array(element.data, depth: 1) }
      offset = element.next
    }
    return .structure(values)
  }

  /// The names of a struct's fields, each in as many bytes as the longest, and where they end.
  private func fieldNames(_ offset: Int, _ end: Int) throws(MATError) -> ([String], Int) {
    typealias DataType = MATBuffer.DataType
    let length = try buffer.element(
      at: offset, before: end, type: DataType.int32, "length of field names")
    let names = try buffer.element(
      at: length.next, before: end, type: DataType.int8, "letters of field names")
    guard let width = try buffer.indices(length).first, width > 0 else {
      if names.data.isEmpty { return ([], names.next) }
      throw buffer.damaged(offset, "field names have no length")
    }
    guard names.data.count.isMultiple(of: width) else {
      throw buffer.damaged(names.offset, "field names are not \(width) letters each")
    }
    // Each field has a tag at least, so that names by the million reserve nothing.
    guard names.data.count / width <= (end - names.next) / 8 else {
      throw .truncated(path: buffer.path, place: buffer.place(names.next))
    }
    let list = stride(from: 0, to: names.data.count, by: width).map { start in
      String(
        decoding: buffer.bytes[names.data].dropFirst(start).prefix(width).prefix { $0 != 0 },
        as: UTF8.self)
    }
    return (list, names.next)
  }

  // MARK: Sparse matrices

  private mutating func sparse(_ header: Header, _ end: Int) throws(MATError) -> MATArray {
    let rowElement = try buffer.element(at: header.next, before: end)
    try spend(8 * buffer.count(rowElement), at: rowElement.offset)
    let startElement = try buffer.element(at: rowElement.next, before: end)
    try spend(8 * buffer.count(startElement), at: startElement.offset)
    let starts = try buffer.indices(startElement)
    let count = try entryCount(starts, header, startElement.offset)
    let valueElement = try buffer.element(at: startElement.next, before: end)
    try spend(8 * buffer.count(valueElement), at: valueElement.offset)
    // The lists may be longer than the matrix needs (nzmax).
    let rows = try buffer.indices(rowElement)
    let values = try buffer.numbers(valueElement)
    guard rows.count >= count, values.count >= count else {
      throw buffer.damaged(
        rowElement.offset,
        "a sparse matrix of \(count) entries lists \(min(rows.count, values.count))")
    }
    if let row = rows.prefix(count).first(where: { $0 >= header.rows }) {
      throw buffer.damaged(
        rowElement.offset, "a sparse matrix of \(header.rows) rows has an entry in row \(row)")
    }
    return .sparse(
      MATSparse(
        rowCount: header.rows, columnCount: header.columns, columnStarts: starts,
        rows: Array(rows.prefix(count)), values: Array(values.prefix(count))))
  }

  private func entryCount(
    _ starts: [Int], _ header: Header, _ offset: Int
  ) throws(MATError) -> Int {
    guard starts.count - 1 == header.columns, starts.first == 0, let count = starts.last,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else {
      throw buffer.damaged(
        offset, "the columns of a sparse matrix of \(header.columns) columns are out of order")
    }
    return count
  }
}
