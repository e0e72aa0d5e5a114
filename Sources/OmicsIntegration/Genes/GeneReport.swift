import MetabolicModels

/// What became of each gene of a model in one sample: for a table beside the results.
public struct GeneReport: Sendable, Hashable {
  /// How the rows of a gene were found.
  public enum How: String, Sendable, Hashable, CaseIterable {
    /// Spelt alike in the table and the model.
    case spelling
    /// With a prefix or a version taken off.
    case normalized
    /// Through the gene map.
    case map
    /// Through the map, with a prefix or a version taken off.
    case normalizedMap = "map and normalized"
    case notFound = "not found"
    /// The model has no identifier of the kind that the table was matched by.
    case notNamed = "not named"
  }

  /// Why a gene has a level, or none.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    case measured
    /// Measured in a row of the table that other genes of the model draw on too.
    case ambiguous
    /// In the table, and without a value in this sample.
    case noValue = "no value"
    case notInTable = "not in table"
    /// The model has no identifier of the kind that the table was matched by.
    case noIdentifier = "no identifier"
  }

  public struct Entry: Sendable, Hashable {
    public var gene: String
    /// As the table spells them.
    public var rows: [String]
    public var how: How
    public var reason: Reason
    public var level: Double?
  }

  public var sample: String
  /// What the table's genes were looked up as.
  public var namespace: String
  /// One for each gene of the model, in its order.
  public var entries: [Entry]
  /// The genes of the table that no gene of the model draws on, in their order.
  public var unusedRows: [String]

  public func count(_ reason: Reason) -> Int { entries.count { $0.reason == reason } }
}

extension GeneReport.How {
  static func all(_ match: Match, isMapped: Bool) -> [GeneReport.How] {
    match.rows.indices.map { gene in
      if match.rows[gene].isEmpty { return match.isNamed[gene] ? .notFound : .notNamed }
      if isMapped { return match.isNormalized[gene] ? .normalizedMap : .map }
      return match.isNormalized[gene] ? .normalized : .spelling
    }
  }
}

extension GeneMatching {
  /// What became of each gene of `model` in one sample, whatever the coverage.
  ///
  /// - Precondition: The model and the profile have the genes that the matching was made for.
  public func report(of profile: OmicsProfile, in model: MetabolicModel) -> GeneReport {
    precondition(model.genes.count == rows.count, "a matching of another model")
    precondition(profile.genes.count == tableGenes.count, "a profile of another table")
    var uses = [Int](repeating: 0, count: tableGenes.count)
    for row in rows.joined() { uses[Int(row)] += 1 }
    let entries = model.genes.indices.map { gene in
      let level = level(ofGene: gene, in: profile)
      return GeneReport.Entry(
        gene: model.genes[gene].id, rows: rows[gene].map { tableGenes[Int($0)] },
        how: findings[gene],
        reason: reason(
          gene, isMeasured: level != nil, isShared: rows[gene].contains { uses[Int($0)] > 1 }),
        level: level)
    }
    return GeneReport(
      sample: profile.sample, namespace: template.namespace, entries: entries,
      unusedRows: uses.indices.filter { uses[$0] == 0 }.map { tableGenes[$0] })
  }

  private func reason(_ gene: Int, isMeasured: Bool, isShared: Bool) -> GeneReport.Reason {
    if findings[gene] == .notNamed { return .noIdentifier }
    if rows[gene].isEmpty { return .notInTable }
    if !isMeasured { return .noValue }
    return isShared ? .ambiguous : .measured
  }
}
