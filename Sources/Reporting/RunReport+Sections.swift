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
      .init(
        "rungs",
        .object(
          SolveRung.allCases.map { rung in
            JSONValue.Member(rung.rawValue, .integer(counters.rungs[rung, default: 0]))
          })),
    ]
  }
}
