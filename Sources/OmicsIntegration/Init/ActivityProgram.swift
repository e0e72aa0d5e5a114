import LinearProgramming

/// The mixed-integer program of INIT: which columns of a network carry flux, each at a score.
///
///     maximize    Σ sⱼ Yⱼ + Σ r mₖ,  0 ≤ Yⱼ ≤ 1,  0 ≤ mₖ ≤ 1
///     subject to  S x = 0,  lower ≤ x ≤ upper
///                 |xⱼ| ≥ F Yⱼ                       where sⱼ > 0
///                 |xⱼ| ≤ M Yⱼ, Yⱼ binary            where sⱼ < 0
///                 mₖ ≤ Σ zᵢ over what makes detected metabolite k, 0 ≤ zᵢ ≤ 1, F zᵢ ≤ the flux so
///
/// as ftINIT states it (Gustafsson et al., PNAS 2023, doi 10.1073/pnas.2217868120). Where *s > 0* and
/// the column has one direction, *Y* need not be binary: a maximum has it as large as the flux
/// allows. Where it has two, or makes a detected metabolite in one of its two, *x = p − n* with
/// *p ≤ M b*, *n ≤ M (1 − b)* and *b* binary. Columns without a score are free.
///
/// *M* is a limit on the flux of scored columns; where the range of a flux is known to be narrower, its
/// switch is stated on that range, which changes no solution and tightens the relaxation. What counts
/// as forced, and what cannot come to *F* and has no switch, is read from the bounds of the model.
struct ActivityProgram {
  struct Limits {
    /// *F*: what it takes to be on.
    var on = 0.1
    /// *M*: the largest flux of a scored column.
    var most = 100.0
  }

  struct Switch {
    var carrier: Int
    /// *Y*.
    var column: Int
    var score: Double
    /// The largest flux either way.
    var most: Double
  }

  /// A carrier in two columns, of which one at a time has flux.
  struct Split {
    /// *p* stands in the carrier's own column.
    var carrier: Int
    /// *n*.
    var backward: Int
    /// *b*.
    var direction: Int
  }

  /// A metabolite that was detected.
  struct Reward {
    /// *r*, ftINIT's.
    static let size = 5.0
    /// *m*.
    var column: Int
    /// What makes it, and which way.
    var makers: [Maker]
  }

  struct Maker: Hashable {
    var carrier: Int
    var isForward: Bool
  }

  let program: MixedIntegerProgram
  let switches: [Switch]
  let splits: [Split]
  let rewards: [Reward]
  let limits: Limits
  private let carrierCount: Int

  /// - Parameters:
  ///   - network: The carriers, with finite bounds.
  ///   - scores: One for each carrier; 0 for none.
  ///   - detected: For each metabolite that was detected, what makes it.
  ///   - forced: The least flux that some carriers must have, negative for backward.
  ///   - before: The flux of the carriers in the step before, which stays within the limits of this
  ///     one: a column without a score may have carried more than *M*. Empty for none.
  init(
    _ network: CarrierRanges, scores: [Double], detected: [[Maker]] = [], forced: [Int: Double],
    before: [Double] = [], limits: Limits
  ) {
    var builder = ActivityProgramBuilder(network, forced: forced, limits: limits)
    let makers = Set(detected.joined().map(\.carrier))
    for (carrier, score) in scores.enumerated() where score != 0 || makers.contains(carrier) {
      builder.add(
        carrier, score: score, makes: makers.contains(carrier),
        before: before.isEmpty ? 0 : abs(before[carrier]))
    }
    for makers in detected { builder.add(makers) }
    switches = builder.switches
    splits = builder.splits
    rewards = builder.rewards
    self.limits = limits
    carrierCount = scores.count
    program = builder.program
  }

  /// The flux of every carrier at a point.
  func carriers(of point: [Double]) -> [Double] {
    var carriers = Array(point.prefix(carrierCount))
    for split in splits { carriers[split.carrier] -= point[split.backward] }
    return carriers
  }

  /// A range that is proved to go no further than this is rounding.
  static let leastRange = 1e-8

  /// A flux up to this is none.
  static let zeroFlux = 1e-9

  func isOn(_ one: Switch, _ carriers: [Double]) -> Bool {
    let flux = abs(carriers[one.carrier])
    return one.score < 0 ? flux > Self.zeroFlux : flux >= 0.5 * limits.on
  }

  /// How much of a detected metabolite's reward a flux distribution earns, from 0 to 1.
  func share(of reward: Reward, _ carriers: [Double]) -> Double {
    let sum = reward.makers.reduce(0) { sum, maker in
      let flux = carriers[maker.carrier] * (maker.isForward ? 1 : -1)
      return sum + min(1, max(0, flux) / limits.on)
    }
    return min(1, sum)
  }

  /// The objective that a flux distribution comes to, whatever its switches are.
  func value(of point: [Double]) -> Double {
    let carriers = carriers(of: point)
    let rewarded = rewards.reduce(0) { $0 + Reward.size * share(of: $1, carriers) }
    return switches.reduce(rewarded) { sum, one in
      let flux = abs(carriers[one.carrier])
      if one.score < 0 { return flux > Self.zeroFlux ? sum + one.score : sum }
      return sum + one.score * min(1, flux / limits.on)
    }
  }
}
