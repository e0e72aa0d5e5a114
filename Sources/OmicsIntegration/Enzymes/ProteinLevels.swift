import MetabolicModels

/// How a table's abundances become concentrations. Each default is written here.
public struct ProteinOptions: Sendable, Hashable {
  /// What becomes of a protein whose abundance is zero: it was below what could be detected, which is
  /// not that there is none.
  public enum BelowDetection: String, Sendable, Hashable, CaseIterable {
    /// It stays in the pool, like one that was not measured.
    case pool
    /// It is held to the least positive concentration of the sample.
    case limit
  }

  public var unit = ProteinUnit.ppm
  /// Whether the numbers are base-2 logarithms.
  public var isLog2 = false
  /// *Ptot* in g/gDW, for units that are relative.
  public var total = ProteinPool().total
  /// The dry mass of a cell in g, for copies; that of *E. coli*, 0.28 pg (Neidhardt, 1996).
  public var gramsPerCell = 2.8e-13
  public var belowDetection = BelowDetection.pool

  public init() {}
}

/// The proteins of one sample as concentrations of a model's gene products.
public struct ProteinLevels: Sendable, Hashable {
  public var sample: String
  /// In nmol/gDW, one for each of ``MetabolicModel/genes``: above 0, or `nil` where it is not known.
  public var concentrations: [Double?]
  /// The least positive concentration of the sample, nmol/gDW; `nil` where there is none.
  public var detectionLimit: Double?
  /// How many of the model's proteins had the abundance zero.
  public var belowDetection = 0
  /// How many proteins of the table took the median mass, for want of one of their own.
  public var assumedMasses = 0
  public var coverage: GeneCoverage?

  public init(sample: String, concentrations: [Double?]) {
    self.sample = sample
    self.concentrations = concentrations
    detectionLimit = concentrations.compactMap { $0 }.filter { $0 > 0 }.min()
  }

  /// The concentrations of one sample.
  ///
  /// - Parameters:
  ///   - profile: The sample's abundances as the table has them.
  ///   - matching: Which rows of the table each gene of `model` draws on.
  ///   - data: Where the masses are, by the model's ids or the table's.
  /// - Throws: ``OmicsError/coverageTooLow(measured:genes:minimum:)``,
  ///   ``OmicsError/enzymes(_:)`` if a unit needs masses and there are none.
  public init(
    _ profile: OmicsProfile, matching: GeneMatching, model: MetabolicModel, data: EnzymeData,
    options: ProteinOptions = ProteinOptions()
  ) throws(OmicsError) {
    let abundances = profile.levels.map { level -> Double? in
      guard let level else { return nil }
      let value = options.isLog2 ? ProteinAbundance.fromLog2(level) : level
      return value > 0 ? value : nil
    }
    var masses = Self.masses(of: profile, matching: matching, model: model, data: data)
    var assumed = 0
    if [.ppm, .ibaq, .lfq, .mg].contains(options.unit) {
      guard let median = Percentile.middle(of: masses.compactMap { $0 }) else {
        throw .enzymes(.noMasses)
      }
      for row in masses.indices where masses[row] == nil && abundances[row] != nil {
        masses[row] = median
        assumed += 1
      }
    }
    var converted = profile
    converted.levels = Self.concentrations(of: abundances, masses: masses, options)
    let found = try matching.levels(of: converted)
    self.init(sample: profile.sample, concentrations: found.levels)
    detectionLimit = converted.levels.compactMap { $0 }.filter { $0 > 0 }.min()
    coverage = found.coverage
    assumedMasses = assumed
    for gene in matching.rows.indices where concentrations[gene] == nil {
      if !matching.rows[gene].contains(where: { profile.levels[Int($0)] == 0 }) { continue }
      belowDetection += 1
      if options.belowDetection == .limit { concentrations[gene] = detectionLimit }
    }
  }

  private static func masses(
    of profile: OmicsProfile, matching: GeneMatching, model: MetabolicModel, data: EnzymeData
  ) -> [Double?] {
    var masses = profile.genes.map { data.masses[$0].flatMap { $0 > 0 ? $0 : nil } }
    for gene in model.genes.indices {
      guard let mass = data.masses[model.genes[gene].id], mass > 0 else { continue }
      for row in matching.rows[gene] where masses[Int(row)] == nil { masses[Int(row)] = mass }
    }
    return masses
  }

  private static func concentrations(
    of abundances: [Double?], masses: [Double?], _ options: ProteinOptions
  ) -> [Double?] {
    switch options.unit {
    case .ppm, .ibaq:
      ProteinAbundance.fromMoleShares(abundances, masses: masses, total: options.total)
    case .lfq:
      ProteinAbundance.fromMassShares(abundances, masses: masses, total: options.total)
    case .copies:
      abundances.map {
        $0.map { ProteinAbundance.fromCopies($0, gramsPerCell: options.gramsPerCell) }
      }
    case .mmol: abundances.map { $0.map { $0 * 1e6 } }
    case .umol: abundances.map { $0.map { $0 * 1e3 } }
    case .nmol: abundances
    case .mg:
      zip(abundances, masses).map { abundance, mass in
        guard let abundance, let mass else { return nil }
        return ProteinAbundance.fromMilligrams(abundance, mass: mass)
      }
    }
  }
}

extension Percentile {
  /// The middle of the values, the mean of the two middle ones where there are two.
  static func middle(of values: [Double]) -> Double? {
    if values.isEmpty { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
