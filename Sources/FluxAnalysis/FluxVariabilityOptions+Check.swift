import MetabolicModels

extension FluxVariabilityOptions {
  /// - Throws: ``FluxError/invalidOption(name:value:allowed:)``.
  func check(for model: ConstrainedModel) throws(FluxError) {
    if case .fraction(let fraction) = cut, !(0...1).contains(fraction) {
      throw .invalidOption(name: "fraction", value: "\(fraction)", allowed: "a number from 0 to 1")
    }
    if threads < 1 {
      throw .invalidOption(name: "threads", value: "\(threads)", allowed: "at least 1")
    }
    let reactions = model.model.reactions.indices
    for reaction in self.reactions ?? [] where !reactions.contains(reaction) {
      throw .invalidOption(
        name: "reactions", value: "\(reaction)",
        allowed: "indices from 0 to \(reactions.count - 1)")
    }
    if keepsCertificates { try refuseExact(with: "certificates") }
  }

  /// Refuses to settle ends exactly where the analysis is not one of a single linear program, or
  /// where something is to prove the ends that are less exact.
  ///
  /// - Throws: ``FluxError/invalidOption(name:value:allowed:)``.
  func refuseExact(with other: String) throws(FluxError) {
    guard exactSolver != nil else { return }
    throw .invalidOption(
      name: "exact", value: "combined with \(other)", allowed: "one of the two alone")
  }
}
