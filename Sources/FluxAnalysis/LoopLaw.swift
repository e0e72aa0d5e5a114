import LinearProgramming
import MetabolicModels

/// Which reactions of a model can take part in an internal cycle, and in which direction.
///
/// An internal cycle is a flux that turns nothing over: *S z = 0* without any exchange with the
/// outside. No steady state that carries one is thermodynamically feasible (the loop law; Beard,
/// Liang and Qian, Biophys J 2002, doi 10.1016/S0006-3495(02)75150-3). A flux distribution is
/// *loopless* if no cycle follows its directions: if there is no nonzero *z* with *S z = 0*, zero in
/// every boundary reaction, whose every entry has the sign of the flux there (Schellenberger, Lewis
/// and Palsson, Biophys J 2011, doi 10.1016/j.bpj.2010.12.3707; that this is the same as the
/// existence of chemical potentials, Noor, Lewis and Milo, BMC Syst Biol 2012, doi
/// 10.1186/1752-0509-6-140).
///
/// Two consequences make the exact search small. Taking a cycle that follows the directions out of
/// a flux distribution leaves its exchanges as they are, turns no direction round and makes no flux
/// larger. So as long as none of the *bound* reactions below is in it,
///
/// - a reaction that is in no cycle has the same range with the loop law as without it,
/// - and so has the end of any reaction's range that points to zero;
/// - the other ends need only break the cycles that the reaction itself is in.
struct LoopLaw: Sendable {
  /// For each reaction whether a cycle can run through it forwards; backwards.
  let forward: [Bool]
  let backward: [Bool]

  /// A direction through which a cycle of unit size carries no more than this has none.
  private static let smallestPart = 1e-9

  /// Finds the directions by flux variability analysis of the internal network, bounded by −1 and 1
  /// in the directions that the bounds of `model` leave open.
  init(
    of model: ConstrainedModel, options: FluxVariabilityOptions, using backend: some LPBackend
  ) throws(FluxError) {
    let count = model.model.reactions.count
    // A reaction with one metabolite is a boundary; one with none turns nothing over at all.
    let members = (0..<count).filter { model.model.stoichiometry.range(ofColumn: $0).count > 1 }
    var inner = FluxVariabilityOptions()
    inner.cut = .none
    inner.threads = options.threads
    inner.solving = options.solving
    if let progress = options.progress { inner.progress = { _, _ in progress(0, 1) } }
    let result = try fluxVariability(
      of: Self.network(of: model, members: members), options: inner, using: backend)
    var forward = [Bool](repeating: false, count: count)
    var backward = forward
    for (reaction, range) in zip(members, result.ranges) {
      // Where nothing is known a cycle is possible.
      forward[reaction] = range.maximum.value.map { $0 > Self.smallestPart } ?? true
      backward[reaction] = range.minimum.value.map { $0 < -Self.smallestPart } ?? true
    }
    self.forward = forward
    self.backward = backward
  }

  /// The internal reactions as a model of their own.
  private static func network(
    of model: ConstrainedModel, members: [Int]
  ) throws(FluxError) -> ConstrainedModel {
    var stoichiometry = StoichiometricMatrix(rowCount: model.model.metabolites.count)
    var reactions: [Reaction] = []
    for member in members {
      stoichiometry.appendColumn(model.model.stoichiometry.column(member))
      let bounds = model.bounds[member]
      reactions.append(
        Reaction(
          id: model.model.reactions[member].id,
          bounds: FluxBounds(lower: bounds.lower < 0 ? -1 : 0, upper: bounds.upper > 0 ? 1 : 0)))
    }
    do throws(ModelError) {
      return ConstrainedModel(
        try MetabolicModel(
          id: model.model.id, metabolites: model.model.metabolites, reactions: reactions,
          stoichiometry: stoichiometry))
    } catch {
      throw .model(error)
    }
  }

  func isInCycle(_ reaction: Int) -> Bool { forward[reaction] || backward[reaction] }

  /// The reactions in cycles that a cycle cannot be taken out of without asking: those that must
  /// carry flux, and those in a flux constraint or in `objective`.
  func boundReactions(of model: ConstrainedModel, objective: [Int]) -> [Int] {
    var found = Set(objective)
    for constraint in model.model.constraints {
      found.formUnion(constraint.terms.map(\.reaction))
    }
    for (reaction, bounds) in model.bounds.enumerated() where bounds.lower > 0 || bounds.upper < 0 {
      found.insert(reaction)
    }
    return found.filter(isInCycle).sorted()
  }
}
