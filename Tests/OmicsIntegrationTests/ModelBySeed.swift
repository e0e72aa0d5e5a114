import DataFiles
import MetabolicModels
import ModelFormats
import TestSupport

/// Real models with seeded levels, and what HiGHS finds on them.
enum ModelBySeed {
  static func read(_ path: String) throws -> MetabolicModel {
    let input = try InputFile.read(SharedFiles.path(path))
    return try SBMLReader.read(input.bytes, path: input.path).model
  }

  /// The same model with its reactions and metabolites in another order.
  static func shuffled(_ model: MetabolicModel, seed: UInt64) throws -> MetabolicModel {
    var generator = SeededGenerator(seed: seed)
    let reactions = Array(model.reactions.indices).shuffled(using: &generator)
    let metabolites = Array(model.metabolites.indices).shuffled(using: &generator)
    var rows = metabolites
    for (new, old) in metabolites.enumerated() { rows[old] = new }
    var columns = reactions
    for (new, old) in reactions.enumerated() { columns[old] = new }
    var matrix = StoichiometricMatrix(rowCount: metabolites.count)
    for reaction in reactions {
      matrix.appendColumn(
        model.stoichiometry.range(ofColumn: reaction).map {
          (row: rows[Int(model.stoichiometry.rows[$0])], value: model.stoichiometry.values[$0])
        })
    }
    return try MetabolicModel(
      id: model.id, compartments: model.compartments,
      metabolites: metabolites.map { model.metabolites[$0] },
      reactions: reactions.map { model.reactions[$0] }, genes: model.genes, stoichiometry: matrix,
      objective: FluxObjective(
        sense: model.objective.sense,
        terms: model.objective.terms.map {
          FluxTerm(reaction: columns[$0.reaction], coefficient: $0.coefficient)
        }))
  }

  /// iMAT's optima on e_coli_core for the seeds 1, 2 and 3: SciPy 1.17.1's HiGHS, the program stated
  /// reaction by reaction with ranges of its own. The program as it is built here gives HiGHS the same.
  static let coreOptima: [Double] = [34, 28, 25]

  /// GIMME's scores on e_coli_core for the seeds 1 and 2, and *z*: SciPy 1.17.1's HiGHS.
  static let coreScores = [443.982506709, 1236.64967448]
  static let coreGrowth = 0.873921506968
}
