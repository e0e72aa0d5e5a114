import TwinFlux

/// The hepatocyte core in a vessel of its own: every import closed, no forced maintenance, then
/// what a test lets in. Fluxes in mmol·gDW⁻¹·h⁻¹.
public struct HepatocyteExperiment: Sendable {
  public enum Failure: Error {
    case unknownReaction(String)
  }

  /// What costs nothing: gases but oxygen, water, protons.
  public static let surroundings = ["EX_h2o_e", "EX_h_e", "EX_co2_e", "EX_hco3_e"]

  public private(set) var constrained: ConstrainedModel

  /// - Parameter probes: Irreversible reactions to add, by id.
  public init(adding probes: [String: String] = [:]) throws {
    constrained = ConstrainedModel(try HepatocyteCoreTables.model(adding: probes))
    for (index, reaction) in constrained.model.reactions.enumerated()
    where reaction.leavesHepatocyte || reaction.id == "ATPM" {
      try constrained.setBounds(
        FluxBounds(lower: 0, upper: reaction.bounds.upper), ofReaction: index)
    }
    for exchange in Self.surroundings { try allow(exchange, 1000) }
  }

  /// Lets up to `rate` in through an exchange.
  public mutating func allow(_ exchange: String, _ rate: Double) throws {
    try bound(exchange, lower: -rate, upper: 1000)
  }

  public mutating func bound(_ reaction: String, lower: Double, upper: Double) throws {
    try constrained.setBounds(
      FluxBounds(lower: lower, upper: upper), ofReaction: try index(reaction))
  }

  /// The solution with the largest flux through `reaction`.
  public func solution(maximizing reaction: String) throws -> FluxSolution {
    var program = constrained
    program.objective = FluxObjective(
      terms: [FluxObjective.Term(reaction: try index(reaction), coefficient: 1)])
    return try fluxBalance(of: program, using: try SolverChoice.auto.makeBackend())
  }

  public func optimum(_ reaction: String) throws -> Double {
    try solution(maximizing: reaction).objectiveValue
  }

  public func flux(_ reaction: String, in solution: FluxSolution) throws -> Double {
    solution.fluxes[try index(reaction)]
  }

  private func index(_ reaction: String) throws -> Int {
    guard let index = constrained.model.reactionIndex(reaction) else {
      throw Failure.unknownReaction(reaction)
    }
    return index
  }
}
