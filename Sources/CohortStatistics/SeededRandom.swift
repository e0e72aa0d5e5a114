import Foundation

/// SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195): the same numbers for the
/// same seed and stream on every machine.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private var spare: Double?

  /// - Parameter stream: Generators of one seed and different streams are unrelated.
  package init(seed: UInt64, stream: UInt64 = 0) {
    state = Self.mixed(seed &+ 0x9e37_79b9_7f4a_7c15) ^ Self.mixed(stream &* 0xd134_2543_de82_ef95)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mixed(state)
  }

  /// A number from 0 up to, but not including, 1, with 53 random bits.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to, but not including, `count` (Lemire, doi 10.1145/3230636, without
  /// the correction for a bias of less than `count`/2⁶⁴).
  package mutating func index(below count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// A standard normal number, by the polar method (Marsaglia and Bray 1964, doi 10.1137/1006063).
  mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = y * factor
      return x * factor
    }
  }

  /// The stream that belongs to a name, whatever its place in a list (FNV-1a,
  /// http://www.isthe.com/chongo/tech/comp/fnv/).
  static func stream(of name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
