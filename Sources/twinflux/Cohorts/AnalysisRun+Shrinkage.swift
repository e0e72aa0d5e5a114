import TwinFlux

extension AnalysisRun {
  /// The patients' bounds from levels that are drawn towards those of their groups.
  ///
  /// The statistics of a cohort that goes on are those of its store: patients who join change nobody
  /// else's numbers.
  func shrink(
    _ bounds: OmicsPatientBounds, _ settings: CohortShrinkageSettings,
    _ design: CohortDesign, in directory: CohortDirectory
  ) throws(CommandFailure) -> ShrunkPatientBounds {
    let stored = try cohortStore { () throws(CohortStoreError) in try directory.expression() }
    let variance = settings.technicalVariance
    var shrinkage: CohortShrinkage
    if let stored, stored.technicalVariances.allSatisfy({ $0 == variance }) {
      shrinkage = CohortShrinkage(stored)
    } else {
      // Where the store has another variance it refuses these.
      shrinkage = CohortShrinkage(try Self.statistics(of: design, bounds, variance))
    }
    shrinkage.strength = settings.strength
    shrinkage.draws = settings.draws
    shrinkage.seed = settings.seed
    shrinkage.probability = settings.probability
    let shrunk: ShrunkPatientBounds
    do throws(CohortError) {
      shrunk = try ShrunkPatientBounds(bounds, shrinkage: shrinkage)
    } catch {
      // The options were checked: it is the genes of the store that are other ones.
      throw CommandFailure(
        .cannotCreate,
        "The cohort in the directory is of another model: \(error.description) Give another "
          + "directory, or --restart to throw away what is there.")
    }
    describe(shrinkage, settings)
    return shrunk
  }

  private static func statistics(
    of design: CohortDesign, _ bounds: OmicsPatientBounds, _ variance: Double
  ) throws(CommandFailure) -> ExpressionStatistics {
    let statistics: ExpressionStatistics
    do throws(CohortStatisticsError) {
      statistics = try ExpressionStatistics(
        of: design, levels: bounds, technical: .constant(variance))
    } catch {
      throw CommandFailure(.badData, "The levels cannot be shrunk: \(error.description)")
    }
    // Without two there is no variance between people, and all would become one.
    if Dictionary(grouping: statistics.members, by: \.group).values.allSatisfy({ $0.count < 2 }) {
      throw CommandFailure(
        .badData,
        "No group of '\(design.path)' has two samples with levels, so that nothing says how much "
          + "people differ. Give larger groups, or leave out --shrink.")
    }
    return statistics
  }

  private func describe(_ shrinkage: CohortShrinkage, _ settings: CohortShrinkageSettings) {
    guard let weights = OwnWeights(shrinkage) else { return }
    let deviation =
      readable(settings.technicalDeviation) + (settings.isDeviationGiven ? "" : ", an assumption")
    console.state(
      "Levels are drawn towards the means of their groups with λ = \(readable(settings.strength)) "
        + "and a technical SD of \(deviation) (log2): \(percent(weights.median)) of a sample's own "
        + "level is left in the median gene, \(percent(weights.least)) to "
        + "\(percent(weights.most)) in all.")
  }
}

private func percent(_ share: Double) -> String {
  "\(readable((share * 1000).rounded() / 10)) %"
}

/// Of all genes that were measured, how much of a sample's own level shrinkage leaves.
private struct OwnWeights {
  var least: Double
  var median: Double
  var most: Double

  /// `nil` where no gene was measured.
  init?(_ shrinkage: CohortShrinkage) {
    let weights = shrinkage.ownWeights.compactMap(\.self).sorted()
    guard let least = weights.first, let most = weights.last else { return nil }
    (self.least, median, self.most) = (least, weights[weights.count / 2], most)
  }
}

extension CohortShrinkage {
  /// What a report says of it.
  func section(isDeviationGiven: Bool) -> JSONValue {
    let weights = OwnWeights(self)
    return .members([
      "strength": .number(strength),
      "technical_sd_log2": .number((statistics.technicalVariances.first ?? 0).squareRoot()),
      "technical_sd_given": .bool(isDeviationGiven),
      "own_weight_least": weights.map { .number($0.least) } ?? .null,
      "own_weight_median": weights.map { .number($0.median) } ?? .null,
      "own_weight_most": weights.map { .number($0.most) } ?? .null,
      "samples": .integer(statistics.members.count),
      "sha256": .string(statistics.digest),
      "draws": .integer(draws),
      "draw_seed": .string(String(seed)),
      "draw_probability": .number(probability),
    ])
  }
}
