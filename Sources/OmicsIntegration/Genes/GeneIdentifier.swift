import Foundation

/// What a gene identifier says once the parts that tools add to it are taken off.
///
/// Only suffixes that are known to be versions or transcripts go: Ensembl (`ENSG00000139618.5`),
/// RefSeq (`NM_000059.4`) and Entrez (`8639.1`, `8639_AT1`). A point in any other identifier is part
/// of it: `orf19.5` and `Y110A7A.10` are genes.
struct GeneIdentifier: Sendable, Hashable {
  /// What was taken off an identifier.
  enum Change: String, Sendable, Hashable, CaseIterable {
    case modelPrefix, hgncPrefix, version
  }

  private(set) var key: String
  private(set) var changes: [Change] = []

  /// - Parameter namespace: In `hgnc`, a bare number is an HGNC accession. Elsewhere it is none:
  ///   `HGNC:1100` and Entrez gene 1100 are different genes, and are never taken for each other.
  init(_ text: String, namespace: String? = nil) {
    key = text
    dropModelPrefix()
    dropHGNCPrefix(isAccession: namespace == "hgnc")
    dropVersion()
  }

  static func isNumber(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9
  }

  private mutating func dropModelPrefix() {
    guard key.hasPrefix("G_"), key.utf8.count > 2 else { return }
    key.removeFirst(2)
    changes.append(.modelPrefix)
  }

  private mutating func dropHGNCPrefix(isAccession: Bool) {
    guard key.utf8.first.map({ $0 | 0x20 }) == UInt8(ascii: "h"), key.utf8.count > 5,
      key.prefix(5).uppercased() == "HGNC:"
    else {
      if isAccession, Self.isNumber(key) { key = "HGNC:" + key }
      return
    }
    let rest = String(key.dropFirst(5))
    if Self.isNumber(rest) {
      key = "HGNC:" + rest
    } else {
      key = rest
      changes.append(.hgncPrefix)
    }
  }

  private mutating func dropVersion() {
    guard let base = Self.unversioned(key) else { return }
    key = base
    changes.append(.version)
  }

  private static func unversioned(_ text: String) -> String? {
    // Nearly all identifiers are done with here.
    guard let last = text.utf8.last, isDigit(last) else { return nil }
    guard text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }) else {
      return nil
    }
    if let point = text.lastIndex(of: "."), isNumber(text[text.index(after: point)...]) {
      let base = text[..<point]
      return isNumber(base) || isEnsembl(base) || isRefSeq(base) ? String(base) : nil
    }
    if let mark = text.range(of: "_AT", options: .backwards), isNumber(text[mark.upperBound...]),
      isNumber(text[..<mark.lowerBound])
    {
      return String(text[..<mark.lowerBound])
    }
    return nil
  }

  /// `ENS`, letters for the species and the kind of feature, and eleven digits.
  private static func isEnsembl(_ text: Substring) -> Bool {
    guard text.hasPrefix("ENS"), text.utf8.count > 14 else { return false }
    let letters = text.dropLast(11)
    return isNumber(text.suffix(11)) && letters.allSatisfy { $0.isASCII && $0.isUppercase }
  }

  /// `NM_`, `NR_`, `NP_`, `XM_`, `XR_`, `XP_` and digits.
  private static func isRefSeq(_ text: Substring) -> Bool {
    let prefixes = ["NM_", "NR_", "NP_", "XM_", "XR_", "XP_"]
    return prefixes.contains { text.hasPrefix($0) } && isNumber(text.dropFirst(3))
  }
}
