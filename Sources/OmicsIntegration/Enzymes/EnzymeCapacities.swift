import MetabolicModels

/// What measured proteins let each reaction carry: the form `bound`.
struct EnzymeCapacities {
  private let assignment: EnzymeAssignment
  private let proteins: ProteinLevels

  init(_ assignment: EnzymeAssignment, proteins: ProteinLevels) {
    self.assignment = assignment
    self.proteins = proteins
  }

  /// *Σ over isozymes of kcat · min over subunits of [P]/n*, mmol·gDW⁻¹·h⁻¹, by reaction and direction.
  /// A subunit that was not measured limits nothing; an isozyme of which none was measured, or whose
  /// turnover number was assumed, may carry any flux.
  private func capacities() -> [Int: [EnzymeData.Direction: Double]] {
    var sums: [Int: [EnzymeData.Direction: Double]] = [:]
    for enzyme in assignment.enzymes {
      let amounts = enzyme.subunits.compactMap { part in
        proteins.concentrations[part.gene].map { $0 / part.copies }
      }
      let amount = enzyme.source == .assumed ? nil : amounts.min()
      let flux = amount.map { $0 / enzyme.amountPerFlux } ?? .infinity
      sums[enzyme.reaction, default: [:]][enzyme.direction, default: 0] += flux
    }
    return sums
  }

  func bounded(
    _ base: ConstrainedModel, by constraints: EnzymeConstraints
  ) throws(OmicsError) -> EnzymeConstrainedModel {
    var constrained = base
    var summary = assignment.summary
    for (reaction, capacity) in capacities().sorted(by: { $0.key < $1.key }) {
      let bounds = base.bounds[reaction]
      var upper = min(bounds.upper, max(0, capacity[.forward] ?? .infinity))
      var lower = max(bounds.lower, min(0, -(capacity[.backward] ?? .infinity)))
      if upper < bounds.lower || lower > bounds.upper { summary.forced.append(reaction) }
      upper = max(upper, bounds.lower)
      lower = min(lower, bounds.upper)
      let new = FluxBounds(lower: lower, upper: upper)
      if new == bounds { continue }
      summary.boundedReactions += 1
      try constrained.bound(reaction, to: new)
    }
    let used = Set(assignment.enzymes.flatMap { $0.subunits.map(\.gene) }).sorted()
    summary.measuredProteins = used.count { proteins.concentrations[$0] != nil }
    return EnzymeConstrainedModel(
      base: base, constrained: constrained, constraints: constraints, summary: summary,
      proteins: used.map { gene in
        .init(
          gene: gene, id: base.model.genes[gene].id, mass: assignment.masses[gene],
          concentration: proteins.concentrations[gene])
      },
      poolColumn: nil, enzymes: [], sample: proteins.sample,
      detectionLimit: proteins.detectionLimit)
  }
}
