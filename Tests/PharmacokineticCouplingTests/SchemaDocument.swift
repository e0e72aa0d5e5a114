import Foundation

/// A JSON value, for tests of what a schema says of documents.
indirect enum SchemaDocument: Codable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([SchemaDocument])
  case object([String: SchemaDocument])

  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(SchemaDocument.self, from: Data(bytes))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([SchemaDocument].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: SchemaDocument].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  var bytes: [UInt8] { get throws { Array(try JSONEncoder().encode(self)) } }

  var members: [String: SchemaDocument] {
    if case .object(let members) = self { members } else { [:] }
  }

  var items: [SchemaDocument] { if case .list(let items) = self { items } else { [] } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }

  subscript(key: String) -> SchemaDocument? { members[key] }

  /// The document with one value changed, for every value in it: a key more, a key less, another type.
  var mutants: [SchemaDocument] {
    var mutants: [SchemaDocument] = [.number(-7), self == .bool(true) ? .text("no") : .bool(true)]
    switch self {
    case .object(let members):
      mutants.append(.object(members.merging(["strange": .number(1)]) { old, _ in old }))
      for (key, value) in members {
        var fewer = members
        fewer[key] = nil
        mutants.append(.object(fewer))
        for mutant in value.mutants {
          mutants.append(.object(members.merging([key: mutant]) { _, new in new }))
        }
      }
    case .list(let items):
      mutants.append(.list([]))
      for (place, item) in items.enumerated() {
        for mutant in item.mutants {
          var changed = items
          changed[place] = mutant
          mutants.append(.list(changed))
        }
      }
    case .text: mutants.append(.text(""))
    default: mutants.append(.text("1"))
    }
    return mutants
  }
}

/// Those keywords of JSON Schema (draft 2020-12) that the schema of coupling rules uses; any other is an
/// error.
struct SchemaChecker {
  struct UnknownKeyword: Error { var keyword: String }

  let root: SchemaDocument

  func accepts(_ document: SchemaDocument) throws -> Bool { try accepts(document, root) }

  private func accepts(_ value: SchemaDocument, _ schema: SchemaDocument) throws -> Bool {
    for (keyword, argument) in schema.members
    where try !holds(keyword, argument, schema, of: value) {
      return false
    }
    return true
  }

  private func holds(
    _ keyword: String, _ argument: SchemaDocument, _ schema: SchemaDocument,
    of value: SchemaDocument
  ) throws -> Bool {
    switch keyword {
    case "$schema", "title", "description", "$defs": return true
    case "$ref":
      guard let name = argument.text?.split(separator: "/").last,
        let definition = root["$defs"]?[String(name)]
      else { throw UnknownKeyword(keyword: argument.text ?? "") }
      return try accepts(value, definition)
    case "type": return try isOf(argument.text ?? "", value)
    case "const": return value == argument
    case "enum": return argument.items.contains(value)
    case "anyOf": return try argument.items.contains { try accepts(value, $0) }
    case "oneOf": return try argument.items.count { try accepts(value, $0) } == 1
    default: break
    }
    switch value {
    case .number(let number): return try holds(keyword, argument, number: number)
    case .object(let members): return try holds(keyword, argument, schema, members: members)
    default: return try holds(keyword, argument, other: value)
    }
  }

  private func isOf(_ type: String, _ value: SchemaDocument) throws -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .list), ("string", .text), ("boolean", .bool),
      ("number", .number):
      return true
    case ("integer", .number(let number)): return number == number.rounded()
    case ("object", _), ("array", _), ("string", _), ("boolean", _), ("number", _), ("integer", _):
      return false
    default: throw UnknownKeyword(keyword: type)
    }
  }

  private func holds(
    _ keyword: String, _ argument: SchemaDocument, number: Double
  ) throws -> Bool {
    let limit = argument.number ?? .nan
    switch keyword {
    case "minimum": return number >= limit
    case "maximum": return number <= limit
    case "exclusiveMinimum": return number > limit
    default: return try holds(keyword, argument, other: .null)
    }
  }

  private func holds(
    _ keyword: String, _ argument: SchemaDocument, _ schema: SchemaDocument,
    members: [String: SchemaDocument]
  ) throws -> Bool {
    switch keyword {
    case "required": return argument.items.allSatisfy { members[$0.text ?? ""] != nil }
    case "minProperties": return Double(members.count) >= argument.number ?? .nan
    case "properties":
      return try argument.members.allSatisfy { key, schema in
        try members[key].map { try accepts($0, schema) } ?? true
      }
    case "additionalProperties":
      let known = schema["properties"]?.members ?? [:]
      return try members.filter { known[$0.key] == nil }.values.allSatisfy {
        try argument == .bool(false) ? false : accepts($0, argument)
      }
    default: return try holds(keyword, argument, other: .null)
    }
  }

  /// Keywords of lists and texts, which hold of everything else.
  private func holds(
    _ keyword: String, _ argument: SchemaDocument, other value: SchemaDocument
  ) throws -> Bool {
    let limit = argument.number ?? .nan
    switch (keyword, value) {
    case ("items", .list(let items)): return try items.allSatisfy { try accepts($0, argument) }
    case ("minItems", .list(let items)): return Double(items.count) >= limit
    case ("maxItems", .list(let items)): return Double(items.count) <= limit
    case ("uniqueItems", .list(let items)):
      return items.enumerated().allSatisfy { !items[..<$0].contains($1) }
    case ("minLength", .text(let text)): return Double(text.unicodeScalars.count) >= limit
    case ("items", _), ("minItems", _), ("maxItems", _), ("uniqueItems", _), ("minLength", _),
      ("minimum", _), ("maximum", _), ("exclusiveMinimum", _), ("required", _),
      ("minProperties", _), ("properties", _), ("additionalProperties", _):
      return true
    default: throw UnknownKeyword(keyword: keyword)
    }
  }
}
