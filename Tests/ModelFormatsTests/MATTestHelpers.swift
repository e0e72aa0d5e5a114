import Foundation

/// A value to be written to a MAT-file.
enum MATTestValue: Sendable {
  /// Doubles, stored as the type given (9 is double, 3 int16, …).
  case numbers([Double], rows: Int, type: UInt32)
  case text(String, type: UInt32)
  case letters([String])
  case cells([MATTestValue])
  /// A sparse matrix of so many rows, each column as its entries, stored as the type given.
  case sparse([[(Int, Double)]], rows: Int, type: UInt32 = 9)
  case structure([(String, MATTestValue)])
  case complex(Double)

  static func column(_ values: [Double], type: UInt32 = 9) -> Self {
    .numbers(values, rows: values.count, type: type)
  }

  static func line(_ text: String) -> Self { .text(text, type: 4) }
  static func list(_ texts: [String]) -> Self { .cells(texts.map { .line($0) }) }
}

/// Writes MAT-files of version 5 in the ways that writers differ.
struct MATTestWriter {
  var isBigEndian = false
  var compresses = false
  var packsSmallElements = true

  func file(_ variables: [(String, MATTestValue)]) -> [UInt8] {
    file(variables.map { matrix($1, name: $0) })
  }

  /// A file of these variables, each as its bytes before compression.
  func file(_ variables: [[UInt8]]) -> [UInt8] {
    head + variables.flatMap { compresses ? compressed(zlibStream($0)) : $0 }
  }

  /// A file whose one variable is compressed as `stream`, which need not be sound.
  func file(stream: [UInt8]) -> [UInt8] { head + compressed(stream) }

  private var head: [UInt8] {
    var bytes = Array("MATLAB 5.0 MAT-file, written by a test".utf8)
    bytes += Array(repeating: 32, count: 124 - bytes.count)
    return bytes + integer(UInt16(0x0100)) + Array((isBigEndian ? "MI" : "IM").utf8)
  }

  // MARK: Elements

  private func integer<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
  }

  private func element(_ type: UInt32, _ data: [UInt8]) -> [UInt8] {
    if packsSmallElements, (1...4).contains(data.count) {
      return integer(UInt32(data.count) << 16 | type) + data
        + Array(repeating: 0, count: 4 - data.count)
    }
    let padding = (8 - data.count % 8) % 8
    return integer(type) + integer(UInt32(data.count)) + data + Array(repeating: 0, count: padding)
  }

  func matrix(_ value: MATTestValue, name: String = "") -> [UInt8] {
    let body: [UInt8]
    switch value {
    case .numbers(let values, let rows, let type):
      let columns = rows == 0 ? 0 : values.count / rows
      body = header(6, rows, columns, name) + numbers(values, type)
    case .text(let text, let type): body = characters(text, rows: 1, type, name)
    case .letters(let rows):
      let columns = rows.map { Array($0) }
      let text = (0..<(columns.first?.count ?? 0)).flatMap { at in columns.map { $0[at] } }
      body = characters(String(text), rows: rows.count, 4, name)
    case .cells(let cells):
      body = header(1, cells.count, 1, name) + cells.flatMap { matrix($0) }
    case .sparse(let columns, let rows, let type): body = sparse(columns, rows, type, name)
    case .structure(let fields):
      let names = fields.flatMap { field in
        Array(field.0.utf8) + Array(repeating: 0, count: 32 - field.0.utf8.count)
      }
      body =
        header(2, 1, 1, name) + element(5, integer(Int32(32))) + element(1, names)
        + fields.flatMap { matrix($0.1) }
    case .complex(let value):
      body = header(6, 1, 1, name, flags: 0x800) + numbers([value], 9) + numbers([value], 9)
    }
    return integer(UInt32(14)) + integer(UInt32(body.count)) + body
  }

  private func header(
    _ kind: UInt32, _ rows: Int, _ columns: Int, _ name: String, flags: UInt32 = 0
  ) -> [UInt8] {
    element(6, integer(kind | flags) + integer(UInt32(0)))
      + element(5, integer(Int32(rows)) + integer(Int32(columns))) + element(1, Array(name.utf8))
  }

  private func characters(
    _ text: String, rows: Int, _ type: UInt32, _ name: String
  ) -> [UInt8] {
    let data: [UInt8] =
      switch type {
      case 4, 17: text.utf16.flatMap { integer($0) }
      case 18: text.unicodeScalars.flatMap { integer($0.value) }
      default: Array(text.utf8)
      }
    let count = type == 18 ? text.unicodeScalars.count : text.utf16.count
    return header(4, rows, count / max(rows, 1), name) + element(type, data)
  }

  private func sparse(
    _ columns: [[(Int, Double)]], _ rows: Int, _ type: UInt32, _ name: String
  ) -> [UInt8] {
    let starts = columns.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let entries = columns.flatMap { $0 }
    return header(5, rows, columns.count, name)
      + element(5, entries.flatMap { integer(Int32($0.0)) })
      + element(5, starts.flatMap { integer(Int32($0)) }) + numbers(entries.map(\.1), type)
  }

  private func numbers(_ values: [Double], _ type: UInt32) -> [UInt8] {
    element(
      type,
      values.flatMap { value -> [UInt8] in
        switch type {
        case 1: integer(Int8(value))
        case 2: integer(UInt8(value))
        case 3: integer(Int16(value))
        case 4: integer(UInt16(value))
        case 5: integer(Int32(value))
        case 6: integer(UInt32(value))
        case 7: integer(Float(value).bitPattern)
        case 12: integer(Int64(value))
        case 13: integer(UInt64(value))
        default: integer(value.bitPattern)
        }
      })
  }

  /// A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
  func zlibStream(_ content: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in content {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    for start in Swift.stride(from: 0, to: content.count, by: 65535) {
      let block = content[start..<min(start + 65535, content.count)]
      let size = UInt16(block.count)
      stream.append(start + 65535 >= content.count ? 1 : 0)
      for number in [size, ~size] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
      stream += block
    }
    return stream + [b >> 8, b & 255, a >> 8, a & 255].map { UInt8($0) }
  }

  private func compressed(_ stream: [UInt8]) -> [UInt8] {
    integer(UInt32(15)) + integer(UInt32(stream.count)) + stream
  }
}

/// A model of two metabolites and three reactions, whose optimum is 20:
///
///     EX_a: a[e] ⇌ (at least -10),  T: a[e] → 2 b[c],  OUT: b[c] → (the objective)
struct MATTestModel {
  var fields: [(String, MATTestValue)] = [
    ("rxns", .list(["EX_a", "T", "OUT"])), ("mets", .list(["a[e]", "b[c]"])),
    ("S", .sparse([[(0, -1)], [(0, -1), (1, 2)], [(1, -1)]], rows: 2)),
    ("lb", .column([-10, 0, 0], type: 3)), ("ub", .column([1000, 1000, 1000], type: 4)),
    ("c", .column([0, 0, 1], type: 2)), ("b", .column([0, 0])), ("csense", .line("EE")),
    ("genes", .list(["g1", "8639.1"])),
    ("grRules", .list(["", "(g1) and (8639.1)", "g1 or 8639.1"])),
    ("rxnNames", .list(["a exchange", "Übergang", ""])), ("metNames", .list(["A", "B"])),
    ("subSystems", .cells([.list(["Exchange"]), .list(["Transport", "Other"]), .line("Demand")])),
    ("metFormulas", .list(["C6H12O6", ""])), ("metCharges", .column([-2, .nan])),
    ("osenseStr", .line("max")), ("description", .line("a small model")),
    ("annotation", .structure([("taxonomy", .line("9606"))])), ("unread", .complex(1)),
  ]

  mutating func set(_ name: String, _ value: MATTestValue?) {
    if let value, let index = fields.firstIndex(where: { $0.0 == name }) {
      fields[index].1 = value
    } else if let value {
      fields.append((name, value))
    } else {
      fields.removeAll { $0.0 == name }
    }
  }

  func bytes(_ writer: MATTestWriter = MATTestWriter(), name: String = "small") -> [UInt8] {
    writer.file([(name, .structure(fields))])
  }
}
