import Foundation
import PharmacokineticCoupling
import Testing

/// Patients drawn from the prior, each updated with four samples: what the twin says with 90 % must be
/// so for 90 % of them (Talts et al. 2018, arXiv:1804.06788).
@Suite("Calibration over simulated patients")
struct CalibrationTests {
  static let patients = 500
  static let times = [0.5, 2, 6, 12]

  /// For one patient, where the truth lies in the posteriors of CL and V, and the transforms of its
  /// samples.
  private struct Outcome {
    var ranks: [Double]
    var transforms: [Double]
  }

  private static func outcome(_ patient: Int) throws -> Outcome {
    var normals = SimulatedNormals(seed: UInt64(patient))
    let truth = [5 * exp(0.4 * normals.next()), 50 * exp(0.25 * normals.next())]
    var updater = try BolusTwin.updater(
      .logNormal(sd: 0.15), .init(particles: 1000, seed: UInt64(1000 + patient)))
    let transforms = try times.map { time in
      let value =
        BolusTwin.concentration(truth[0], truth[1], time) * exp(0.15 * normals.next())
      return try updater.assimilate(
        TwinMeasurement(time: time, observable: "central", value: value)
      ).probabilityTransform
    }
    let (weights, particles) = (updater.weights, updater.particles)
    let ranks = [0, 1].map { j in
      var below = 0.0
      for i in 0..<particles.count where particles[i, j] < truth[j] { below += weights[i] }
      return below
    }
    return Outcome(ranks: ranks, transforms: transforms)
  }

  /// χ² of ten equal bins.
  private static func chiSquared(_ values: [Double]) -> Double {
    var counts = [Double](repeating: 0, count: 10)
    for value in values { counts[min(9, max(0, Int(value * 10)))] += 1 }
    let expected = Double(values.count) / 10
    return counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
  }

  @Test("intervals cover, ranks are uniform, and so are the transforms of what was predicted")
  func calibration() throws {
    let outcomes = try (0..<Self.patients).map(Self.outcome)
    for j in [0, 1] {
      let ranks = outcomes.map { $0.ranks[j] }
      for level in [0.5, 0.8, 0.9] {
        let inside = ranks.count { abs($0 - 0.5) < level / 2 }
        let coverage = Double(inside) / Double(ranks.count)
        let band = 3 * (level * (1 - level) / Double(ranks.count)).squareRoot()
        #expect(abs(coverage - level) <= band, "\(["CL", "V"][j]) \(level): \(coverage)")
      }
      // The 1 % point of χ² with nine degrees of freedom.
      #expect(Self.chiSquared(ranks) < 21.67, "\(Self.chiSquared(ranks))")
    }
    for k in Self.times.indices {
      let found = Self.chiSquared(outcomes.map { $0.transforms[k] })
      #expect(found < 21.67, "sample \(k): \(found)")
    }
  }
}
