import LinearProgramming
import MetabolicModels

/// Why no flux distribution satisfies a set of bounds: a proof in terms of the bounds that clash.
///
/// By Farkas' lemma there are prices *y* of the metabolites such that *Σ dⱼ vⱼ = 0* for every
/// steady state, with *d = −Sᵀy*, while under the bounds *Σ dⱼ vⱼ* stays below zero. Bounds that
/// make it negative insist on a flux; those that keep it from rising further do not let enough
/// through.
public struct FluxInfeasibility: Sendable, Hashable {
  /// One bound of the proof.
  public struct Limit: Sendable, Hashable {
    /// Of a reaction, or of a constraint of the model's own.
    public let id: String
    public let side: DrivenBound.Side
    public let bound: Double
    /// *dⱼ*, the largest of them ±1: what a unit of the bound adds to
    /// ``FluxInfeasibility/margin(at:)``.
    public let weight: Double
  }

  /// Bounds that insist on flux, the one with the greatest share first.
  public let demands: [Limit]
  /// Bounds that do not let enough through, the driven ones first, then those of the largest
  /// weight; that a reaction cannot run backwards is not listed.
  public let supplies: [Limit]
  private let drives: [Double]
  private let marginThere: Double
  private let slopes: [Double]

  /// How much the bounds leave over at other driving numbers, by this proof: below zero there is no
  /// flux distribution there either, above it another proof may still say so.
  public func margin(at drives: [Double]) -> Double {
    zip(slopes, zip(drives, self.drives)).reduce(marginThere) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
  }

  /// Without a proof, since the solver found none.
  init(unprovedAt drives: [Double]) {
    (demands, supplies) = ([], [])
    (self.drives, marginThere) = (drives, -1)
    slopes = drives.map { _ in 0 }
  }

  /// A reaction whose own two bounds are out of order, one of them driven.
  init(
    crossed bounds: FluxBounds, of reaction: Reaction, by index: Int, _ driven: [DrivenBound],
    at drives: [Double]
  ) {
    let lower = Limit(id: reaction.id, side: .lower, bound: bounds.lower, weight: -1)
    let upper = Limit(id: reaction.id, side: .upper, bound: bounds.upper, weight: 1)
    let isForward = bounds.lower > 0
    demands = [isForward ? lower : upper]
    supplies = [isForward ? upper : lower]
    self.drives = drives
    marginThere = bounds.upper - bounds.lower
    slopes = driven.map { bound in
      if bound.reaction != index { return 0 }
      return bound.side == .upper ? bound.sign : -bound.sign
    }
  }

  /// - Parameters:
  ///   - program: As stated, under the bounds that clash.
  ///   - ray: A number for each row; either sign will do.
  /// - Returns: `nil` if the ray proves nothing.
  init?(
    _ program: LinearProgram, of model: MetabolicModel, ray: [Double], _ driven: [DrivenBound],
    at drives: [Double]
  ) {
    let judge = ProgramJudge(program)
    guard
      let prices = [ray, ray.map { -$0 }].first(where: {
        judge.outerBound(maximizing: [], rowDuals: $0) < 0
      })
    else { return nil }
    let terms = Self.terms(program, model, prices)
    let largest = terms.reduce(0) { max($0, abs($1.limit.weight)) }
    guard largest > 0 else { return nil }
    let shares = terms.map { $0.limit.weight / largest * $0.limit.bound }
    let greatest = shares.reduce(0) { max($0, abs($1)) }
    self.drives = drives
    marginThere = shares.reduce(0, +)
    slopes = driven.map { bound in
      terms.reduce(0) { sum, term in
        guard term.reaction == bound.reaction, term.limit.side == bound.side else { return sum }
        return sum + term.limit.weight / largest * bound.sign
      }
    }
    let drivenSides = Set(driven.map { [$0.reaction, $0.side == .lower ? 0 : 1] })
    func isDriven(_ term: Term) -> Bool {
      drivenSides.contains([term.reaction ?? -1, term.limit.side == .lower ? 0 : 1])
    }
    let counted = zip(terms, shares).map { (term: $0, share: $1) }
    demands =
      counted.filter { $0.share < -Self.least * greatest }.sorted { $0.share < $1.share }
      .map { $0.term.limit.scaled(by: 1 / largest) }
    let shared = counted.filter { $0.share > Self.least * greatest }
    // Where nothing at all comes in, what could come in by a driven bound is told instead.
    let shut = counted.filter {
      isDriven($0.term) && abs($0.term.limit.weight) > Self.least * largest
    }
    supplies =
      (shared.contains { isDriven($0.term) } ? shared : shut + shared)
      .sorted {
        let (a, b) = (isDriven($0.term), isDriven($1.term))
        return a != b ? a : abs($0.term.limit.weight) > abs($1.term.limit.weight)
      }
      .map { $0.term.limit.scaled(by: 1 / largest) }
  }

  /// Shares and weights below this part of the largest are rounding.
  private static let least = 1e-7

  private typealias Term = (reaction: Int?, limit: Limit)

  /// The bounds that *d* and *y* rest on. A bound that is infinite has no weight in a proof.
  private static func terms(
    _ program: LinearProgram, _ model: MetabolicModel, _ prices: [Double]
  ) -> [Term] {
    var terms: [Term] = []
    for (index, product) in program.matrix.multiplyTransposed(prices).enumerated() {
      append(-product, program.columns[index], model.reactions[index].id, index, to: &terms)
    }
    for (index, constraint) in model.constraints.enumerated() {
      let row = model.metabolites.count + index
      append(prices[row], program.rows[row], constraint.id, nil, to: &terms)
    }
    return terms
  }

  private static func append(
    _ weight: Double, _ bounds: Bounds, _ id: String, _ reaction: Int?, to terms: inout [Term]
  ) {
    let side: DrivenBound.Side = weight > 0 ? .upper : .lower
    let bound = weight > 0 ? bounds.upper : bounds.lower
    guard weight != 0, bound.isFinite else { return }
    terms.append((reaction, Limit(id: id, side: side, bound: bound, weight: weight)))
  }
}

extension FluxInfeasibility.Limit {
  fileprivate func scaled(by factor: Double) -> Self {
    .init(id: id, side: side, bound: bound, weight: weight * factor)
  }
}
