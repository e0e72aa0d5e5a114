import Foundation
import SimplexBackend
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite(
  "Shrinkage of patients' expression",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct ShrinkageTests {
  private func run(
    _ cohort: Cohort, threads: Int = 1, shard: String = "1/1", in directory: String
  ) throws {
    var runner = CohortRunner(cohort, using: SimplexBackend())
    runner.threads = threads
    runner.shard = try #require(CohortShard(shard))
    try runner.run(in: directory)
  }

  private func ranges(
    _ cohort: Cohort, _ folder: ScratchFolder, of sample: String
  ) throws -> CohortRecord.Ranges? {
    try run(cohort, in: folder.path("c"))
    let archive = try CohortArchive(folder.path("c"))
    let index = try #require(archive.manifest.samples.firstIndex { $0.sample == sample })
    guard case .present(let record) = try archive.state(ofSample: index),
      case .ranges(let ranges) = record.outcome
    else { return nil }
    return ranges
  }

  /// The greatest flux of the chain, as a log₂ level.
  private func level(_ shrinkage: ShrinkageCohort, of sample: String) throws -> Double {
    let ranges = try ranges(shrinkage.cohort(), ScratchFolder(), of: sample)
    return log2(try #require(ranges?.maximum[1]) + 1)
  }

  private let new = [("N", "511", "t"), ("U", "511", "unknown"), ("M", "NA", "t")]

  @Test("a patient is drawn towards the group, without the patient's own level in its mean")
  func point() throws {
    let cohort = ShrinkageCohort(others: new)
    // The sample of level 8 towards the other three, whose mean is 4; the new one of level 9 towards
    // all four; a level that is missing becomes the mean.
    #expect(abs(try level(cohort, of: "P4") - (4 + 0.85 * 4)) < 1e-9)
    #expect(abs(try level(cohort, of: "P1") - (6 + 0.85 * -4)) < 1e-9)
    #expect(abs(try level(cohort, of: "N") - (5 + 0.85 * 4)) < 1e-9)
    #expect(abs(try level(cohort, of: "U") - (5 + 0.85 * 4)) < 1e-9)
    #expect(abs(try level(cohort, of: "M") - 5) < 1e-9)
    let exact = ShrinkageCohort(others: new, technical: .perGene([0]))
    #expect(abs(try level(exact, of: "N") - 9) < 1e-9)
  }

  @Test("half the strength goes half the way, and knows less than the whole")
  func half() throws {
    let half = ShrinkageCohort(others: new, strength: 0.5)
    #expect(abs(try level(half, of: "N") - (9 - 0.5 * 0.15 * 4)) < 1e-9)
    #expect(abs(try level(half, of: "M") - 5) < 1e-9)
    let patient = try half.design.patients[4]
    let posterior = try #require(try half.bounds.posterior(of: patient))
    #expect(abs(posterior.dataWeights[0] - 0.925) < 1e-12)
    // w² σ² + (1 − w)² (τ² + s²/4)
    let variance = 0.925 * 0.925 + 0.075 * 0.075 * (17.0 / 3 + 5.0 / 3)
    let deviation = try #require(posterior.standardDeviations[0])
    #expect(abs(deviation * deviation - variance) < 1e-12)
    let whole = try #require(try ShrinkageCohort(others: new).bounds.posterior(of: patient))
    #expect(try #require(whole.standardDeviations[0]) < deviation)
  }

  @Test("no strength gives the bytes of no shrinkage")
  func none() throws {
    let folder = try ScratchFolder()
    let off = ShrinkageCohort(others: new, strength: 0, draws: 3)
    try run(off.cohort(), in: folder.path("off"))
    try run(off.cohort(under: off.source), in: folder.path("plain"))
    #expect(try folder.files(in: "off") == folder.files(in: "plain"))
  }

  @Test("draws give an interval for each end, and leave the point as it is")
  func intervals() throws {
    let folder = try ScratchFolder()
    let drawn = ShrinkageCohort(others: new, draws: 4, probability: 0.5)
    let ranges = try #require(try ranges(drawn.cohort(), folder, of: "N"))
    #expect(abs(log2(ranges.maximum[1] + 1) - 8.4) < 1e-9)
    let posterior = try #require(try drawn.bounds.posterior(of: drawn.design.patients[4]))
    let levels = try posterior.draws(4, seed: 1)
      .map { min(1000, ExpressionPosterior.linear(try #require($0[0]))) }.sorted()
    #expect(Set(levels).count > 2)
    let intervals = try #require(ranges.intervals)
    #expect(intervals.draws == 4)
    // A quarter of four values, less one half: between the first and the second.
    for row in 0..<3 {
      #expect(abs(intervals.maximumLow[row] - (levels[0] + levels[1]) / 2) < 1e-6)
      #expect(abs(intervals.maximumHigh[row] - (levels[2] + levels[3]) / 2) < 1e-6)
      #expect(intervals.minimumLow[row] == 0 && intervals.minimumHigh[row] == 0)
    }
    let merge = try CohortMerge([CohortArchive(folder.path("c"))])
    try merge.writeTable(to: folder.path("t"), separator: .comma)
    let text = String(decoding: try InputFile.read(folder.path("t")).bytes, as: UTF8.self)
    #expect(
      text.hasPrefix(
        "reaction,P1.minimum,P1.maximum,P1.minimum_low,P1.minimum_high,P1.maximum_low,"
          + "P1.maximum_high,P2.minimum"))
  }

  /// The chain must carry 500, and so a draw of a level below that has no answer.
  @Test("draws that have no answer are left out and counted")
  func infeasibleDraws() throws {
    let drawn = ShrinkageCohort(others: [("N", "800", "t")], demand: 350, draws: 12)
    let posterior = try #require(try drawn.bounds.posterior(of: drawn.design.patients[4]))
    let levels = try posterior.draws(12, seed: 1)
      .map { min(1000, ExpressionPosterior.linear(try #require($0[0]))) }
      .filter { $0 >= 350 }.sorted()
    #expect(levels.count > 3 && levels.count < 12)
    let folder = try ScratchFolder()
    let ranges = try #require(try ranges(drawn.cohort(), folder, of: "N"))
    let intervals = try #require(ranges.intervals)
    #expect(intervals.draws == levels.count)
    let place = max(0, 0.05 * Double(levels.count) - 0.5)
    let low = levels[0] + place * (levels[1] - levels[0])
    #expect(abs(intervals.maximumLow[1] - low) < 1e-6)
    #expect(intervals.minimumLow[1] == 350)
  }

  @Test("neither threads nor shards nor the patients beside change a byte")
  func bytes() throws {
    let folder = try ScratchFolder()
    let cohort = try ShrinkageCohort(others: new, draws: 3).cohort()
    try run(cohort, in: folder.path("one"))
    let whole = try folder.files(in: "one")
    try run(cohort, threads: 3, in: folder.path("three"))
    #expect(try folder.files(in: "three") == whole)
    for shard in 1...2 { try run(cohort, shard: "\(shard)/2", in: folder.path("s\(shard)")) }
    let archives = try (1...2).map { try CohortArchive(folder.path("s\($0)")) }
    try CohortMerge(archives).write(into: folder.path("merged"))
    #expect(try folder.files(in: "merged") == whole)
    let fewer = try ShrinkageCohort(others: [new[2]], draws: 3).cohort()
    try run(fewer, in: folder.path("fewer"))
    for (name, bytes) in try folder.files(in: "fewer") where name.hasSuffix(".flux") {
      #expect(whole[name] == bytes)
    }
  }

  @Test("statistics are stored, and a run with others is refused")
  func frozen() throws {
    let folder = try ScratchFolder()
    let first = ShrinkageCohort()
    try run(first.cohort(), in: folder.path("c"))
    let before = try folder.files(in: "c").filter { $0.key.hasSuffix(".flux") }
    let stored = try #require(try CohortArchive(folder.path("c")).manifest.expression)
    #expect(try stored == first.statistics)
    let more = ShrinkageCohort(others: new)
    let anew = try ExpressionStatistics(
      of: more.design, levels: more.source, technical: .constant(1))
    #expect(anew.members.count == 7)
    let moved = try ShrunkPatientBounds(more.source, shrinkage: CohortShrinkage(anew))
    #expect(
      throws: CohortError.store(
        .otherCohort(directory: folder.path("c"), differences: ["shrinkage"]))
    ) { try run(more.cohort(under: moved), in: folder.path("c")) }
    let same = try ShrunkPatientBounds(more.source, shrinkage: CohortShrinkage(stored))
    try run(more.cohort(under: same), in: folder.path("c"))
    let after = try folder.files(in: "c")
    for (name, bytes) in before { #expect(after[name] == bytes) }
  }

  @Test("a member whose level is not that of the statistics fails, with the reason")
  func changedMember() throws {
    let statistics = try ShrinkageCohort().statistics
    var members = statistics.members
    #expect(members.map(\.sample) == ["P1", "P2", "P3", "P4"])
    members[1].digest = "other"
    let json = String(
      decoding: CohortJSON.bytes(of: statistics, isPretty: false), as: UTF8.self)
    let changed = try CohortJSON.value(
      ExpressionStatistics.self,
      from: Array(json.replacing(statistics.members[1].digest, with: "other").utf8))
    #expect(changed.members == members)
    let cohort = ShrinkageCohort()
    let bounds = try ShrunkPatientBounds(cohort.source, shrinkage: CohortShrinkage(changed))
    let patients = try cohort.design.patients
    #expect(throws: CohortRecord.Failure.self) { try bounds.bounds(of: patients[1]) }
    #expect(throws: Never.self) { try bounds.bounds(of: patients[0]) }
  }

  @Test("options that cannot be are refused")
  func options() throws {
    for cohort in [
      ShrinkageCohort(strength: -0.1), ShrinkageCohort(strength: .nan),
      ShrinkageCohort(draws: -1), ShrinkageCohort(draws: 1001),
      ShrinkageCohort(probability: 0), ShrinkageCohort(probability: 1),
    ] {
      #expect(throws: CohortError.self) { try cohort.bounds }
    }
    var fluxes = try ShrinkageCohort(draws: 2).cohort()
    fluxes.analysis.kind = .fluxes
    let folder = try ScratchFolder()
    #expect(
      throws: CohortError.invalidOption(
        name: "number of draws", value: "2", allowed: "0: only ranges have draws")
    ) { try run(fluxes, in: folder.path("c")) }
    let table = TechnicalVariance.perValue(try SampleMatrix(rows: [[1, 1, 1, 1]]))
    #expect(throws: CohortStatisticsError.self) {
      try ShrinkageCohort(technical: table).statistics
    }
    for variances in [[], [-1], [Double.nan], [1, 1]] {
      #expect(throws: CohortStatisticsError.self) {
        try ShrinkageCohort(technical: .perGene(variances)).statistics
      }
    }
  }

  @Test("shrinkage goes with any analysis")
  func otherKinds() throws {
    let folder = try ScratchFolder()
    var cohort = try ShrinkageCohort(others: new).cohort()
    cohort.analysis.kind = .parsimoniousFluxes
    try run(cohort, in: folder.path("c"))
    guard
      case .present(let record) = try CohortArchive(folder.path("c")).state(ofSample: 6),
      let total = record.totalFlux
    else {
      Issue.record("no fluxes")
      return
    }
    // A missing level becomes 31, through three reactions.
    #expect(abs(total - 3 * 31) < 1e-6)
    #expect(abs(try #require(record.objective) - 31) < 1e-6)
  }

  @Test("quantiles follow the rule of Hazen, with infinite values too")
  func quantiles() {
    let values = [1.0, 2, 4, 8]
    for (share, expected) in [(0, 1.0), (0.125, 1), (0.25, 1.5), (0.5, 3), (0.75, 6), (1, 8)] {
      #expect(CohortRecord.Intervals.quantile(share, of: values) == expected)
    }
    #expect(CohortRecord.Intervals.quantile(0.3, of: [7]) == 7)
    let inf = Double.infinity
    #expect(CohortRecord.Intervals.quantile(0.5, of: [-inf, 1]) == -inf)
    #expect(CohortRecord.Intervals.quantile(0.5, of: [1, inf]) == inf)
    #expect(CohortRecord.Intervals.quantile(0.5, of: [inf, inf]) == inf)
    #expect(CohortRecord.Intervals.quantile(0.25, of: [1, inf]) == 1)
  }

  @Test("an end that a draw did not settle has no interval")
  func unsettled() {
    let settled = FluxRange.End(status: .certified, value: 1)
    let open = FluxRange.End(status: .failed, value: nil)
    let intervals = CohortRecord.Intervals(
      [
        [FluxRange(minimum: settled, maximum: settled)],
        [FluxRange(minimum: settled, maximum: open)],
      ], count: 1, probability: 0.9)
    #expect(intervals.draws == 2 && intervals.minimumLow == [1])
    #expect(intervals.maximumLow[0].isNaN && intervals.maximumHigh[0].isNaN)
    let none = CohortRecord.Intervals([], count: 1, probability: 0.9)
    #expect(none.draws == 0 && none.minimumLow[0].isNaN)
  }
}
