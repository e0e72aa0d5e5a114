import Foundation
import SimplexBackend
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite(
  "Each analysis of a cohort",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct CohortKindTests {
  private typealias Kind = CohortAnalysisOptions.Kind

  private static let others = Kind.allCases.filter { $0 != .ranges }

  private func cohort(_ kind: Kind, _ count: Int = 7) throws -> Cohort {
    var cohort = try RandomCohort(count).cohort
    cohort.analysis.kind = kind
    cohort.tasks = Self.tasks(of: cohort.model.model)
    return cohort
  }

  private func run(
    _ cohort: Cohort, threads: Int = 1, shard: String = "1/1", in directory: String
  ) throws -> CohortProgress {
    var runner = CohortRunner(cohort, using: SimplexBackend())
    runner.threads = threads
    runner.shard = try #require(CohortShard(shard))
    return try runner.run(in: directory)
  }

  /// The analysis of one patient by itself.
  private func own(_ cohort: Cohort, _ place: Int) throws -> CohortRecord.Outcome? {
    var model = cohort.model
    let bounds = try cohort.bounds.bounds(of: cohort.design.patients[place])
    for (index, pair) in bounds.enumerated() { try model.setBounds(pair, ofReaction: index) }
    let backend = SimplexBackend()
    switch cohort.analysis.kind {
    case .ranges: return nil
    case .fluxes:
      let found = try fluxBalance(of: model, using: backend)
      return .fluxes(.init(objective: found.objectiveValue, fluxes: found.fluxes))
    case .parsimoniousFluxes:
      let found = try parsimoniousFluxBalance(
        of: model, fraction: cohort.analysis.parsimoniousFraction, using: backend)
      return .fluxes(
        .init(
          objective: found.solution.objectiveValue, fluxes: found.solution.fluxes,
          totalFlux: found.totalFlux))
    case .reactionDeletions:
      let found = try reactionDeletions(of: model, reactions: cohort.reactions, using: backend)
      return .deletions(.init(found.results, objective: found.objectiveValue))
    case .geneDeletions:
      let found = try geneDeletions(of: model, genes: cohort.genes, using: backend)
      return .deletions(.init(found.results, objective: found.objectiveValue))
    case .tasks:
      return .tasks(.init(try checkTasks(cohort.tasks, on: model, using: backend).results))
    }
  }

  /// Tasks that differ in what they demand of one metabolite, one of which nobody can do.
  private static func tasks(of model: MetabolicModel) -> [MetabolicTask] {
    let ids = model.metabolites.map(\.id)
    return [0.1, 1, 5, 1e6].enumerated().map { place, amount in
      MetabolicTask(
        id: "T\(place)", shouldFail: place == 3, inputs: [.init(ids[0], upper: 4)],
        outputs: [.init("ALLMETS"), .init(ids[3], lower: amount, upper: 1e7)], line: place)
    }
  }

  /// Bytes, since NaN is no equal of itself.
  private func bytes(_ outcome: CohortRecord.Outcome) -> [UInt8] {
    CohortRecordFile.encode(CohortRecord(key: .init(identity: "", problem: ""), outcome: outcome))
  }

  @Test("every patient gets the numbers of an analysis of its own, or a reason", arguments: others)
  func equalsSingle(_ kind: CohortAnalysisOptions.Kind) throws {
    let folder = try ScratchFolder()
    var cohort = try cohort(kind)
    cohort.analysis.parsimoniousFraction = 0.8
    let counts = try run(cohort, in: folder.path("c"))
    // Bounds that nothing satisfies are no failure of the patient there, but of every task.
    #expect(counts.finished == 7 && counts.failed == (kind == .tasks ? 1 : 2))
    let archive = try CohortArchive(folder.path("c"))
    for place in 0..<7 {
      guard case .present(let record) = try archive.state(ofSample: place) else {
        Issue.record("nothing of patient \(place)")
        continue
      }
      switch place {
      case 2: #expect(record.failure == .init(.input, reason: "no levels"))
      case 5 where kind == .tasks:
        #expect(record.outcome == (try own(cohort, place)))
        guard case .tasks(let tasks) = record.outcome else { break }
        #expect(tasks.passed == [0, 0, 0, 1])
      case 5: #expect(record.failure?.kind == .infeasible)
      default:
        let single = try #require(try own(cohort, place))
        #expect(bytes(record.outcome) == bytes(single))
        #expect(record.uncertifiedEnds == 0)
        if kind != .tasks { #expect(try #require(record.objective) > 0) }
      }
    }
  }

  @Test("a deletion leaves the optimum of the model without the reaction, or less of it")
  func deletions() throws {
    let folder = try ScratchFolder()
    var cohort = try cohort(.reactionDeletions, 2)
    cohort.reactions = [3, 49, 7]
    _ = try run(cohort, in: folder.path("c"))
    let archive = try CohortArchive(folder.path("c"))
    #expect(archive.manifest.rows == ["R3", "R49", "R7"] && archive.manifest.genes == nil)
    guard case .present(let record) = try archive.state(ofSample: 1),
      case .deletions(let deletions) = record.outcome
    else {
      Issue.record("no deletions")
      return
    }
    // The objective is the flux of the last reaction.
    #expect(deletions.remaining[1] == 0 && deletions.status[1] == .optimal)
    #expect(deletions.remaining.allSatisfy { $0 <= deletions.objective + 1e-9 })
    var model = cohort.model
    for (index, pair) in try cohort.bounds.bounds(of: cohort.design.patients[1]).enumerated() {
      try model.setBounds(pair, ofReaction: index)
    }
    for (place, reaction) in [3, 49, 7].enumerated() {
      var without = model
      try without.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: reaction)
      let cold = try fluxBalance(of: without, using: SimplexBackend())
      #expect(abs(cold.objectiveValue - deletions.remaining[place]) < 1e-7)
    }
  }

  @Test("deletions of genes name their rows")
  func genes() throws {
    let folder = try ScratchFolder()
    var cohort = try cohort(.geneDeletions, 2)
    cohort.genes = [4, 0]
    // Genes are deleted, not reactions.
    cohort.reactions = [1]
    _ = try run(cohort, in: folder.path("c"))
    let manifest = try CohortArchive(folder.path("c")).manifest
    #expect(manifest.rows == ["g4", "g0"] && manifest.reactions == [])
    #expect(manifest.identity.genes == [4, 0] && manifest.identity.reactions == nil)
    cohort.genes = nil
    #expect(
      throws: CohortError.store(
        .otherCohort(directory: folder.path("c"), differences: ["genes"]))
    ) { try run(cohort, in: folder.path("c")) }
  }

  @Test("tasks name their rows, and what they say is a part of the cohort")
  func tasks() throws {
    let folder = try ScratchFolder()
    var cohort = try cohort(.tasks, 3)
    _ = try run(cohort, in: folder.path("c"))
    let archive = try CohortArchive(folder.path("c"))
    #expect(archive.manifest.rows == ["T0", "T1", "T2", "T3"])
    #expect(archive.manifest.rowName == "task" && archive.manifest.reactions == [])
    let merge = try CohortMerge([archive])
    try merge.writeTable(to: folder.path("t.tsv"), separator: .tab)
    let table = try String(contentsOfFile: folder.path("t.tsv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    #expect(table[0] == ["task", "P0.passed", "P1.passed", "P2.passed"])
    #expect(table.count == 5 && table[4] == ["T3", "1", "1", ""])
    // Where a task stands in its file decides nothing; what it says does.
    for index in cohort.tasks.indices { cohort.tasks[index].line = 100 + index }
    #expect(try run(cohort, in: folder.path("c")).resumed == 3)
    cohort.tasks[1].inputs[0].upper = 3
    #expect(
      throws: CohortError.store(
        .otherCohort(directory: folder.path("c"), differences: ["tasks"]))
    ) { try run(cohort, in: folder.path("c")) }
    cohort.tasks[1].inputs[0].name = "nobody"
    #expect(throws: CohortError.self) { try run(cohort, in: folder.path("d")) }
  }

  @Test("neither threads nor shards nor a resumption changes a byte", arguments: others)
  func bytes(_ kind: CohortAnalysisOptions.Kind) throws {
    let folder = try ScratchFolder()
    let cohort = try cohort(kind)
    _ = try run(cohort, in: folder.path("one"))
    let whole = try folder.files(in: "one")
    #expect(whole.count == 9)
    _ = try run(cohort, threads: 3, in: folder.path("three"))
    #expect(try folder.files(in: "three") == whole)
    for name in ["P0.flux", "P5.flux"] {
      try FileManager.default.removeItem(atPath: folder.path("three/patients/" + name))
    }
    let file = URL(filePath: folder.path("three/patients/P1.flux"))
    try Data(contentsOf: file).dropLast(3).write(to: file)
    #expect(try run(cohort, in: folder.path("three")).resumed == 4)
    #expect(try folder.files(in: "three") == whole)
    for shard in 1...2 {
      _ = try run(cohort, shard: "\(shard)/2", in: folder.path("s\(shard)"))
    }
    let archives = try (1...2).map { try CohortArchive(folder.path("s\($0)")) }
    try CohortMerge(archives).write(into: folder.path("merged"))
    #expect(try folder.files(in: "merged") == whole)
  }

  @Test("a run of deletions is cancelled between two of them")
  func cancellation() throws {
    let folder = try ScratchFolder()
    var runner = CohortRunner(try cohort(.reactionDeletions), using: SimplexBackend())
    runner.progress = { _ in false }
    #expect(throws: CohortError.cancelled) { try runner.run(in: folder.path("c")) }
  }

  @Test("indices that the model does not have and a fraction that is none are refused")
  func options() throws {
    let folder = try ScratchFolder()
    var cohort = try cohort(.reactionDeletions)
    cohort.reactions = [0, 50]
    #expect(
      throws: CohortError.invalidOption(
        name: "reactions", value: "50", allowed: "indices below 50, the model's reactions")
    ) { try run(cohort, in: folder.path("c")) }
    cohort.reactions = nil
    cohort.genes = [-1]
    #expect(throws: CohortError.self) { try run(cohort, in: folder.path("c")) }
    cohort.genes = nil
    for fraction in [-0.1, 1.1, .nan] {
      cohort.analysis.parsimoniousFraction = fraction
      #expect(throws: CohortError.self) { try run(cohort, in: folder.path("c")) }
    }
    #expect(try folder.files(in: "") == [:])
  }

  /// A file of another analysis in its place is none of this cohort's.
  @Test("a record of another analysis is damage")
  func otherKind() throws {
    let folder = try ScratchFolder()
    _ = try run(cohort(.fluxes), in: folder.path("fluxes"))
    _ = try run(cohort(.parsimoniousFluxes), in: folder.path("least"))
    try FileManager.default.removeItem(atPath: folder.path("least/patients/P0.flux"))
    try FileManager.default.copyItem(
      atPath: folder.path("fluxes/patients/P0.flux"), toPath: folder.path("least/patients/P0.flux"))
    #expect(
      try CohortArchive(folder.path("least")).state(ofSample: 0) == .damaged(.inconsistent))
  }
}
