import MetabolicModels

/// Scales the bounds of reactions one by one and notes what stood in the way.
struct ScaledBounds {
  private(set) var scaled: ConstrainedModel
  private(set) var clamped = 0
  private(set) var unlimited: [Int] = []

  init(_ base: ConstrainedModel) {
    scaled = base
  }

  /// - Parameter scale: From 0 to 1.
  mutating func apply(_ scale: Double, toReaction reaction: Int) throws(OmicsError) {
    let old = scaled.bounds[reaction]
    var new = FluxBounds(
      lower: old.lower < 0 ? Self.scale(old.lower, by: scale) : old.lower,
      upper: old.upper > 0 ? Self.scale(old.upper, by: scale) : old.upper)
    if new.keepForced(by: old) { clamped += 1 }
    if scale < 1, !new.lower.isFinite || !new.upper.isFinite { unlimited.append(reaction) }
    if new == old { return }
    try scaled.bound(reaction, to: new)
  }

  /// `bound` · `scale`, where 0 · ∞ is 0 (a closed reaction) and the result is never −0.
  private static func scale(_ bound: Double, by scale: Double) -> Double {
    scale == 0 ? 0 : bound * scale + 0
  }
}
