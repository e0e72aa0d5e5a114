extension ConstrainedModel {
  /// Opens every exchange reaction to at least ±1000 mmol·gDW⁻¹·h⁻¹, as COBRApy's
  /// `find_blocked_reactions(open_exchanges=True)` does; demands and sinks stay as they are.
  ///
  /// - Returns: The reactions whose bounds changed, in model order.
  @discardableResult
  public mutating func openExchanges() -> [Int] {
    var changed: [Int] = []
    for index in BoundaryReactions(of: model, bounds: bounds).exchanges {
      let open = FluxBounds(
        lower: min(bounds[index].lower, -FluxBounds.defaultMagnitude),
        upper: max(bounds[index].upper, FluxBounds.defaultMagnitude))
      if open == bounds[index] { continue }
      // Bounds that are only wider than valid ones are valid.
      if (try? setBounds(open, ofReaction: index)) != nil { changed.append(index) }
    }
    return changed
  }
}
