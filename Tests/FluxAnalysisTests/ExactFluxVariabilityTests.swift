import Synchronization
import TestSupport
import Testing
import TwinFlux

@Suite(
  "Flux variability settled in rational arithmetic",
  .enabled(if: ExactSolverChoice.isAvailable, "this build has no exact arithmetic"))
struct ExactFluxVariabilityTests {
  private func result(
    of model: ConstrainedModel, exact: Bool = true,
    _ change: (inout FluxVariabilityOptions) -> Void = { _ in }
  ) throws -> FluxVariabilityResult {
    var options = FluxVariabilityOptions()
    change(&options)
    if exact { options.exactSolver = try ExactSolverChoice.makeSolver() }
    return try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend(for: .manyObjectives))
  }

  private func fractions(_ result: FluxVariabilityResult) -> [[String?]] {
    result.ranges.map { [$0.minimum.fraction, $0.maximum.fraction] }
  }

  /// => A (0...10); A => 3 B; B is used up by two ways, 7 at a time or 1; no more than 1/3 of X.
  private func parts() -> [OmicsModels.Part] {
    [
      .init("IN", ["A": 1], (0, 10)), .init("SPLIT", ["A": -1, "B": 3]),
      .init("X", ["B": -7, "C": 1]), .init("Y", ["B": -1, "C": 0.1], (0, 5)),
      .init("BACK", ["C": -3, "A": 1], (0, 1)), .init("OUT", ["C": -1]),
    ]
  }

  @Test("the ends of a small model are the fractions of a closed form")
  func closedForm() throws {
    let model = ConstrainedModel(try OmicsModels.model(parts(), objective: "OUT"))
    let found = try result(of: model) { $0.cut = .none }
    // With BACK at b: SPLIT ≤ 10 + b, C = (3 SPLIT − Y)/7 + Y/10 = OUT + 3 b.
    #expect(fractions(found)[0] == ["0", "10"])
    #expect(fractions(found)[1] == ["0", "11"])
    #expect(fractions(found)[2] == ["0", "33/7"])
    #expect(fractions(found)[3] == ["0", "5"])
    let exact = try #require(found.exact)
    #expect(exact.settledEnds == 12 && exact.unsettledEnds.isEmpty)
    #expect(found.ranges[2].maximum.value == 33.0 / 7)
    #expect(found.ranges[2].maximum.outerBound == 33.0 / 7)
    #expect(found.ranges.allSatisfy { $0.minimum.status == .certified })
  }

  @Test("outer bounds are the doubles on the far side of the fractions")
  func outerBounds() throws {
    let model = ConstrainedModel(
      try OmicsModels.model([
        .init("IN", ["A": 1], (-1, 1)), .init("OUT", ["A": -3], (-1000, 1000)),
        .init("IN2", ["B": 1], (-10, 10)), .init("OUT2", ["B": -3], (-1000, 1000)),
      ]))
    let found = try result(of: model) { $0.cut = .none }.ranges
    // The double nearest to 1/3 is below it, and that nearest to 10/3 above.
    #expect(found[1].maximum.fraction == "1/3" && found[3].maximum.fraction == "10/3")
    #expect(found[1].maximum.value == 1.0 / 3)
    #expect(found[1].maximum.outerBound == (1.0 / 3).nextUp)
    #expect(found[1].minimum.outerBound == -(1.0 / 3).nextUp)
    #expect(found[3].maximum.outerBound == 10.0 / 3)
    #expect(found[3].minimum.outerBound == -10.0 / 3)
    #expect(found[0].maximum.outerBound == 1 && found[0].minimum.outerBound == -1)
  }

  @Test("the fractions do not depend on the order of the reactions, nor on solver and threads")
  func invariance() throws {
    let model = ConstrainedModel(try OmicsModels.model(parts(), objective: "OUT"))
    let straight = fractions(try result(of: model) { $0.cut = .none })
    var random = SeededGenerator(seed: 5)
    for _ in 0..<5 {
      let order = parts().indices.shuffled(using: &random)
      let shuffled = ConstrainedModel(
        try OmicsModels.model(order.map { parts()[$0] }, objective: "OUT"))
      let found = fractions(try result(of: shuffled) { $0.cut = .none })
      #expect(found == order.map { straight[$0] })
    }
    for solver in SolverChoice.available {
      var options = FluxVariabilityOptions()
      options.cut = .none
      options.exactSolver = try ExactSolverChoice.makeSolver()
      let found = try fluxVariability(
        of: model, options: options, using: solver.makeBackend(for: .manyObjectives))
      #expect(fractions(found) == straight, "\(solver)")
    }
  }

  @Test(
    "every end of e_coli_core is settled, near that of the floats and within its certified bound",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: [0.9, 1.0])
  func core(fraction: Double) throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = ConstrainedModel(try SBMLReader.read(file.bytes, path: file.path).model)
    let plain = try result(of: model, exact: false) { $0.cut = .fraction(fraction) }
    let exact = try result(of: model) { $0.cut = .fraction(fraction) }
    #expect(exact.exact?.settledEnds == 190 && exact.exact?.unsettledEnds.isEmpty == true)
    for (settled, floating) in zip(exact.ranges, plain.ranges) {
      for (end, other, sign) in [
        (settled.minimum, floating.minimum, -1.0), (settled.maximum, floating.maximum, 1.0),
      ] {
        let (value, before) = (try #require(end.value), try #require(other.value))
        #expect(abs(value - before) <= 1e-9 * max(1, abs(before)))
        // That bound was proved by other means, for the same program: no exact end is beyond it.
        #expect(sign * value <= sign * (try #require(other.outerBound)))
        #expect(end.status == .certified && end.fraction != nil)
        let beyond = sign * (try #require(end.outerBound) - value)
        #expect(beyond >= 0 && beyond <= value.ulp)
      }
    }
    let two = try result(of: model) {
      $0.cut = .fraction(fraction)
      $0.threads = 2
    }
    #expect(two.ranges == exact.ranges && two.exact?.pivots == exact.exact?.pivots)
  }

  @Test("an end without a limit is unbounded")
  func unbounded() throws {
    let infinity = Double.infinity
    let model = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 1)), .init("OUT", ["A": -1]),
          .init("F", ["A": -1, "B": 1], (-infinity, infinity)),
          .init("R", ["B": -1, "A": 1], (-infinity, infinity)),
        ], objective: "OUT"))
    let found = try result(of: model)
    #expect(found.ranges[2].minimum == .init(status: .unbounded, value: -infinity))
    #expect(found.ranges[3].maximum == .init(status: .unbounded, value: infinity))
    #expect(found.exact?.settledEnds == 8)
  }

  @Test("where the doubles have no solution, what floating-point arithmetic says stands")
  func infeasibleDoubles() throws {
    let model = ConstrainedModel(
      try OmicsModels.model([
        .init("IN", ["A": 0.1], (1, 1)), .init("IN2", ["A": 0.2], (1, 1)),
        .init("OUT", ["A": -0.3], (1, 1)),
      ]))
    let plain = try result(of: model, exact: false)
    let found = try result(of: model)
    #expect(found.ranges == plain.ranges && found.ranges[0].maximum.value == 1)
    #expect(found.exact?.settledEnds == 0 && found.exact?.unsettledEnds == [.infeasible: 6])
  }

  @Test("too few pivots and too small numbers leave ends unsettled, and say so")
  func limits() throws {
    let model = ConstrainedModel(try OmicsModels.model(parts(), objective: "OUT"))
    let found = try result(of: model) {
      $0.cut = .none
      $0.exactLimits.bits = 3
    }
    let plain = try result(of: model, exact: false) { $0.cut = .none }
    let exact = try #require(found.exact)
    let unsettled = exact.unsettledEnds[.sizeLimit, default: 0]
    #expect(unsettled > 0 && exact.settledEnds + unsettled == 12)
    for (range, other) in zip(found.ranges, plain.ranges) where range.maximum.fraction == nil {
      #expect(range.maximum == other.maximum)
    }
  }

  @Test("works under a limit on the total flux, and not with the loop law or in a session")
  func otherAnalyses() throws {
    let model = ConstrainedModel(try OmicsModels.model(parts(), objective: "OUT"))
    let backend = try SolverChoice.auto.makeBackend()
    var options = FluxVariabilityOptions()
    options.exactSolver = try ExactSolverChoice.makeSolver()
    options.cut = .fraction(0.5)
    let limited = try parsimoniousFluxVariability(
      of: model, factor: 1.5, options: options, using: backend)
    #expect(limited.exact?.settledEnds == 12)
    #expect(limited.ranges.allSatisfy { $0.maximum.fraction != nil })
    #expect(throws: FluxError.self) {
      try looplessFluxVariability(of: model, options: options, using: backend)
    }
    #expect(throws: FluxError.self) {
      try FluxVariabilitySession(model, options: options, using: backend)
    }
  }

  @Test("defaults are what the documentation says")
  func defaults() {
    let options = FluxVariabilityOptions()
    #expect(options.exactSolver == nil)
    #expect(options.exactLimits.pivots == 2_000 && options.exactLimits.bits == 1_000_000)
  }

  @Test("a progress callback that says no behind the search cancels")
  func cancel() throws {
    let model = ConstrainedModel(try OmicsModels.model(parts(), objective: "OUT"))
    #expect(throws: FluxError.cancelled) {
      try result(of: model) {
        // All ends are settled once by the search before the count begins anew.
        let last = LastCount()
        $0.progress = { settled, _ in last.isRising(to: settled) }
      }
    }
  }
}

/// Whether a count has never gone down.
private final class LastCount: Sendable {
  private let last = Mutex(0)

  func isRising(to count: Int) -> Bool {
    last.withLock { last in
      defer { last = count }
      return count >= last
    }
  }
}
