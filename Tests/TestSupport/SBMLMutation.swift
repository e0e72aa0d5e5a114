/// Damages documents in the ways files get damaged, the same way for the same seed.
public struct SBMLMutation {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }

  /// `bytes` with one to four changes.
  public mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(4) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    switch below(10) {
    case 0: bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: next())
    case 1: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
    case 2: bytes.removeLast(below(bytes.count))
    case 3:
      let span = span(in: bytes)
      bytes.insert(contentsOf: bytes[span], at: below(bytes.count))
    case 4: bytes.removeSubrange(span(in: bytes))
    case 5, 6: replaceValue(&bytes)
    case 7: swapValues(&bytes)
    case 8: replaceWord(&bytes)
    default: bytes.insert(contentsOf: pick(Self.snippets), at: below(bytes.count))
    }
  }

  private mutating func span(in bytes: [UInt8]) -> Range<Int> {
    let start = below(bytes.count)
    return start..<min(bytes.count, start + 1 + below(120))
  }

  private mutating func pick(_ words: [String]) -> [UInt8] { Array(words[below(words.count)].utf8) }

  private func values(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start: Int?
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\"") {
      if let begin = start {
        ranges.append(begin..<index)
        start = nil
      } else {
        start = index + 1
      }
    }
    return ranges
  }

  private mutating func replaceValue(_ bytes: inout [UInt8]) {
    let all = values(bytes)
    guard !all.isEmpty else { return }
    bytes.replaceSubrange(all[below(all.count)], with: pick(Self.values))
  }

  private mutating func swapValues(_ bytes: inout [UInt8]) {
    let all = values(bytes)
    guard all.count > 1 else { return }
    let value = Array(bytes[all[below(all.count)]])
    bytes.replaceSubrange(all[below(all.count)], with: value)
  }

  /// Replaces a run of letters, such as the name of an element or an attribute.
  private mutating func replaceWord(_ bytes: inout [UInt8]) {
    func isLetter(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    let start = below(bytes.count)
    guard let first = bytes[start...].firstIndex(where: isLetter) else { return }
    let end = bytes[first...].firstIndex { !isLetter($0) } ?? bytes.count
    bytes.replaceSubrange(first..<end, with: pick(Self.words))
  }

  private static let values = [
    "", " ", "0", "-0", "1", "-1", "1e308", "-1e309", "1e-320", "INF", "-INF", "NaN", "nan",
    "0x1p3",
    "true", "false", "M_A", "R_ab", "R_x", "o", "k", "G_b1", "__45__", "__0__", "M_", "&amp;",
    "&#0;",
    "3", "99999999999999999999", "maximize", "minimize", "quadratic", "lessEqual", "equal",
    "(a and",
    "2147483648", "\u{FFFD}", "ä",
  ]
  private static let words = [
    "model", "species", "reaction", "listOfReactions", "listOfSpecies", "speciesReference",
    "parameter", "annotation", "notes", "math", "apply", "ci", "cn", "lambda", "piecewise", "power",
    "factorial", "root", "fbc", "and", "or", "geneProductRef", "geneProduct", "stoichiometry", "id",
    "sbml", "html", "DOCTYPE", "CDATA", "xmlns", "boundaryCondition", "sep", "p", "kineticLaw",
  ]
  private static let snippets = [
    "<", ">", "/>", "\"", "&", "&x;", "]]>", "<![CDATA[", "<!--", "-->", "<?x ?>", "\u{0}",
    "<fbc:and>",
    "</fbc:and>", "<!DOCTYPE sbml [<!ENTITY a \"b\">]>", "<apply><plus/>", "<ci>p</ci>", "((((",
    "\n",
    "<notes><p>GENE_ASSOCIATION: a or (b</p></notes>", "<sep/>",
  ]
}
