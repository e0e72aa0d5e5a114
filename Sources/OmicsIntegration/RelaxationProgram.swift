import MetabolicModels

/// The linear program of a relaxation, as a model with one more reaction for each bound that may
/// move: a flux *v* above its upper bound is *v* at the bound and *p* of a copy of the reaction, one
/// below its lower bound *v* at the bound and *q* of the reversed copy. This needs no more rows than
/// the model has, but one for the target.
struct RelaxationProgram {
  typealias Side = ViabilityRelaxation.RelaxedBound.Side

  /// One bound and how far it moves outwards.
  struct Move: Hashable {
    var reaction: Int
    var side: Side
    var amount: Double
  }

  /// All fluxes and bounds are multiplied by ``scale``.
  let model: ConstrainedModel
  /// The program is linear in all bounds and the target at once. A solver's tolerances are absolute,
  /// so a small target is scaled up until relaxations a millionth of it stand far above them.
  let scale: Double
  private let movable: [(reaction: Int, side: Side)]
  private let reactionCount: Int

  init(_ patient: PersonalizedModel, target: Double) throws(OmicsError) {
    let base = patient.base.model
    reactionCount = base.reactions.count
    movable = Self.movable(patient)
    scale = Self.scale(target: target)
    do throws(ModelError) {
      let model = try Self.model(patient, movable: movable, target: target * scale, scale: scale)
      self.model = ConstrainedModel(model)
    } catch {
      throw .flux(.model(error))
    }
  }

  /// The moves that a flux distribution of ``model`` makes, in model order.
  func moves(in fluxes: [Double]) -> [Move] {
    zip(movable, fluxes[reactionCount...]).compactMap { bound, flux in
      flux > 0 ? Move(reaction: bound.reaction, side: bound.side, amount: flux / scale) : nil
    }
  }

  private static func movable(_ patient: PersonalizedModel) -> [(reaction: Int, side: Side)] {
    zip(patient.base.bounds, patient.constrained.bounds).enumerated().flatMap { index, bounds in
      var sides: [(reaction: Int, side: Side)] = []
      if bounds.1.upper < bounds.0.upper { sides.append((index, .upper)) }
      if bounds.1.lower > bounds.0.lower { sides.append((index, .lower)) }
      return sides
    }
  }

  /// The power of two that brings the target to 100 or just above, at most 2¹⁶.
  private static func scale(target: Double) -> Double {
    guard target != 0 else { return 1 }
    let power = (100 / abs(target)).binade * 2
    return min(max(power, 1), 65536)
  }

  private static func model(
    _ patient: PersonalizedModel, movable: [(reaction: Int, side: Side)], target: Double,
    scale: Double
  ) throws(ModelError) -> MetabolicModel {
    let base = patient.base.model
    var matrix = base.stoichiometry
    var reactions = zip(base.reactions, patient.constrained.bounds).map { reaction, bounds in
      Reaction(
        id: reaction.id,
        bounds: FluxBounds(lower: bounds.lower * scale, upper: bounds.upper * scale))
    }
    var costs: [FluxObjective.Term] = []
    for (reaction, side) in movable {
      let sign = side == .upper ? 1.0 : -1.0
      let inner = patient.constrained.bounds[reaction]
      let outer = patient.base.bounds[reaction]
      let room = side == .upper ? outer.upper - inner.upper : inner.lower - outer.lower
      matrix.appendColumn(base.stoichiometry.column(reaction).map { ($0.row, sign * $0.value) })
      costs.append(.init(reaction: reactions.count, coefficient: 1))
      // No id of a file has a control character, so that no two ids can be the same.
      reactions.append(
        Reaction(
          id: "\u{1}\(side.rawValue) \(base.reactions[reaction].id)",
          bounds: FluxBounds(lower: 0, upper: room * scale)))
    }
    return try MetabolicModel(
      id: base.id, metabolites: base.metabolites, reactions: reactions, stoichiometry: matrix,
      objective: FluxObjective(sense: .minimize, terms: costs),
      constraints: constraints(patient, movable: movable, target: target, scale: scale))
  }

  private static func constraints(
    _ patient: PersonalizedModel, movable: [(reaction: Int, side: Side)], target: Double,
    scale: Double
  ) -> [FluxConstraint] {
    let objective = patient.base.objective
    let reach = FluxConstraint(
      id: "\u{1}target",
      terms: objective.terms.map { .init(reaction: $0.reaction, coefficient: $0.coefficient) },
      lower: objective.sense == .maximize ? target : -.infinity,
      upper: objective.sense == .maximize ? .infinity : target)
    let own = patient.base.model.constraints.map { constraint in
      FluxConstraint(
        id: constraint.id, terms: constraint.terms, lower: constraint.lower * scale,
        upper: constraint.upper * scale)
    }
    return (own + [reach]).map { extended($0, to: movable, from: patient.constrained.bounds.count) }
  }

  /// A constraint on a flux is one on all the columns that make it up.
  private static func extended(
    _ constraint: FluxConstraint, to movable: [(reaction: Int, side: Side)], from first: Int
  ) -> FluxConstraint {
    var coefficients: [Int: Double] = [:]
    for term in constraint.terms { coefficients[term.reaction, default: 0] += term.coefficient }
    var result = constraint
    for (offset, bound) in movable.enumerated() {
      guard let coefficient = coefficients[bound.reaction] else { continue }
      result.terms.append(
        .init(
          reaction: first + offset,
          coefficient: bound.side == .upper ? coefficient : -coefficient))
    }
    return result
  }
}
