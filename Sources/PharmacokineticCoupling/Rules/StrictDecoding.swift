import Foundation
import MetabolicModels

/// A document with a schema, read strictly.
enum StrictDocument {
  /// Reads one, no key of which may stand twice.
  ///
  /// - Throws: ``CouplingError``, naming the first place that is wrong.
  static func read<Document: Decodable>(
    _ bytes: [UInt8], as type: Document.Type = Document.self
  ) throws(CouplingError) -> Document {
    do {
      if let path = try JSONKeys.firstDuplicate(in: bytes) {
        throw CouplingError.duplicateKey(path: path)
      }
      return try JSONDecoder().decode(Document.self, from: Data(bytes))
    } catch {
      throw CouplingError(error)
    }
  }

  /// The schema, before anything else: a document of another version is not blamed for its keys.
  static func schema<Key: CodingKey>(
    _ decoder: any Decoder, at key: Key, expected: String
  ) throws -> String {
    let schema = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: key)
    guard schema == expected else {
      throw CouplingError.unknownSchema(found: schema, expected: expected)
    }
    return schema
  }
}

/// Decoding that takes nothing silently: a key that is not asked for is an error.
struct StrictFields<Key: CodingKey & CaseIterable & RawRepresentable<String>> {
  private let container: KeyedDecodingContainer<Key>
  private let codingPath: [any CodingKey]

  init(_ decoder: any Decoder, _ keys: Key.Type = Key.self) throws {
    codingPath = decoder.codingPath
    let known = Key.allCases.map(\.rawValue)
    let found = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    for key in found where !known.contains(key) {
      throw CouplingError.unknownKey(
        path: (codingPath + [AnyKey(key)]).text,
        suggestion: Suggestion.nearest(to: key, among: known))
    }
    container = try decoder.container(keyedBy: Key.self)
  }

  func required<Value: Decodable>(_ key: Key, _ type: Value.Type = Value.self) throws -> Value {
    try container.decode(Value.self, forKey: key)
  }

  func optional<Value: Decodable>(_ key: Key, _ type: Value.Type = Value.self) throws -> Value? {
    try container.decodeIfPresent(Value.self, forKey: key)
  }

  func list<Value: Decodable>(_ key: Key) throws -> [Value] {
    try optional(key) ?? []
  }

  /// A text that is not empty.
  func name(_ key: Key) throws -> String {
    let name: String = try required(key)
    if name.isEmpty {
      throw CouplingError.wrongType(path: path(key), expected: "a text that is not empty")
    }
    return name
  }

  /// One of an enumeration's words; an error lists them all.
  func word<Value: RawRepresentable<String> & CaseIterable>(_ key: Key) throws -> Value {
    let word: String = try required(key)
    guard let value = Value(rawValue: word) else {
      throw CouplingError.unknownWord(
        path: path(key), word: word, known: Value.allCases.map(\.rawValue))
    }
    return value
  }

  func words<Value: RawRepresentable<String> & CaseIterable>(_ key: Key) throws -> [Value] {
    let words: [String] = try list(key)
    return try words.enumerated().map { index, word in
      guard let value = Value(rawValue: word) else {
        throw CouplingError.unknownWord(
          path: "\(path(key))[\(index)]", word: word, known: Value.allCases.map(\.rawValue))
      }
      return value
    }
  }

  /// A finite number of at least `least`, which it must exceed if `strictly`.
  func number(
    _ key: Key, atLeast least: Double = -.infinity, strictly: Bool = false, allowed: String
  ) throws -> Double {
    try check(required(key), key, least, strictly, allowed)
  }

  func optionalNumber(
    _ key: Key, atLeast least: Double = -.infinity, strictly: Bool = false, allowed: String
  ) throws -> Double? {
    guard let value: Double = try optional(key) else { return nil }
    return try check(value, key, least, strictly, allowed)
  }

  private func check(
    _ value: Double, _ key: Key, _ least: Double, _ strictly: Bool, _ allowed: String
  ) throws -> Double {
    if value.isFinite, strictly ? value > least : value >= least { return value }
    throw CouplingError.outOfRange(path: path(key), value: value, allowed: allowed)
  }

  func path(_ key: Key) -> String { (codingPath + [key]).text }
}

/// A key that takes any name.
struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int?

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) {
    self.init("\(intValue)")
    self.intValue = intValue
  }
}

extension [any CodingKey] {
  /// `pathways[0].cap`.
  var text: String {
    reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }
}

extension CouplingError {
  /// What a decoding error says, in terms of the document.
  init(_ error: any Error) {
    switch error {
    case let error as CouplingError: self = error
    case DecodingError.keyNotFound(let key, let context):
      self = .missingKey(path: (context.codingPath + [key]).text)
    case DecodingError.typeMismatch(let type, let context):
      self = .wrongType(path: Self.place(context), expected: Self.name(of: type))
    case DecodingError.valueNotFound(let type, let context):
      self = .wrongType(path: Self.place(context), expected: Self.name(of: type))
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      self = .wrongType(path: Self.place(context), expected: "a value that this field can hold")
    case DecodingError.dataCorrupted(let context):
      self = .notJSON(problem: context.debugDescription)
    default: self = .notJSON(problem: "\(error)")
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty ? "the document" : context.codingPath.text
  }

  private static func name(of type: any Any.Type) -> String {
    if type == String.self { return "a text" }
    if type == Double.self || type == Int.self || type == UInt64.self { return "a number" }
    if type == Bool.self { return "true or false" }
    return "\(type)".hasPrefix("Array") ? "a list" : "an object"
  }
}
