/// Ids as COBRApy reads and writes them, so that results can be joined by id.
///
/// SBML allows only letters, digits and underscores. The COBRA family writes any other character as
/// `__NN__`, its number in Unicode, and puts a letter for the kind in front: `M_glc__45__D`.
enum SBMLIdentifier {
  enum Kind: String {
    case metabolite = "M_"
    case reaction = "R_"
    case gene = "G_"
  }

  /// `__NN__` decoded, then the prefix clipped, once.
  ///
  /// A number that is no character, or a control character, stays as it is, and so does an id of
  /// which nothing would be left.
  static func decoded(_ id: String, as kind: Kind) -> String {
    var id = id
    if kind == .gene, mayHoldMark(id) {
      id = id.split(separator: "__SBML_DOT__", omittingEmptySubsequences: false)
        .joined(separator: ".")
    }
    id = charactersDecoded(id)
    let prefix = kind.rawValue
    if id.utf8.count > prefix.utf8.count, id.hasPrefix(prefix) {
      id.removeFirst(prefix.count)
    }
    return id
  }

  /// An id of SBML that ``decoded(_:as:)`` turns back into `id`.
  static func encoded(_ id: String, as kind: Kind) -> String {
    let plain = kind.rawValue + escaped(id, keepsUnderscore: true)
    if decoded(plain, as: kind) == id { return plain }
    // Underscores of the id itself would be taken for marks.
    return kind.rawValue + escaped(id, keepsUnderscore: false)
  }

  /// Whether SBML allows `id` (the type `SId`).
  static func isValid(_ id: String) -> Bool {
    guard let first = id.utf8.first, !isDigit(first) else { return false }
    return id.utf8.allSatisfy(isWordByte)
  }

  static func escaped(_ id: String, keepsUnderscore: Bool) -> String {
    var result = ""
    for scalar in id.unicodeScalars {
      let isPlain = scalar.isASCII && isWordByte(UInt8(scalar.value))
      if isPlain, keepsUnderscore || scalar != "_" {
        result.unicodeScalars.append(scalar)
      } else {
        result += "__\(scalar.value)__"
      }
    }
    return result
  }

  /// Every `__NN__`, from the left, without overlap.
  private static func charactersDecoded(_ id: String) -> String {
    guard mayHoldMark(id) else { return id }
    let bytes = Array(id.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      if let (scalar, end) = mark(in: bytes, at: position) {
        result.append(contentsOf: String(Character(scalar)).utf8)
        position = end
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func mayHoldMark(_ id: String) -> Bool {
    var last: UInt8 = 0
    for byte in id.utf8 {
      if byte == UInt8(ascii: "_"), last == byte { return true }
      last = byte
    }
    return false
  }

  /// The character of a mark `__NN__` that begins at `start`, and where the mark ends.
  private static func mark(in bytes: [UInt8], at start: Int) -> (Unicode.Scalar, Int)? {
    guard isPairOfUnderscores(bytes, start) else { return nil }
    var end = start + 2
    var number: UInt32 = 0
    while end < bytes.count, isDigit(bytes[end]), number <= 0x10_FFFF {
      number = number * 10 + UInt32(bytes[end] - UInt8(ascii: "0"))
      end += 1
    }
    guard end > start + 2, isPairOfUnderscores(bytes, end), number >= 32, number != 127,
      let scalar = Unicode.Scalar(number)
    else { return nil }
    return (scalar, end + 2)
  }

  private static func isPairOfUnderscores(_ bytes: [UInt8], _ index: Int) -> Bool {
    index + 1 < bytes.count && bytes[index] == UInt8(ascii: "_")
      && bytes[index + 1] == UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
