/// A population of PK-Sim and MoBi (Open Systems Pharmacology) that carries the coupling.
///
/// A CSV file as `loadPopulation` of ospsuite reads it: a quoted header `"IndividualId"`, then
/// `"Gender"`, `"Population"` and parameters by path; ids from 0. The coupling enters as
/// `"ENZYME|Reference concentration"` (µmol/L): the reference's concentration times the factor of the
/// pathway that the enzyme makes, since the rates of PK-Sim's enzymes are proportional to it.
///
/// The factor is *g(f)*, what the coupling multiplies the twin's own parameters with; it is *f* itself
/// under the identity transform.
public struct PopulationExport: Sendable {
  /// An enzyme, and the pathway of the coupling that stands for it.
  public struct Enzyme: Sendable, Hashable {
    /// As the molecule of the PK-Sim project is called, such as `CYP2C9`.
    public var name: String
    public var pathway: String
    /// Of the reference individual, µmol/L; `nil` for the one of
    /// ``PopulationExport/knownConcentrations``.
    public var referenceConcentration: Double?

    public init(_ name: String, pathway: String, referenceConcentration: Double? = nil) {
      self.name = name
      self.pathway = pathway
      self.referenceConcentration = referenceConcentration
    }
  }

  /// What is known of an individual beside the coupling.
  public struct Attributes: Sendable, Hashable {
    /// `MALE`, `FEMALE` or `UNKNOWN`.
    public var gender: String?
    /// Such as `European_ICRP_2002`.
    public var population: String?
    /// By path with unit, such as `Organism|Weight [kg]`.
    public var values: [String: Double]

    public init(gender: String? = nil, population: String? = nil, values: [String: Double] = [:]) {
      self.gender = gender
      self.population = population
      self.values = values
    }
  }

  /// µmol/L, of the expression profiles of OSP's published models.
  public static let knownConcentrations = [
    "CYP3A4": 4.32, "CYP2C8": 2.56, "CYP1A2": 1.8, "CYP2B6": 1.56, "CYP2D6": 0.40,
  ]

  /// µmol/L, said to be customary but read in no source: told in the error, never used.
  static let recalledConcentrations = ["CYP2C9": 3.84, "CYP2C19": 0.76]

  public var enzymes: [Enzyme]
  /// By the name of the individual.
  public var attributes: [String: Attributes]

  public init(enzymes: [Enzyme], attributes: [String: Attributes] = [:]) {
    self.enzymes = enzymes
    self.attributes = attributes
  }

  /// The file.
  ///
  /// - Throws: ``ExportError/unverifiedConcentration(enzyme:recalled:)`` for an enzyme without a
  ///   concentration, ``ExportError/unknownPathway(id:known:)``,
  ///   ``ExportError/repeatedColumn(_:)``, and
  ///   ``ExportError/missingAttribute(column:individual:)`` where only some individuals have one.
  public func text(of cohort: ExportCohort) throws(ExportError) -> String {
    let concentrations = try concentrations()
    let texts = try textColumns(of: cohort)
    let paths = try paths(of: cohort)
    var table = DelimitedText(
      quotedHeader: ["IndividualId"] + texts.map(\.name) + paths
        + enzymes.map { $0.name + "|Reference concentration" })
    for (index, individual) in cohort.individuals.enumerated() {
      let own = attributes[individual.name]
      var row = [String(index)] + texts.map { DelimitedText.inQuotes($0.values[index]) }
      row += paths.map { ExportTool.rxode2.number(own?.values[$0] ?? 0) }
      for (enzyme, reference) in zip(enzymes, concentrations) {
        let factor = try factor(of: enzyme, individual)
        row.append(ExportTool.rxode2.number(reference * factor))
      }
      table.append(asTheyAre: row)
    }
    return table.text
  }

  private func concentrations() throws(ExportError) -> [Double] {
    var seen = Set<String>()
    var result: [Double] = []
    for enzyme in enzymes {
      if !seen.insert(enzyme.name).inserted {
        throw .repeatedColumn(enzyme.name + "|Reference concentration")
      }
      guard let value = enzyme.referenceConcentration ?? Self.knownConcentrations[enzyme.name]
      else {
        throw .unverifiedConcentration(
          enzyme: enzyme.name, recalled: Self.recalledConcentrations[enzyme.name])
      }
      guard value.isFinite, value > 0 else {
        throw .invalidConcentration(enzyme: enzyme.name, value: value)
      }
      result.append(value)
    }
    return result
  }

  private func factor(
    of enzyme: Enzyme, _ individual: ExportCohort.Individual
  ) throws(ExportError) -> Double {
    let pathways = individual.coupled.pathways
    guard let pathway = pathways.first(where: { $0.id == enzyme.pathway }) else {
      throw .unknownPathway(id: enzyme.pathway, known: pathways.map(\.id))
    }
    let column = enzyme.name + "|Reference concentration"
    guard pathway.factor.isFinite else {
      throw .notFinite(column: column, individual: individual.name)
    }
    return pathway.factor
  }

  private func textColumns(
    of cohort: ExportCohort
  ) throws(ExportError) -> [(name: String, values: [String])] {
    let fields: [(String, (Attributes) -> String?)] = [
      ("Gender", \.gender), ("Population", \.population),
    ]
    var columns: [(name: String, values: [String])] = []
    for (name, field) in fields {
      let values = cohort.individuals.map { attributes[$0.name].flatMap(field) }
      if values.allSatisfy({ $0 == nil }) { continue }
      var texts: [String] = []
      for (value, individual) in zip(values, cohort.individuals) {
        guard let value else {
          throw .missingAttribute(column: name, individual: individual.name)
        }
        texts.append(value.asComment)
      }
      columns.append((name, texts))
    }
    return columns
  }

  /// The paths of the attributes in order, which every individual has to have.
  private func paths(of cohort: ExportCohort) throws(ExportError) -> [String] {
    let known = Set(
      cohort.individuals.flatMap { attributes[$0.name]?.values.keys.map { $0 } ?? [] })
    let enzymePaths = Set(enzymes.map { $0.name + "|Reference concentration" })
    for path in known.sorted() {
      if enzymePaths.contains(path) || ["IndividualId", "Gender", "Population"].contains(path) {
        throw .repeatedColumn(path)
      }
      for individual in cohort.individuals {
        guard let value = attributes[individual.name]?.values[path] else {
          throw .missingAttribute(column: path, individual: individual.name)
        }
        if !value.isFinite { throw .notFinite(column: path, individual: individual.name) }
      }
    }
    return known.sorted()
  }
}
