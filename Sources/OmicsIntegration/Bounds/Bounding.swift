import MetabolicModels

extension ConstrainedModel {
  /// As `setBounds(_:ofReaction:)`, with an error of this library.
  mutating func bound(_ reaction: Int, to bounds: FluxBounds) throws(OmicsError) {
    do throws(ModelError) {
      try setBounds(bounds, ofReaction: reaction)
    } catch {
      throw .flux(.model(error))
    }
  }
}

extension FluxBounds {
  /// Moves a bound back that has crossed the flux which `own` forces.
  ///
  /// - Returns: Whether one had.
  mutating func keepForced(by own: FluxBounds) -> Bool {
    if own.lower > 0, upper < own.lower {
      upper = own.lower
      return true
    }
    if own.upper < 0, lower > own.upper {
      lower = own.upper
      return true
    }
    return false
  }
}
