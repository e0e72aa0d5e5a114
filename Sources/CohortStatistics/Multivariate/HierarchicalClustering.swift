/// A tree of the samples of a cohort, joined from the nearest to the farthest.
///
/// Every merge joins two clusters into a new one. Cluster *i* below the number of samples *n* is the
/// sample *i*; merge *k* makes the cluster *n + k*: the convention of SciPy's `linkage`.
public struct HierarchicalClustering: Sendable, Hashable {
  public enum Linkage: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean distance of their samples (UPGMA).
    case average
    /// The largest distance of their samples.
    case complete
    /// The growth of the sum of squares within clusters, for Euclid's distances
    /// (Ward 1963, doi 10.1080/01621459.1963.10500845).
    case ward
  }

  public struct Merge: Sendable, Hashable {
    /// The cluster of the lower number.
    public var left: Int
    public var right: Int
    /// The distance at which they were joined; never below that of an earlier merge.
    public var height: Double
    /// How many samples the new cluster has.
    public var size: Int
  }

  public let sampleCount: Int
  /// Ascending in height; *n* − 1 of them.
  public let merges: [Merge]

  /// By chains of nearest neighbours (Müllner 2011, arXiv 1109.2378), with the update of Lance and
  /// Williams. Of neighbours equally near, the one before in the chain is taken, then the one of the
  /// lowest number.
  ///
  /// - Complexity: O(*n*²), on a copy of the distances.
  public init(_ distances: DistanceMatrix, linkage: Linkage = .average) {
    sampleCount = distances.sampleCount
    var chain = NeighbourChain(distances, linkage: linkage)
    merges = Self.numbered(chain.allMerges(), sampleCount: sampleCount)
  }

  /// Sorts merges of representatives by height, and gives the clusters their numbers.
  private static func numbered(
    _ found: [(first: Int, second: Int, height: Double)], sampleCount: Int
  ) -> [Merge] {
    let sorted = found.enumerated().sorted {
      $0.element.height != $1.element.height
        ? $0.element.height < $1.element.height : $0.offset < $1.offset
    }
    // A forest of disjoint sets with halved paths: the root carries the number and the size.
    var parent = Array(0..<sampleCount)
    var (number, size) = (parent, [Int](repeating: 1, count: sampleCount))
    func root(_ sample: Int) -> Int {
      var sample = sample
      while parent[sample] != sample {
        parent[sample] = parent[parent[sample]]
        sample = parent[sample]
      }
      return sample
    }
    var merges: [Merge] = []
    for (_, merge) in sorted {
      let (a, b) = (root(merge.first), root(merge.second))
      merges.append(
        Merge(
          left: min(number[a], number[b]), right: max(number[a], number[b]),
          height: merge.height, size: size[a] + size[b]))
      parent[b] = a
      size[a] += size[b]
      number[a] = sampleCount + merges.count - 1
    }
    return merges
  }

  /// The samples as they stand below the tree: the left cluster of each merge, then the right one.
  ///
  /// - Complexity: O(*n*).
  public var leafOrder: [Int] {
    guard let last = merges.indices.last else { return Array(0..<sampleCount) }
    var (leaves, waiting) = ([Int](), [sampleCount + last])
    while let cluster = waiting.popLast() {
      if cluster < sampleCount {
        leaves.append(cluster)
      } else {
        let merge = merges[cluster - sampleCount]
        waiting += [merge.right, merge.left]
      }
    }
    return leaves
  }

  /// The cluster of each sample after all but the last `count` − 1 merges, numbered from 0 in the
  /// order of the samples.
  ///
  /// - Throws: ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  public func clusters(_ count: Int) throws(CohortStatisticsError) -> [Int] {
    guard count >= 1, count <= max(1, sampleCount) else {
      throw .invalidOption(
        name: "number of clusters", value: "\(count)", allowed: "a number from 1 to \(sampleCount)")
    }
    var above = Array(0..<sampleCount + merges.count)
    for k in (0..<max(0, sampleCount - count)).reversed() {
      let cluster = sampleCount + k
      above[merges[k].left] = above[cluster]
      above[merges[k].right] = above[cluster]
    }
    var numbers: [Int: Int] = [:]
    return (0..<sampleCount).map { sample in
      let found = numbers[above[sample]] ?? numbers.count
      numbers[above[sample]] = found
      return found
    }
  }
}

/// Chains of clusters, each the nearest neighbour of the one before, until two are each other's.
private struct NeighbourChain {
  private var distances: DistanceMatrix
  private let linkage: HierarchicalClustering.Linkage
  /// The number of samples of the cluster that a sample stands for; 0 once it has been joined.
  private var sizes: [Int]
  private var chain: [Int] = []

  init(_ distances: DistanceMatrix, linkage: HierarchicalClustering.Linkage) {
    self.distances = distances
    self.linkage = linkage
    sizes = [Int](repeating: 1, count: distances.sampleCount)
  }

  mutating func allMerges() -> [(first: Int, second: Int, height: Double)] {
    (0..<max(0, sizes.count - 1)).map { _ in nextMerge() }
  }

  private mutating func nextMerge() -> (first: Int, second: Int, height: Double) {
    if chain.isEmpty { chain = [sizes.firstIndex { $0 > 0 } ?? 0] }
    while true {
      let top = chain[chain.count - 1]
      let before = chain.count > 1 ? chain[chain.count - 2] : nil
      var (nearest, least) = (before ?? -1, before.map { distances[top, $0] } ?? .infinity)
      for other in sizes.indices where sizes[other] > 0 && other != top {
        let distance = distances[top, other]
        if distance < least { (nearest, least) = (other, distance) }
      }
      if nearest != before {
        chain.append(nearest)
        continue
      }
      chain.removeLast(2)
      join(min(top, nearest), into: max(top, nearest), height: least)
      return (min(top, nearest), max(top, nearest), least)
    }
  }

  /// The distances of the joined cluster from all others (Lance and Williams 1967, doi
  /// 10.1093/comjnl/9.4.373).
  private mutating func join(_ gone: Int, into kept: Int, height: Double) {
    let (a, b) = (Double(sizes[gone]), Double(sizes[kept]))
    for other in sizes.indices where sizes[other] > 0 && other != gone && other != kept {
      let (x, y) = (distances[gone, other], distances[kept, other])
      switch linkage {
      case .average: distances[kept, other] = (a * x + b * y) / (a + b)
      case .complete: distances[kept, other] = max(x, y)
      case .ward:
        let c = Double(sizes[other])
        let square = ((a + c) * x * x + (b + c) * y * y - c * height * height) / (a + b + c)
        distances[kept, other] = max(0, square).squareRoot()
      }
    }
    sizes[kept] += sizes[gone]
    sizes[gone] = 0
  }
}
