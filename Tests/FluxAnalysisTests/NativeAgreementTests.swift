import TestSupport
import Testing
import TwinFlux

/// Flux variability by the native simplex, whose warm starts and scans are those of real use,
/// against one cold program for each end on the model as it is: no compression, no neighbours.
@Suite("Native flux variability")
struct NativeAgreementTests {
  static let models = 12
  static let questions = 8

  private func bounds(
    _ old: FluxBounds, using random: inout SeededGenerator
  ) -> FluxBounds {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: FluxBounds(lower: 0, upper: 0)
    case 1: FluxBounds(lower: old.lower / 2, upper: old.upper / 2)
    case 2: FluxBounds(lower: -7, upper: 9)
    case 3: FluxBounds(lower: min(0.01, old.upper), upper: old.upper)
    case 4: FluxBounds(lower: 0, upper: .infinity)
    case 5: FluxBounds(lower: -.infinity, upper: old.upper)
    case 6: FluxBounds(lower: -1000, upper: 1000)
    default: FluxBounds(lower: -.infinity, upper: .infinity)
    }
  }

  private func changes(
    _ model: MetabolicModel, using random: inout SeededGenerator
  ) -> [(reaction: Int, bounds: FluxBounds)] {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in
      let reaction = Int.random(in: model.reactions.indices, using: &random)
      return (reaction, bounds(model.reactions[reaction].bounds, using: &random))
    }
  }

  private func patient(
    _ model: MetabolicModel, _ changes: [(reaction: Int, bounds: FluxBounds)]
  ) throws -> ConstrainedModel {
    var patient = ConstrainedModel(model)
    for change in changes { try patient.setBounds(change.bounds, ofReaction: change.reaction) }
    return patient
  }

  private func model(seed: UInt64, minimizes: Bool) throws -> MetabolicModel {
    let plain = try RandomModels.model(
      seed: seed, reactions: 30 + Int(seed % 3) * 25, scale: seed % 4 == 0 ? 100 : 1)
    if !minimizes { return plain }
    var objective = plain.objective
    objective.sense = .minimize
    return try MetabolicModel(
      id: plain.id, metabolites: plain.metabolites, reactions: plain.reactions,
      stoichiometry: plain.stoichiometry, objective: objective)
  }

  private typealias Answer = Result<FluxVariabilityResult, FluxError>

  private func attempt(_ body: () throws(FluxError) -> FluxVariabilityResult) -> Answer {
    do throws(FluxError) { return .success(try body()) } catch { return .failure(error) }
  }

  /// One end from nothing: the optimum of the flux itself over the program with the cut.
  private func end(
    _ reaction: Int, _ sense: LinearProgram.Sense, _ program: LinearProgram,
    _ backend: any LPBackend
  ) throws -> LPOutcome {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      try session.setObjective([(reaction, 1)], sense: sense)
      return try session.solve(.freshBasis, method: .primal)
    }
  }

  private func program(
    _ patient: ConstrainedModel, _ result: FluxVariabilityResult, fraction: Double?
  ) throws -> LinearProgram {
    let model = patient.model
    let stoichiometry = model.stoichiometry
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    var costs = [Double](repeating: 0, count: model.reactions.count)
    for term in patient.objective.terms { costs[term.reaction] = term.coefficient }
    for column in model.reactions.indices {
      let range = stoichiometry.range(ofColumn: column)
      rows += stoichiometry.rows[range]
      values += stoichiometry.values[range]
      if costs[column] != 0 {
        rows.append(Int32(model.metabolites.count))
        values.append(costs[column])
      }
      starts.append(Int32(values.count))
    }
    var bounds = BoundArrays(repeating: .fixed(0), count: model.metabolites.count)
    if let fraction, let best = result.objectiveValue {
      let room = max((1 - fraction) * abs(best), objectiveSlack * max(1, abs(best)))
      bounds.append(
        patient.objective.sense == .maximize
          ? Bounds(lower: best - room, upper: .infinity)
          : Bounds(lower: -.infinity, upper: best + room))
    } else {
      bounds.append(.free)
    }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: bounds.count, columnStarts: starts, rows: rows, values: values),
      rows: bounds,
      columns: BoundArrays(
        lower: patient.bounds.map(\.lower), upper: patient.bounds.map(\.upper)),
      objective: costs)
  }

  private func check(
    _ end: FluxRange.End, _ outcome: LPOutcome, isMaximum: Bool, _ label: String
  ) throws {
    let sign = isMaximum ? 1.0 : -1.0
    switch outcome {
    case .optimal(let solution):
      let value = try #require(end.value, "\(label): \(end), expected \(solution.objective)")
      let room = 1e-6 * max(1, abs(solution.objective))
      #expect(
        abs(value - solution.objective) <= room, "\(label): \(end), not \(solution.objective)")
      if let outer = end.outerBound {
        #expect(sign * outer >= sign * solution.objective - room / 10, "\(label): \(end)")
      }
      #expect(end.status == .certified || end.status == .optimal, "\(label): \(end)")
    case .unbounded: #expect(end.status == .unbounded, "\(label): \(end)")
    default: Issue.record("\(label): \(end), and cold \(outcome)")
    }
  }

  @Test("gives every end, its bound and its status as a cold program does", arguments: 0..<4)
  func cold(batch: Int) throws {
    let native = try SolverChoice.native.makeBackend()
    let reference = try (SolverChoice.available.contains(.glpk) ? SolverChoice.glpk : .native)
      .makeBackend()
    for seed in stride(from: batch, to: Self.models, by: 4) {
      var random = SeededGenerator(seed: UInt64(seed) &+ 900)
      let model = try model(seed: UInt64(seed) &+ 300, minimizes: seed % 5 == 1)
      var options = FluxVariabilityOptions()
      let fraction: Double? = [0.9, 0.5, 0, nil][seed % 4]
      options.cut = fraction.map { .fraction($0) } ?? .none
      options.threads = 1 + seed % 2
      let session = try FluxVariabilitySession(model.constrained, options: options, using: native)
      for question in 0..<Self.questions {
        let changes = changes(model, using: &random)
        let patient = try patient(model, changes)
        let once = attempt { () throws(FluxError) in
          try fluxVariability(of: patient, options: options, using: native)
        }
        let asked = attempt { () throws(FluxError) in try session.ranges(changing: changes) }
        let label = "seed \(seed), question \(question)"
        switch (once, asked) {
        case (.success(let once), .success(let asked)):
          let program = try program(patient, once, fraction: fraction)
          for reaction in model.reactions.indices {
            for (isMaximum, sense) in [(false, LinearProgram.Sense.minimize), (true, .maximize)] {
              let outcome = try end(reaction, sense, program, reference)
              for (kind, result) in [("once", once), ("session", asked)] {
                let range = result.ranges[reaction]
                try check(
                  isMaximum ? range.maximum : range.minimum, outcome, isMaximum: isMaximum,
                  "\(label), \(kind), R\(reaction) \(sense)")
              }
            }
          }
        case (.failure(let a), .failure(let b)):
          #expect(a == b, "\(label)")
          let cold = attempt { () throws(FluxError) in
            try fluxVariability(of: patient, options: options, using: reference)
          }
          guard case .failure(let c) = cold else {
            Issue.record("\(label): \(a), but the reference has an answer")
            continue
          }
          #expect(a == c, "\(label)")
        default: Issue.record("\(label): \(once) and \(asked)")
        }
      }
    }
  }

  @Test("does not depend, to the last digit, on threads or on what was asked before")
  func history() throws {
    let native = try SolverChoice.native.makeBackend()
    for seed in 0..<3 {
      let model = try RandomModels.model(seed: UInt64(seed), reactions: 300)
      var options = FluxVariabilityOptions()
      options.cut = .fraction(0.9)
      let one = try fluxVariability(of: model.constrained, options: options, using: native)
      for threads in [2, 3, 5] {
        options.threads = threads
        let many = try fluxVariability(of: model.constrained, options: options, using: native)
        #expect(many.ranges == one.ranges && many.counters == one.counters, "seed \(seed)")
      }
      var random = SeededGenerator(seed: UInt64(seed))
      let last = changes(model, using: &random)
      let busy = try FluxVariabilitySession(model.constrained, options: options, using: native)
      for _ in 0..<3 {
        let changes = changes(model, using: &random)
        _ = attempt { () throws(FluxError) in try busy.ranges(changing: changes) }
      }
      let fresh = try FluxVariabilitySession(model.constrained, options: options, using: native)
      let (a, b) = (
        attempt { () throws(FluxError) in try busy.ranges(changing: last) },
        attempt { () throws(FluxError) in try fresh.ranges(changing: last) }
      )
      switch (a, b) {
      case (.success(let a), .success(let b)):
        #expect(a.ranges == b.ranges && a.counters == b.counters, "seed \(seed)")
      case (.failure(let a), .failure(let b)): #expect(a == b)
      default: Issue.record("seed \(seed): \(a) and \(b)")
      }
    }
  }
}

extension MetabolicModel {
  fileprivate var constrained: ConstrainedModel { ConstrainedModel(self) }
}
