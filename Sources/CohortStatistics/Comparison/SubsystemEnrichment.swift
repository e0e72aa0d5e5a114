/// Whether the reactions of a subsystem differ between two groups more than relabelled samples do.
///
/// The samples are relabelled, not the reactions: what the reactions of a pathway have in common, they
/// keep in every relabelling, so a pathway gains nothing by being large or tightly coupled.
///
/// Give one row for each coupling class, not for each reaction: a row counts once.
public struct SubsystemEnrichment: Sendable, Hashable {
  /// What is compared with the relabelled samples.
  public enum Statistic: Sendable, Hashable {
    /// How many rows have a Mann–Whitney p-value below this (normal approximation, corrected for
    /// ties).
    case count(pBelow: Double)
    /// The largest |*z*| of the rows' rank sums.
    case maximum
  }

  public struct Subsystem: Sendable, Hashable {
    /// The rows that have two groups of values which are not all tied.
    public var testedRows: Int
    /// The statistic of the given labels.
    public var observed: Double
    /// Its mean over the relabellings.
    public var expected: Double
    /// `nil` where no row was tested.
    public var pValue: Double?
    public var qValue: Double?
  }

  /// In the order they were given.
  public var subsystems: [Subsystem]
  public var permutations: Int

  /// - Parameters:
  ///   - matrix: A number of each row and sample, such as the maxima of the fluxes. Missing values
  ///     leave their row; infinite ones are ranked.
  ///   - design: Independent groups. Of a paired design the pairs are ignored.
  ///   - subsystems: The rows of each. A row may be in several or in none.
  ///   - permutations: Of the sizes of the groups.
  ///   - tolerance: Values this near are tied.
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/noSuchIndex(of:index:count:)``,
  ///   ``CohortStatisticsError/inTwoGroups(sample:)``,
  ///   ``CohortStatisticsError/wrongCount(of:expected:found:)`` for permutations of other sizes,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(rows · (*n* log *n* + *n*·*m*)) for *m* permutations, *n* the smaller group.
  public init(
    _ matrix: SampleMatrix, design: GroupDesign, subsystems: [[Int]], statistic: Statistic,
    permutations: LabelPermutations, tolerance: ValueTolerance = .init()
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    try design.check(sampleCount: matrix.sampleCount)
    try Self.check(design, subsystems, permutations, rowCount: matrix.rowCount)
    let threshold = try Self.threshold(statistic)
    var membership = [[Int]](repeating: [], count: matrix.rowCount)
    for (subsystem, rows) in subsystems.enumerated() {
      for row in Set(rows) { membership[row].append(subsystem) }
    }
    var tallies = subsystems.map { _ in Tally(count: permutations.count) }
    let samples = design.first + design.second
    for row in 0..<matrix.rowCount where !membership[row].isEmpty {
      let values = matrix.row(row)
      let relabelled = RelabelledRow(
        samples.map { values[values.startIndex + $0] }, permutations, tolerance: tolerance)
      guard let scores = relabelled?.scores(permutations) else { continue }
      for subsystem in membership[row].sorted() { tallies[subsystem].add(scores, threshold) }
    }
    self.permutations = permutations.count
    self.subsystems = try Self.results(tallies, permutations)
  }

  private static func check(
    _ design: GroupDesign, _ subsystems: [[Int]], _ permutations: LabelPermutations, rowCount: Int
  ) throws(CohortStatisticsError) {
    guard permutations.firstCount == design.first.count,
      permutations.secondCount == design.second.count
    else {
      throw .wrongCount(
        of: "samples in the first group of the permutations", expected: design.first.count,
        found: permutations.firstCount)
    }
    for row in subsystems.joined() where !(0..<rowCount).contains(row) {
      throw .noSuchIndex(of: "row", index: row, count: rowCount)
    }
  }

  /// The |*z*| from which a row counts; `nil` for the maximum.
  private static func threshold(_ statistic: Statistic) throws(CohortStatisticsError) -> Float? {
    guard case .count(let p) = statistic else { return nil }
    guard p > 0, p < 1 else {
      throw .invalidOption(
        name: "p-value to count from", value: "\(p)", allowed: "a number above 0 and below 1")
    }
    return Float(-StandardNormal.quantile(p / 2))
  }

  private static func results(
    _ tallies: [Tally], _ permutations: LabelPermutations
  ) throws(CohortStatisticsError) -> [Subsystem] {
    let pValues = tallies.map { tally in
      tally.testedRows > 0
        ? permutations.pValue(extreme: tally.permuted.count { $0 >= tally.observed }) : nil
    }
    let qValues = try FalseDiscoveryRate.qValues(pValues)
    return tallies.indices.map { index in
      let sum = tallies[index].permuted.reduce(0.0) { $0 + Double($1) }
      return Subsystem(
        testedRows: tallies[index].testedRows, observed: Double(tallies[index].observed),
        expected: sum / Double(permutations.count), pValue: pValues[index], qValue: qValues[index])
    }
  }
}

/// What a subsystem has come to, with the given labels and with each relabelling.
private struct Tally {
  var testedRows = 0
  var observed: Float = 0
  var permuted: [Float]

  init(count: Int) { permuted = [Float](repeating: 0, count: count) }

  mutating func add(_ scores: RelabelledRow.Scores, _ threshold: Float?) {
    testedRows += 1
    if let threshold {
      observed += scores.observed > threshold ? 1 : 0
      for index in permuted.indices where scores.permuted[index] > threshold {
        permuted[index] += 1
      }
    } else {
      observed = max(observed, scores.observed)
      for index in permuted.indices {
        permuted[index] = max(permuted[index], scores.permuted[index])
      }
    }
  }
}

/// The standardized rank sums of one row for every relabelling.
private struct RelabelledRow {
  /// Of each sample, the first group first: twice its rank, 0 where it has none.
  private var doubledRanks: [Int32]
  /// Of each sample: 1 where it has a value.
  private var presence: [Int32]
  private var firstPresent: Int
  private var present: Int
  private var tieTerm: Double

  /// The size of *z*. As a `Float` for all labels alike, so that equal rank sums compare equal.
  struct Scores {
    var observed: Float
    var permuted: [Float]
  }

  /// `nil` where a group has no value, or all are tied.
  init?(_ values: [Double], _ permutations: LabelPermutations, tolerance: ValueTolerance) {
    let positions = values.indices.filter { !values[$0].isNaN }
    present = positions.count
    firstPresent = positions.count { $0 < permutations.firstCount }
    let ranking = Ranking(positions.map { values[$0] }, tolerance: tolerance)
    guard firstPresent > 0, firstPresent < present, !ranking.allTied else { return nil }
    tieTerm = ranking.tieTerm
    doubledRanks = [Int32](repeating: 0, count: values.count)
    presence = doubledRanks
    for (place, position) in positions.enumerated() {
      doubledRanks[position] = ranking.doubledRanks[place]
      presence[position] = 1
    }
  }

  func scores(_ permutations: LabelPermutations) -> Scores {
    let sums = permutations.rankSums(doubledRanks)
    let firstSamples = 0..<permutations.firstCount
    let observed = score(
      firstSamples.reduce(0) { $0 + Int(doubledRanks[$1]) }, members: firstPresent)
    guard present < doubledRanks.count else {
      let deviation = MannWhitneyTest.deviation(
        firstPresent, present - firstPresent, tieTerm: tieTerm)
      let mean = permutations.memberCount * (present + 1)
      return Scores(
        observed: observed, permuted: sums.map { Float(Double(abs($0 - mean)) / 2 / deviation) })
    }
    let members = permutations.rankSums(presence)
    return Scores(
      observed: observed, permuted: sums.indices.map { score(sums[$0], members: members[$0]) })
  }

  /// 0 where the relabelling leaves a group without a value.
  private func score(_ doubledSum: Int, members: Int) -> Float {
    let deviation = MannWhitneyTest.deviation(members, present - members, tieTerm: tieTerm)
    guard members > 0, members < present, deviation > 0 else { return 0 }
    return Float(Double(abs(doubledSum - members * (present + 1))) / 2 / deviation)
  }
}
