import TwinFlux

/// A model whose cut on the objective is steep: what the objective gives way by is worth 10⁵ times as
/// much of another flux.
///
///     IN: → M₀ (at most 10),  Mᵢ ⇌ Mᵢ₊₁ and Mᵢ ⇌ Mᵢ₊₂ for i < n,
///     BIO: Mₙ →,  W: 10⁻⁵ Mₙ →
///
/// BIO reaches 10. Under a cut at the optimum, which gives way by 10·``objectiveSlack``, W reaches
/// 10⁵ times that. Every metabolite is then worth 10⁵, and every one of the reversible reactions,
/// which carry up to 1000, is worth the difference of two such prices: nothing, but for rounding.
public enum SteepCut {
  public static let length = 150
  public static let priceOfBiomass = 1e5

  /// - Parameter length: *n*; a short chain rounds so little that plain outer bounds meet the values.
  public static func model(length: Int = length) throws -> MetabolicModel {
    func name(_ place: Int) -> String { "M\(place)" }
    var parts: [OmicsModels.Part] = [.init("IN", [name(0): 1], (0, 10))]
    for place in 0..<length {
      parts.append(.init("A\(place)", [name(place): -1, name(place + 1): 1], (-1000, 1000)))
      if place + 2 <= length {
        parts.append(.init("B\(place)", [name(place): -1, name(place + 2): 1], (-1000, 1000)))
      }
    }
    parts.append(.init("BIO", [name(length): -1]))
    parts.append(.init("W", [name(length): -1 / priceOfBiomass]))
    return try OmicsModels.model(parts, objective: "BIO")
  }

  /// The most that W reaches: what a cut at 10 leaves, the cut itself being a double.
  public static var largestW: Double { (10 - (10 - 10 * objectiveSlack)) * priceOfBiomass }
}
