/// A linear function of the fluxes to maximize or minimize.
public struct FluxObjective: Sendable, Hashable {
  public enum Sense: String, Sendable, Hashable, Codable {
    case maximize, minimize
  }

  public var sense: Sense
  /// By ascending reaction, each at most once, no coefficient zero.
  public private(set) var terms: [FluxTerm]

  /// Terms of the same reaction are added up; a sum of exactly zero leaves no term.
  public init(sense: Sense = .maximize, terms: [FluxTerm] = []) {
    self.sense = sense
    var sums: [Int: Double] = [:]
    for term in terms { sums[term.reaction, default: 0] += term.coefficient }
    self.terms = sums.filter { $0.value != 0 }.sorted { $0.key < $1.key }
      .map { FluxTerm(reaction: $0.key, coefficient: $0.value) }
  }

  /// The value at `fluxes`, in the unit of the fluxes times that of the coefficients.
  public func value(at fluxes: [Double]) -> Double {
    terms.reduce(0) { $0 + $1.coefficient * fluxes[$1.reaction] }
  }
}
