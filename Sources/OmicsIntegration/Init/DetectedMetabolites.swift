import LinearProgramming
import MetabolicModels

/// Finds the reactions that make metabolites which were detected in a sample.
///
/// RAVEN counts every reaction that has the metabolite as a product or, if reversible, as a substrate.
/// Here a direction counts only if it makes the metabolite; under a name, which stands for it in every
/// compartment, transport makes none, and neither does uptake.
struct DetectedMetabolites {
  private let model: MetabolicModel
  private let substances: [String]

  init(_ model: MetabolicModel) {
    self.model = model
    substances = model.metabolites.map(ReactionKinds.substance)
  }

  /// For each name the columns that make it, in their order.
  ///
  /// - Parameter names: Ids, or names without a compartment, case ignored.
  /// - Throws: ``OmicsError/unknownMetabolite(name:suggestion:)``.
  /// - Complexity: Linear in the entries of the matrix for each name.
  func makers(
    of names: [String], carriedBy compressed: CompressedProgram
  ) throws(OmicsError) -> [(name: String, makers: [ActivityProgram.Maker])] {
    var result: [(name: String, makers: [ActivityProgram.Maker])] = []
    for name in names {
      let found = makers(of: try metabolites(name), carriedBy: compressed)
      result.append(
        (
          name,
          found.sorted { ($0.carrier, $0.isForward ? 1 : 0) < ($1.carrier, $1.isForward ? 1 : 0) }
        ))
    }
    return result
  }

  private func metabolites(_ name: String) throws(OmicsError) -> Set<Int> {
    if let index = model.metaboliteIndex(name) { return [index] }
    let folded = name.lowercased()
    let found = substances.indices.filter { substances[$0].lowercased() == folded }
    if !found.isEmpty { return Set(found) }
    let known = Set(substances).union(model.metabolites.map(\.id)).sorted()
    throw .unknownMetabolite(name: name, suggestion: Suggestion.nearest(to: name, among: known))
  }

  private func makers(
    of metabolites: Set<Int>, carriedBy compressed: CompressedProgram
  ) -> Set<ActivityProgram.Maker> {
    var found = Set<ActivityProgram.Maker>()
    for reaction in model.reactions.indices {
      let carrier = Int(compressed.carriers[reaction])
      if carrier < 0 || BoundaryReactions.isBoundary(reaction, of: model) { continue }
      let range = model.stoichiometry.range(ofColumn: reaction)
      let net = range.reduce(0.0) { sum, position in
        metabolites.contains(Int(model.stoichiometry.rows[position]))
          ? sum + model.stoichiometry.values[position] : sum
      }
      if abs(net) < 1e-9 { continue }
      found.insert(
        .init(carrier: carrier, isForward: (net > 0) == (compressed.factors[reaction] > 0)))
    }
    return found
  }
}
