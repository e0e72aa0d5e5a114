import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

extension RunReport {
  /// The model's path, checksum, id and size.
  public static func modelSection(_ model: MetabolicModel, input: InputBytes) -> JSONValue {
    .members([
      "path": .string(input.path), "sha256": .string(input.sha256), "id": .string(model.id),
      "metabolites": .integer(model.metabolites.count),
      "reactions": .integer(model.reactions.count), "genes": .integer(model.genes.count),
    ])
  }

  /// How one linear program was solved.
  public static func solveSection(_ solve: SolveRecord) -> JSONValue {
    .members([
      "name": .string(solve.solver), "rung": .string(solve.rung.rawValue),
      "iterations": .integer(solve.iterations),
    ])
  }

  /// How many ends have each status.
  public static func endSection(_ result: FluxVariabilityResult) -> JSONValue {
    var members = [
      JSONValue.Member("objective_value", .optional(result.objectiveValue)),
      JSONValue.Member("reactions", .integer(result.reactions.count)),
      JSONValue.Member(
        "ends",
        .object(
          result.endCounts.map { JSONValue.Member($0.status.rawValue, .integer($0.count)) })),
    ]
    if let exact = result.exact { members.append(.init("exact", exactSection(exact))) }
    return .object(members)
  }

  private static func exactSection(_ exact: ExactSettlement) -> JSONValue {
    .members([
      "arithmetic": .string(exact.arithmetic),
      "ends_settled": .integer(exact.settledEnds),
      "ends_without_pivots": .integer(exact.endsWithoutPivots),
      "ends_seen_at_bounds": .integer(exact.endsSeenAtBounds),
      "ends_not_settled": .object(
        ExactSettlement.Obstacle.allCases.map {
          JSONValue.Member($0.rawValue, .integer(exact.unsettledEnds[$0, default: 0]))
        }),
      "pivots": .integer(exact.pivots),
      "largest_bits": .integer(exact.largestBits),
      "largest_correction": .number(exact.largestCorrection),
    ])
  }

  /// What the linear programs of a flux variability analysis cost; every rung is named.
  public static func counterSection(
    _ counters: FluxVariabilityResult.Counters
  ) -> [JSONValue.Member] {
    [
      .init("programs_solved", .integer(counters.programsSolved)),
      .init("iterations", .integer(counters.iterations)),
      .init("scan_programs", .integer(counters.scanPrograms)),
      .init("corrections", .integer(counters.corrections)),
      .init("ends_seen_at_bounds", .integer(counters.endsSeenAtBounds)),
      .init("ends_at_implied_bounds", .integer(counters.endsAtImpliedBounds)),
      .init("ends_settled_by_scans", .integer(counters.endsSettledByScans)),
      .init("rungs", rungSection(counters.rungs)),
    ]
  }

  /// How many programs each rung settled; every rung is named.
  public static func rungSection(_ rungs: [SolveRung: Int]) -> JSONValue {
    .object(
      SolveRung.allCases.map { rung in
        JSONValue.Member(rung.rawValue, .integer(rungs[rung, default: 0]))
      })
  }

  /// How the optimum was found, and every end that a warm start did not settle, with the rung and
  /// the solver that did.
  public static func recoverySection(
    _ result: FluxVariabilityResult, of model: MetabolicModel
  ) -> [JSONValue.Member] {
    [
      .init("optimum", result.objectiveSolve.map(solveSection) ?? .null),
      .init(
        "recovered_ends",
        .array(
          result.recoveredEnds.map { end in
            .members([
              "reaction": .string(model.reactions[end.reaction].id),
              "end": .string(end.isMaximum ? "maximum" : "minimum"),
              "rung": .string(end.rung.rawValue), "solver": .string(end.solver),
            ])
          })),
    ]
  }

  /// How many ends a warm start did not settle, and what did: `3 ends took the recovery ladder
  /// (2 freshBasis of glpk, 1 otherSolver of native)`; `nil` where there are none.
  public static func recoverySummary(_ result: FluxVariabilityResult) -> String? {
    let ends = result.recoveredEnds
    if ends.isEmpty { return nil }
    let ways = Dictionary(grouping: ends) {
      SolveRecord(solver: $0.solver, rung: $0.rung, iterations: 0)
    }
    .sorted { ($0.key.rung, $0.key.solver) < ($1.key.rung, $1.key.solver) }
    .map { "\($0.value.count) \($0.key.rung.rawValue) of \($0.key.solver)" }
    return "\(ends.count) end\(ends.count == 1 ? "" : "s") took the recovery ladder "
      + "(\(ways.joined(separator: ", ")))"
  }

  /// The same of deletions.
  public static func recoverySection(
    _ found: DeletionResults, target: DeletionTarget, of model: MetabolicModel
  ) -> [JSONValue.Member] {
    [
      .init("optimum", solveSection(found.objectiveSolve)),
      .init(
        "recovered_deletions",
        .array(
          found.recovered.map { deletion in
            .members([
              target.rawValue: .string(target.id(of: deletion.index, in: model)),
              "rung": .string(deletion.rung.rawValue), "solver": .string(deletion.solver),
            ])
          })),
    ]
  }
}
