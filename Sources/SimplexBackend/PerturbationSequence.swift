/// A fixed sequence of numbers between 0 and 1 for perturbations: the same for every run.
///
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct PerturbationSequence {
  private var state: UInt64 = 0x5DEE_CE66_D1CE_4E5B

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
