import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The least that must be given back of a patient's bounds for the objective to reach a target.
public struct ViabilityRelaxation: Sendable {
  /// One bound that was moved outwards, in mmol·gDW⁻¹·h⁻¹.
  public struct RelaxedBound: Sendable, Hashable {
    public enum Side: String, Sendable, Hashable {
      case lower, upper
    }

    /// An index into the model's reactions.
    public var reaction: Int
    public var id: String
    public var subsystem: String
    public var side: Side
    public var from: Double
    public var to: Double
    /// The ids of the genes that hold the reaction's score down.
    public var genes: [String]

    /// By how much the bound moved; not negative.
    public var amount: Double { abs(to - from) }
  }

  public var assessment: Viability.Assessment
  public var fraction: Double
  /// What the objective had to reach.
  public var target: Double
  /// What it reaches under the relaxed bounds, solved anew.
  public var optimum: Double
  /// By decreasing amount; empty if the patient's model reached the target without.
  public var bounds: [RelaxedBound]
  /// The patient's model under the relaxed bounds.
  public var model: PersonalizedModel

  /// The sum of all amounts. It is the least possible; how it is spread over reactions need not be
  /// unique.
  public var total: Double { bounds.reduce(0) { $0 + $1.amount } }
}

extension Viability {
  /// The smallest relaxation of the patient's bounds that lets the objective reach `fraction` of the
  /// optimum before them.
  ///
  /// Solves, over the reactions whose bounds the method changed,
  ///
  ///     minimize    Σ (p + q)
  ///     subject to  S v = 0,  lower − q ≤ v ≤ upper + p,  c·v ≥ target (≤ when minimizing)
  ///                 0 ≤ p ≤ upper before − upper,  0 ≤ q ≤ lower − lower before
  ///
  /// that is, each bound moves outwards by *p* or *q*, never beyond where it was before the patient.
  /// The result is verified by solving the relaxed model.
  ///
  /// - Parameter fraction: From 0 to 1.
  /// - Throws: ``OmicsError/cannotReach(target:best:)``, ``OmicsError/flux(_:)`` or
  ///   ``OmicsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: Two cold solves, a few more if the solver's rounding must be made up for.
  public func relaxation(
    of model: PersonalizedModel, _ assessment: Assessment, fraction: Double,
    using backend: some LPBackend
  ) throws(OmicsError) -> ViabilityRelaxation {
    guard (0...1).contains(fraction) else {
      throw .invalidOption(
        name: "--viability", value: "\(fraction)", allowed: "a number from 0 to 1")
    }
    let target = assessment.target(fraction: fraction)
    if let optimum = assessment.patientOptimum, assessment.reaches(optimum, target: target) {
      return ViabilityRelaxation(
        assessment: assessment, fraction: fraction, target: target, optimum: optimum, bounds: [],
        model: model)
    }
    let program = RelaxationProgram(model, target: target)
    let point = try solve(program, target: target, assessment, using: backend)
    // What looks like rounding is left out first. The solver's own tolerance may leave the moves a
    // hair too small; each further round adds a little.
    var best: Double?
    for (noise, slack) in [(1e-9, 0), (1e-12, 0), (0, 1e-9), (0, 1e-8), (0, 1e-7), (0, 1e-6)] {
      let moves = program.moves(at: point, noise: noise)
      let relaxed = try model.relaxed(by: moves, slack: slack)
      best = try optimum(of: relaxed.model.constrained, using: backend)
      if let best, assessment.reaches(best, target: target) {
        return ViabilityRelaxation(
          assessment: assessment, fraction: fraction, target: target, optimum: best,
          bounds: relaxed.bounds, model: relaxed.model)
      }
    }
    throw .cannotReach(target: target, best: best)
  }

  /// What blocks a patient's model: the relaxation to a hundredth of the optimum before the
  /// patient's bounds, or `nil` if the model is not blocked.
  public func blocking(
    _ model: PersonalizedModel, _ assessment: Assessment, using backend: some LPBackend
  ) throws(OmicsError) -> ViabilityRelaxation? {
    if !assessment.isBlocked { return nil }
    return try relaxation(
      of: model, assessment, fraction: Self.probeFraction, using: backend)
  }

  /// A point of `program`, its residual and the gap to its dual bound checked.
  private func solve(
    _ program: RelaxationProgram, target: Double, _ assessment: Assessment,
    using backend: some LPBackend
  ) throws(OmicsError) -> [Double] {
    var solver = MethodSolver(backend, solving: solving)
    // It is of the analysis around it, not of this program.
    solver.solving.timeLimit = nil
    // The model in it is compressed already.
    let compressed = CompressedProgram(uncompressed: program.program)
    guard
      let best = try solver.optimum(
        of: program.program, as: compressed, named: "relaxation program")
    else { throw .cannotReach(target: target, best: assessment.patientOptimum) }
    return best.columns
  }
}

extension PersonalizedModel {
  /// This model with bounds moved outwards by `moves`, each by a relative `slack` more, but never
  /// beyond where it was before the patient.
  func relaxed(
    by moves: [RelaxationProgram.Move], slack: Double
  ) throws(OmicsError) -> (model: PersonalizedModel, bounds: [ViabilityRelaxation.RelaxedBound]) {
    var result = self
    var relaxed: [ViabilityRelaxation.RelaxedBound] = []
    for move in moves {
      let reaction = base.model.reactions[move.reaction]
      let outermost = base.bounds[move.reaction]
      var bounds = result.constrained.bounds[move.reaction]
      let amount = move.amount * (1 + slack)
      let from: Double
      switch move.side {
      case .upper:
        from = bounds.upper
        bounds.upper = min(from + amount, outermost.upper)
      case .lower:
        from = bounds.lower
        bounds.lower = max(from - amount, outermost.lower)
      }
      let to = move.side == .upper ? bounds.upper : bounds.lower
      if to == from { continue }
      try result.constrained.bound(move.reaction, to: bounds)
      result.relaxed[move.reaction] = true
      result.changed[move.reaction] = bounds != outermost
      let limiting = reaction.rule.map { scoring.limitingGenes(of: $0, levels: levels.levels) }
      relaxed.append(
        .init(
          reaction: move.reaction, id: reaction.id, subsystem: reaction.subsystem, side: move.side,
          from: from, to: to, genes: (limiting ?? []).map { base.model.genes[$0].id }))
    }
    relaxed.sort { ($1.amount, $0.reaction) < ($0.amount, $1.reaction) }
    return (result, relaxed)
  }
}
