import TwinFlux

/// A table as methods take it, and whose genes are whose.
struct MatchedLevels: Sendable {
  var table: OmicsTable
  var matching: GeneMatching
  /// What was done to the levels and what looks odd of them, for people.
  var notes: [String]
  var warnings: [String]

  /// - Parameter samples: Whose levels to keep; `nil` keeps all.
  init(
    _ inputs: [InputBytes], keeping samples: Set<String>?, model: MetabolicModel,
    map: GeneMap?, lengths: GeneLengths?, _ settings: LevelSettings
  ) throws(OmicsError) {
    let raw = try OmicsTable.read(inputs, keeping: samples, reading: settings.reading)
    let converted = try ValueConversion(unit: settings.reading.unit, lengths: lengths)(raw)
    table = converted.table
    notes = converted.notes
    warnings = converted.warnings
    matching = try GeneMatching(
      model: model, tableGenes: table.genes, map: map, options: settings.matching)
  }

  func levels(of sample: String) throws(OmicsError) -> GeneLevels {
    try matching.levels(of: table.profile(of: sample))
  }
}

extension AnalysisRun {
  static func readMap(
    _ mapping: LevelSettings.Mapping
  ) throws(CommandFailure) -> GeneMap {
    let input = try readInput(mapping.path)
    do throws(OmicsError) {
      return try GeneMap.read(
        input.bytes, path: input.path, from: mapping.from, to: mapping.to)
    } catch {
      throw CommandFailure(error)
    }
  }

  static func readLengths(_ path: String) throws(CommandFailure) -> GeneLengths {
    let input = try readInput(path)
    do throws(OmicsError) {
      return try GeneLengths.read(input.bytes, path: input.path)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Writes what became of each gene of the model.
  func writeGeneReport(
    _ matched: MatchedLevels, of sample: String, in model: MetabolicModel, to path: String
  ) throws(CommandFailure) {
    let profile: OmicsProfile
    do throws(OmicsError) { profile = try matched.table.profile(of: sample) } catch {
      throw CommandFailure(error)
    }
    let report = matched.matching.report(of: profile, in: model)
    try writeOutput(
      encode(
        report.table(), as: TableFormat(extensionOf: path) ?? .tsv, json: report.json),
      to: path)
  }

  /// Writes how the active reactions change with the thresholds, and says it in short.
  func writeThresholdReport(
    _ matched: MatchedLevels, _ levels: GeneLevels, in model: MetabolicModel,
    also scheme: ThresholdScheme?, to path: String
  ) throws(CommandFailure) -> JSONValue {
    let comparison: ThresholdComparison
    do throws(OmicsError) {
      let cohort = try CohortLevels(
        matched.table, samples: matched.table.samples, matching: matched.matching)
      comparison = try ThresholdComparison(
        ThresholdComparison.schemes(with: scheme, samples: matched.table.samples.count),
        of: levels, in: model, cohort: cohort)
    } catch {
      throw CommandFailure(error)
    }
    for sentence in comparison.notes { console.state(sentence) }
    try writeOutput(
      encode(
        comparison.table(of: model), as: TableFormat(extensionOf: path) ?? .tsv,
        json: comparison.json),
      to: path)
    return comparison.json
  }
}
