import Foundation
import Testing

@testable import CohortStatistics

@Suite("Shrinkage of expression")
struct ExpressionTests {
  /// Smyth's equations solved in Python with scipy.special (SciPy 1.17.1).
  @Test("variances are moderated as Smyth says")
  func moderation() throws {
    let variances = [
      5.15, 0.6915, 0.1792, 0.0166, 3.5837, 0.1427, 0.3471, 0.1814, 1.7236, 0.3268, 0.184, 0.7533,
    ]
    let degrees = [4, 4, 4, 3, 4, 4, 4, 2, 4, 4, 4, 4]
    let found = try ModeratedVariances(variances: variances, degrees: degrees)
    #expect(agrees(try #require(found.priorDegrees), 2.0113823466638245, within: 1e-10))
    #expect(agrees(found.priorVariance, 0.31752441885131955, within: 1e-10))
    #expect(agrees(found.values[0], 3.5330747215736817, within: 1e-10))
    #expect(agrees(found.values[2], 0.22548274798466017, within: 1e-10))
    // A gene without replicates has the prior's.
    let more = try ModeratedVariances(variances: variances + [99], degrees: degrees + [0])
    #expect(more.values.last == more.priorVariance)
    #expect(Array(more.values.dropLast()) == found.values)
  }

  @Test("genes that differ no more than by chance share one variance")
  func infinitePrior() throws {
    let variances = [
      0.3992, 0.4227, 0.4571, 0.4317, 0.4242, 1.1514, 0.8722, 0.6442, 0.8244, 0.3092, 0.1328,
      1.2129,
    ]
    let found = try ModeratedVariances(
      variances: variances, degrees: [4, 4, 4, 3, 4, 4, 4, 2, 4, 4, 4, 4])
    #expect(found.priorDegrees == nil)
    #expect(found.values.allSatisfy { $0 == found.priorVariance })
    // The sums of squares over the degrees of freedom: 27.4079 of 45.
    #expect(agrees(found.priorVariance, 27.4079 / 45, within: 1e-14))
    let zero = try ModeratedVariances(variances: [0, 0, 0], degrees: [3, 3, 3])
    #expect(zero.values == [0, 0, 0])
    #expect(try ModeratedVariances(variances: [], degrees: []).values == [])
    #expect(throws: CohortStatisticsError.self) {
      try ModeratedVariances(variances: [-1], degrees: [2])
    }
  }

  /// One group, one gene, by hand: y = 1, 3, 5, 7, σ² = 1: m = 5, s² = 20/3, τ² = 17/3.
  @Test("the posterior of one gene, by hand")
  func byHand() throws {
    let prior = try ExpressionPrior(
      genes: ["A"], levels: SampleMatrix(rows: [[2, 4, 6, 8]]), groups: ["t", "t", "t", "t"],
      technical: .constant(1))
    #expect(agrees(prior.biologicalVariances[0], 17.0 / 3, within: 1e-14))
    let new = try prior.posterior(
      sample: "new", levels: [9], technicalVariances: [1], group: "t", isInPrior: false)
    let weight = 17.0 / 20
    #expect(agrees(new.dataWeights[0], weight, within: 1e-14))
    #expect(agrees(try #require(new.means[0]), 5 + weight * 4, within: 1e-14))
    let variance = weight + (1 - weight) * (1 - weight) * (20.0 / 3 / 4)
    #expect(agrees(try #require(new.standardDeviations[0]), variance.squareRoot(), within: 1e-14))
    // The sample of level 8 is drawn towards the other three, whose mean is 4.
    let own = try prior.posterior(
      sample: "last", levels: [8], technicalVariances: [1], group: "t", isInPrior: true)
    #expect(agrees(try #require(own.means[0]), 4 + weight * 4, within: 1e-14))
    let missing = try prior.posterior(
      sample: "new", levels: [nil], technicalVariances: [1], group: "t", isInPrior: false)
    #expect(missing.means[0] == 5 && missing.dataWeights[0] == 0)
    let spread = (17.0 / 3 + 20.0 / 3 / 4).squareRoot()
    #expect(agrees(try #require(missing.standardDeviations[0]), spread, within: 1e-14))
  }

  /// 300 genes, three groups, true levels known.
  private struct Simulation {
    var truth: [[Double]]
    var levels: SampleMatrix
    var groups: [String]
    let sigma = 0.6

    init(seed: UInt64) throws {
      var random = SeededRandom(seed: seed)
      groups = ["a", "a", "a", "a", "a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c"]
      var rows: [[Double?]] = []
      truth = []
      for _ in 0..<300 {
        let centre = 5 + 2 * random.normal()
        let means = ["a", "b", "c"].map { ($0, centre + 0.5 * random.normal()) }
        let lookup = Dictionary(uniqueKeysWithValues: means)
        let own = groups.map { (lookup[$0] ?? 0) + 0.5 * random.normal() }
        truth.append(own)
        rows.append(own.map { random.uniform() < 0.1 ? nil : $0 + 0.6 * random.normal() })
      }
      levels = try SampleMatrix(rows: rows)
    }
  }

  @Test("levels come nearer to the truth, and 90 % intervals hold it about as often")
  func simulation() throws {
    let simulation = try Simulation(seed: 5)
    let genes = (0..<300).map { "g\($0)" }
    let prior = try ExpressionPrior(
      genes: genes, levels: simulation.levels, groups: simulation.groups,
      technical: .constant(simulation.sigma * simulation.sigma))
    var (raw, shrunk, count, held, missing, heldMissing) = (0.0, 0.0, 0, 0, 0, 0)
    for (sample, group) in simulation.groups.enumerated() {
      let levels = (0..<300).map { simulation.levels[$0, sample] }
      let found = try prior.posterior(
        sample: "s\(sample)", levels: levels,
        technicalVariances: [Double](repeating: 0.36, count: 300), group: group, isInPrior: true)
      for gene in 0..<300 {
        let error = try #require(found.means[gene]) - simulation.truth[gene][sample]
        let isHeld = abs(error) <= 1.6448536 * (try #require(found.standardDeviations[gene]))
        if let level = levels[gene] {
          raw += (level - simulation.truth[gene][sample]) * (level - simulation.truth[gene][sample])
          shrunk += error * error
          count += 1
          held += isHeld ? 1 : 0
        } else {
          missing += 1
          heldMissing += isHeld ? 1 : 0
        }
      }
    }
    #expect(shrunk < 0.62 * raw, "\(shrunk / raw)")
    #expect((0.86...0.93).contains(Double(held) / Double(count)), "\(Double(held) / Double(count))")
    #expect(
      (0.84...0.95).contains(Double(heldMissing) / Double(missing)), "\(heldMissing) of \(missing)")
  }

  @Test("a small group borrows from the cohort, a large one keeps its mean")
  func groups() throws {
    // Three groups whose means differ; the third has one sample.
    let levels: [Double?] = [1, 2, 1.5, 1.2, 1.8, 1.4, 4, 5, 4.5, 4.2, 4.8, 4.4, 9]
    let groups = [String](repeating: "a", count: 6) + [String](repeating: "b", count: 6) + ["c"]
    let prior = try ExpressionPrior(
      genes: ["g"], levels: SampleMatrix(rows: [levels]), groups: groups, technical: .constant(0.05)
    )
    let a = try #require(prior.mean(gene: 0, group: 0, leavingOut: nil))
    let c = try #require(prior.mean(gene: 0, group: 2, leavingOut: nil))
    let cohort = levels.compactMap { $0 }.reduce(0, +) / 13
    #expect(abs(a.mean - 8.9 / 6) < 0.02 && a.mean > 8.9 / 6)
    #expect(c.mean < 9 && c.mean > cohort && c.variance > a.variance)
    // Its only sample left out, nothing of the group is left but the cohort.
    let without = try #require(prior.mean(gene: 0, group: 2, leavingOut: 9))
    #expect(agrees(without.mean, (cohort * 13 - 9) / 12, within: 1e-12))
    #expect(without.variance > prior.betweenVariances[0])
  }

  @Test("adding a patient to the queue changes nobody's draws")
  func draws() throws {
    let prior = try ExpressionPrior(
      genes: ["A", "B"], levels: SampleMatrix(rows: [[1, 2, 3, 4], [5, 7, 6, nil]]),
      groups: ["t", "t", "t", "t"], technical: .perGene([0.2, 0.3]))
    func posterior(_ name: String, _ levels: [Double?]) throws -> ExpressionPosterior {
      try prior.posterior(
        sample: name, levels: levels, technicalVariances: [0.2, 0.3], group: "t", isInPrior: false)
    }
    let anna = try posterior("anna", [2, 6])
    let draws = try anna.draws(4000, seed: 7)
    #expect(
      try anna.draws(4000, seed: 7) == draws && anna.draws(10, seed: 7) == Array(draws[..<10]))
    #expect(try anna.draws(10, seed: 8) != Array(draws[..<10]))
    #expect(try posterior("bert", [2, 6]).draws(10, seed: 7) != Array(draws[..<10]))
    for gene in 0..<2 {
      let values = draws.compactMap { $0[gene] }
      let mean = values.reduce(0, +) / 4000
      let sd = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999).squareRoot()
      let expected = try #require(anna.standardDeviations[gene])
      #expect(abs(mean - (try #require(anna.means[gene]))) < 0.06 * expected)
      #expect(abs(sd / expected - 1) < 0.05)
    }
    #expect(throws: CohortStatisticsError.self) { try anna.draws(-1, seed: 0) }
    #expect(agrees(ExpressionPosterior.linear(3), 7, within: 1e-15))
    #expect(ExpressionPosterior.linear(-2) == 0)
  }

  @Test("a kept prior says the same as the one that was made")
  func coding() throws {
    let simulation = try Simulation(seed: 3)
    let prior = try ExpressionPrior(
      genes: (0..<300).map { "g\($0)" }, levels: simulation.levels, groups: simulation.groups,
      technical: .constant(0.36))
    let data = try JSONEncoder().encode(prior)
    #expect(try JSONDecoder().decode(ExpressionPrior.self, from: data) == prior)
    let text = String(decoding: data, as: UTF8.self)
    for (old, new) in [("\"g7\"", "\"g8\""), ("\"g7\",", ""), ("\"counts\":[", "\"counts\":[-1,")] {
      let damaged = Data(text.replacing(old, with: new, maxReplacements: 1).utf8)
      #expect(throws: CohortStatisticsError.self) {
        try JSONDecoder().decode(ExpressionPrior.self, from: damaged)
      }
    }
  }

  @Test("no noise, no level, an unknown group: defined, not NaN")
  func special() throws {
    let prior = try ExpressionPrior(
      genes: ["same", "never"], levels: SampleMatrix(rows: [[3, 3, 3], [nil, nil, nil]]),
      groups: ["t", "t", "t"], technical: .constant(0))
    let found = try prior.posterior(
      sample: "x", levels: [4, 2], technicalVariances: [0, 0.5], group: "t", isInPrior: false)
    #expect(found.means == [4, 2] && found.dataWeights == [1, 1])
    #expect(found.standardDeviations == [0, 0.5.squareRoot()])
    let unknown = try prior.posterior(
      sample: "x", levels: [nil, nil], technicalVariances: [0, 0], group: "other", isInPrior: false)
    #expect(unknown.means == [3, nil] && unknown.standardDeviations[1] == nil)
    #expect(throws: CohortStatisticsError.unknownName(of: "group", name: "other")) {
      try prior.posterior(
        sample: "x", levels: [3, 1], technicalVariances: [0, 0], group: "other", isInPrior: true)
    }
    #expect(throws: CohortStatisticsError.negative(what: "technical variance", row: 0, column: 0)) {
      try prior.posterior(
        sample: "x", levels: [3, nil], technicalVariances: [-1, 0], group: "t", isInPrior: false)
    }
    #expect(throws: CohortStatisticsError.duplicateName(of: "gene", name: "g")) {
      try ExpressionPrior(
        genes: ["g", "g"], levels: SampleMatrix(rows: [[1], [2]]), groups: ["t"],
        technical: .constant(0))
    }
    #expect(throws: CohortStatisticsError.notFinite(what: "level", row: 0, column: 1)) {
      try ExpressionPrior(
        genes: ["g"], levels: SampleMatrix(rows: [[1, .infinity]]), groups: ["t", "t"],
        technical: .constant(0))
    }
  }

  @Test("the technical variance of replicates and of counts")
  func technical() throws {
    // Sets of two whose values differ by √2·0.3 on average: variance 0.09.
    let noise = normals(2000 * 6, seed: 4)
    let levels = try SampleMatrix(
      rowCount: 2000, sampleCount: 6,
      values: noise.enumerated().map { Double($0 % 6 / 2) * 3 + 0.3 * $1 })
    let found = try TechnicalVariance.replicates(levels, sets: [0, 0, 1, 1, nil, nil])
    guard case .perGene(let variances) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(variances.count == 2000)
    #expect(abs(variances.reduce(0, +) / 2000 - 0.09) < 0.01)
    #expect(throws: CohortStatisticsError.nothingLeft(what: "replicates")) {
      try TechnicalVariance.replicates(levels, sets: [0, 1, 2, 3, nil, nil])
    }
    // log₂(x + 1) of a large count: (1/100 + 0.04)/ln² 2.
    let many = try TechnicalVariance.counts(100, abundancePerCount: 1e9, dispersion: 0.04)
    #expect(agrees(many, 0.05 / (M_LN2 * M_LN2), within: 1e-9))
    let none = try TechnicalVariance.counts(0, abundancePerCount: 1, dispersion: 0)
    #expect(agrees(none, 0.25 / (M_LN2 * M_LN2), within: 1e-12))
    #expect(throws: CohortStatisticsError.self) {
      try TechnicalVariance.counts(-1, abundancePerCount: 1, dispersion: 0)
    }
  }
}
