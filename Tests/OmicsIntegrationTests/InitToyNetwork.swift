import Foundation
import MetabolicModels
import TwinFlux

@testable import OmicsIntegration

/// A network as reaction equations, with a gene of its own for some reactions.
///
/// `e1[s] <=> x + 2 y`: a side may be empty; a metabolite without a compartment is in `c`.
struct InitToyNetwork {
  var equations: [(id: String, equation: String)]
  /// The score that the gene of a reaction comes to.
  var scores: [String: Double]

  func model() throws -> MetabolicModel {
    let parsed = equations.map { Self.parse($0.equation) }
    let names = Set(parsed.flatMap { $0.terms.keys }).sorted()
    let genes = scores.keys.sorted()
    var matrix = StoichiometricMatrix(rowCount: names.count)
    var reactions: [Reaction] = []
    for (reaction, (terms, isReversible)) in zip(equations, parsed) {
      matrix.appendColumn(terms.map { (row: names.firstIndex(of: $0.key) ?? 0, value: $0.value) })
      reactions.append(
        Reaction(
          id: reaction.id, bounds: isReversible ? .reversible : .irreversible,
          rule: genes.firstIndex(of: reaction.id).map { .gene($0) }))
    }
    let metabolites = names.map { name in
      Metabolite(
        id: name, name: String(name.prefix { $0 != "[" }),
        compartment: name.hasSuffix("[s]") ? "s" : "c")
    }
    return try MetabolicModel(
      id: "toy", compartments: [Compartment(id: "s", name: "extracellular"), Compartment(id: "c")],
      metabolites: metabolites, reactions: reactions, genes: genes.map { Gene(id: "G\($0)") },
      stoichiometry: matrix)
  }

  private static func parse(_ equation: String) -> (terms: [String: Double], isReversible: Bool) {
    let isReversible = equation.contains("<=>")
    let sides = equation.components(separatedBy: isReversible ? "<=>" : "=>")
    var terms: [String: Double] = [:]
    for (side, sign) in zip(sides, [-1.0, 1.0]) {
      for part in side.components(separatedBy: " + ") {
        let words = part.split(separator: " ")
        guard let name = words.last else { continue }
        let number = words.count > 1 ? Double(words[0]) ?? .nan : 1
        terms[name.hasSuffix("]") ? String(name) : "\(name)[c]", default: 0] += sign * number
      }
    }
    return (terms, isReversible)
  }

  func levels(of model: MetabolicModel) throws -> GeneLevels {
    let genes = scores.keys.sorted()
    return try GeneMatching(model: model, tableGenes: genes.map { "G\($0)" }).levels(
      of: OmicsProfile(
        sample: "S", genes: genes.map { "G\($0)" },
        levels: genes.map { exp((scores[$0] ?? 0) / 5) }))
  }

  /// The ids that a method keeps, sorted.
  func kept(
    by method: some OmicsMethod, using solver: MethodSolver
  ) throws -> (ids: [String], result: PersonalizedModel) {
    let model = try model()
    let result = try method.personalize(
      ConstrainedModel(model), with: levels(of: model), using: solver)
    let kept = zip(model.reactions, result.kept ?? []).filter(\.1).map(\.0.id)
    return (kept.sorted(), result)
  }
}
