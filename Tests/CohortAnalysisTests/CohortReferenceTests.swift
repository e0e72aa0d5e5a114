import Foundation
import SimplexBackend
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite("What a cohort freezes")
struct CohortReferenceTests {
  private func table(_ text: String) throws -> OmicsTable {
    try OmicsTable.read(Array(text.utf8), path: "t.tsv")
  }

  private var model: MetabolicModel {
    get throws {
      try SBMLReader.read(Array(CommandLineModels.chain.utf8), path: "m.xml").model
    }
  }

  @Test("medians are gene by gene, leave missing levels out, and do not depend on the order")
  func medians() throws {
    let table = try table(
      """
      gene\tP0\tP1\tP2\tP3
      g1\t1\t5\t2\t100
      g2\t10\tNA\t30\t20
      g3\tNA\tNA\tNA\tNA
      g4\t7\tNA\tNA\tNA

      """)
    var options = GeneMatchingOptions()
    options.minimumCoverage = 0.5
    let matching = try GeneMatching(model: model, tableGenes: table.genes, options: options)
    let found = try CohortReference.medians(
      of: ["P0", "P1", "P2", "P3"], in: table, model: model, matching: matching)
    // P1 covers a quarter of the genes and does not count: 1, 2, 100 and 10, 30, 20.
    #expect(found.samples == ["P0", "P2", "P3"])
    #expect(found.levels == ["g1": 2, "g2": 20, "g4": 7])
    let turned = try CohortReference.medians(
      of: ["P3", "P2", "P1", "P0"], in: table, model: model, matching: matching)
    #expect(turned.levels == found.levels)
    let two = try CohortReference.medians(
      of: ["P0", "P2"], in: table, model: model, matching: matching)
    #expect(two.levels["g1"] == 1.5)
    let levels = CohortReference(levels: found.levels).individual(try model, matching: matching)
    #expect(levels.levels == [2, 20, nil, 7] && levels.coverage.measured == 3)
    #expect(throws: OmicsError.coverageTooLow(measured: 1, genes: 4, minimum: 0.5)) {
      try CohortReference.medians(of: ["P1"], in: table, model: model, matching: matching)
    }
  }

  @Test("the widest bounds are those of the patients, not of a base that nobody has")
  func widest() throws {
    let base = ConstrainedModel(try model)
    let take = try #require(base.model.reactionIndex("EX_a"))
    func patient(_ name: String, _ uptake: Double?, line: Int) -> CohortDesign.Patient {
      .init(
        sample: name, group: "g",
        medium: uptake.map { .listed([.init(exchange: "EX_a", uptake: $0)]) }, line: line)
    }
    func lower(_ patients: [CohortDesign.Patient]) throws -> Double {
      try DesignPatientBounds(base)
        .widest(of: CohortDesign(path: "d.tsv", patients: patients))[take].lower
    }
    #expect(try lower([patient("A", 2, line: 2), patient("B", 4, line: 3)]) == -4)
    #expect(try lower([patient("A", 2, line: 2), patient("B", nil, line: 3)]) == -10)
    #expect(try lower([patient("A", 2, line: 2), patient("B", 40, line: 3)]) == -40)
    var wrong = patient("B", 1, line: 3)
    wrong.bounds = .listed([.init(reaction: "NO", lower: 0, upper: 1)])
    do {
      _ = try lower([patient("A", 2, line: 2), wrong])
      Issue.record("no error")
    } catch let error as DesignError {
      #expect(error.description.contains("'B'") && error.description.contains("(d.tsv:3)"))
    }
  }

  @Test("is read back as it was written, and a run under another one is refused")
  func store() throws {
    let folder = try ScratchFolder()
    var cohort = try RandomCohort(4).cohort
    var reference = CohortReference(
      method: "m", samples: ["P1", "P0"], levels: ["g": 0.1 + 0.2],
      bounds: [.init(reaction: "R", lower: -.infinity, upper: 3)], optimum: 1e-9)
    let model = try OmicsModels.model([])
    reference.thresholds = FrozenThresholds(
      ActivityThresholds(rule: "r", activeFrom: [], inactiveBelow: []), scheme: "global:50",
      of: model)
    reference.thresholds?.activeFrom = ["g": 0.1 + 0.2, "h": 2]
    reference.thresholds?.inactiveBelow = ["g": 0.1]
    cohort.frozen = reference
    let backend = SimplexBackend()
    try CohortRunner(cohort, using: backend).run(in: folder.path("c"))
    do {
      let claim = try CohortDirectory(folder.path("c"))
      #expect(try claim.reference() == reference)
      #expect(throws: CohortStoreError.locked(directory: folder.path("c"))) {
        try CohortDirectory(folder.path("c"))
      }
      claim.close()
      let file = folder.path("c/reference.json")
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.contains("\"h\" : 2"))
      try text.replacing("\"h\" : 2", with: "\"h\" : -2").write(
        toFile: file, atomically: false, encoding: .utf8)
      #expect(throws: CohortStoreError.self) { try CohortArchive(folder.path("c")).reference() }
      try text.write(toFile: file, atomically: false, encoding: .utf8)
      let restart = try CohortDirectory(folder.path("c"), mode: .restart)
      #expect(try restart.reference() == nil)
    }
    cohort.frozen?.method = "another"
    #expect(
      throws: CohortError.store(
        .otherCohort(directory: folder.path("c"), differences: ["reference"]))
    ) { try CohortRunner(cohort, using: backend).run(in: folder.path("c")) }
    var restarted = CohortRunner(cohort, using: backend)
    restarted.mode = .restart
    try restarted.run(in: folder.path("c"))
    #expect(try CohortArchive(folder.path("c")).reference()?.method == "another")
  }

  @Test("a run that was cut off before the manifest leaves no reference that counts")
  func cutOff() throws {
    let folder = try ScratchFolder()
    var cohort = try RandomCohort(2).cohort
    cohort.frozen = CohortReference(method: "m")
    try CohortRunner(cohort, using: SimplexBackend()).run(in: folder.path("c"))
    try FileManager.default.removeItem(atPath: folder.path("c/cohort.json"))
    let claim = try CohortDirectory(folder.path("c"))
    #expect(try claim.reference() == nil)
    claim.close()
    cohort.frozen = CohortReference(method: "other")
    try CohortRunner(cohort, using: SimplexBackend()).run(in: folder.path("c"))
    #expect(try CohortArchive(folder.path("c")).reference()?.method == "other")
  }
}
