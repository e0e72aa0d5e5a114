import Foundation

/// Looks for keys that an object of a JSON text has twice, which decoders pass over in silence.
enum JSONKeys {
  /// The path of the first key that repeats one of its own object; `nil` if there is none.
  ///
  /// Text that is no JSON is left to the decoder to complain about.
  static func firstDuplicate(in bytes: [UInt8]) throws(CouplingError) -> String? {
    var scanner = Scanner(bytes: bytes)
    return try scanner.scan()
  }

  private struct Level {
    var keys: Set<String> = []
    var isObject: Bool
    var key = ""
    var index = 0
    var expectsKey: Bool
  }

  private struct Scanner {
    let bytes: [UInt8]
    var position = 0
    var levels: [Level] = []

    static let deepest = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() throws(CouplingError) -> String? {
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "{"): try open(isObject: true)
        case UInt8(ascii: "["): try open(isObject: false)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
        case UInt8(ascii: ","): next()
        case UInt8(ascii: "\""):
          let text = string()
          if let path = take(text) { return path }
        default: break
        }
        position += 1
      }
      return nil
    }

    private mutating func open(isObject: Bool) throws(CouplingError) {
      levels.append(Level(isObject: isObject, expectsKey: isObject))
      if levels.count > Self.deepest { throw .notJSON(problem: "it is nested too deeply") }
    }

    private mutating func next() {
      guard let last = levels.indices.last else { return }
      levels[last].index += 1
      levels[last].expectsKey = levels[last].isObject
    }

    /// A text is a key where one is due; then the path, if it was there before.
    private mutating func take(_ text: String) -> String? {
      guard let last = levels.indices.last, levels[last].expectsKey else { return nil }
      levels[last].expectsKey = false
      levels[last].key = text
      return levels[last].keys.insert(text).inserted ? nil : path
    }

    private var path: String {
      levels.reduce("") { text, level in
        if !level.isObject { return "\(text)[\(level.index)]" }
        return text.isEmpty ? level.key : "\(text).\(level.key)"
      }
    }

    /// The text up to the closing quote, on which `position` is left.
    private mutating func string() -> String {
      let start = position + 1
      position = start
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
      }
      let written = bytes[start..<min(position, bytes.count)]
      let plain = String(decoding: written, as: UTF8.self)
      guard levels.last?.expectsKey == true, written.contains(UInt8(ascii: "\\")) else {
        return plain
      }
      // Two spellings of one key are one key.
      let quoted = Data([UInt8(ascii: "\"")] + written + [UInt8(ascii: "\"")])
      return (try? JSONDecoder().decode(String.self, from: quoted)) ?? plain
    }
  }
}
