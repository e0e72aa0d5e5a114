/// The identifiers of one document, each stored once and stood for by a small number.
///
/// A genome-scale document names its species some hundred thousand times; comparing numbers
/// instead of strings is what keeps the reader fast.
struct SymbolTable {
  /// An identifier. Numbers count from 0 in order of first appearance.
  struct Symbol: Hashable {
    var index: Int32
  }

  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// Open addressing: 0 for a free slot, else one more than the symbol's number.
  private var slots = [Int32](repeating: 0, count: 1024)

  var count: Int { ends.count }

  mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> Symbol {
    if ends.count * 2 >= slots.count { grow() }
    var slot = Self.hash(name) & (slots.count - 1)
    while slots[slot] != 0 {
      let candidate = Symbol(index: slots[slot] - 1)
      if isEqual(candidate, name) { return candidate }
      slot = (slot + 1) & (slots.count - 1)
    }
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    slots[slot] = Int32(ends.count)
    return Symbol(index: Int32(ends.count - 1))
  }

  mutating func intern(_ name: String) -> Symbol {
    var name = name
    return name.withUTF8 { intern($0) }
  }

  func text(_ symbol: Symbol) -> String { String(decoding: bytes[range(symbol)], as: UTF8.self) }

  private func range(_ symbol: Symbol) -> Range<Int> {
    let index = Int(symbol.index)
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  private func isEqual(_ symbol: Symbol, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(symbol)
    guard range.count == name.count else { return false }
    var position = range.lowerBound
    for byte in name {
      if bytes[position] != byte { return false }
      position += 1
    }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for index in ends.indices {
      let range = range(Symbol(index: Int32(index)))
      var slot = bytes[range].withUnsafeBufferPointer { Self.hash($0) } & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index + 1)
    }
  }

  /// FNV-1a with a final mix, from a start that differs between processes.
  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    var hash = seed
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF)
  }

  private static let seed = UInt64.random(in: .min ... .max)
}

typealias Symbol = SymbolTable.Symbol

/// Small numbers by symbol, as a dictionary without hashing.
struct SymbolMap {
  private var values: [Int32]

  /// - Parameter count: How many symbols there are.
  init(count: Int) { values = [Int32](repeating: -1, count: count) }

  subscript(symbol: Symbol) -> Int? {
    get {
      let value = values[Int(symbol.index)]
      return value < 0 ? nil : Int(value)
    }
    set { values[Int(symbol.index)] = Int32(newValue ?? -1) }
  }
}
