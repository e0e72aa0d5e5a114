import Foundation
import Testing

@testable import CohortStatistics

@Suite("Components and clusters of samples")
struct MultivariateTests {
  private static func features(
    _ rows: [[Double]], _ scaling: CentredFeatures.Scaling = .none
  ) throws -> CentredFeatures {
    try CentredFeatures(SampleMatrix(rows: rows), scaling: scaling)
  }

  @Test("principal components are NumPy's", arguments: CentredFeatures.Scaling.allCases)
  func components(scaling: CentredFeatures.Scaling) throws {
    let features = try Self.features(SciPyReference.table, scaling)
    let found = try PrincipalComponents(features)
    let isScaled = scaling == .unitVariance
    let variances = isScaled ? SciPyReference.variancesScaled : SciPyReference.variances
    #expect(found.variances.count == 6)
    for (variance, expected) in zip(found.variances, variances) {
      #expect(agrees(variance, expected, within: 1e-11))
    }
    #expect(abs(found.explained.reduce(0, +) - 1) < 1e-12)
    let loadings = try found.loadings(features)
    let expectedScores = isScaled ? SciPyReference.scoresScaled : SciPyReference.scores
    let expectedLoadings = isScaled ? SciPyReference.loadingsScaled : SciPyReference.loadings
    for component in 0..<3 {
      for (score, expected) in zip(found.scores[component], expectedScores[component]) {
        #expect(abs(score - expected) < 1e-11)
      }
      for (loading, expected) in zip(loadings[component], expectedLoadings[component]) {
        #expect(abs(loading - expected) < 1e-11)
      }
    }
    #expect(try PrincipalComponents(features, count: 2).scores == Array(found.scores.prefix(2)))
  }

  /// A = V Λ Vᵀ and Vᵀ V = I, for random, repeated, zero and tiny eigenvalues.
  @Test("eigenvectors are orthonormal and give the matrix back", arguments: 1...40)
  func eigensystem(order: Int) throws {
    var random = SeededRandom(seed: UInt64(order))
    // Few distinct columns: a matrix of low rank with repeated eigenvalues.
    let rank = order % 3 == 0 ? max(1, order / 4) : order + 3
    let scale = order % 5 == 0 ? 1e-160 : order % 7 == 0 ? 1e150 : 1
    let columns = (0..<order).map { _ in (0..<rank).map { _ in random.normal() } }
    let matrix = (0..<order * order).map { place in
      scale * zip(columns[place / order], columns[place % order]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let system = try SymmetricEigensystem(matrix, order: order)
    let largest = try #require(system.values.first)
    #expect(zip(system.values, system.values.dropFirst()).allSatisfy { $0 >= $1 })
    func vector(_ k: Int) -> ArraySlice<Double> { system.vectors[k * order..<(k + 1) * order] }
    for i in 0..<order {
      for j in 0...i {
        let dot = zip(vector(i), vector(j)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(dot - (i == j ? 1 : 0)) < 1e-12)
        let rebuilt = (0..<order).reduce(0.0) {
          $0 + system.values[$1] * system.vectors[$1 * order + i] * system.vectors[$1 * order + j]
        }
        #expect(abs(rebuilt - matrix[i * order + j]) <= 1e-12 * largest)
      }
    }
  }

  @Test("identical, diagonal and zero matrices have eigenvectors too")
  func specialEigensystems() throws {
    let zero = try SymmetricEigensystem([Double](repeating: 0, count: 9), order: 3)
    #expect(zero.values == [0, 0, 0])
    let diagonal = try SymmetricEigensystem([2, 0, 0, 0, 5, 0, 0, 0, -1], order: 3)
    #expect(diagonal.values == [5, 2, -1])
    #expect(diagonal.vectors.map { abs($0) } == [0, 1, 0, 1, 0, 0, 0, 0, 1])
    let ones = try SymmetricEigensystem([Double](repeating: 1, count: 16), order: 4)
    #expect(
      abs(ones.values[0] - 4) < 1e-14 && ones.values.dropFirst().allSatisfy { abs($0) < 1e-14 })
  }

  @Test("the order of samples and of features changes no component")
  func invariance() throws {
    let rows = SciPyReference.table
    let found = try PrincipalComponents(Self.features(rows), count: 3)
    let turned = try PrincipalComponents(
      Self.features(rows.reversed().map { $0.reversed() }), count: 3)
    for component in 0..<3 {
      #expect(agrees(turned.variances[component], found.variances[component], within: 1e-12))
      for (a, b) in zip(turned.scores[component].reversed(), found.scores[component]) {
        #expect(abs(a - b) < 1e-11)
      }
    }
  }

  @Test("rows without a difference, unbounded ones and holes")
  func centring() throws {
    let matrix = try SampleMatrix(rows: [
      [1, 2, 3, 4], [7, 7, 7, 7 + 1e-9], [0, .infinity, 1, 2], [1, nil, 3, 5],
      [nil, nil, nil, nil],
      [nil, 3, nil, nil],
    ])
    let features = try CentredFeatures(matrix)
    #expect(
      features.rows == [0, 3] && features.unboundedRows == [2] && features.replacedCount == 1)
    #expect(Array(features.sample(1)) == [-0.5, 0] && Array(features.sample(3)) == [1.5, 2])
    #expect(throws: CohortStatisticsError.nothingLeft(what: "table")) {
      try CentredFeatures(SampleMatrix(rows: [[1, 1], [nil, 2]]))
    }
    #expect(throws: CohortStatisticsError.self) { try PrincipalComponents(features, count: 0) }
    let other = try PrincipalComponents(features)
    let fewer = try Self.features([[1, 2]])
    #expect(throws: CohortStatisticsError.self) { try other.loadings(fewer) }
  }

  @Test("distances are SciPy's")
  func distances() throws {
    let found = try DistanceMatrix(euclidean: Self.features(SciPyReference.clustered))
    for (distance, expected) in zip(found.values, SciPyReference.distances) {
      #expect(agrees(distance, expected, within: 1e-13))
    }
    #expect(found.values.count == 91 && found[3, 3] == 0 && found[5, 2] == found[2, 5])
    // Blocks of features and tiles of samples: more than one of each.
    let wide = (0..<1100).map { normals(70, seed: UInt64($0)) }
    let many = try DistanceMatrix(euclidean: Self.features(wide))
    for (i, j) in [(0, 1), (3, 69), (64, 65), (68, 2)] {
      let square = wide.reduce(0) { $0 + ($1[i] - $1[j]) * ($1[i] - $1[j]) }
      #expect(agrees(many[i, j], square.squareRoot(), within: 1e-13))
    }
  }

  @Test("linkage and leaves are SciPy's", arguments: HierarchicalClustering.Linkage.allCases)
  func linkage(_ linkage: HierarchicalClustering.Linkage) throws {
    let distances = try DistanceMatrix(euclidean: Self.features(SciPyReference.clustered))
    let found = HierarchicalClustering(distances, linkage: linkage)
    let (expected, leaves, clusters) =
      switch linkage {
      case .average:
        (
          SciPyReference.average, SciPyReference.averageLeaves, SciPyReference.averageClusters
        )
      case .complete:
        (
          SciPyReference.complete, SciPyReference.completeLeaves, SciPyReference.completeClusters
        )
      case .ward: (SciPyReference.ward, SciPyReference.wardLeaves, SciPyReference.wardClusters)
      }
    #expect(found.merges.count == 13)
    for (merge, known) in zip(found.merges, expected) {
      #expect(merge.left == known.left && merge.right == known.right && merge.size == known.size)
      #expect(agrees(merge.height, known.height, within: 1e-12))
    }
    #expect(found.leafOrder == leaves)
    #expect(try found.clusters(3) == clusters)
    #expect(try found.clusters(14) == Array(0..<14))
    #expect(try found.clusters(1) == [Int](repeating: 0, count: 14))
  }

  /// The definition of the average linkage: the two clusters of the least mean distance are joined.
  @Test("the average linkage joins the nearest clusters", arguments: 0..<15)
  func averageByDefinition(seed: Int) throws {
    let n = 3 + seed
    let points = (0..<3).map { normals(n, seed: UInt64(seed * 3 + $0)) }
    let distances = try DistanceMatrix(euclidean: Self.features(points))
    let found = HierarchicalClustering(distances)
    var clusters = (0..<n).map { [$0] }
    for merge in found.merges {
      var least = Double.infinity
      var joined = (0, 0)
      for i in clusters.indices {
        for j in clusters.indices where j > i {
          let sum = clusters[i].reduce(0) { sum, a in
            clusters[j].reduce(sum) { $0 + distances[a, $1] }
          }
          let mean = sum / Double(clusters[i].count * clusters[j].count)
          if mean < least { (least, joined) = (mean, (i, j)) }
        }
      }
      #expect(agrees(merge.height, least, within: 1e-12))
      #expect(merge.size == clusters[joined.0].count + clusters[joined.1].count)
      clusters[joined.0] += clusters.remove(at: joined.1)
    }
    #expect(found.leafOrder.sorted() == Array(0..<n))
  }

  @Test("equal distances, one sample and none have a tree")
  func degenerate() throws {
    let equal = try DistanceMatrix(sampleCount: 5, values: [Double](repeating: 2, count: 10))
    for linkage in HierarchicalClustering.Linkage.allCases {
      let found = HierarchicalClustering(equal, linkage: linkage)
      #expect(found.leafOrder.sorted() == Array(0..<5) && found.merges.last?.size == 5)
      #expect(found == HierarchicalClustering(equal, linkage: linkage))
    }
    let one = HierarchicalClustering(try DistanceMatrix(sampleCount: 1, values: []))
    #expect(one.leafOrder == [0] && one.merges.isEmpty)
    #expect(try one.clusters(1) == [0])
    let none = HierarchicalClustering(try DistanceMatrix(sampleCount: 0, values: []))
    #expect(none.leafOrder == [])
    for values in [[1, .nan, 2], [1, -1, 2], [1, .infinity, 2], [1]] {
      #expect(throws: CohortStatisticsError.self) {
        try DistanceMatrix(sampleCount: 3, values: values)
      }
    }
    #expect(throws: CohortStatisticsError.self) { try one.clusters(2) }
    #expect(throws: CohortStatisticsError.self) { try one.clusters(0) }
  }

  @Test("the Jaccard distance is one less the mean index")
  func jaccard() throws {
    let (minima, maxima) = try RangeComparerTests.tables()
    let found = try DistanceMatrix(jaccard: minima, maxima)
    for (i, j) in [(0, 1), (4, 20), (19, 3)] {
      let indices = try (0..<70).compactMap { row -> Double? in
        guard let a = minima[row, i], let b = maxima[row, i], let c = minima[row, j],
          let d = maxima[row, j]
        else { return nil }
        return IntervalComparison(
          try FluxInterval(minimum: a, maximum: b), try FluxInterval(minimum: c, maximum: d)
        ).jaccard
      }
      #expect(abs(found[i, j] - (1 - indices.reduce(0, +) / Double(indices.count))) < 1e-14)
    }
    #expect(throws: CohortStatisticsError.self) {
      try DistanceMatrix(jaccard: minima, SampleMatrix(rows: [[1]]))
    }
  }
}
