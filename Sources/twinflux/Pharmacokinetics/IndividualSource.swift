import PharmacokineticCoupling
import TwinFlux

/// Levels of a table as activities of enzymes: how many times the reference's each is.
///
/// A gene that is not measured in both, or that the reference does not have at all, gets no activity;
/// rules that need it are then refused by its name.
enum IndividualSource {
  static func activities(
    _ levels: CouplingSettings.Levels, of model: MetabolicModel, run: inout AnalysisRun
  ) throws(CommandFailure) -> [String: Double] {
    let map = try levels.mapping.map { mapping throws(CommandFailure) in
      try AnalysisRun.readMap(mapping)
    }
    let input = try readInput(levels.path)
    do throws(OmicsError) {
      var samples: Set<String>?
      if let reference = levels.reference { samples = [levels.sample, reference] }
      let table = try OmicsTable.read(input.bytes, path: input.path, keeping: samples)
      let matching = try GeneMatching(
        model: model, tableGenes: table.genes, map: map, options: levels.matching)
      let own = try matching.levels(of: table.profile(of: levels.sample))
      for note in own.coverage.notes { run.console.state(note) }
      let reference = try reference(levels, table, matching)
      run.report.omics = .members([
        "path": .string(input.path), "sha256": .string(input.sha256),
        "sample": .string(levels.sample),
        "reference": .string(levels.reference ?? "median"),
      ])
      return ratios(own.levels, reference, of: model)
    } catch {
      throw CommandFailure(error, table: levels.path)
    }
  }

  private static func reference(
    _ levels: CouplingSettings.Levels, _ table: OmicsTable, _ matching: GeneMatching
  ) throws(OmicsError) -> [Double?] {
    if let name = levels.reference {
      return try matching.levels(of: table.profile(of: name)).levels
    }
    var all: [[Double?]] = []
    for sample in table.samples {
      all.append(try matching.levels(of: table.profile(of: sample)).levels)
    }
    return (all.first ?? []).indices.map { gene in median(all.compactMap { $0[gene] }) }
  }

  private static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let last = sorted.indices.last else { return nil }
    return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
  }

  private static func ratios(
    _ own: [Double?], _ reference: [Double?], of model: MetabolicModel
  ) -> [String: Double] {
    var result: [String: Double] = [:]
    for (index, gene) in model.genes.enumerated() {
      guard let level = own[index], let base = reference[index], base > 0 else { continue }
      result[gene.id] = level / base
    }
    return result
  }
}
