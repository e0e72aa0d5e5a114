import MetabolicModels

/// How to bring a table's genes and a model's genes together. Each default is written here.
public struct GeneMatchingOptions: Sendable, Hashable {
  /// What becomes of several rows of a table that are one gene, such as transcripts or versions.
  public enum Collapse: String, Sendable, Hashable, CaseIterable {
    case maximum, sum
  }

  public var collapse = Collapse.maximum
  /// The least share of the model's genes that must have a level in the sample.
  public var minimumCoverage = 0.5
  /// What the table's genes are: `id`, `label`, `name` or a kind of cross-reference of the model.
  /// `nil` chooses what matches most genes, the first of these where several do.
  public var namespace: String?

  public init() {}
}

/// Which rows of a table each gene of a model draws on: found once for a table, used for each
/// sample.
///
/// Rows whose identifiers differ only by a version or a prefix are one gene, and combined as
/// ``GeneMatchingOptions/collapse`` says, unless the model has each of these spellings: then an
/// identifier that is the same in both goes first.
public struct GeneMatching: Sendable {
  public let options: GeneMatchingOptions
  /// For each gene of the model the rows of the table, ascending.
  let rows: [[Int32]]
  /// For each gene of the model how its rows were found.
  let findings: [GeneReport.How]
  let tableGenes: [String]
  let template: GeneCoverage

  /// - Parameters:
  ///   - tableGenes: Each once, as in ``OmicsTable/genes``.
  ///   - map: Translates the table's genes first.
  /// - Throws: ``OmicsError`` if the model has no genes, shares none with the table, or has not the
  ///   namespace asked for.
  /// - Complexity: O(genes of the table + identifiers of the model's genes).
  public init(
    model: MetabolicModel, tableGenes: [String], map: GeneMap? = nil,
    options: GeneMatchingOptions = GeneMatchingOptions()
  ) throws(OmicsError) {
    if !(0...1).contains(options.minimumCoverage) {
      throw .invalidOption(
        name: "--min-coverage", value: "\(options.minimumCoverage)", allowed: "a share from 0 to 1")
    }
    guard let firstGene = model.genes.first else { throw .modelWithoutGenes(model: model.id) }
    let namespaces = try Self.namespaces(of: model, named: options.namespace)
    let index = TableIndex(
      genes: tableGenes, map: map, isHGNC: options.namespace == "hgnc" && map == nil)
    var best: Match?
    for namespace in namespaces {
      let match = Match(
        model.genes, namespace: namespace, index: index,
        numbers: namespace.numbersAreGenes || options.namespace != nil)
      if match.matched > best?.matched ?? 0 { best = match }
    }
    guard let best else {
      throw .noSharedGene(
        tableExample: index.translatedExample ?? tableGenes.first ?? "", modelExample: firstGene.id)
    }
    self.options = options
    self.tableGenes = tableGenes
    self.rows = best.rows
    self.findings = GeneReport.How.all(best, isMapped: map != nil)
    self.template = best.coverage(model.genes, index: index, tableGenes: tableGenes, options)
  }

  /// The levels of one sample for the genes of the model.
  ///
  /// - Precondition: The profile has the genes that the matching was made for.
  /// - Throws: ``OmicsError/coverageTooLow(measured:genes:minimum:)``.
  public func levels(of profile: OmicsProfile) throws(OmicsError) -> GeneLevels {
    precondition(profile.genes.count == tableGenes.count, "a profile of another table")
    let levels = rows.indices.map { level(ofGene: $0, in: profile) }
    var coverage = template
    coverage.measured = levels.count { $0 != nil }
    if coverage.fraction < options.minimumCoverage {
      throw .coverageTooLow(
        measured: coverage.measured, genes: coverage.modelGenes, minimum: options.minimumCoverage)
    }
    return GeneLevels(
      sample: profile.sample, levels: levels, coverage: coverage,
      tableLevels: profile.levels.compactMap(\.self))
  }

  /// Levels of the model's genes that were found elsewhere, such as the medians of many samples. They
  /// may cover less than ``GeneMatchingOptions/minimumCoverage``.
  ///
  /// - Precondition: One level for each gene of the model.
  public func levels(_ levels: [Double?], named sample: String) -> GeneLevels {
    precondition(levels.count == rows.count, "levels for the genes of another model")
    var coverage = template
    coverage.measured = levels.count { $0 != nil }
    return GeneLevels(sample: sample, levels: levels, coverage: coverage)
  }

  /// What the rows of a gene of the model are together; `nil` where none has a level.
  func level(ofGene gene: Int, in profile: OmicsProfile) -> Double? {
    combine(rows[gene].compactMap { profile.levels[Int($0)] })
  }

  private func combine(_ values: [Double]) -> Double? {
    switch options.collapse {
    case .maximum: values.max()
    // Finite levels near the end of the number range must not add up to infinity.
    case .sum:
      values.isEmpty ? nil : min(values.reduce(0, +), .greatestFiniteMagnitude)
    }
  }

  private static func namespaces(
    of model: MetabolicModel, named name: String?
  ) throws(OmicsError) -> [GeneNamespace] {
    let all = GeneNamespace.all(of: model)
    guard let name else { return all }
    let found = all.filter { $0.name.lowercased() == name.lowercased() }
    if found.isEmpty { throw .unknownNamespace(name: name, namespaces: all.map(\.name)) }
    return found
  }
}

/// The levels of one sample, for the genes of a model.
public struct GeneLevels: Sendable, Hashable {
  public var sample: String
  /// One for each of ``MetabolicModel/genes``; `nil` where nothing was measured.
  public var levels: [Double?]
  public var coverage: GeneCoverage
  /// All levels of the sample's table, also of genes that the model has not, in the order of the
  /// table: what rules go by that look at the distribution of a whole sample. `nil` where the levels
  /// come from no table.
  public var tableLevels: [Double]?

  public init(
    sample: String, levels: [Double?], coverage: GeneCoverage, tableLevels: [Double]? = nil
  ) {
    self.sample = sample
    self.levels = levels
    self.coverage = coverage
    self.tableLevels = tableLevels
  }
}
