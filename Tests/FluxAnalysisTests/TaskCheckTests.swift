import MetabolicModels
import TestSupport
import Testing
import TwinFlux

@Suite("Metabolic tasks")
struct TaskCheckTests {
  /// A(e) → A(c) → B(c) → C(c) + 2 D(c), with D going nowhere but out by OUT_D, and a pump that
  /// costs an X.
  static func model(maintenance: Double = 0) throws -> MetabolicModel {
    try model([
      ("EX_A", ["A[e]": -1], (-10, 1000)),
      ("IN", ["A[e]": -1, "A[c]": 1], (-1000, 1000)),
      ("R1", ["A[c]": -1, "B[c]": 1], (0, 1000)),
      ("R2", ["B[c]": -1, "C[c]": 1, "D[c]": 2], (0, 1000)),
      ("OUT_D", ["D[c]": -1, "D[e]": 1], (0, 1000)),
      ("PUMP", ["X[c]": -1, "C[c]": -1, "Y[c]": 1, "C[e]": 1], (0, 1000)),
      ("BURN", ["X[c]": -1, "Y[c]": 1], (maintenance, 1000)),
    ])
  }

  /// Metabolites are named by their ids, which hold the compartment; ids are `m0`, `m1` …
  static func model(
    _ parts: [(id: String, equation: [String: Double], bounds: (Double, Double))]
  ) throws -> MetabolicModel {
    let names = Set(parts.flatMap(\.equation.keys)).sorted()
    let rows = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var matrix = StoichiometricMatrix(rowCount: names.count)
    for part in parts { matrix.appendColumn(part.equation.map { (rows[$0.key] ?? 0, $0.value) }) }
    return try MetabolicModel(
      id: "toy",
      metabolites: names.enumerated().map { index, name in
        Metabolite(
          id: "m\(index)", name: String(name.dropLast(3)),
          compartment: String(name.suffix(2).dropLast()))
      },
      reactions: parts.map {
        Reaction(id: $0.id, bounds: FluxBounds(lower: $0.bounds.0, upper: $0.bounds.1))
      }, stoichiometry: matrix)
  }

  static func check(
    _ tasks: [MetabolicTask], on model: MetabolicModel, options: TaskOptions = TaskOptions()
  ) throws -> TaskResults {
    try checkTasks(
      tasks, on: ConstrainedModel(model), options: options,
      using: SolverChoice.auto.makeBackend())
  }

  private static func only(_ task: MetabolicTask, on model: MetabolicModel? = nil) throws
    -> TaskResult
  {
    var options = TaskOptions()
    options.keepsWitnesses = true
    let result = try check([task], on: model ?? self.model(), options: options).results[0]
    #expect(result.isCertified)
    return result
  }

  @Test("what goes in comes out, and the witness is that flux")
  func passes() throws {
    let result = try Self.only(
      MetabolicTask(
        id: "t", inputs: [.init("A[e]")],
        outputs: [.init("C[c]", lower: 1, upper: 1), .init("D[e]")]))
    #expect(result.status == .passed)
    #expect(result.reason == nil)
    #expect(try #require(result.residual).largest <= 1e-9)
    let fluxes = try #require(result.witness).fluxes
    for (flux, expected) in zip(fluxes, [0, 1, 1, 1, 2, 0, 0] as [Double]) {
      #expect(abs(flux - expected) <= 1e-9)
    }
  }

  @Test("the model's own exchanges are closed")
  func closedBoundary() throws {
    let result = try Self.only(
      MetabolicTask(id: "t", outputs: [.init("C[c]", lower: 1), .init("D[e]")]))
    #expect(result.status == .failed)
    #expect(result.reason?.shortfalls.map(\.name) == ["C[c]"])
    #expect(result.reason?.surplus == [])
    #expect(
      result.reason?.description == "C[c] cannot be made, even if every metabolite could leave.")
  }

  @Test("what cannot be removed is named")
  func surplus() throws {
    let result = try Self.only(
      MetabolicTask(id: "t", inputs: [.init("A[e]")], outputs: [.init("C[c]", lower: 3)]))
    #expect(result.status == .failed)
    let surplus = try #require(result.reason?.surplus)
    #expect(surplus.map(\.name) == ["D[c]"] || surplus.map(\.name) == ["D[e]"])
    #expect(abs(surplus[0].amount - 6) <= 1e-6)
    #expect(result.reason?.description.contains("cannot be removed") == true)
  }

  @Test("what limits say is met in part: how much there can be")
  func partly() throws {
    let result = try Self.only(
      MetabolicTask(
        id: "t", inputs: [.init("A[e]", upper: 4)],
        outputs: [.init("C[c]", lower: 5), .init("D[e]", upper: 3)]))
    let shortfall = try #require(result.reason?.shortfalls.first)
    #expect(result.status == .failed)
    #expect(shortfall.kind == .output && shortfall.required == 5)
    #expect(abs(shortfall.reached - 1.5) <= 1e-9)
    #expect(
      result.reason?.description.hasPrefix("C[c] cannot be made: at most 1.5 of the 5 required")
        == true)
  }

  @Test("an input that must be used up")
  func requiredInput() throws {
    let outlets: [MetabolicTask.Exchange] = [.init("C[c]", upper: 2), .init("D[e]")]
    let fits = try Self.only(
      MetabolicTask(id: "t", inputs: [.init("A[e]", lower: 2, upper: 2)], outputs: outlets))
    #expect(fits.status == .passed)
    let tooMuch = try Self.only(
      MetabolicTask(id: "t", inputs: [.init("A[e]", lower: 3)], outputs: outlets))
    #expect(tooMuch.status == .failed)
    #expect(tooMuch.reason?.shortfalls.first?.kind == .input)
    #expect(tooMuch.reason?.shortfalls.first?.name == "A[e]")
    // What must come in must come in net, even if the metabolite may also go out.
    let both = try Self.only(
      MetabolicTask(
        id: "t", inputs: [.init("A[e]", lower: 3)], outputs: outlets + [.init("A[e]")]))
    #expect(both.status == .failed)
  }

  @Test("a task that should fail passes if it does")
  func shouldFail() throws {
    let nothing = MetabolicTask(
      id: "t", shouldFail: true, outputs: [.init("C[c]", lower: 1e-3), .init("D[e]")])
    #expect(try Self.only(nothing).status == .expectedFailure)
    #expect(try Self.only(nothing).isPassed)
    var fed = nothing
    fed.inputs = [.init("A[e]")]
    #expect(try Self.only(fed).status == .unexpectedSuccess)
    #expect(try !Self.only(fed).isPassed)
  }

  @Test("reactions of the task's own, and their bounds")
  func equations() throws {
    var task = MetabolicTask(
      id: "t", inputs: [.init("A[e]")], outputs: [.init("C[e]", lower: 1), .init("D[e]")])
    #expect(try Self.only(task).status == .failed)
    task.equations = [try .init("Y[c] <=> X[c]")]
    let result = try Self.only(task)
    #expect(result.status == .passed)
    #expect(try #require(result.witness).equationFluxes[0] >= 1 - 1e-9)
    task.equations = [try .init("Y[c] => X[c]", lower: 3, upper: 2000)]
    task.changes = [.init("BURN", lower: 0, upper: 1)]
    task.outputs = [.init("C[e]", upper: 1), .init("D[e]")]
    let tooMuch = try Self.only(task)
    #expect(tooMuch.status == .failed)
    #expect(tooMuch.reason?.shortfalls.first?.kind == .equation)
    #expect(abs((tooMuch.reason?.shortfalls.first?.reached ?? 0) - 2) <= 1e-9)
  }

  @Test("changed bounds close a way and open another")
  func changes() throws {
    var task = MetabolicTask(
      id: "t", inputs: [.init("A[e]")], outputs: [.init("C[c]", lower: 1), .init("D[e]")],
      changes: [.init("R1", lower: 0, upper: 0.5)])
    #expect(try Self.only(task).status == .failed)
    task.changes = [.init("EX_A", lower: -5, upper: 0)]
    task.inputs = []
    #expect(try Self.only(task).status == .passed)
  }

  @Test("keywords open all metabolites, or those of a compartment; what is named goes before")
  func keywords() throws {
    let made = MetabolicTask.Exchange("C[c]", lower: 1)
    func status(
      _ inputs: [MetabolicTask.Exchange], _ outputs: [MetabolicTask.Exchange]
    ) throws -> TaskResult.Status {
      try Self.only(MetabolicTask(id: "t", inputs: inputs, outputs: outputs)).status
    }
    #expect(try status([.init("A[e]")], [made]) == .failed)
    #expect(try status([.init("A[e]")], [made, .init("ALLMETSIN[e]")]) == .passed)
    #expect(try status([.init("A[e]")], [.init("allmets"), made]) == .passed)
    #expect(try status([.init("ALLMETS")], [made, .init("D[e]")]) == .passed)
    #expect(try status([.init("ALLMETSIN[e]")], [made, .init("D[e]", upper: 1)]) == .failed)
    #expect(
      try status([.init("A[e]")], [made, .init("ALLMETSIN[e]"), .init("D[e]", upper: 1)])
        == .failed)
  }

  @Test("bounds of the model that ask for flux are demands of every task")
  func maintenance() throws {
    let result = try Self.only(
      MetabolicTask(
        id: "t", inputs: [.init("A[e]")], outputs: [.init("C[c]", lower: 1), .init("D[e]")]),
      on: Self.model(maintenance: 2))
    #expect(result.status == .failed)
    #expect(result.reason?.shortfalls.map(\.kind) == [.reaction])
    #expect(result.reason?.shortfalls.first?.name == "BURN")
  }

  @Test("names that the model does not have")
  func names() throws {
    let model = ConstrainedModel(try Self.model())
    let backend = try SolverChoice.auto.makeBackend()
    func error(_ task: MetabolicTask) -> TaskError? {
      do throws(FluxError) {
        _ = try checkTasks([task], on: model, using: backend)
        return nil
      } catch {
        if case .task(let error) = error { return error }
        return nil
      }
    }
    #expect(
      error(MetabolicTask(id: "t", inputs: [.init("a[E]"), .init("m1")]))
        == .namedTwice(
          task: "t", line: nil, name: "m1"))
    let unknown = error(MetabolicTask(id: "t", outputs: [.init("CC[c]", line: 4)]))
    #expect(
      unknown == .unknownMetabolite(task: "t", line: 4, name: "CC[c]", suggestion: "C[c]"))
    #expect(unknown?.description.contains("line 4") == true)
    #expect(
      error(MetabolicTask(id: "t", inputs: [.init("ALLMETSIN[q]")]))
        == .unknownCompartment(task: "t", line: nil, name: "q", compartments: ["c", "e"]))
    #expect(
      error(MetabolicTask(id: "t", changes: [.init("R3", lower: 0, upper: 1)]))
        == .unknownReaction(task: "t", line: nil, id: "R3", suggestion: "R1"))
    #expect(
      error(
        MetabolicTask(
          id: "t", inputs: [.init("A[e]", lower: 1)], outputs: [.init("A[e]", lower: 1)]))
        == .demandedBothWays(task: "t", line: nil, name: "A[e]"))
  }

  @Test("a task that names what is not there may be left undecided")
  func skipping() throws {
    var options = TaskOptions()
    options.skipsUnknownNames = true
    let unknown = MetabolicTask(id: "u", outputs: [.init("Q[c]", lower: 1)])
    let known = MetabolicTask(
      id: "k", inputs: [.init("A[e]")], outputs: [.init("C[c]", lower: 1), .init("D[e]")])
    let found = try Self.check([unknown, known], on: Self.model(), options: options).results
    #expect(found.map(\.status) == [.undecided, .passed])
    #expect(
      found[0].problem
        == .unknownMetabolite(task: "u", line: nil, name: "Q[c]", suggestion: "A[c]"))
  }

  @Test("any number of threads gives the same digits, whatever stands beside a task in the list")
  func threads() throws {
    var tasks: [MetabolicTask] = []
    for index in 0..<40 {
      tasks.append(
        MetabolicTask(
          id: "\(index)", inputs: [.init("A[e]", upper: Double(index % 7))],
          outputs: [
            .init("C[c]", lower: 1 + Double(index % 5)),
            .init(index % 11 == 0 ? "ALLMETS" : "D[e]"),
          ]))
    }
    var options = TaskOptions()
    options.keepsWitnesses = true
    let one = try Self.check(tasks, on: Self.model(), options: options)
    options.threads = 3
    let three = try Self.check(tasks, on: Self.model(), options: options)
    #expect(one.results.map(\.status) == three.results.map(\.status))
    #expect(one.results.map(\.reason) == three.results.map(\.reason))
    #expect(one.results.map(\.witness) == three.results.map(\.witness))
    #expect(one.programsSolved == three.programsSolved)
    for (index, result) in one.results.enumerated() {
      #expect(result.isPassed == (index % 7 >= 1 + index % 5))
    }
  }
}
