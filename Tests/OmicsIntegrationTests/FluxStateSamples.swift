import DataFiles
import MetabolicModels
import ModelFormats
import OmicsIntegration
import TestSupport
import TwinFlux

/// Samples for the tests of methods: levels from seeds, the same on every machine and in the scripts
/// that made the references.
enum FluxStateSamples {
  static func shared(_ name: String) throws -> MetabolicModel {
    let input = try InputFile.read(SharedFiles.path("models/\(name).xml.gz"))
    return try SBMLReader.read(input.bytes, path: input.path).model
  }

  /// For each gene in model order a level from `range`, from the high 53 bits of SplitMix64.
  static func levels(
    of model: MetabolicModel, seed: UInt64, in range: ClosedRange<Double> = 1...1000
  ) throws -> GeneLevels {
    var generator = SeededGenerator(seed: seed)
    let values = model.genes.map { _ in
      let unit = Double(generator.next() >> 11) * 0x1p-53
      return range.lowerBound + (range.upperBound - range.lowerBound) * unit
    }
    return try levels(of: model, values)
  }

  static func levels(
    of model: MetabolicModel, _ values: [Double?], sample: String = "S"
  ) throws -> GeneLevels {
    var options = GeneMatchingOptions()
    options.minimumCoverage = 0
    let matching = try GeneMatching(
      model: model, tableGenes: model.genes.map(\.id), options: options)
    return matching.levels(values, named: sample)
  }

  /// A random model of reactions with rules.
  ///
  /// - Parameter order: Of its reactions.
  static func random(seed: UInt64, reactions: Int = 30, order: [Int]? = nil) throws
    -> MetabolicModel
  {
    let plain = try RandomModels.model(seed: seed, reactions: reactions, order: order)
    var generator = SeededGenerator(seed: seed &+ 1000)
    let rules = (0..<reactions).map { _ in
      Int.random(in: 0..<4, using: &generator) > 0
        ? GeneRuleScoringTests.randomRule(depth: 2, using: &generator) : nil
    }
    let reordered = plain.reactions.map { reaction in
      var reaction = reaction
      reaction.rule = Int(reaction.id.dropFirst()).flatMap { rules[$0] }
      return reaction
    }
    return try MetabolicModel(
      id: plain.id, metabolites: plain.metabolites, reactions: reordered,
      genes: (0..<6).map { Gene(id: "g\($0)") }, stoichiometry: plain.stoichiometry,
      objective: plain.objective)
  }

  static func number(_ name: String, in model: PersonalizedModel) -> Double? {
    guard case .number(let value) = model.findings.first(where: { $0.name == name })?.value else {
      return nil
    }
    return value
  }
}

extension MethodSolver {
  static func auto() throws -> MethodSolver {
    MethodSolver(try SolverChoice.auto.makeBackend())
  }
}
