import LinearProgramming
import MetabolicModels

/// How the fluxes of a network depend on each other (flux coupling analysis).
///
/// The fluxes are those of the cone *S v = 0* with the signs that the bounds allow: a lower bound of
/// zero or more means *v ≥ 0*, an upper bound of zero or less *v ≤ 0*; how large a bound is does not
/// matter, nor do flux constraints beside the balance.
public struct FluxCoupling: Sendable {
  /// How two reactions that can carry flux depend on each other (Burgard et al., Genome Res 2004,
  /// doi 10.1101/gr.1926504).
  public enum Relation: String, Sendable, Hashable, CaseIterable {
    /// The two fluxes are a fixed multiple of each other.
    case full
    /// Neither is zero without the other, but their ratio can change.
    case partial
    /// Whenever the first carries flux so does the second, but not the other way round.
    case directional
    case none
  }

  /// Reactions that can carry no flux in the cone, in model order.
  public var blocked: [Int]
  /// For each reaction its place in ``groups``; `nil` if it is blocked.
  public let groupOfReaction: [Int?]
  /// Reactions that are fully coupled to each other, also those that are coupled to none, each in
  /// model order, the groups by their first reaction.
  public let groups: [[Int]]
  /// For each group the first group of those that it is partially coupled to, which may be itself.
  public let setOfGroup: [Int]
  public var programsSolved: Int
  /// For each group the groups that have flux only if it has.
  let dependents: [ColumnSet]

  /// How `first` depends on `second`, both indices of reactions; `none` if either is blocked.
  public func relation(of first: Int, to second: Int) -> Relation {
    guard let a = groupOfReaction[first], let b = groupOfReaction[second] else { return .none }
    if a == b { return .full }
    guard dependents[b].contains(Int32(a)) else { return .none }
    return dependents[a].contains(Int32(b)) ? .partial : .directional
  }

  /// The groups that carry flux whenever `group` does, but not the other way round, ascending.
  public func directionalTargets(of group: Int) -> [Int] {
    groups.indices.filter { other in
      other != group && dependents[other].contains(Int32(group))
        && !dependents[group].contains(Int32(other))
    }
  }
}

/// How to look for coupled fluxes. Each default is written here and nowhere else.
public struct FluxCouplingOptions: Sendable {
  /// How many threads to use; changes no digit of the result.
  public var threads = 1
  public var solving = SolvingOptions()
  /// As ``FluxVariabilityOptions/progress``, counting groups of fully coupled reactions.
  public var progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?

  public init() {}
}

/// Finds which fluxes depend on which.
///
/// Reaction *j* is needed by reaction *i* if *i* is blocked in the cone with *vⱼ = 0*. For each group
/// of fully coupled reactions one linear program tells which irreversible reactions are blocked
/// without it: in a cone every reaction that can carry flux can carry 1, all of them at once, so
/// the greatest *Σ min(|vᵢ|, 1)* counts them. A reversible reaction is blocked beside them if its
/// flux is zero in all of the linear space that is left, which linear algebra decides; so are fully
/// coupled reactions, whose rows in a basis of the null space are parallel. (The separation of
/// the two is that of Tefagh and Boyd's quantitative flux coupling analysis, J Math Biol 2019, doi
/// 10.1007/s00285-018-1316-9.)
///
/// - Returns: The couplings between all reactions.
/// - Throws: ``FluxError/stopped(_:)``, ``FluxError/cancelled``, ``FluxError/solver(_:)``.
/// - Complexity: One cold program, and one warm one for each group that the first point has flux
///   in. Memory: a bit for each pair of groups.
public func fluxCoupling(
  of model: ConstrainedModel, options: FluxCouplingOptions = FluxCouplingOptions(),
  using backend: some LPBackend
) throws(FluxError) -> FluxCoupling {
  let cone = try FluxCone(model, options: options, backend: backend)
  return try FluxCouplingSearch(cone, options: options).run(using: backend)
}
