import MetabolicModels

/// Builds the model with its enzymes: the rows and columns that ``EnzymeConstrainedModel`` lists.
struct EnzymeExpansion {
  private let base: ConstrainedModel
  private let constraints: EnzymeConstraints
  private let levels: ProteinLevels?
  private let masses: [Double]
  private let enzymes: [AssignedEnzyme]
  private var summary: EnzymeSummary

  private var metabolites: [Metabolite]
  private var reactions: [Reaction]
  private var columns: [[(row: Int, value: Double)]]
  private var extraConstraints: [FluxConstraint] = []
  /// The row of the arm of each constrained reaction.
  private var arms: [Int: Int] = [:]
  /// The row of each protein that has one.
  private var proteinRows: [Int: Int] = [:]
  private var usageColumns: [Int: Int] = [:]
  private var poolRow: Int?
  private var poolColumn: Int?
  private var placed: [EnzymeConstrainedModel.Placed] = []

  private static let compartment = Compartment(id: "enzymes", name: "Enzymes")
  private static let subsystem = "Enzymes"
  /// mg/nmol for a mass in kDa.
  private static let milligrams = 1e-3

  init(
    _ base: ConstrainedModel, _ assignment: EnzymeAssignment, _ levels: ProteinLevels?,
    _ constraints: EnzymeConstraints
  ) {
    self.base = base
    self.constraints = constraints
    self.levels = levels
    masses = assignment.masses
    summary = assignment.summary
    enzymes =
      constraints.form == .light
      ? Self.cheapest(assignment.enzymes, assignment.masses) : assignment.enzymes
    metabolites = base.model.metabolites
    reactions = base.model.reactions
    columns = reactions.indices.map { base.model.stoichiometry.column($0) }
  }

  /// One enzyme for each reaction and direction: the one with the least mass for its turnover, the
  /// first of those.
  private static func cheapest(
    _ enzymes: [AssignedEnzyme], _ masses: [Double]
  ) -> [AssignedEnzyme] {
    var kept: [AssignedEnzyme] = []
    for enzyme in enzymes {
      guard let last = kept.last, last.reaction == enzyme.reaction,
        last.direction == enzyme.direction
      else {
        kept.append(enzyme)
        continue
      }
      if enzyme.cost(masses) < last.cost(masses) { kept[kept.count - 1] = enzyme }
    }
    return kept
  }

  func model() throws(OmicsError) -> EnzymeConstrainedModel {
    var expansion = self
    return try expansion.build()
  }

  private mutating func build() throws(OmicsError) -> EnzymeConstrainedModel {
    addRows()
    for enzyme in enzymes { addHalf(of: enzyme) }
    let used = Set(enzymes.flatMap { $0.subunits.map(\.gene) }).sorted()
    for gene in used { addUsage(of: gene) }
    if constraints.form == .moment { addShares() }
    if let poolRow, let pool = constraints.pool {
      poolColumn = append(
        "usage_pool", "Mass of protein in use (mg/gDW)", [(poolRow, 1)],
        FluxBounds(lower: 0, upper: pool))
    }
    summary.enzymes = enzymes.count
    // The light form leaves isozymes out.
    summary.turnovers = [:]
    for enzyme in enzymes { summary.turnovers[enzyme.source, default: 0] += 1 }
    summary.proteins = used.count
    summary.measuredProteins = used.count { concentration($0) != nil }
    return EnzymeConstrainedModel(
      base: base, constrained: try constrained(), constraints: constraints, summary: summary,
      proteins: used.map { gene in
        .init(
          gene: gene, id: base.model.genes[gene].id, mass: masses[gene],
          concentration: concentration(gene), column: usageColumns[gene])
      },
      poolColumn: poolColumn, enzymes: placed, sample: levels?.sample,
      detectionLimit: levels?.detectionLimit)
  }

  private func concentration(_ gene: Int) -> Double? {
    levels?.concentrations[gene].map { max(0, $0) }
  }

  /// Whether the use of a protein is a variable of its own.
  private func hasUsage(_ gene: Int) -> Bool {
    if concentration(gene) != nil { return true }
    return constraints.form != .light && constraints.pool != nil
  }

  // MARK: Rows

  private mutating func addRows() {
    for enzyme in enzymes where arms[enzyme.reaction] == nil {
      let id = base.model.reactions[enzyme.reaction].id
      let row = appendRow("arm_\(id)", "Arm of \(id)")
      arms[enzyme.reaction] = row
      columns[enzyme.reaction].append((row, 1))
    }
    if constraints.form != .moment {
      for gene in Set(enzymes.flatMap { $0.subunits.map(\.gene) }).sorted() where hasUsage(gene) {
        let id = base.model.genes[gene].id
        proteinRows[gene] = appendRow("prot_\(id)", "Protein of \(id)")
      }
    }
    if constraints.pool != nil { poolRow = appendRow("prot_pool", "Protein pool") }
  }

  private mutating func appendRow(_ id: String, _ name: String) -> Int {
    metabolites.append(Metabolite(id: id, name: name, compartment: Self.compartment.id))
    return metabolites.count - 1
  }

  // MARK: Columns

  private mutating func append(
    _ id: String, _ name: String, _ entries: [(row: Int, value: Double)], _ bounds: FluxBounds,
    rule: GeneReactionRule? = nil
  ) -> Int {
    reactions.append(
      Reaction(id: id, name: name, bounds: bounds, rule: rule, subsystem: Self.subsystem))
    columns.append(entries)
    return columns.count - 1
  }

  private mutating func addHalf(of enzyme: AssignedEnzyme) {
    let reaction = base.model.reactions[enzyme.reaction]
    var entries: [(row: Int, value: Double)] = []
    if let arm = arms[enzyme.reaction] {
      entries.append((arm, enzyme.direction == .forward ? -1 : 1))
    }
    var mass = 0.0
    for part in enzyme.subunits {
      let amount = enzyme.amountPerFlux * part.copies
      if let row = proteinRows[part.gene] {
        entries.append((row, -amount))
      } else if constraints.form == .light {
        mass += amount * masses[part.gene] * Self.milligrams
      }
    }
    if let poolRow, mass > 0 { entries.append((poolRow, -mass)) }
    let number = constraints.form == .light ? "" : "_\(enzyme.number)"
    let column = append(
      "\(reaction.id)_\(enzyme.direction.rawValue)\(number)",
      "\(reaction.name) (\(enzyme.direction.rawValue))", entries,
      FluxBounds(lower: 0, upper: limit(of: enzyme)),
      rule: enzyme.subunits.count == 1
        ? .gene(enzyme.subunits[0].gene) : .all(enzyme.subunits.map { .gene($0.gene) }))
    placed.append(.init(enzyme: enzyme, column: column))
  }

  /// As far as the reaction itself can go, in the model or under the bounds of the base.
  private func limit(of enzyme: AssignedEnzyme) -> Double {
    let own = base.model.reactions[enzyme.reaction].bounds
    let set = base.bounds[enzyme.reaction]
    return enzyme.direction == .forward
      ? max(own.upper, set.upper) : max(-own.lower, -set.lower)
  }

  private mutating func addUsage(of gene: Int) {
    guard hasUsage(gene) else { return }
    let known = concentration(gene)
    var entries: [(row: Int, value: Double)] = []
    if let row = proteinRows[gene] { entries.append((row, 1)) }
    if let poolRow, known == nil || constraints.measuredDrawFromPool {
      entries.append((poolRow, -masses[gene] * Self.milligrams))
    }
    let id = base.model.genes[gene].id
    usageColumns[gene] = append(
      "usage_\(id)", "Use of the protein of \(id) (nmol/gDW)", entries,
      FluxBounds(lower: 0, upper: known ?? .infinity), rule: .gene(gene))
  }

  /// What each reaction draws of each protein is no more than there is of it.
  private mutating func addShares() {
    var order: [(reaction: Int, gene: Int)] = []
    var draws: [Int: [Int: [FluxTerm]]] = [:]
    for half in placed {
      for part in half.enzyme.subunits where usageColumns[part.gene] != nil {
        let reaction = half.enzyme.reaction
        if draws[reaction]?[part.gene] == nil { order.append((reaction, part.gene)) }
        draws[reaction, default: [:]][part.gene, default: []].append(
          FluxTerm(
            reaction: half.column, coefficient: -half.enzyme.amountPerFlux * part.copies))
      }
    }
    for (reaction, gene) in order {
      guard let usage = usageColumns[gene], let terms = draws[reaction]?[gene] else { continue }
      let names = (base.model.reactions[reaction].id, base.model.genes[gene].id)
      extraConstraints.append(
        FluxConstraint(
          id: "share_\(names.0)_\(names.1)",
          terms: terms + [FluxTerm(reaction: usage, coefficient: 1)], lower: 0, upper: .infinity))
    }
  }

  // MARK: The model

  private func constrained() throws(OmicsError) -> ConstrainedModel {
    var matrix = StoichiometricMatrix(rowCount: metabolites.count)
    for column in columns { matrix.appendColumn(column) }
    do throws(ModelError) {
      let model = try MetabolicModel(
        id: base.model.id, name: base.model.name,
        compartments: base.model.compartments + [Self.compartment], metabolites: metabolites,
        reactions: reactions, genes: base.model.genes, stoichiometry: matrix,
        objective: base.model.objective, constraints: base.model.constraints + extraConstraints)
      var constrained = ConstrainedModel(model)
      constrained.objective = base.objective
      for (index, bounds) in base.bounds.enumerated() {
        try constrained.setBounds(bounds, ofReaction: index)
      }
      return constrained
    } catch {
      throw .flux(.model(error))
    }
  }
}

extension AssignedEnzyme {
  /// Mass for turnover: what the isozymes of a reaction are compared by.
  func cost(_ masses: [Double]) -> Double {
    subunits.reduce(0) { $0 + $1.copies * masses[$1.gene] } / perSecond
  }
}
