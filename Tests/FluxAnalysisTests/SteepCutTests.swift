import TestSupport
import Testing
import TwinFlux

/// Cuts at the optimum itself, under which rounding alone keeps plain outer bounds from proving a
/// value: what iterative refinement is for.
@Suite("A steep cut")
struct SteepCutTests {
  private static func options(threads: Int = 1) -> FluxVariabilityOptions {
    var options = FluxVariabilityOptions()
    options.cut = .fraction(1)
    options.threads = threads
    return options
  }

  private static func steep() throws -> ConstrainedModel { ConstrainedModel(try SteepCut.model()) }

  private static func largestW(_ result: FluxVariabilityResult) throws -> FluxRange.End {
    try #require(result.ranges.last).maximum
  }

  @Test(
    "every end is certified, the steepest at its closed form", arguments: SolverChoice.available)
  func certified(solver: SolverChoice) throws {
    let result = try fluxVariability(
      of: Self.steep(), options: Self.options(), using: solver.makeBackend(for: .manyObjectives))
    for (reaction, range) in zip(result.reactions, result.ranges) {
      #expect(range.minimum.status == .certified, "\(reaction)")
      #expect(range.maximum.status == .certified, "\(reaction)")
    }
    let end = try Self.largestW(result)
    #expect(abs(try #require(end.value) - SteepCut.largestW) <= 1e-7)
    #expect(abs(try #require(end.outerBound) - SteepCut.largestW) <= 1e-7)
    #expect(result.counters.corrections > 0)
    // No rung with a fresh basis is needed.
    #expect(result.counters.rungs.keys.allSatisfy { $0 <= .refactorized })
  }

  @Test("the plain outer bound of the right duals proves nothing there, the refined one does")
  func plainBound() throws {
    let model = try SteepCut.model()
    let stoichiometry = model.stoichiometry
    let reactions = model.reactions
    var rows = BoundArrays(repeating: .fixed(0), count: model.metabolites.count)
    rows.append(Bounds(lower: 10 - 10 * objectiveSlack, upper: .infinity))
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    var values: [Double] = []
    for column in reactions.indices {
      for position in stoichiometry.range(ofColumn: column) {
        indices.append(stoichiometry.rows[position])
        values.append(stoichiometry.values[position])
      }
      if reactions[column].id == "BIO" {
        indices.append(Int32(model.metabolites.count))
        values.append(1)
      }
      starts.append(Int32(values.count))
    }
    let judge = ProgramJudge(
      LinearProgram(
        matrix: SparseMatrix(
          rowCount: rows.count, columnStarts: starts, rows: indices, values: values),
        rows: rows,
        columns: BoundArrays(
          lower: reactions.map(\.bounds.lower), upper: reactions.map(\.bounds.upper)),
        objective: reactions.map { _ in 0 }))
    let price = SteepCut.priceOfBiomass
    let duals = model.metabolites.map { _ in -price } + [-price]
    let terms = [(column: reactions.count - 1, coefficient: 1.0)]
    let plain = judge.outerBound(maximizing: terms, rowDuals: duals)
    #expect(plain - SteepCut.largestW > 1e-6)
    let refined = judge.outerBound(maximizing: terms, rowDuals: RefinedDuals(duals))
    #expect(abs(refined - SteepCut.largestW) <= 1e-9)
  }

  @Test("the same for any number of threads, to the last digit")
  func threads() throws {
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    let one = try fluxVariability(of: Self.steep(), options: Self.options(), using: backend)
    for threads in [2, 4] {
      let more = try fluxVariability(
        of: Self.steep(), options: Self.options(threads: threads), using: backend)
      #expect(more.ranges == one.ranges)
      #expect(more.counters == one.counters)
    }
  }

  @Test(
    "a solver that lies is caught, in its corrections as elsewhere",
    arguments: CorruptBackend.Corruption.allCases)
  func corrupt(corruption: CorruptBackend.Corruption) throws {
    let native = try SolverChoice.native.makeBackend()
    let model = try Self.steep()
    let honest = try fluxVariability(of: model, options: Self.options(), using: native)
    for recovers in [false, true] {
      let liar = CorruptBackend(native, corruption, recovers: recovers)
      let found = Result { () throws(FluxError) in
        try fluxVariability(of: model, options: Self.options(), using: liar)
      }
      guard case .success(let result) = found else { continue }
      for (range, expected) in zip(result.ranges, honest.ranges) {
        for (end, right) in [
          (range.minimum, expected.minimum), (range.maximum, expected.maximum),
        ] where end.status != .failed {
          let (x, y) = try (#require(end.value), #require(right.value))
          #expect(abs(x - y) <= 2e-6 * max(1, abs(y)), "\(corruption): \(x) for \(y)")
        }
      }
    }
  }

  @Test("an end whose outer bound meets it is not certified if it is steep and was not refined")
  func unrefined() throws {
    let native = try SolverChoice.native.makeBackend(for: .manyObjectives)
    let model = ConstrainedModel(try SteepCut.model(length: 3))
    let refined = try fluxVariability(of: model, options: Self.options(), using: native)
    #expect(try Self.largestW(refined).status == .certified)
    // A correction is told by its bounds, which are blown up far beyond those of the model.
    let unrefined = HookedBackend(native) { program in
      let isCorrection = program.columns.upper.contains { $0.isFinite && $0 > 1e5 }
      return { isCorrection ? .stopped(.iterationLimit) : $0 }
    }
    let plain = try fluxVariability(of: model, options: Self.options(), using: unrefined)
    let end = try Self.largestW(plain)
    #expect(end.status == .optimal)
    let gap = try #require(end.outerBound) - #require(end.value)
    #expect(abs(gap) <= 1e-6)
  }

  @Test("a session proves as much")
  func session() throws {
    let model = try Self.steep()
    let session = try FluxVariabilitySession(
      model, options: Self.options(), using: SolverChoice.auto.makeBackend(for: .manyObjectives))
    let result = try session.ranges(under: model.bounds)
    #expect(try Self.largestW(result).status == .certified)
    #expect(abs(try #require(Self.largestW(result).value) - SteepCut.largestW) <= 1e-7)
  }

  @Test(
    "iJO1366 at its optimum: every end is certified, without a fresh basis",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: SolverChoice.available)
  func iJO1366(solver: SolverChoice) throws {
    let file = try InputFile.read(SharedFiles.path("models/iJO1366.xml.gz"))
    let model = ConstrainedModel(try SBMLReader.read(file.bytes, path: file.path).model)
    let result = try fluxVariability(
      of: model, options: Self.options(threads: 2),
      using: solver.makeBackend(for: .manyObjectives))
    let ends = result.ranges.flatMap { [$0.minimum, $0.maximum] }
    #expect(ends.count == 5166)
    #expect(ends.count { $0.status == .certified } == 5166)
    #expect(result.counters.rungs.keys.allSatisfy { $0 <= .refactorized })
    #expect(result.counters.corrections > 0)
    // The cut's slack, 1e-10, is worth 964.4006 times as much of this flux.
    let transport = try #require(model.model.reactionIndex("ALATA_D2"))
    #expect(abs(try #require(result.ranges[transport].maximum.value) - 9.644e-8) <= 1e-8)
  }
}
