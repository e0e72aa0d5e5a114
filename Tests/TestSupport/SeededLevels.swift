import MetabolicModels
import OmicsIntegration

extension GeneLevels {
  /// Levels between 0 and 100 for every gene of a model, most of them low: 100·u² with a uniform u.
  public static func seeded(_ seed: UInt64, for model: MetabolicModel) throws -> GeneLevels {
    var generator = SeededGenerator(seed: seed)
    let genes = model.genes.map(\.id)
    let levels = genes.map { _ -> Double? in
      let u = Double(Int.random(in: 0..<10_000, using: &generator)) / 10_000
      return 100 * u * u
    }
    let matching = try GeneMatching(model: model, tableGenes: genes)
    return try matching.levels(
      of: OmicsProfile(sample: "seed \(seed)", genes: genes, levels: levels))
  }
}
