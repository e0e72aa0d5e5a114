import TwinFlux

extension PersonalizedModel {
  /// What a reader of the numbers must know of how the method came to them, in sentences.
  var cautions: [String] { lostUnits + unfinishedSearch }

  /// What a flux no longer means, where the method leaves it no unit.
  private var lostUnits: [String] {
    var sentences: [String] = []
    if flux?.isRelative == true {
      sentences.append(
        "With method '\(provenance.method)' only the ratios of fluxes mean something: they are "
          + "not in mmol/gDW/h. Give --method-option uptake=REACTION=VALUE to scale them to a "
          + "measured flux.")
    }
    if case .integer(let lost) = finding("forced_fluxes_lost"), lost > 0 {
      sentences.append(
        "Method '\(provenance.method)' replaces all bounds: of the model's forced fluxes "
          + "\(lost == 1 ? "1 is" : "\(lost) are") lost.")
    }
    return sentences
  }

  /// A search that ended before its end chose by the best that it had.
  private var unfinishedSearch: [String] {
    guard case .text(let status) = finding("status"), status.hasPrefix("stopped"),
      case .number(let objective) = finding("objective"), case .number(let bound) = finding("bound")
    else { return [] }
    return [
      "The search of method '\(provenance.method)' \(status), at \(readable(objective)) where at "
        + "most \(readable(bound)) is possible. Another run may choose other reactions."
    ]
  }

  private func finding(_ name: String) -> MethodFigure.Value? {
    findings.first { $0.name == name }?.value
  }
}
