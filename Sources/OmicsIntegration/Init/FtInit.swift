import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// ftINIT: the reactions whose genes speak for them, and of the others as few as connect them, in two
/// steps.
///
/// A mixed-integer program over the network with dependent reactions merged, their scores added up
/// (``ActivityProgram``; Gustafsson et al., PNAS 2023, doi 10.1073/pnas.2217868120), with *F* = 0.1,
/// *M* = 100 and the scores of INIT, *s* = 5 ln(level / threshold) from −5 to 10. In the first step,
/// boundary reactions, transport and extracellular reactions without a gene, and spontaneous ones
/// have no score. In the second only boundary and spontaneous ones have none, and what was on in the
/// first must carry at least the lesser of 0.1 and 0.99 of its flux. Kept are the boundary
/// reactions, what is on, what carries flux without a score, and spontaneous reactions whose merged
/// group has no score at all.
///
/// Each metabolite of ``detected`` adds 5 to the sum if some reaction makes it at *F*.
///
/// In one step that scores all, with *F* = 1, *M* = 1000, it is INIT without its reward for net
/// production (Agren et al., PLoS Comput Biol 2012, doi 10.1371/journal.pcbi.1002518): see ``Init``.
///
/// The threshold is 1 (TPM, as for Human-GEM), or that of each gene. Reactions that
/// ``RequiredFunction``s and ``tasks`` cannot do without are forced in their direction, each by at most
/// 0.1 and as much as all of them can carry at once.
///
/// Departures from RAVEN: the search stops by a relative gap of 0.0004 and no absolute one; scores of
/// exactly zero are no score; genes with low scores stay in the rules; the simplex columns of a merged
/// group are measured by its largest flux; what makes a detected metabolite must do so in the direction
/// of its flux, may be without a score, and is neither uptake nor transport. Alternate optima are many: RAVEN with another seed changes
/// 125 of some 7,700 reactions.
public struct FtInit: OmicsMethod {
  public static let name = "ftinit"
  public static let summary =
    "the best-scored connected network, in two steps (Gustafsson et al. 2023)"
  public static let parameters =
    searchParameters + [
      MethodParameter(
        "steps", allowed: Steps.allCases.map(\.rawValue).joined(separator: " or "),
        defaultText: Steps.two.rawValue,
        summary: "whether transport without a gene is free in a step before")
    ]
  static let searchParameters =
    MixedIntegerSettings.parameters(gap: 0.0004) + [
      MethodParameter(
        "detected", allowed: "ids or names of metabolites, separated by commas",
        defaultText: "none",
        summary: "metabolites found in the sample: each adds 5 to the scores if something makes it")
    ]

  public var thresholds = ThresholdRule.absolute(activeFrom: 1, inactiveBelow: 1)
  /// What the network must be able to do.
  public var required: [RequiredFunction] = []
  /// Tasks whose essential reactions it must be able to use. What else they need, a choice among
  /// alternatives, is filled afterwards: ``RequiredTasks/repair(_:using:)``.
  public var tasks: RequiredTasks?
  /// The ids of reactions that need no enzyme.
  public var spontaneous: Set<String> = []
  public var search = MixedIntegerSettings()
  public var skipUnreadableRules = false
  /// Models with more reactions have too many binary variables whatever their ranges are.
  static let rangeLimit = 5_000
  public var steps = Steps.two
  /// Metabolites that were detected in the sample: each adds 5 to the sum of scores if something makes
  /// it. By id, or by name, wherever in the cell it is.
  public var detected: [String] = []
  /// INIT's: one step that leaves nothing without a score.
  var scoresAll = false
  var limits = ActivityProgram.Limits()
  var reportedName = FtInit.name

  /// In how many steps the network is chosen.
  public enum Steps: String, Sendable, Hashable, CaseIterable {
    case two = "1+1"
    /// The second step alone.
    case one = "full"
  }

  var stepCount: Int { steps == .two && !scoresAll ? 2 : 1 }

  public init() {
    search.relativeGap = 0.0004
  }

  public init(_ settings: MethodSettings) throws(OmicsError) {
    if let scoring = settings.scoring, scoring.isozymes != .maximum {
      throw .invalidOption(
        name: "--isozymes", value: "'\(scoring.isozymes.rawValue)' with --method \(Self.name)",
        allowed: "maximum: scores are logarithms, which do not add up")
    }
    thresholds = settings.thresholds ?? thresholds
    skipUnreadableRules = settings.skipUnreadableRules
    tasks = settings.requiredTasks
    search = try MixedIntegerSettings(settings, gap: 0.0004)
    steps = try settings.choice("steps", default: steps)
    detected = try settings.list("detected", of: "metabolite")
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let found = try thresholds.thresholds(for: levels)
    let scores = try InitScores(
      base.model, levels: levels, thresholds: found, skippingUnreadable: skipUnreadableRules)
    if scores.reactions.values.allSatisfy({ $0 == nil }) {
      throw .nothingScored(sample: levels.sample)
    }
    let network = try CarrierRanges(base, reactions: rangedReactions(of: base), using: solver)
    var run = try FtInitRun(self, base, scores.values, network)
    try run.require(try essential(base, using: solver), using: solver)
    for step in 1...stepCount { try run.step(step, using: solver) }
    let fluxes = network.compressed.expand(columns: run.carriers)
    var result = try PersonalizedModel(
      keeping: run.kept(fluxes), of: base, levels: levels, scores: scores.reactions,
      provenance: .init(
        method: reportedName, sample: levels.sample, scoring: GeneRuleScoring(isozymes: .maximum),
        parameters: [
          MethodFigure("thresholds", .text(found.rule)),
          MethodFigure("steps", .text(scoresAll ? "1" : steps.rawValue)),
          MethodFigure("flux_on", .number(limits.on)),
          MethodFigure("flux_most", .number(limits.most)),
          MethodFigure("required_functions", .integer(required.count)),
          MethodFigure("required_tasks", .integer(tasks?.tasks.count ?? 0)),
          MethodFigure("spontaneous", .list(spontaneous.sorted())),
          MethodFigure("detected", .list(detected)),
        ] + search.figures),
      findings: run.figures)
    result.flux = MethodFlux(
      fluxes: fluxes, criterion: "largest sum of scores", isUnique: false)
    return result
  }

  /// The reactions whose range of flux is found first: all where a search is to end by itself, for
  /// which the limits *M* alone are too loose; none where it is the relaxation that counts, or a time
  /// limit.
  private func rangedReactions(of base: ConstrainedModel) -> Range<Int> {
    let count = base.model.reactions.count
    return search.isRelaxed || search.seconds != nil || count > Self.rangeLimit
      ? 0..<0 : 0..<count
  }

  private func essential(
    _ base: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> [Int: Double] {
    var all: [Int: Double] = [:]
    for function in required {
      // Two functions may need a reaction in two directions; the first one stays, since both at once
      // no flux can have.
      all.merge(try function.essentialReactions(of: base, using: solver)) { first, _ in first }
    }
    if let tasks {
      all.merge(try tasks.essentialReactions(of: base, using: solver)) { first, _ in first }
    }
    return all
  }
}

/// INIT in one step, for all reactions: ``FtInit`` with *F* = 1 and *M* = 1000.
///
/// (Agren et al., PLoS Comput Biol 2012, doi 10.1371/journal.pcbi.1002518; RAVEN's runINIT.) Departures:
/// no reward for the net production of metabolites, which the pipeline for Human-GEM has not either;
/// balances are equations, without free excretion; a reaction that is not wanted may carry less than
/// *F*; both directions of a reaction are one switch. Boundary reactions are scored like all others
/// (−2) and kept.
public struct Init: OmicsMethod {
  public static let name = "init"
  public static let summary =
    "the best-scored connected network, in one step (Agren et al. 2012)"
  public static let parameters = FtInit.searchParameters

  public var steps: FtInit

  public init() {
    self.init(FtInit())
  }

  public init(_ settings: MethodSettings) throws(OmicsError) {
    self.init(try FtInit(settings))
  }

  private init(_ steps: FtInit) {
    self.steps = steps
    self.steps.scoresAll = true
    self.steps.limits = ActivityProgram.Limits(on: 1, most: 1000)
    self.steps.reportedName = Self.name
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    try steps.personalize(base, with: levels, using: solver)
  }
}
