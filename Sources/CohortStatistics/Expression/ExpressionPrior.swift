/// What a cohort says of the expression of every gene before a patient is measured: the mean of the
/// patient's group, and how much people of a group differ.
///
/// Levels are log₂, such as log₂(TPM + 1). For gene *g* in group *h*, sample *p*:
///
///     y = true level + error,   true level ~ N(m_gh, τ²_g),   error ~ N(0, σ²_gp)
///
/// - σ² is the technical variance, given.
/// - *τ²* = max(0, *s̃²* − mean σ²), *s̃²* the variance within groups, moderated over the genes
///   (``ModeratedVariances``).
/// - *m* is the mean of the group drawn towards the mean of the cohort by *A = ω²/(ω² + s̃²/n)*, ω² the
///   variance between groups of the analysis of variance (Searle, Casella and McCulloch 1992, § 3.6),
///   at least 0. A large group keeps its mean, a small one borrows.
///
/// It is an empirical-Bayes construction of standard parts, not a published method of constraint-based
/// modelling. Batches and sites must be in the groups or be corrected before: shrinkage hides them.
///
/// The prior is a value to keep: a patient who joins later is shrunk by the same numbers, and nobody
/// else's change.
public struct ExpressionPrior: Sendable, Hashable, Codable {
  public struct Group: Sendable, Hashable, Codable {
    public var name: String
    /// Of each gene: how many samples have a level, and their mean (0 where there is none).
    public var counts: [Int]
    public var means: [Double]
  }

  public let genes: [String]
  public let groups: [Group]
  /// *s̃²* of each gene.
  public let withinVariances: [Double]
  /// *τ²* of each gene.
  public let biologicalVariances: [Double]
  /// ω² of each gene.
  public let betweenVariances: [Double]

  /// - Parameters:
  ///   - levels: log₂ levels, genes by samples; missing values allowed, infinite ones not.
  ///   - groups: The group of each sample.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/duplicateName(of:name:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/negative(what:row:column:)``.
  /// - Complexity: O(genes · samples).
  public init(
    genes: [String], levels: SampleMatrix, groups: [String], technical: TechnicalVariance
  ) throws(CohortStatisticsError) {
    try Self.check(genes: genes, levels: levels, groups: groups)
    try technical.check(genes: levels.rowCount, samples: levels.sampleCount)
    self.genes = genes
    var names: [String] = []
    for name in groups where !names.contains(name) { names.append(name) }
    let numbers = groups.map { name in names.firstIndex(of: name) }
    let pooled = try PooledVariances(levels, groups: numbers)
    let within = try ModeratedVariances(variances: pooled.variances, degrees: pooled.degrees).values
    let found = names.indices.map { number in
      Self.group(names[number], numbers.indices.filter { numbers[$0] == number }, levels)
    }
    withinVariances = within
    self.groups = found
    biologicalVariances = try (0..<genes.count).map { gene throws(CohortStatisticsError) in
      max(0, within[gene] - (try Self.meanVariance(technical, gene: gene, levels)))
    }
    betweenVariances = (0..<genes.count).map { gene in
      Self.between(found, gene: gene, within: within[gene])
    }
  }

  private static func check(
    genes: [String], levels: SampleMatrix, groups: [String]
  ) throws(CohortStatisticsError) {
    guard genes.count == levels.rowCount else {
      throw .wrongCount(of: "genes", expected: levels.rowCount, found: genes.count)
    }
    guard groups.count == levels.sampleCount else {
      throw .wrongCount(of: "groups", expected: levels.sampleCount, found: groups.count)
    }
    try checkUnique(genes)
    if let place = levels.values.firstIndex(where: \.isInfinite) {
      throw .notFinite(
        what: "level", row: place / levels.sampleCount, column: place % levels.sampleCount)
    }
  }

  private static func checkUnique(_ genes: [String]) throws(CohortStatisticsError) {
    var seen: Set<String> = []
    for gene in genes where !seen.insert(gene).inserted {
      throw .duplicateName(of: "gene", name: gene)
    }
  }

  private static func group(_ name: String, _ members: [Int], _ levels: SampleMatrix) -> Group {
    var group = Group(name: name, counts: [], means: [])
    for gene in 0..<levels.rowCount {
      let present = members.compactMap { levels[gene, $0] }
      group.counts.append(present.count)
      group.means.append(
        present.isEmpty ? 0 : present.reduce(0, +) / Double(present.count))
    }
    return group
  }

  /// Over the samples that have a level; the variance without one where none has.
  private static func meanVariance(
    _ technical: TechnicalVariance, gene: Int, _ levels: SampleMatrix
  ) throws(CohortStatisticsError) -> Double {
    var (sum, count) = (0.0, 0)
    for sample in 0..<levels.sampleCount where levels[gene, sample] != nil {
      let variance = technical.value(gene: gene, sample: sample)
      if variance.isNaN { throw .notFinite(what: "technical variance", row: gene, column: sample) }
      sum += variance
      count += 1
    }
    return count > 0 ? sum / Double(count) : 0
  }

  /// (mean square between − mean square within) / *n₀*, at least 0.
  private static func between(_ groups: [Group], gene: Int, within: Double) -> Double {
    let present = groups.filter { $0.counts[gene] > 0 }
    guard present.count > 1 else { return 0 }
    let (total, squares, mean) = Self.totals(present, gene: gene)
    let between = present.reduce(0) {
      $0 + Double($1.counts[gene]) * ($1.means[gene] - mean) * ($1.means[gene] - mean)
    }
    let free = Double(present.count - 1)
    let typical = (total - squares / total) / free
    return typical > 0 ? max(0, (between / free - within) / typical) : 0
  }

  /// *N*, Σ *n*², and the mean of all levels.
  private static func totals(
    _ groups: [Group], gene: Int
  ) -> (total: Double, squares: Double, mean: Double) {
    var (total, squares, sum) = (0.0, 0.0, 0.0)
    for group in groups {
      let count = Double(group.counts[gene])
      total += count
      squares += count * count
      sum += count * group.means[gene]
    }
    return (total, squares, total > 0 ? sum / total : 0)
  }

  /// *m* of one gene in one group, and its variance.
  ///
  /// - Parameter leavingOut: A level of this group that is not to count.
  /// - Returns: `nil` where no sample of the cohort has a level.
  func mean(gene: Int, group: Int, leavingOut level: Double?) -> (mean: Double, variance: Double)? {
    var (count, own) = (Double(groups[group].counts[gene]), groups[group].means[gene])
    var (total, squares, cohort) = Self.totals(groups, gene: gene)
    if let level, count > 0 {
      cohort = total > 1 ? (total * cohort - level) / (total - 1) : 0
      own = count > 1 ? (count * own - level) / (count - 1) : 0
      squares -= 2 * count - 1
      count -= 1
      total -= 1
    }
    guard total > 0 else { return nil }
    let (within, between) = (withinVariances[gene], betweenVariances[gene])
    let cohortVariance = within / total + between * squares / (total * total)
    guard count > 0 else { return (cohort, between + cohortVariance) }
    let sampling = within / count
    // Without any variance the group's own mean is exact.
    let weight = between + sampling > 0 ? between / (between + sampling) : 1
    return (
      cohort + weight * (own - cohort),
      weight * sampling + (1 - weight) * (1 - weight) * cohortVariance
    )
  }
}

extension ExpressionPrior {
  private enum CodingKeys: String, CodingKey {
    case genes, groups, withinVariances, biologicalVariances, betweenVariances
  }

  /// - Throws: ``CohortStatisticsError/damagedFile(reason:)`` where the value contradicts itself,
  ///   ``CohortStatisticsError/duplicateName(of:name:)``, and what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    genes = try values.decode([String].self, forKey: .genes)
    groups = try values.decode([Group].self, forKey: .groups)
    withinVariances = try values.decode([Double].self, forKey: .withinVariances)
    biologicalVariances = try values.decode([Double].self, forKey: .biologicalVariances)
    betweenVariances = try values.decode([Double].self, forKey: .betweenVariances)
    try Self.checkUnique(genes)
    for variances in [withinVariances, biologicalVariances, betweenVariances] {
      guard variances.count == genes.count, variances.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw CohortStatisticsError.damagedFile(
          reason: "there is not one variance of at least 0 for each gene")
      }
    }
    for group in groups {
      guard group.counts.count == genes.count, group.means.count == genes.count,
        group.counts.allSatisfy({ (0...1_000_000_000).contains($0) }),
        group.means.allSatisfy(\.isFinite)
      else {
        throw CohortStatisticsError.damagedFile(
          reason: "the group '\(group.name)' has not a count and a mean for each gene")
      }
    }
  }
}
