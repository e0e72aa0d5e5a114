import MetabolicModels

/// CORDA: from confidences of reactions to a model in which all sure ones can carry flux and few
/// unlikely ones are needed (Schultz and Qutub, PLoS Comput Biol 2016,
/// doi 10.1371/journal.pcbi.1004808).
///
/// Each direction of a reaction has a confidence: absent, unknown, low, medium or high. What a
/// direction *t* needs is what its cheapest routes use,
///
///     minimize Σ pᵢ vᵢ   subject to   S v = 0, v ≥ 0, vₜ ≥ 1
///
/// with a price *p* of 1 for low and medium confidence (step 1 only) and of `penalty` for absent
/// ones; what a route used costs a hundredth more, and routes are looked for until one brings nothing
/// new, up to `routes`.
///
/// 1. All that directions of high confidence need becomes high.
/// 2. Absent directions that at least `support` directions of low or medium confidence need become
///    high; other absent ones are closed. What of low and medium confidence can then carry flux
///    becomes high, and the rest is closed.
/// 3. Unknown directions that those of high confidence need, by their cheapest route, become high.
///
/// The model keeps the reactions with a direction of high confidence.
///
/// From genes: inactive is absent, undetermined is low, active is medium, and active from
/// `highFactor` times the threshold on is high; without a level it is unknown. A complex is as sure
/// as its least sure part, a reaction without a rule is unknown.
///
/// Departures from corda 0.4 (Diener): open bounds are infinite, where it has 10⁶; of a reversible
/// reaction the other direction is closed while one is the target, since both would make a circle; a
/// direction whose flux needs nothing with a price is recognized many at a time, without a program
/// each; so is one that can carry no flux, where its other direction cannot either (the dual bound of
/// one program is a proof for all); what cannot carry flux or was closed leaves the network, which is
/// compressed anew, and the programs of a step are solved from target to target
/// (``CordaRouteLane``), not each anew, all for the time; a forced flux counts as high confidence, its
/// size is left out, and it is kept; a required reaction that cannot carry flux is an error. Cheapest
/// routes are not always unique: another order of the model's reactions, or another solver, may give
/// another set.
///
/// On a reconstruction the last step takes by far the most time: what is sure has few ways that cost
/// nothing, so that thousands of directions need a program each, of hundreds of pivots.
public struct Corda: OmicsMethod, ActivityMethod {
  public static let name = "corda"
  public static let summary =
    "sure reactions and what they need, by confidences (Schultz and Qutub 2016)"
  public static let parameters = [
    MethodParameter(
      "required", allowed: "objective, none, or reaction ids separated by commas",
      defaultText: "objective", summary: "reactions of high confidence whatever their genes say"),
    MethodParameter(
      "high-factor", allowed: "a number of at least 1", defaultText: "2",
      summary: "how far above the threshold of activity a level means high confidence"),
    MethodParameter(
      "penalty", allowed: "a number above 1, up to 1e6", defaultText: "100",
      summary: "the price of an absent reaction, where an unsure one costs 1"),
    MethodParameter(
      "support", allowed: "a whole number from 1 to 100000", defaultText: "5",
      summary: "how many unsure reactions must need an absent one to bring it back"),
    MethodParameter(
      "routes", allowed: "a whole number from 1 to 100", defaultText: "5",
      summary: "how many alternative routes to a reaction are included"),
  ]

  public var thresholds = ThresholdRule.zFPKM
  public var scoring = GeneRuleScoring(isozymes: .maximum)
  public var skipUnreadableRules = false
  public var required = RequiredReactions.objective
  public var highFactor = 2.0
  public var penalty = 100.0
  public var support = 5
  public var routes = 5

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    takeEvidence(from: settings)
    if let text = settings.values["required"] { required = RequiredReactions(text) }
    highFactor = try settings.number(
      "high-factor", default: highFactor, allowed: "a number of at least 1"
    ) { $0 >= 1 }
    penalty = try settings.number(
      "penalty", default: penalty, allowed: "a number above 1, up to 1e6"
    ) { $0 > 1 && $0 <= 1e6 }
    support = try settings.integer("support", default: support, in: 1...100_000)
    routes = try settings.integer("routes", default: routes, in: 1...100)
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let evidence = try evidence(of: base, levels)
    let genes = evidence.thresholds.confidences(of: levels.levels, highFrom: highFactor)
    let confidences = base.model.reactions.map { $0.rule?.confidence(of: genes) ?? .unknown }
    let outcome = try reduce(base, confidences: confidences, using: solver)
    return try PersonalizedModel(
      keeping: outcome.isKept, of: base, levels: levels, scores: evidence.scores,
      activities: evidence.activities(of: base.model),
      provenance: provenance(
        of: levels,
        [
          evidence.figure,
          MethodFigure("required", .list(outcome.required)),
          MethodFigure("high_factor", .number(highFactor)),
          MethodFigure("penalty", .number(penalty)),
          MethodFigure("support", .integer(support)),
          MethodFigure("routes", .integer(routes)),
        ]),
      findings: outcome.findings(of: base.model, confidences: confidences))
  }

  /// What one reconstruction found.
  public struct Outcome: Sendable {
    /// One for each reaction.
    public var isKept: [Bool]
    /// Reactions (indices, ascending) with some confidence of which a direction that is open cannot
    /// carry flux.
    public var impossible: [Int]
    public var required: [String]
    /// How many directions needed routes of their own, and how many routes that were.
    public var routedTargets: Int
    public var routes: Int
    /// How many linear programs were solved, in how many pivots.
    public var programs: Int
    public var pivots: Int
  }

  /// - Parameter confidences: One for each reaction of the model, for both directions.
  /// - Throws: ``OmicsError/unknownReaction(id:suggestion:)`` and
  ///   ``OmicsError/inconsistentCore(reactions:epsilon:)`` for required reactions;
  ///   ``OmicsError/flux(_:)``.
  /// - Complexity: A few warm solves, one for each direction that can carry no flux while the other
  ///   can, and up to `routes` for each direction that needs one with a price.
  public func reduce(
    _ base: ConstrainedModel, confidences: [CordaConfidence], using solver: MethodSolver
  ) throws(OmicsError) -> Outcome {
    precondition(confidences.count == base.bounds.count, "confidences of another model")
    let required = try self.required.reactions(of: base)
    var confidences = confidences
    for reaction in required { confidences[reaction] = .high }
    for (reaction, bounds) in base.bounds.enumerated() where bounds.lower > 0 || bounds.upper < 0 {
      confidences[reaction] = .high
    }
    let network = try CordaNetwork(base)
    var search = CordaSearch(network, confidences: confidences, options: self, solver: solver)
    try search.run()
    let isKept = search.kept(count: confidences.count)
    let missing = required.filter { !isKept[$0] }
    if !missing.isEmpty {
      throw .inconsistentCore(
        reactions: missing.map { base.model.reactions[$0].id }, epsilon: 1)
    }
    return Outcome(
      isKept: isKept, impossible: Set(search.impossible.map(\.reaction)).sorted(),
      required: required.map { base.model.reactions[$0].id },
      routedTargets: search.routedTargets, routes: search.routes,
      programs: search.counts.programs, pivots: search.counts.pivots)
  }
}

extension Corda.Outcome {
  func findings(
    of model: MetabolicModel, confidences: [CordaConfidence]
  ) -> [MethodFigure] {
    let names: [(String, CordaConfidence)] = [
      ("high_confidence", .high), ("medium_confidence", .medium), ("low_confidence", .low),
      ("unknown_confidence", .unknown), ("absent", .absent),
    ]
    return names.map { name, confidence in
      MethodFigure(name, .integer(confidences.count { $0 == confidence }))
    } + [
      MethodFigure("kept_reactions", .integer(isKept.count { $0 })),
      MethodFigure("impossible_reactions", .integer(impossible.count)),
      MethodFigure("routed_targets", .integer(routedTargets)),
      MethodFigure("routes_found", .integer(self.routes)),
      MethodFigure("programs", .integer(programs)),
      MethodFigure("pivots", .integer(pivots)),
    ]
  }
}
