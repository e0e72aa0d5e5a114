import DataFiles
import MetabolicModels
import ModelFormats
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// Human-GEM 1.19 with the cell lines of Hart et al. 2015. The bounds were computed with COBRApy
/// 0.32.1 (its gene rules evaluated in Python), the relaxations with SciPy 1.17.1's HiGHS on those
/// bounds, the program stated reaction by reaction.
@Suite(
  "Human-GEM and cell lines", .serialized,
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct HumanGEMTests {
  private static func model() throws -> MetabolicModel {
    let input = try InputFile.read(SharedFiles.path("models/Human-GEM.xml.gz"))
    return try SBMLReader.read(input.bytes, path: input.path).model
  }

  private static func personalize(
    _ model: MetabolicModel, _ sample: String
  ) throws -> PersonalizedModel {
    let input = try InputFile.read(SharedFiles.path("omics/Hart2015_RNAseq.tsv.gz"))
    let table = try OmicsTable.read(input.bytes, path: input.path, keeping: [sample])
    let matching = try GeneMatching(model: model, tableGenes: table.genes)
    return try EFlux().personalize(
      ConstrainedModel(model), with: matching.levels(of: table.profile(of: sample)))
  }

  private static func near(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    abs((value ?? .nan) - expected) <= tolerance * abs(expected)
  }

  /// Active genes of HELA, by NumPy 2.4.6 on the same five columns.
  @Test("have the genes active that another program finds")
  func thresholds() throws {
    let model = try Self.model()
    let input = try InputFile.read(SharedFiles.path("omics/Hart2015_RNAseq.tsv.gz"))
    let table = try OmicsTable.read(input.bytes, path: input.path)
    let matching = try GeneMatching(model: model, tableGenes: table.genes)
    let cohort = try CohortLevels(table, samples: table.samples, matching: matching)
    let levels = try matching.levels(of: table.profile(of: "HELA"))
    for (text, active) in [
      ("local-t2:25:75", 1147), ("local-t1:25", 989), ("global:50", 1319), ("absolute:1", 2014),
    ] {
      let rule: ThresholdRule = try ThresholdScheme(text).rule { () throws(OmicsError) in cohort }
      let activities = try rule.thresholds(for: levels).activities(of: levels.levels)
      #expect(activities.count { $0 == .active } == active, "\(text)")
    }
    let report = matching.report(of: try table.profile(of: "HELA"), in: model)
    #expect(report.count(.measured) == 2802 && report.count(.notInTable) == 85)
  }

  @Test("have the bounds that another program computes")
  func bounds() throws {
    let model = try Self.model()
    let hela = try Self.personalize(model, "HELA")
    #expect(hela.coverage.measured == 2802)
    #expect(hela.coverage.modelGenes == 2887)
    #expect(hela.coverage.tableGenes == 18687)
    guard case .number(let scale) = hela.provenance["scale_value"] else {
      Issue.record("no scale")
      return
    }
    // The sum of isozymes is taken in the order of their levels, there in that of the rule.
    #expect(Self.near(scale, 7958.031272048002, 1e-15))
    #expect(hela.counts.scored == 7995)
    let expected: [(String, Double, Double)] = [
      ("MAR03905", 0, 19.685446823166878), ("MAR04363", -538.7284246266455, 538.7284246266455),
      ("MAR07161", 0, 1.1945129988856695), ("MAR06649", 0, 0), ("MAR04896", -1000, 1000),
    ]
    for (id, lower, upper) in expected {
      let index = try #require(model.reactionIndex(id))
      let bounds = hela.constrained.bounds[index]
      #expect(abs(bounds.lower - lower) <= 1e-12 * abs(lower))
      #expect(abs(bounds.upper - upper) <= 1e-12 * abs(upper))
    }
    let lowers = hela.constrained.bounds.reduce(0) { $0 + $1.lower }
    let uppers = hela.constrained.bounds.reduce(0) { $0 + $1.upper }
    #expect(Self.near(lowers, -3683160.2743194834, 1e-11))
    #expect(Self.near(uppers, 5120273.824398457, 1e-11))
  }

  @Test(
    "stop under plain E-Flux and grow after the smallest relaxation")
  func viability() throws {
    let hela = try Self.personalize(Self.model(), "HELA")
    let backend = try SolverChoice.auto.makeBackend()
    let assessment = try Viability().assess(hela, using: backend)
    #expect(Self.near(assessment.referenceOptimum, 124.86814837744568, 1e-9))
    #expect(assessment.isBlocked)
    #expect(abs(assessment.patientOptimum ?? .nan) <= 1e-9)

    let blocking = try #require(try Viability().blocking(hela, assessment, using: backend))
    #expect(blocking.bounds.map(\.id) == ["MAR06649", "MAR06654", "MAR06655", "MAR06656"])
    #expect(blocking.bounds.allSatisfy { $0.genes == ["ENSG00000140505"] })

    let tenth = try Viability().relaxation(
      of: hela, assessment, fraction: 0.1, using: backend)
    #expect(Self.near(tenth.total, 0.2100359003098241, 1e-9))
    #expect(Self.near(tenth.optimum, 12.486814837744568, 1e-7))
    #expect(
      tenth.bounds.map(\.id) == ["MAR07161", "MAR06649", "MAR06654", "MAR06655", "MAR06656"])
    #expect(Self.near(tenth.bounds.first?.amount, 0.20900498887681992, 1e-9))
  }
}
