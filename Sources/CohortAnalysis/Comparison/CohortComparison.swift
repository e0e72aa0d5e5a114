import CohortStatistics

/// The patients of a cohort, compared group with group, reaction by reaction.
///
///     let merge = try CohortMerge([CohortArchive("study")])
///     let ranges = try CohortRanges(merge, directory: "study")
///     let found = try CohortComparison(ranges, threads: 8)
///     for reaction in found.reactions where reaction.qValue ?? 1 <= 0.05 { … }
///
/// **Who counts.** A patient counts for a reaction where both ends of the range are certified, or
/// proved to be without limit; of a pair both patients must. Failed patients are left out and listed.
///
/// **What is no difference.** Ends nearer than ``CohortComparisonOptions/tolerance`` are the same. A
/// reaction in which no two patients differ is not tested, and no correction counts it.
///
/// **The tests.** Of minimum, maximum and span: Mann and Whitney's of two groups, Wilcoxon's of pairs,
/// Kruskal and Wallis' of more groups. The smallest of the p-values is multiplied by the number of the
/// three that rank the patients differently (``RangeTester``), and goes into Benjamini and Hochberg's
/// correction once for each coupling class. A class is tested by its member with the largest ends,
/// which is nobody's choice by result. Which quantities are informative, and which member stands for a
/// class, does not depend on who is in which group, so the p-values stay valid.
///
/// **Relabelled patients.** One list of relabellings serves all reactions. It gives a p-value without
/// any approximation for each class, one for the largest difference of all classes, and those of the
/// subsystems.
///
/// All numbers are the same for the same seed, whatever the number of threads.
public struct CohortComparison: Sendable {
  public let options: CohortComparisonOptions
  public let manifest: CohortManifest
  public let groups: ComparisonGroups
  /// In the order of the cohort.
  public let reactions: [ComparedReaction]
  public let subsystems: [ComparedSubsystem]
  /// `nil` where fewer than three patients, or no reaction in which they differ, are there to be
  /// placed.
  public let placement: PatientPlacement?
  /// How many relabellings were compared with, and whether they were all that there are.
  public let permutations: Int
  public let isExhaustive: Bool
  /// Of each patient of the design.
  public let uncertifiedEnds: [Int]

  /// - Parameters:
  ///   - classes: The coupling class of each reaction; `nil` for those of the cohort
  ///     (``ReactionAnnotation/classes``).
  ///   - progress: Takes the number of reactions done and of all, from any thread; return `false` to
  ///     cancel.
  /// - Throws: ``ComparisonError``.
  /// - Complexity: O(reactions · patients · (resamples + permutations)).
  public init(
    _ ranges: CohortRanges, options: CohortComparisonOptions = .init(),
    classes: CouplingClasses? = nil, threads: Int = 1,
    progress: (@Sendable (Int, Int) -> Bool)? = nil
  ) throws(ComparisonError) {
    try options.check()
    if threads < 1 {
      throw .invalidOption(name: "threads", value: "\(threads)", allowed: "at least 1")
    }
    var groups = try ComparisonGroups(ranges.manifest, options)
    try groups.keepFinished(ranges.reasons)
    if options.shufflesLabels { groups.shuffle(seed: options.seed) }
    let run: ComparisonRun
    do throws(CohortStatisticsError) {
      run = try ComparisonRun(
        ranges: ranges, options: options, groups: groups,
        classes: classes?.classes ?? ranges.manifest.annotation.classes, threads: threads,
        progress: progress)
    } catch {
      throw .statistics(error)
    }
    let found = try run.result()
    self.options = options
    manifest = ranges.manifest
    self.groups = groups
    uncertifiedEnds = ranges.uncertifiedEnds
    reactions = found.reactions
    subsystems = found.subsystems
    placement = found.placement
    permutations = run.tester.permutations
    isExhaustive = run.tester.isExhaustive
  }

  /// The classes that were tested.
  public var testedClasses: Int { reactions.count(where: \.isRepresentative) }

  /// The reactions in which no two patients differ, or too few have a range.
  public var untestedReactions: Int { reactions.count { !$0.isTested } }

  /// The classes found different at a rate of false discoveries.
  public func foundClasses(at rate: Double = CohortComparisonOptions.discoveryRate) -> Int {
    reactions.count { $0.isRepresentative && $0.qValue ?? 1 <= rate }
  }

  /// The places in the design of all patients that are compared.
  public var patients: [Int] { groups.groups.flatMap(\.patients) }
}

/// A subsystem of the model in the groups of a cohort.
///
/// Its statistic is the mean over its classes of |*z*| (with more than two groups √*H*), each the
/// largest of its quantities; the patients are relabelled, not the reactions, so a subsystem gains
/// nothing by being large or tightly coupled.
public struct ComparedSubsystem: Sendable, Hashable {
  public var name: String
  public var reactions: Int
  /// The classes tested of which it has a member.
  public var classes: Int
  /// Of those, how many were found different.
  public var found: Int
  /// The statistic, and its mean over the relabellings; `nil` where no class was tested.
  public var observed: Double?
  public var expected: Double?
  public var pValue: Double?
  public var qValue: Double?
}

/// The compared patients by principal components and in a tree.
public struct PatientPlacement: Sendable, Hashable {
  /// Places in the design, as in ``CohortComparison/patients``.
  public var patients: [Int]
  /// The share of the variance that each component explains.
  public var explained: [Double]
  /// By component, then patient.
  public var scores: [[Double]]
  /// Of each patient, from 1 in the order of the patients.
  public var clusters: [Int]
  public var clusterCount: Int
  /// How many minima, maxima and spans were used: those of one reaction of each class that differ
  /// between patients and have no infinite value, each scaled to a variance of 1.
  public var features: Int
}
