import MetabolicModels

extension CouplingRules {
  /// The network that these rules make of a model, for a dynamic simulation of the drug: their
  /// reactions and shared enzymes added, their medium and the drug the only things that can be
  /// taken up.
  ///
  /// Caps by enzymes are those of no individual yet; give them as driven or replaced bounds.
  ///
  /// - Throws: ``CouplingError`` for names that the model does not have.
  public func network(in model: MetabolicModel) throws(CouplingError) -> ConstrainedModel {
    try DrugModel(model, self).constrained
  }
}
