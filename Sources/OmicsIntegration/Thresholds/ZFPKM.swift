import Foundation

/// Where the expressed genes of one sample lie, found from the sample alone: zFPKM (Hart et al., BMC
/// Genomics 2013, doi 10.1186/1471-2164-14-778) as rFASTCORMICS uses it (Pacheco et al.,
/// EBioMedicine 2019, doi 10.1016/j.ebiom.2019.04.046).
///
/// The density of log₂ level has a peak of expressed genes with a tail of others on its left. The
/// right half of the peak, mirrored, is fitted by a Gaussian of mean *μ* and standard deviation *σ*;
/// a level counts as *z = (log₂ level − μ)/σ*. What the mirrored peak leaves of the density is fitted
/// by a second Gaussian of mean *μ₂*. A gene is active from *z* = 0 on, and inactive below
/// *z* = max(−3, (*μ₂* − *μ*)/*σ*), or below −3 where nothing is left over.
///
/// The density is a Gaussian kernel estimate at 100 points that end three bandwidths beyond the
/// extreme levels; the bandwidth is *s*·(4/(3*n*))^(1/5), with *s* the median absolute deviation from
/// the median, divided by 0.6745. Both fits are by least squares (Levenberg and Marquardt). Levels
/// times a constant give thresholds times that constant.
public struct ZFPKM: Sendable, Hashable {
  /// Of the Gaussian of expressed genes, on the scale of log₂ level.
  public var mean: Double
  public var deviation: Double
  /// The mean of the Gaussian of what is left over; `nil` where nothing is.
  public var leftMean: Double?

  /// Why a sample has no such peak.
  public enum Flaw: Error, Sendable, Hashable {
    case tooFewLevels(Int)
    case constantLevels
    case noFit
  }

  /// Fewer levels above zero than this say nothing of a distribution.
  public static let leastLevels = 50
  private static let points = 100
  /// A rest of the density below this is taken for none.
  private static let leastDensity = 1e-4

  /// - Parameter levels: Finite; those above zero count, in any order.
  /// - Complexity: O(100 *n* + *n* log *n*).
  public init(levels: [Double]) throws(Flaw) {
    // Sorted, so that the same levels give the same digits in any order.
    let logs = levels.filter { $0 > 0 && $0.isFinite }.map { log2($0) }.sorted()
    guard logs.count >= Self.leastLevels else { throw .tooFewLevels(logs.count) }
    guard let bandwidth = Self.bandwidth(ofSorted: logs) else { throw .constantLevels }
    let density = Self.density(ofSorted: logs, bandwidth: bandwidth)
    let peak = density.heights.indices.reduce(0) {
      density.heights[$1] > density.heights[$0] ? $1 : $0
    }
    let mirrored = density.heights.indices.map { point in
      let distance = abs(point - peak)
      return peak + distance < Self.points ? density.heights[peak + distance] : 0
    }
    let rest = zip(density.heights, mirrored).map { height, part in
      height - part < Self.leastDensity ? 0 : height - part
    }
    guard let right = GaussianCurve(fitting: mirrored, at: density.points), right.width > 0,
      right.height > 0
    else { throw .noFit }
    mean = right.centre
    deviation = right.width / 2.0.squareRoot()
    leftMean =
      rest.contains { $0 > 0 }
      ? GaussianCurve(fitting: rest, at: density.points)?.centre : nil
    guard mean.isFinite, deviation.isFinite, exp2(mean).isFinite else { throw .noFit }
  }

  /// *z* below which a gene counts as inactive.
  public var inactiveScore: Double {
    guard let leftMean else { return -3 }
    return min(0, max(-3, (leftMean - mean) / deviation))
  }

  /// The levels that the two scores stand for.
  public var activeFrom: Double { exp2(mean) }
  public var inactiveBelow: Double { exp2(mean + inactiveScore * deviation) }

  /// `nil` if all levels are the same.
  private static func bandwidth(ofSorted values: [Double]) -> Double? {
    let middle = median(ofSorted: values)
    var spread = median(ofSorted: values.map { abs($0 - middle) }.sorted()) / 0.6745
    if spread <= 0 { spread = values[values.count - 1] - values[0] }
    guard spread > 0 else { return nil }
    return spread * pow(4 / (3 * Double(values.count)), 0.2)
  }

  private static func median(ofSorted values: [Double]) -> Double {
    let half = values.count / 2
    return values.count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2
  }

  private static func density(
    ofSorted values: [Double], bandwidth: Double
  ) -> (points: [Double], heights: [Double]) {
    let first = values[0] - 3 * bandwidth
    let last = values[values.count - 1] + 3 * bandwidth
    let points = (0..<points).map {
      first + (last - first) * Double($0) / Double(Self.points - 1)
    }
    let factor = 1 / (Double(values.count) * bandwidth * (2 * Double.pi).squareRoot())
    let heights = points.map { point in
      values.reduce(0) { sum, value in
        let distance = (point - value) / bandwidth
        return sum + exp(-0.5 * distance * distance)
      } * factor
    }
    return (points, heights)
  }
}

extension ZFPKM.Flaw {
  /// The end of a sentence.
  var text: String {
    switch self {
    case .tooFewLevels(let count):
      "it has \(count) levels above zero, where \(ZFPKM.leastLevels) are needed"
    case .constantLevels: "all of its levels are the same"
    case .noFit: "no Gaussian fits the density of its levels"
    }
  }
}
