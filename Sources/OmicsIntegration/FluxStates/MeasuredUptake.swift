import DataFiles
import MetabolicModels

/// A flux that was measured, to which a relative flux distribution is scaled.
public struct MeasuredUptake: Sendable, Hashable {
  /// The id of the reaction.
  public var reaction: String
  /// Its magnitude in mmol·gDW⁻¹·h⁻¹; above 0.
  public var magnitude: Double

  public init(reaction: String, magnitude: Double) {
    self.reaction = reaction
    self.magnitude = magnitude
  }

  /// `REACTION=VALUE`.
  init(_ text: String) throws(OmicsError) {
    guard let mark = text.lastIndex(of: "="), mark > text.startIndex,
      let value = NumberText.parse(text[text.index(after: mark)...]), value.isFinite, value != 0
    else {
      throw .invalidOption(
        name: "--method-option uptake", value: "'\(text)'",
        allowed: "REACTION=VALUE with a finite value other than 0")
    }
    self.init(reaction: String(text[..<mark]), magnitude: abs(value))
  }

  var text: String { "\(reaction)=\(NumberText.text(magnitude))" }

  func index(in model: MetabolicModel) throws(OmicsError) -> Int {
    if let index = model.reactionIndex(reaction) { return index }
    throw .flux(
      .model(
        .unknownID(
          kind: .reaction, id: reaction,
          suggestion: Suggestion.nearest(to: reaction, among: model.reactions.lazy.map(\.id)))))
  }
}

extension MethodParameter {
  static let uptake = MethodParameter(
    "uptake", allowed: "REACTION=VALUE", defaultText: "none",
    summary: "a measured flux that all fluxes are scaled to")
}
