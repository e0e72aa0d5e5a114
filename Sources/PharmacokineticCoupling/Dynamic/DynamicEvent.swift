import FluxAnalysis

/// Something that happens at one time of a dynamic simulation.
public struct DynamicEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A flux arrived at a bound, and another basis took over: the rates bend.
    case basisChange(bound: String, side: DrivenBound.Side)
    /// A species is used up; from here on what is fed is all that can be taken up.
    case depleted(species: String)
    case replenished(species: String)
    /// Of a species, or of biomass.
    case addition(to: String?)
    /// The bounds leave no flux distribution. The simulation ends.
    case infeasible(FluxInfeasibility)
  }

  /// h.
  public let time: Double
  public let kind: Kind

  public init(time: Double, _ kind: Kind) {
    self.time = time
    self.kind = kind
  }
}

extension DynamicEvent: CustomStringConvertible {
  public var description: String { "\(time) h: \(text)" }

  private var text: String {
    switch kind {
    case .basisChange(let bound, let side): "'\(bound)' is at its \(side.rawValue) bound"
    case .depleted(let species): "'\(species)' is used up"
    case .replenished(let species): "'\(species)' is there again"
    case .addition(let species): "\(species.map { "'\($0)'" } ?? "biomass") is added"
    case .infeasible(let why): Self.text(of: why)
    }
  }

  private static func text(of why: FluxInfeasibility) -> String {
    let demands = why.demands.map { "'\($0.id)' must be at \($0.side.words) \($0.bound)" }
    let supplies = why.supplies.map { "'\($0.id)' can be at \($0.side.words) \($0.bound)" }
    return "no flux fits the bounds: " + (demands + supplies).joined(separator: ", ")
  }
}

extension DrivenBound.Side {
  fileprivate var words: String { self == .lower ? "least" : "most" }
}
