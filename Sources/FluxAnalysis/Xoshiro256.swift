/// The generator xoshiro256** of Blackman and Vigna (ACM Trans Math Softw 2021, doi
/// 10.1145/3460772), seeded through SplitMix64: the same numbers for the same seed on every machine.
struct Xoshiro256: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameter stream: Generators of one seed and different streams are unrelated.
  init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = seed
    var offset = Self.mix(&mixer) ^ (stream &* 0xd134_2543_de82_ef95)
    state = (
      Self.mix(&offset), Self.mix(&offset), Self.mix(&offset), Self.mix(&offset) | 1
    )
  }

  private static func mix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    let result = Self.rotate(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, by: 45)
    return result
  }

  private static func rotate(_ x: UInt64, by k: UInt64) -> UInt64 { x << k | x >> (64 - k) }

  /// A number from 0 up to, but not including, 1, with 53 random bits.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to, but not including, `count` (Lemire, doi 10.1145/3230636, without
  /// the correction for a bias of less than `count`/2⁶⁴).
  mutating func index(below count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
