/// A model under the bounds of one patient, medium or knock-out: the shared model and *n* pairs of
/// bounds.
///
/// A cohort of 1,000 patients is one ``MetabolicModel`` and 1,000 arrays of bounds.
public struct ConstrainedModel: Sendable {
  public let model: MetabolicModel
  /// In mmol·gDW⁻¹·h⁻¹, in the order of ``MetabolicModel/reactions``.
  public private(set) var bounds: [FluxBounds]
  public var objective: FluxObjective

  /// The model under its own bounds and objective.
  public init(_ model: MetabolicModel) {
    self.model = model
    self.bounds = model.reactions.map(\.bounds)
    self.objective = model.objective
  }

  /// Replaces the bounds of one reaction.
  ///
  /// - Throws: ``ModelError/invalidBounds(id:lower:upper:)`` for bounds that are NaN or out of order.
  public mutating func setBounds(_ new: FluxBounds, ofReaction index: Int) throws(ModelError) {
    if !new.isValid {
      throw .invalidBounds(
        id: model.reactions[index].id, lower: new.lower, upper: new.upper)
    }
    bounds[index] = new
  }

  /// Closes every reaction that has no enzyme left when `genes` (indices) give none.
  ///
  /// - Returns: The reactions that were closed, in model order.
  @discardableResult
  public mutating func knockOut(genes: Set<Int>) -> [Int] {
    let lost = model.reactions.indices.filter { index in
      guard let rule = model.reactions[index].rule else { return false }
      return !rule.isFunctional(without: genes)
    }
    for index in lost { bounds[index] = FluxBounds(lower: 0, upper: 0) }
    return lost
  }
}
