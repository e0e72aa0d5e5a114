import DataFiles
import MetabolicModels
import ModelFormats
import TestSupport
import Testing
import TwinFlux

@Suite("Essentiality for metabolic tasks")
struct TaskEssentialityTests {
  /// Tasks of a random model: each asks for one metabolite from others, some of them too much.
  private static func tasks(of model: MetabolicModel) -> [MetabolicTask] {
    let ids = model.metabolites.map(\.id)
    return (0..<8).map { place in
      let amount: Double = 0.1 + 0.4 * Double(place % 4)
      let way: MetabolicTask.Exchange =
        place % 4 == 0 ? .init(ids[place + 9], upper: 9) : .init("ALLMETS")
      let product = MetabolicTask.Exchange(ids[place + 11], lower: amount, upper: 50)
      return MetabolicTask(
        id: "T\(place)", shouldFail: place == 5,
        inputs: [0, 3, 6].map { .init(ids[place + $0], upper: 8) }, outputs: [way, product])
    }
  }

  private static func hepatocyte() throws -> (model: MetabolicModel, tasks: [MetabolicTask]) {
    let folder = SharedFiles.packageRoot.path + "/Models/"
    let input = try InputFile.read(folder + "hepatocyte_core.xml")
    let list = try InputFile.read(folder + "hepatocyte_tasks.tsv")
    return (
      try SBMLReader.read(input.bytes, path: input.path).model,
      try TaskListReader.read(list.bytes, path: list.path)
    )
  }

  /// Compares with a check under closed bounds, reaction by reaction.
  ///
  /// - Returns: How many tasks are lost, over all reactions.
  private func lost(
    in model: ConstrainedModel, _ tasks: [MetabolicTask], reactions: [Int]
  ) throws -> Int {
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    var options = TaskOptions()
    let found = try taskEssentialReactions(
      of: model, for: tasks, reactions: reactions, options: options, using: backend)
    options.threads = 3
    let threaded = try taskEssentialReactions(
      of: model, for: tasks, reactions: reactions, options: options, using: backend)
    #expect(threaded.deletions == found.deletions)
    #expect(threaded.programsSolved == found.programsSolved)
    options.findsSurplus = false
    let before = try checkTasks(tasks, on: model, options: options, using: backend).results
    #expect(found.tasks.map(\.status) == before.map(\.status))
    for deletion in found.deletions {
      var closed = model
      try closed.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: deletion.index)
      let after = try checkTasks(tasks, on: closed, options: options, using: backend).results
      let failed = tasks.indices.filter { before[$0].isPassed && !after[$0].isPassed }
      #expect(deletion.failedTasks == failed)
      #expect(deletion.undecidedTasks.isEmpty)
    }
    #expect(found.programsSolved < tasks.count * reactions.count)
    return found.deletions.reduce(0) { $0 + $1.failedTasks.count }
  }

  @Test("what is lost is what a check of its own loses, on any number of threads")
  func againstChecks() throws {
    let random = ConstrainedModel(try RandomModels.model(seed: 3, reactions: 40))
    _ = try lost(in: random, Self.tasks(of: random.model), reactions: Array(0..<40))
    let (model, tasks) = try Self.hepatocyte()
    let every = Array(stride(from: 0, to: model.reactions.count, by: 12))
    #expect(try lost(in: ConstrainedModel(model), tasks, reactions: every) >= 5)
  }

  @Test(
    "isozymes stand in for each other, subunits do not, and a closed model has less to stand in")
  func genes() throws {
    let parts: [OmicsModels.Part] = [
      .init("R1", ["A": -1, "B": 1], rule: "g1 and g2"),
      .init("R2", ["A": -1, "B": 1], rule: "g3"),
      .init("R3", ["B": -1, "C": 1], rule: "g4 or g5"), .init("R4", ["C": -1, "A": 1], rule: "g6"),
    ]
    var model = ConstrainedModel(try OmicsModels.model(parts))
    let tasks = [
      MetabolicTask(id: "C", inputs: [.init("A")], outputs: [.init("C", lower: 1)]),
      MetabolicTask(id: "A", inputs: [.init("B")], outputs: [.init("A", lower: 1)]),
      MetabolicTask(id: "D", outputs: [.init("A", lower: 1)]),
    ]
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    func lost() throws -> [String: [Int]] {
      let found = try taskEssentialGenes(of: model, for: tasks, using: backend)
      #expect(found.tasks.map(\.isPassed) == [true, true, false])
      return Dictionary(
        uniqueKeysWithValues: found.deletions.filter(\.isEssential).map {
          (model.model.genes[$0.index].id, $0.failedTasks)
        })
    }
    #expect(try lost() == ["g6": [1]])
    try model.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: 1)
    #expect(try lost() == ["g1": [0], "g2": [0], "g6": [1]])
  }

  @Test("a task that should fail can begin to work only where a flux is no longer forced")
  func forced() throws {
    let parts: [OmicsModels.Part] = [
      .init("R1", ["A": -1, "B": 1], rule: "g1"),
      .init("DRAIN", ["X": -1, "Y": 1], (1, 10), rule: "g2"),
    ]
    let task = MetabolicTask(
      id: "B", shouldFail: true, inputs: [.init("A")], outputs: [.init("B", lower: 1)])
    let found = try taskEssentialGenes(
      of: ConstrainedModel(OmicsModels.model(parts)), for: [task],
      using: SolverChoice.auto.makeBackend())
    #expect(found.tasks[0].status == .expectedFailure)
    #expect(found.deletions.map(\.failedTasks) == [[], [0]])
  }

  /// The genes follow from textbook biochemistry: without ornithine transcarbamylase no urea, without
  /// complex IV no ATP from palmitate.
  @Test("in the hepatocyte core")
  func hepatocyte() throws {
    let (model, tasks) = try Self.hepatocyte()
    let found = try taskEssentialGenes(
      of: ConstrainedModel(model), for: tasks,
      using: SolverChoice.auto.makeBackend(for: .manyObjectives))
    #expect(found.tasks.allSatisfy { $0.isPassed && $0.isCertified })
    func lost(_ gene: String) throws -> [String] {
      let index = try #require(model.geneIndex(gene))
      return found.deletions[index].failedTasks.map { tasks[$0].id }
    }
    #expect(try lost("OTC") == ["urea"])
    #expect(try lost("HMGCS2") == ["ketogenesis"])
    #expect(try lost("CPT1A") == ["ATP-palmitate", "ketogenesis"])
    #expect(try lost("MT-CO1").contains("ATP-palmitate"))
    #expect(try lost("PC").contains("gluconeogenesis"))
    #expect(try lost("CYP2C9") == [])
    // Of 8 tasks for each of 250 sets of reactions.
    #expect(found.programsSolved < 90)
  }
}
