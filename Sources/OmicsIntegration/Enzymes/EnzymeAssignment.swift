import MetabolicModels

/// An isozyme of a reaction in one direction, with its turnover number.
struct AssignedEnzyme: Sendable, Hashable {
  var reaction: Int
  var direction: EnzymeData.Direction
  /// Counted from 1, in the order of the gene rule.
  var number: Int
  /// Genes of the model, ascending, with their copies.
  var subunits: [Part]
  /// *kcat* in s⁻¹.
  var perSecond: Double
  var source: TurnoverSource

  struct Part: Sendable, Hashable {
    var gene: Int
    var copies: Double
  }

  /// nmol/gDW of the complex for a flux of 1 mmol·gDW⁻¹·h⁻¹.
  var amountPerFlux: Double { 1 / (perSecond * 3600e-6) }
}

/// The enzymes of a model's reactions, whatever the form of the constraints.
struct EnzymeAssignment: Sendable {
  /// By reaction, then direction, then number.
  private(set) var enzymes: [AssignedEnzyme] = []
  /// In kDa, one for each gene of the model; 0 where an enzyme costs nothing.
  let masses: [Double]
  private(set) var summary = EnzymeSummary()

  private let model: MetabolicModel
  private let constraints: EnzymeConstraints
  private let turnovers: TurnoverNumbers

  init(
    _ base: ConstrainedModel, data: EnzymeData, constraints: EnzymeConstraints
  ) throws(OmicsError) {
    model = base.model
    self.constraints = constraints
    let index = try EnzymeGeneIndex(data, model: model)
    turnovers = try TurnoverNumbers(data, model: model, index: index)
    let found = EnzymeMasses(data, model: model, index: index, missing: constraints.missingMass)
    masses = found.masses
    summary.tableTurnovers = data.turnovers.count
    summary.unmatchedTurnovers = turnovers.unmatched
    summary.skippedRows = data.skippedRows
    summary.medianTurnover = turnovers.median
    for reaction in model.reactions.indices where model.reactions[reaction].rule != nil {
      assign(reaction, base.bounds[reaction])
    }
    if enzymes.isEmpty { throw .enzymes(.nothingConstrained) }
    if constraints.pool != nil, constraints.form != .bound, !found.isAnyKnown {
      throw .enzymes(.noMasses)
    }
    summarize(found)
  }

  private mutating func assign(_ reaction: Int, _ bounds: FluxBounds) {
    guard let rule = model.reactions[reaction].rule else { return }
    let own = model.reactions[reaction].bounds
    var directions: [EnzymeData.Direction] = []
    if max(bounds.upper, own.upper) > 0 { directions.append(.forward) }
    if min(bounds.lower, own.lower) < 0 { directions.append(.backward) }
    if directions.isEmpty { return }
    if !turnovers.has(reaction) {
      summary.withoutTurnover.append(reaction)
      if case .unconstrained = constraints.missingTurnovers { return }
    }
    let all = IsozymeAlternatives.all(of: rule, limit: constraints.alternativesLimit)
    if all == nil { summary.cheapestOnly.append(reaction) }
    for direction in directions {
      let alternatives = all ?? [cheapest(of: rule, reaction, direction)]
      for (offset, genes) in alternatives.enumerated() {
        enzymes.append(enzyme(genes, offset + 1, reaction, direction))
      }
    }
  }

  private func cheapest(
    of rule: GeneReactionRule, _ reaction: Int, _ direction: EnzymeData.Direction
  ) -> [Int] {
    IsozymeAlternatives.cheapest(of: rule) { gene in
      let found = turnover([gene], reaction, direction)
      return masses[gene] / found.perSecond
    }
  }

  private func enzyme(
    _ genes: [Int], _ number: Int, _ reaction: Int, _ direction: EnzymeData.Direction
  ) -> AssignedEnzyme {
    let found = turnover(genes, reaction, direction)
    let copies = found.copies ?? turnovers.copies(genes, of: reaction)
    return AssignedEnzyme(
      reaction: reaction, direction: direction, number: number,
      subunits: genes.enumerated().map { .init(gene: $1, copies: copies?[$0] ?? 1) },
      perSecond: found.perSecond, source: found.source)
  }

  private func turnover(
    _ genes: [Int], _ reaction: Int, _ direction: EnzymeData.Direction
  ) -> TurnoverNumbers.Found {
    if let found = turnovers.find(genes, reaction, direction) { return found }
    if var found = turnovers.find(genes, reaction, direction.opposite) {
      found.source = .otherDirection
      return found
    }
    let assumed: Double
    switch constraints.missingTurnovers {
    case .value(let value): assumed = value
    case .median, .unconstrained: assumed = turnovers.median
    }
    return .init(perSecond: assumed, copies: nil, source: .assumed)
  }

  private mutating func summarize(_ found: EnzymeMasses) {
    let used = Set(enzymes.flatMap { $0.subunits.map(\.gene) })
    summary.reactions = Set(enzymes.map(\.reaction)).count
    summary.enzymes = enzymes.count
    summary.proteins = used.count
    for enzyme in enzymes { summary.turnovers[enzyme.source, default: 0] += 1 }
    summary.withoutMass = used.filter { !found.isKnown[$0] }.sorted()
    summary.assumedMass = found.assumed
  }
}

/// Which genes of a model the ids of a table stand for.
struct EnzymeGeneIndex {
  private var genes: [String: [Int]] = [:]

  /// - Throws: ``OmicsError/enzymes(_:)`` if the tables name genes, and none is the model's.
  init(_ data: EnzymeData, model: MetabolicModel) throws(OmicsError) {
    var seen = Set<String>()
    var named: [String] = []
    func note(_ id: String) { if seen.insert(id).inserted { named.append(id) } }
    for turnover in data.turnovers { for subunit in turnover.subunits { note(subunit.gene) } }
    for complex in data.complexes { for subunit in complex.subunits { note(subunit.gene) } }
    for gene in data.masses.keys.sorted() { note(gene) }
    if named.isEmpty || model.genes.isEmpty { return }
    var options = GeneMatchingOptions()
    options.minimumCoverage = 0
    do {
      let matching = try GeneMatching(model: model, tableGenes: named, options: options)
      for (gene, rows) in matching.rows.enumerated() {
        for row in rows { genes[named[Int(row)], default: []].append(gene) }
      }
    } catch .noSharedGene(let table, let own) {
      throw .enzymes(.noSharedGene(tableExample: table, modelExample: own))
    }
  }

  /// The first of them.
  func gene(_ id: String) -> Int? { genes[id]?.first }

  /// All, where a model has transcripts of one gene.
  func genes(_ id: String) -> [Int] { genes[id] ?? [] }
}

/// The masses of a model's gene products.
struct EnzymeMasses {
  private(set) var masses: [Double]
  private(set) var isKnown: [Bool]
  /// What the others take, in kDa.
  let assumed: Double
  let isAnyKnown: Bool

  init(_ data: EnzymeData, model: MetabolicModel, index: EnzymeGeneIndex, missing: Double?) {
    var known = [Double?](repeating: nil, count: model.genes.count)
    for (id, mass) in data.masses {
      // Several rows of one gene, such as isoforms: the largest, whatever their order.
      for gene in index.genes(id) { known[gene] = max(known[gene] ?? 0, mass) }
    }
    let assumed = missing ?? Percentile.middle(of: known.compactMap { $0 }) ?? 0
    self.assumed = assumed
    masses = known.map { $0 ?? assumed }
    isKnown = known.map { $0 != nil }
    isAnyKnown = missing != nil || isKnown.contains(true)
  }
}
