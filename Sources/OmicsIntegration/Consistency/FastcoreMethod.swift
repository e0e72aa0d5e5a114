import MetabolicModels

/// FASTCORE around the reactions whose genes are active: ``Fastcore`` with the active reactions as
/// core.
///
/// A reaction is active if its gene rule is, by the thresholds (zFPKM of the sample unless others
/// are given). All others may join where the core needs them, at the same price; those that are
/// inactive are not closed, as they are by ``RFastcormics``.
public struct FastcoreMethod: OmicsMethod {
  public static let name = "fastcore"
  public static let summary =
    "the smallest consistent network around active reactions (Vlassis et al. 2014)"
  public static let parameters = [
    MethodParameter.epsilon,
    MethodParameter(
      "inconsistent-core", allowed: "fail or drop", defaultText: "drop",
      summary: "what becomes of active reactions that no flux can reach"),
  ]

  public var thresholds = ThresholdRule.zFPKM
  public var scoring = GeneRuleScoring(isozymes: .maximum)
  public var skipUnreadableRules = false
  public var fastcore: Fastcore

  public init() {
    fastcore = Fastcore()
    fastcore.inconsistentCore = .drop
  }

  public init(_ settings: MethodSettings) throws(OmicsError) {
    self.init()
    thresholds = settings.thresholds ?? thresholds
    scoring = settings.scoring ?? scoring
    skipUnreadableRules = settings.skipUnreadableRules
    fastcore.epsilon = try settings.epsilon()
    fastcore.inconsistentCore = try settings.choice("inconsistent-core", default: .drop)
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    let limits = try thresholds.thresholds(for: levels)
    let genes = limits.activities(of: levels.levels)
    let activities = base.model.reactions.map { $0.rule?.activity(of: genes) }
    let core = activities.indices.filter { activities[$0] == .active }
    let reduction = try fastcore.reduce(base, core: core, using: solver)
    if reduction.dropped.count == core.count { throw .emptyCore(sample: levels.sample) }
    return try PersonalizedModel(
      keeping: reduction.isKept, of: base, levels: levels, scores: scores, activities: activities,
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: [
          MethodFigure("thresholds", .text(limits.rule)),
          MethodFigure("epsilon", .number(fastcore.epsilon)),
          MethodFigure("inconsistent_core", .text(fastcore.inconsistentCore.rawValue)),
        ]),
      findings: [MethodFigure("core_reactions", .integer(core.count))]
        + reduction.findings(of: base.model))
  }
}

extension Fastcore.Reduction {
  /// What a report says of a run.
  func findings(of model: MetabolicModel) -> [MethodFigure] {
    [
      MethodFigure("consistent_reactions", .integer(consistentReactions)),
      MethodFigure("dropped_core", .list(dropped.map { model.reactions[$0].id })),
      MethodFigure("kept_reactions", .integer(isKept.count { $0 })),
      MethodFigure("programs", .integer(programs)),
      MethodFigure("pivots", .integer(pivots)),
    ]
  }
}

extension MethodParameter {
  static let epsilon = MethodParameter(
    "epsilon", allowed: "a number from 1e-7 to 1", defaultText: "0.0001",
    summary: "the flux that counts as carried, in mmol/gDW/h")
}

extension MethodSettings {
  func epsilon() throws(OmicsError) -> Double {
    try number("epsilon", default: 1e-4, allowed: "a number from 1e-7 to 1") {
      (1e-7...1).contains($0)
    }
  }
}
