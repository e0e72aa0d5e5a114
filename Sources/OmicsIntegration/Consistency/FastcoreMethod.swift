import MetabolicModels

/// FASTCORE around the reactions whose genes are active: ``Fastcore`` with the active reactions as
/// core.
///
/// A reaction is active if its gene rule is, by the thresholds (zFPKM of the sample unless others
/// are given). All others may join where the core needs them, at the same price; those that are
/// inactive are not closed, as they are by ``RFastcormics``.
public struct FastcoreMethod: OmicsMethod, ActivityMethod {
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
    takeEvidence(from: settings)
    fastcore.epsilon = try settings.epsilon()
    fastcore.inconsistentCore = try settings.choice("inconsistent-core", default: .drop)
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let evidence = try evidence(of: base, levels)
    let activities = evidence.activities(of: base.model)
    let core = activities.indices.filter { activities[$0] == .active }
    let reduction = try fastcore.reduce(base, core: core, using: solver)
    if reduction.dropped.count == core.count { throw .emptyCore(sample: levels.sample) }
    return try PersonalizedModel(
      keeping: reduction.isKept, of: base, levels: levels, scores: evidence.scores,
      activities: activities,
      provenance: provenance(
        of: levels,
        [
          evidence.figure,
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
