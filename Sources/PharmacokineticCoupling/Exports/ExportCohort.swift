/// Individuals with the same drug and the same model, ready to be written for other tools.
///
/// What the model uses is in h, L, mmol and mmol·L⁻¹ (so that an exported model has no conversions in
/// it); a parameter that it does not use keeps its unit. Every individual's model is checked to be one
/// that can be simulated here.
public struct ExportCohort: Sendable {
  public struct Column: Sendable, Hashable {
    /// The name of the parameter in the twin.
    public var name: String
    /// Of the values here.
    public var unit: PharmacokineticUnit
    /// Of the first twin's document.
    public var documentUnit: PharmacokineticUnit
    /// Whether the coupling changed it; the others are those of the reference individual.
    public var isCoupled: Bool
    /// Whether a slot of the model names it.
    public var isInModel: Bool
  }

  public struct Individual: Sendable {
    public var name: String
    /// In the order of the columns, in their units.
    public var values: [Double]
    /// What the values come from.
    public var coupled: CoupledPK
  }

  public let drug: CoupledDrug
  /// `nil` where the twins have models of their own.
  public let structure: KineticStructure?
  /// Those of the model first, in the order of its slots, then the others by name.
  public let columns: [Column]
  public let individuals: [Individual]

  /// One individual for each twin, in this order.
  ///
  /// - Throws: ``ExportError``.
  public init(_ twins: [CoupledTwin]) throws(ExportError) {
    try self.init(twins.map { Source(name: $0.coupled.individual, twin: $0, values: $0.values) })
  }

  /// One individual for each draw of a twin, to see what its uncertainty does to a simulation.
  ///
  /// - Throws: ``ExportError``, such as ``ExportError/noDraws(individual:)``.
  public init(drawsOf twin: CoupledTwin) throws(ExportError) {
    guard let draws = twin.coupled.draws, !draws.values.isEmpty else {
      throw .noDraws(individual: twin.coupled.individual)
    }
    try self.init(
      draws.values.indices.map { draw in
        Source(
          name: "\(twin.coupled.individual) draw \(draw + 1)", twin: twin,
          values: twin.values(ofDraw: draw))
      })
  }

  private struct Source {
    var name: String
    var twin: CoupledTwin
    var values: PKParameterSet
  }

  private init(_ sources: [Source]) throws(ExportError) {
    guard let first = sources.first else { throw .noIndividuals }
    drug = first.twin.drug
    structure = first.twin.pharmacokinetics?.structure
    columns = Self.columns(of: first.twin, first.values)
    var individuals: [Individual] = []
    for source in sources {
      try Self.check(source, like: first)
      individuals.append(try Self.individual(source, columns, like: first))
    }
    self.individuals = individuals
  }

  // MARK: Columns

  private static func columns(of twin: CoupledTwin, _ values: PKParameterSet) -> [Column] {
    let structure = twin.pharmacokinetics?.structure
    var seen = Set<String>()
    let used = (structure?.slots.map(\.parameter) ?? []).filter { seen.insert($0).inserted }
    let others = values.values.keys.filter { !seen.contains($0) }.sorted()
    let coupled = Set(twin.coupled.parameters.map(\.name))
    return (used + others).compactMap { name in
      guard let unit = values[name]?.unit else { return nil }
      let isInModel = seen.contains(name)
      return Column(
        name: name, unit: isInModel ? unit.inModelUnits : unit, documentUnit: unit,
        isCoupled: coupled.contains(name), isInModel: isInModel)
    }
  }

  // MARK: Individuals

  private static func check(_ source: Source, like first: Source) throws(ExportError) {
    if source.twin.drug != first.twin.drug {
      throw .otherDrug(
        individual: source.name, drug: source.twin.drug.name, expected: first.twin.drug.name)
    }
    guard source.twin.pharmacokinetics?.structure == first.twin.pharmacokinetics?.structure else {
      throw .otherModel(individual: source.name, first: first.name)
    }
    for name in first.values.values.keys.sorted() where source.values[name] == nil {
      throw .missingParameter(name: name, individual: source.name, having: first.name)
    }
    for name in source.values.values.keys.sorted() where first.values[name] == nil {
      throw .missingParameter(name: name, individual: first.name, having: source.name)
    }
    do throws(CouplingError) {
      guard let kinetics = source.twin.pharmacokinetics else { return }
      let model = try kinetics.model(
        with: source.values, molarMass: source.twin.drug.molarMass)
      do throws(PharmacokineticError) { _ = try SaturableSystem(model) } catch {
        throw .simulation(problem: error)
      }
    } catch {
      throw .individual(name: source.name, problem: error)
    }
  }

  private static func individual(
    _ source: Source, _ columns: [Column], like first: Source
  ) throws(ExportError) -> Individual {
    var values: [Double] = []
    for column in columns {
      guard let quantity = source.values[column.name] else { continue }
      do throws(PharmacokineticError) {
        try Check.nonnegative(quantity.value, column.name)
        values.append(
          try quantity.value(in: column.unit, molarMass: source.twin.drug.molarMass))
      } catch .incompatibleUnits {
        throw .otherUnit(
          name: column.name, individual: source.name, unit: quantity.unit.rawValue,
          expected: column.unit.rawValue)
      } catch {
        throw .individual(
          name: source.name, problem: .parameter(name: column.name, problem: error))
      }
    }
    return Individual(name: source.name, values: values, coupled: source.twin.coupled)
  }

  /// The structure, or an error that says who lacks one.
  func requiredStructure() throws(ExportError) -> KineticStructure {
    guard let structure else { throw .noModel(individual: individuals[0].name) }
    return structure
  }

  func column(named name: String) -> Column? { columns.first { $0.name == name } }

  /// Whether a rate of the structure is a clearance, to be divided by the volume of what it leaves.
  func isClearance(_ name: String) -> Bool { column(named: name)?.unit == .litrePerHour }
}

extension PharmacokineticUnit {
  /// The unit of the same dimension in h, L and mmol; itself where there is none among the units of a
  /// model's slots.
  var inModelUnits: PharmacokineticUnit {
    let slots: [PharmacokineticUnit] = [
      .one, .hour, .perHour, .litre, .litrePerHour, .millimole, .millimolePerHour, .millimolar,
    ]
    let own = definition.dimension.asAmount
    return slots.first { $0.definition.dimension == own } ?? self
  }
}
