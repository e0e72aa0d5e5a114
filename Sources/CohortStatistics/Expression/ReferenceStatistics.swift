/// The statistics of a reference cohort, gene by gene, frozen: whoever is measured against them gets
/// the same numbers, whoever joins later.
///
/// A scale taken from the cohort at hand, such as a gene's maximum over all patients, changes with every
/// patient who joins, and with it everyone's bounds. Keep this value beside the results instead.
public struct ReferenceStatistics: Sendable, Hashable, Codable {
  public struct Gene: Sendable, Hashable, Codable {
    public var name: String
    /// How many samples have a level; at least 1.
    public var count: Int
    public var minimum: Double
    public var maximum: Double
    public var mean: Double
    /// Of the sample (n − 1); 0 for a single one.
    public var standardDeviation: Double
    /// At ``ReferenceStatistics/percentileLevels``.
    public var percentiles: [Double]
  }

  /// The form of the value, for files.
  public static let schema = "twinflux.reference-statistics/1"

  public let schema: String
  public let sampleCount: Int
  /// From 0 to 100, ascending.
  public let percentileLevels: [Double]
  /// Genes without a level are not here.
  public let genes: [Gene]
  /// Of all levels of all genes, at ``percentileLevels``.
  public let overallPercentiles: [Double]
  private let places: [String: Int]

  /// - Parameters:
  ///   - levels: In any unit, genes by samples; missing values allowed, infinite ones not.
  ///   - percentileLevels: From 0 to 100, ascending. A percentile follows the rule of Hazen (1914):
  ///     the *k*-th of *n* sorted values stands at (*k* − ½)/*n*, linear between, the ends held.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/duplicateName(of:name:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``,
  ///   ``CohortStatisticsError/nothingLeft(what:)`` where no gene has a level.
  /// - Complexity: O(*N* log *N*) for *N* levels in all.
  public init(
    genes names: [String], levels: SampleMatrix,
    percentileLevels: [Double] = [5, 10, 25, 50, 75, 90, 95]
  ) throws(CohortStatisticsError) {
    guard names.count == levels.rowCount else {
      throw .wrongCount(of: "genes", expected: levels.rowCount, found: names.count)
    }
    guard Self.areLevels(percentileLevels) else {
      throw .invalidOption(
        name: "list of percentiles", value: "\(percentileLevels)",
        allowed: "different numbers from 0 to 100 in ascending order")
    }
    if let place = levels.values.firstIndex(where: \.isInfinite) {
      throw .notFinite(
        what: "level", row: place / levels.sampleCount, column: place % levels.sampleCount)
    }
    var genes: [Gene] = []
    for (row, name) in names.enumerated() {
      let present = levels.row(row).filter { !$0.isNaN }.sorted()
      if !present.isEmpty { genes.append(Self.gene(name, sorted: present, percentileLevels)) }
    }
    if genes.isEmpty { throw .nothingLeft(what: "levels") }
    let all = levels.values.filter { !$0.isNaN }.sorted()
    schema = Self.schema
    sampleCount = levels.sampleCount
    self.percentileLevels = percentileLevels
    self.genes = genes
    overallPercentiles = percentileLevels.map { Self.hazen($0, of: all) }
    places = try Self.places(names: names, genes)
  }

  private static func gene(_ name: String, sorted: [Double], _ levels: [Double]) -> Gene {
    let count = Double(sorted.count)
    // About the least, so that a large common part costs no digits.
    let least = sorted[0]
    let mean = least + sorted.reduce(0) { $0 + ($1 - least) / count }
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Gene(
      name: name, count: sorted.count, minimum: least, maximum: sorted[sorted.count - 1],
      mean: mean,
      standardDeviation: sorted.count > 1 ? (squares / (count - 1)).squareRoot() : 0,
      percentiles: levels.map { hazen($0, of: sorted) })
  }

  private static func hazen(_ percentile: Double, of sorted: [Double]) -> Double {
    let place = min(
      max(percentile / 100 * Double(sorted.count) - 0.5, 0), Double(sorted.count - 1))
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }

  private static func areLevels(_ levels: [Double]) -> Bool {
    levels.allSatisfy { $0 >= 0 && $0 <= 100 } && zip(levels, levels.dropFirst()).allSatisfy(<)
  }

  private static func places(
    names: [String], _ genes: [Gene]
  ) throws(CohortStatisticsError) -> [String: Int] {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw .duplicateName(of: "gene", name: name)
    }
    var places: [String: Int] = [:]
    for (place, gene) in genes.enumerated() { places[gene.name] = place }
    return places
  }

  /// `nil` for a gene without a level in the reference.
  public subscript(name: String) -> Gene? { places[name].map { genes[$0] } }

  /// A level divided by the gene's maximum in the reference; above 1 where the reference never saw
  /// so much.
  ///
  /// - Returns: `nil` where the reference has no level, or none above 0.
  public func relativeLevel(_ level: Double, of name: String) -> Double? {
    guard let gene = self[name], gene.maximum > 0 else { return nil }
    return level / gene.maximum
  }

  /// The gene's mean, kept between two percentiles of all levels: the threshold of activity that
  /// Richelle, Joshi and Lewis (2019, doi 10.1371/journal.pcbi.1007185) call local T2.
  ///
  /// - Parameters:
  ///   - low: One of ``percentileLevels``, as is `high`.
  /// - Throws: ``CohortStatisticsError/unknownName(of:name:)`` for a percentile that was not kept, or a
  ///   gene without a level.
  public func localThreshold(
    of name: String, low: Double = 25, high: Double = 75
  ) throws(CohortStatisticsError) -> Double {
    guard let gene = self[name] else { throw .unknownName(of: "gene", name: name) }
    guard let below = percentileLevels.firstIndex(of: low) else {
      throw .unknownName(of: "percentile", name: "\(low)")
    }
    guard let above = percentileLevels.firstIndex(of: high) else {
      throw .unknownName(of: "percentile", name: "\(high)")
    }
    return min(max(gene.mean, overallPercentiles[below]), overallPercentiles[above])
  }
}

extension ReferenceStatistics {
  private enum CodingKeys: String, CodingKey {
    case schema, sampleCount, percentileLevels, genes, overallPercentiles
  }

  /// - Throws: ``CohortStatisticsError/damagedFile(reason:)`` where the value contradicts itself, and
  ///   what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schema = try values.decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw CohortStatisticsError.damagedFile(
        reason: "the schema is '\(schema)', not '\(Self.schema)'")
    }
    sampleCount = try values.decode(Int.self, forKey: .sampleCount)
    percentileLevels = try values.decode([Double].self, forKey: .percentileLevels)
    genes = try values.decode([Gene].self, forKey: .genes)
    overallPercentiles = try values.decode([Double].self, forKey: .overallPercentiles)
    places = try Self.places(names: genes.map(\.name), genes)
    guard Self.areLevels(percentileLevels) else {
      throw CohortStatisticsError.damagedFile(reason: "the percentiles are not in order")
    }
    try Self.check(overallPercentiles, count: percentileLevels.count, of: "all genes")
    for gene in genes {
      try Self.check(gene.percentiles, count: percentileLevels.count, of: "'\(gene.name)'")
      guard (1...max(1, sampleCount)).contains(gene.count), gene.minimum.isFinite,
        gene.maximum.isFinite, gene.minimum <= gene.maximum, gene.mean.isFinite,
        gene.standardDeviation >= 0
      else {
        throw CohortStatisticsError.damagedFile(
          reason: "the numbers of '\(gene.name)' are not those of any levels")
      }
    }
  }

  private static func check(
    _ percentiles: [Double], count: Int, of what: String
  ) throws(CohortStatisticsError) {
    guard percentiles.count == count, percentiles.allSatisfy(\.isFinite),
      zip(percentiles, percentiles.dropFirst()).allSatisfy(<=)
    else {
      throw .damagedFile(reason: "the percentiles of \(what) are not ascending numbers")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(schema, forKey: .schema)
    try values.encode(sampleCount, forKey: .sampleCount)
    try values.encode(percentileLevels, forKey: .percentileLevels)
    try values.encode(genes, forKey: .genes)
    try values.encode(overallPercentiles, forKey: .overallPercentiles)
  }
}
