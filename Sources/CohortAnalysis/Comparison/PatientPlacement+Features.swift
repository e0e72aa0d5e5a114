import CohortStatistics

extension PatientPlacement {
  /// Places the patients by what the tested classes' ranges are in each.
  ///
  /// - Parameter tested: One reaction of each class.
  init?(_ run: ComparisonRun, tested: [Int]) throws(ComparisonError) {
    let patients = run.groups.groups.flatMap(\.patients)
    if patients.count < 3 || tested.isEmpty { return nil }
    let wanted = run.options.clusters ?? run.groups.groups.count
    guard wanted <= patients.count else {
      throw .invalidOption(
        name: "clusters", value: "\(wanted)", allowed: "at most the \(patients.count) patients")
    }
    let found: (components: PrincipalComponents, clusters: [Int], features: Int)?
    do throws(CohortStatisticsError) {
      let features = try CentredFeatures(
        Self.features(run.ranges, tested, patients), scaling: .unitVariance,
        tolerance: CohortComparisonOptions.tolerance)
      found = (
        try PrincipalComponents(features, count: 5),
        try HierarchicalClustering(DistanceMatrix(euclidean: features), linkage: .ward)
          .clusters(wanted),
        features.rows.count
      )
    } catch {
      // Every row has an infinite value.
      guard case .nothingLeft = error else { throw .statistics(error) }
      found = nil
    }
    guard let found else { return nil }
    self.patients = patients
    explained = found.components.explained
    scores = found.components.scores
    clusters = found.clusters.map { $0 + 1 }
    clusterCount = wanted
    features = found.features
  }

  /// Minima and maxima that differ; and spans, where both ends do: elsewhere the span says what the
  /// other end says.
  private static func features(
    _ ranges: CohortRanges, _ rows: [Int], _ patients: [Int]
  ) throws(CohortStatisticsError) -> SampleMatrix {
    var values: [Double] = []
    var count = 0
    for row in rows {
      let (minima, maxima) = (ranges.minima.row(row), ranges.maxima.row(row))
      let low = patients.map { minima[minima.startIndex + $0] }
      let high = patients.map { maxima[maxima.startIndex + $0] }
      let (lowDiffers, highDiffers) = (differs(low), differs(high))
      if lowDiffers {
        values += low
        count += 1
      }
      if highDiffers {
        values += high
        count += 1
      }
      if lowDiffers, highDiffers {
        values += zip(low, high).map { $1 - $0 }
        count += 1
      }
    }
    return try SampleMatrix(rowCount: count, sampleCount: patients.count, values: values)
  }

  private static func differs(_ values: [Double]) -> Bool {
    let known = values.filter { !$0.isNaN }
    guard let least = known.min(), let most = known.max() else { return false }
    return CohortComparisonOptions.tolerance.exceeds(most, least)
  }
}
