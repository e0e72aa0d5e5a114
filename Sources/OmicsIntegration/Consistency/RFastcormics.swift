import MetabolicModels

/// rFASTCORMICS: FASTCORE around active reactions, without the inactive ones (Pacheco et al.,
/// EBioMedicine 2019, doi 10.1016/j.ebiom.2019.04.046).
///
/// 1. What the required reactions need is found by FASTCORE, with active reactions at no cost, and
///    joins the core.
/// 2. Inactive reactions are closed, but for what was needed.
/// 3. FASTCORE runs on what is still consistent, around the active reactions. Active transporters
///    leave the core and cost nothing: their genes say little of where they work.
///
/// Genes are sorted by zFPKM unless other thresholds are given, and rules are evaluated on what the
/// genes are: the least active part of a complex, the most active isozyme. A gene without a level is
/// undetermined here, as in the original, and not skipped: it can hold a complex back.
///
/// Departures from the original: an inactive reaction with a forced flux stays open; required
/// reactions that cannot carry flux are an error, where the original goes on without any of them;
/// those of ``Fastcore``.
public struct RFastcormics: OmicsMethod, ActivityMethod {
  public static let name = "rfastcormics"
  public static let summary =
    "FASTCORE around active reactions, without inactive ones (Pacheco et al. 2019)"
  public static let parameters = [
    MethodParameter.epsilon,
    MethodParameter(
      "required", allowed: "objective, none, or reaction ids separated by commas",
      defaultText: "objective", summary: "reactions that the model must be able to use"),
    MethodParameter(
      "unpenalized", allowed: "none, or subsystems or their beginnings, separated by semicolons",
      defaultText: "Transport",
      summary: "subsystems whose active reactions are free to use, not to be included"),
  ]

  public var thresholds = ThresholdRule.zFPKM
  public var scoring = GeneRuleScoring(isozymes: .maximum)
  public var skipUnreadableRules = false
  public var epsilon = 1e-4
  public var required = RequiredReactions.objective
  /// How the names of subsystems begin, in any case, whose active reactions leave the core.
  public var unpenalizedSubsystems = ["Transport"]
  /// Whether someone asked for these, so that the model must have each.
  private var namesSubsystems = false

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    takeEvidence(from: settings)
    epsilon = try settings.epsilon()
    if let text = settings.values["required"] { required = RequiredReactions(text) }
    if let text = settings.values["unpenalized"] {
      unpenalizedSubsystems = text == "none" ? [] : OptionList.parts(of: text, separator: ";")
      namesSubsystems = true
    }
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    if namesSubsystems { try checkSubsystems(of: base.model) }
    let evidence = try evidence(of: base, levels)
    let activities = Self.activities(of: base.model, evidence.genes)
    let outcome = try reduce(base, activities: activities, sample: levels.sample, using: solver)
    return try PersonalizedModel(
      keeping: outcome.reduction.isKept, of: base, levels: levels, scores: evidence.scores,
      activities: activities,
      provenance: provenance(
        of: levels,
        [
          evidence.figure,
          MethodFigure("epsilon", .number(epsilon)),
          MethodFigure("required", .list(outcome.required)),
          MethodFigure("unpenalized", .list(unpenalizedSubsystems)),
        ]),
      findings: outcome.findings(of: base.model))
  }

  /// What each reaction is; `nil` without a rule. Genes without a level are undetermined.
  public static func activities(of model: MetabolicModel, _ genes: [Activity?]) -> [Activity?] {
    let known = genes.map { $0 ?? .undetermined }
    return model.reactions.map { $0.rule?.activity(of: known) }
  }

  /// What one run found.
  public struct Outcome: Sendable {
    public var reduction: Fastcore.Reduction
    /// Active reactions, those of them that the search began with, and inactive ones that were
    /// closed.
    public var active: Int
    public var core: Int
    public var closed: Int
    /// The ids of the required reactions, and how many reactions they need.
    public var required: [String]
    public var neededByRequired: Int
  }

  /// - Parameters:
  ///   - activities: One for each reaction of the model, of one sample or of several
  ///     (``ActivityConsensus``).
  ///   - sample: The name for errors.
  /// - Throws: ``OmicsError/unknownReaction(id:suggestion:)`` and
  ///   ``OmicsError/inconsistentCore(reactions:epsilon:)`` for required reactions;
  ///   ``OmicsError/emptyCore(sample:)``; ``OmicsError/flux(_:)``.
  public func reduce(
    _ base: ConstrainedModel, activities: [Activity?], sample: String, using solver: MethodSolver
  ) throws(OmicsError) -> Outcome {
    precondition(activities.count == base.bounds.count, "activities of another model")
    var fastcore = Fastcore()
    fastcore.epsilon = epsilon
    let required = try self.required.reactions(of: base)
    var core = Set(activities.indices.filter { activities[$0] == .active })
    let active = core.count
    var needed = Set<Int>()
    var spent = (programs: 0, pivots: 0)
    if !required.isEmpty {
      let route = try fastcore.reduce(base, core: required, unpenalized: core, using: solver)
      needed = Set(route.isKept.indices.filter { route.isKept[$0] })
      spent = (route.programs, route.pivots)
    }
    core.formUnion(needed)
    let (open, closed) = try Self.closing(activities, except: needed, in: base)
    let free = core.filter { isUnpenalized(base.model.reactions[$0]) }
    core.subtract(free)
    fastcore.inconsistentCore = .drop
    var reduction = try fastcore.reduce(
      open, core: core.sorted(), unpenalized: free, using: solver)
    if reduction.dropped.count == core.count { throw .emptyCore(sample: sample) }
    reduction.programs += spent.programs
    reduction.pivots += spent.pivots
    return Outcome(
      reduction: reduction, active: active, core: core.count, closed: closed,
      required: required.map { base.model.reactions[$0].id }, neededByRequired: needed.count)
  }

  private func isUnpenalized(_ reaction: Reaction) -> Bool {
    unpenalizedSubsystems.contains { Self.begins(reaction.subsystem, with: $0) }
  }

  private static func begins(_ subsystem: String, with text: String) -> Bool {
    subsystem.lowercased().hasPrefix(text.lowercased())
  }

  private func checkSubsystems(of model: MetabolicModel) throws(OmicsError) {
    let known = Set(model.reactions.map(\.subsystem)).subtracting([""]).sorted()
    for text in unpenalizedSubsystems where !known.contains(where: { Self.begins($0, with: text) })
    {
      let some = known.prefix(20).joined(separator: "; ") + (known.count > 20 ? "; …" : "")
      throw .invalidOption(
        name: "--method-option unpenalized", value: "'\(text)'",
        allowed: known.isEmpty
          ? "none: the model names no subsystems" : "how a subsystem of the model begins: " + some)
    }
  }

  /// The model without inactive reactions. A forced flux is kept.
  private static func closing(
    _ activities: [Activity?], except needed: Set<Int>, in base: ConstrainedModel
  ) throws(OmicsError) -> (open: ConstrainedModel, closed: Int) {
    var open = base
    var closed = 0
    for (reaction, activity) in activities.enumerated()
    where activity == .inactive && !needed.contains(reaction) {
      let bounds = base.bounds[reaction]
      if bounds.lower > 0 || bounds.upper < 0 { continue }
      do {
        try open.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: reaction)
      } catch {
        throw .flux(.model(error))
      }
      closed += 1
    }
    return (open, closed)
  }
}

extension RFastcormics.Outcome {
  func findings(of model: MetabolicModel) -> [MethodFigure] {
    [
      MethodFigure("active_reactions", .integer(active)),
      MethodFigure("core_reactions", .integer(core)),
      MethodFigure("closed_reactions", .integer(closed)),
      MethodFigure("needed_by_required", .integer(neededByRequired)),
    ] + reduction.findings(of: model)
  }
}
