/// Counts of atoms in a formula such as `C21H26N7O14P2`.
public struct ChemicalFormula: Sendable, Hashable {
  public enum Failure: Error, Hashable {
    case unreadable(String)
  }

  public private(set) var atoms: [String: Int] = [:]

  public init(_ text: String) throws {
    var rest = Substring(text)
    while let first = rest.first {
      guard first.isUppercase else { throw Failure.unreadable(text) }
      let symbol = String(first) + rest.dropFirst().prefix { $0.isLowercase }
      rest = rest.dropFirst(symbol.count)
      let digits = rest.prefix { $0.isNumber }
      rest = rest.dropFirst(digits.count)
      guard let count = digits.isEmpty ? 1 : Int(digits) else { throw Failure.unreadable(text) }
      atoms[symbol, default: 0] += count
    }
  }
}
