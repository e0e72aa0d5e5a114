import DataFiles
import FluxAnalysis
import Foundation
import MetabolicModels
import ModelFormats
import TestSupport
import Testing
import TwinFlux

@testable import OmicsIntegration

@Suite("Required tasks", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct RequiredTasksTests {
  /// a → b in one reaction (R1) or in two (R2, R3); b → c in one of two (R4, R5); d from nothing
  /// that there is.
  private static func toy(order: [Int] = Array(0..<5)) throws -> MetabolicModel {
    let names = ["a", "m", "b", "c", "d"]
    let equations: [[Int: Double]] = [
      [0: -1, 2: 1], [0: -1, 1: 1], [1: -1, 2: 1], [2: -1, 3: 1], [2: -1, 3: 1],
    ]
    var matrix = StoichiometricMatrix(rowCount: names.count)
    var reactions: [Reaction] = []
    for index in order {
      matrix.appendColumn(equations[index].map { (row: $0.key, value: $0.value) })
      reactions.append(
        Reaction(id: "R\(index + 1)", bounds: .reversible, rule: .gene(index)))
    }
    return try MetabolicModel(
      id: "toy", compartments: [Compartment(id: "c")],
      metabolites: names.map { Metabolite(id: $0, name: $0, compartment: "c") },
      reactions: reactions, genes: (1...5).map { Gene(id: "G\($0)") }, stoichiometry: matrix)
  }

  private static let tasks = [
    MetabolicTask(
      id: "T1", inputs: [.init("a[c]")], outputs: [.init("b[c]", lower: 1)]),
    MetabolicTask(
      id: "T2", inputs: [.init("a[c]")], outputs: [.init("c[c]", lower: 1)]),
    MetabolicTask(id: "T3", inputs: [.init("a[c]")], outputs: [.init("d[c]", lower: 1)]),
    MetabolicTask(id: "T4", shouldFail: true, outputs: [.init("c[c]", lower: 1)]),
  ]

  /// A patient in whom nothing but `kept` is left, with these levels of the genes.
  private static func patient(
    _ model: MetabolicModel, keeping kept: Set<String>, levels: [Double]
  ) throws -> PersonalizedModel {
    let base = ConstrainedModel(model)
    let genes = model.genes.map(\.id)
    let matched = try GeneMatching(model: model, tableGenes: genes).levels(
      of: OmicsProfile(sample: "S", genes: genes, levels: levels))
    let scoring = GeneRuleScoring(isozymes: .maximum)
    return try PersonalizedModel(
      keeping: model.reactions.map { kept.contains($0.id) }, of: base, levels: matched,
      scores: scoring.scores(of: model, levels: matched.levels, skippingUnreadable: false),
      provenance: .init(method: "test", sample: "S", scoring: scoring, parameters: []))
  }

  @Test(
    "the well expressed way comes back, and each task names what it needed",
    arguments: SolverChoice.available)
  func namesReactions(solver: SolverChoice) throws {
    // R1 costs 5, R2 and R3 together 0.2; R4 costs 5 ln 2, R5 0.1.
    for order in [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1]] {
      let model = try Self.toy(order: order)
      let patient = try Self.patient(model, keeping: [], levels: [0, 50, 60, 0.5, 40])
      let repair = try RequiredTasks(Self.tasks).repair(
        patient, using: MethodSolver(solver.makeBackend()))
      #expect(repair.failedBefore == ["T1", "T2"])
      #expect(repair.beyondModel == ["T3"])
      #expect(Set(repair.givenBack.map { "\($0.id) \($0.task)" }) == ["R2 T1", "R3 T1", "R5 T2"])
      #expect(repair.model.relaxed.count(where: \.self) == 3)
      #expect(repair.model.counts.closed == 2)
    }
  }

  @Test("one reaction is preferred to two that are expressed alike")
  func fewest() throws {
    let patient = try Self.patient(
      Self.toy(), keeping: ["R4"], levels: [10, 10, 10, 10, 10])
    let repair = try RequiredTasks(Self.tasks).repair(
      patient, using: MethodSolver(SolverChoice.auto.makeBackend()))
    #expect(repair.givenBack.map(\.id) == ["R1"])
  }

  @Test("a model that can do all that it could is left alone")
  func untouched() throws {
    let patient = try Self.patient(
      Self.toy(), keeping: ["R1", "R5"], levels: [1, 2, 3, 4, 5])
    let repair = try RequiredTasks(Self.tasks).repair(
      patient, using: MethodSolver(SolverChoice.auto.makeBackend()))
    #expect(repair.givenBack.isEmpty)
    #expect(repair.failedBefore.isEmpty)
    #expect(repair.model.constrained.bounds == patient.constrained.bounds)
  }

  @Test("bounds that are narrow and not closed are named as what stands in the way")
  func narrowed() throws {
    var patient = try Self.patient(
      Self.toy(), keeping: ["R1", "R5"], levels: [1, 2, 3, 4, 5])
    try patient.constrained.setBounds(FluxBounds(lower: 0, upper: 0.5), ofReaction: 4)
    try patient.constrained.setBounds(FluxBounds(lower: 0, upper: 0.2), ofReaction: 3)
    #expect {
      try RequiredTasks(Self.tasks).repair(
        patient, using: MethodSolver(SolverChoice.auto.makeBackend()))
    } throws: { error in
      if case .tasksNotRestored(let tasks)? = error as? OmicsError {
        tasks == ["T2"]
      } else {
        false
      }
    }
  }

  @Test("a hepatocyte does again all that it could, whatever was closed")
  func hepatocyte() throws {
    let input = try InputFile.read(ShippedData.path("Models/hepatocyte_core.xml"))
    let model = try SBMLReader.read(input.bytes, path: input.path).model
    let list = try InputFile.read(ShippedData.path("Models/hepatocyte_tasks.tsv"))
    let tasks = try TaskListReader.read(list.bytes, path: list.path)
    let solver = try MethodSolver(SolverChoice.auto.makeBackend())
    let before = try checkTasks(tasks, on: ConstrainedModel(model), using: solver.backend)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2 {
      let kept = model.reactions.filter { _ in generator.next() % 2 == 0 }.map(\.id)
      let levels = model.genes.map { _ in Double(generator.next() % 100) }
      let patient = try Self.patient(model, keeping: Set(kept), levels: levels)
      let repair = try RequiredTasks(tasks).repair(patient, using: solver)
      let after = try checkTasks(tasks, on: repair.model.constrained, using: solver.backend)
      #expect(!repair.givenBack.isEmpty)
      for (old, new) in zip(before.results, after.results) where old.isPassed {
        #expect(new.isPassed, "\(new.id)")
      }
    }
  }

  @Test("a reaction costs what its genes speak against it, as INIT scores them")
  func costs() throws {
    let patient = try Self.patient(Self.toy(), keeping: [], levels: [0, 0.5, 1, 20, 1])
    let costs = try RequiredTasks([]).costs(of: patient)
    for (cost, expected) in zip(costs, [5, 5 * log(2), 0.1, 0.1, 0.1]) {
      #expect(abs(cost - expected) < 1e-12)
    }
  }

  @Test("ftINIT forces what tasks cannot do without, in the direction that they need")
  func essential() throws {
    let model = try Self.toy()
    var required = RequiredTasks(Self.tasks)
    required.tasks = [Self.tasks[0]]
    var narrow = ConstrainedModel(model)
    try narrow.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: 0)
    let found = try required.essentialReactions(
      of: narrow, using: MethodSolver(SolverChoice.auto.makeBackend()))
    #expect(found == [1: 1, 2: 1])
  }
}
