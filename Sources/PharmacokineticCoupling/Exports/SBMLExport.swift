import DataFiles

/// One individual's model as SBML Level 3 Version 1 core, to be simulated and changed elsewhere.
///
/// Species are amounts in mmol (`hasOnlySubstanceUnits`), so that every tool integrates the same
/// equations; time is in h, volumes are in L, and a parameter `C_` of each species (and each effect
/// site) is its concentration. Each coupled parameter is *f* times its value in the reference
/// individual, with the fold change a constant of its own:
///
///     k_act = f_act · k_act_reference          by an initial assignment
///
/// Every administration is an event at *time ≥ dose + k·interval + lag*, repeats written out one by
/// one. The doses, their times, intervals and durations are parameters. An infusion adds
/// to the parameter `infusion_rate` and takes it away again. Events compute with the values at their
/// execution, so that doses at the same time add up.
public struct SBMLExport: Sendable {
  /// The most events for administrations, unless more are asked for.
  public static let usualLimit = 1000

  /// `nil` for a model without doses.
  public var schedule: DosingSchedule?
  public var administrationLimit: Int

  public init(
    schedule: DosingSchedule? = nil, administrationLimit: Int = SBMLExport.usualLimit
  ) {
    self.schedule = schedule
    self.administrationLimit = administrationLimit
  }

  /// The document.
  ///
  /// - Throws: ``ExportError``, such as ``ExportError/noModel(individual:)``,
  ///   ``ExportError/sameName(spelled:first:second:tool:)``,
  ///   ``ExportError/steadyStateDose(time:)``,
  ///   ``ExportError/tooManyAdministrations(count:limit:)``.
  public func text(of twin: CoupledTwin) throws(ExportError) -> String {
    let cohort = try ExportCohort([twin])
    let structure = try cohort.requiredStructure()
    let doses = try SBMLDoses(self, cohort)
    let factors = try SBMLFactors(cohort, twin)
    var writer = SBMLModelWriter(
      cohort: cohort, structure: structure, names: try SBMLNames(cohort, doses, factors),
      factors: factors, doses: doses)
    return String(decoding: writer.document(twin), as: UTF8.self)
  }
}

/// The doses of a schedule, as far as SBML has words for them.
struct SBMLDoses {
  struct Line {
    /// From 1, for the names.
    var number: Int
    var dose: Dose
  }

  let lines: [Line]

  init(_ export: SBMLExport, _ cohort: ExportCohort) throws(ExportError) {
    let doses = export.schedule?.doses ?? []
    // The schedule is checked to expand to a number that fits.
    let count = doses.reduce(0) { $0 + $1.additional + 1 }
    if count > export.administrationLimit {
      throw .tooManyAdministrations(count: count, limit: export.administrationLimit)
    }
    for dose in doses {
      if dose.time < 0 { throw .negativeTime(dose.time) }
      if dose.steadyState { throw .steadyStateDose(time: dose.time) }
      if dose.route == .oral, cohort.structure?.absorption == nil {
        throw .schedule(problem: .noAbsorption(time: dose.time))
      }
    }
    lines = doses.enumerated().map { Line(number: $0 + 1, dose: $1) }
  }

  var hasInfusions: Bool {
    lines.contains { line in
      if case .infusion = line.dose.route { true } else { false }
    }
  }
}

/// The fold changes of the coupled parameters.
struct SBMLFactors {
  struct Factor: Sendable, Hashable {
    /// The name, without `f_`: a pathway or a parameter.
    var of: String
    var value: Double
    var isPathway = false
  }

  /// In the order of the coupled parameters, each once.
  private(set) var all: [Factor] = []
  /// By the name of the parameter: the place among ``all``.
  private(set) var places: [String: Int] = [:]
  /// By the name of the parameter, in the unit of the document.
  private(set) var references: [String: Double] = [:]

  init(
    _ cohort: ExportCohort, _ twin: CoupledTwin
  ) throws(ExportError) {
    let parameters = twin.coupled.parameters
    for parameter in parameters where parameter.reference > 0 {
      var factor = Factor(of: parameter.name, value: parameter.value / parameter.reference)
      if let id = parameter.pathway {
        factor = try Self.factor(of: id, for: parameter.name, factor.value, twin)
      }
      references[parameter.name] = parameter.reference
      if let known = all.firstIndex(where: { $0.isPathway && $0 == factor }) {
        places[parameter.name] = known
      } else {
        places[parameter.name] = all.count
        all.append(factor)
      }
    }
  }

  private static func factor(
    of id: String, for parameter: String, _ foldChange: Double, _ twin: CoupledTwin
  ) throws(ExportError) -> Factor {
    guard let pathway = twin.coupled.pathways.first(where: { $0.id == id }) else {
      throw .unknownPathway(id: id, known: twin.coupled.pathways.map(\.id))
    }
    // The value is the reference times the factor, to the rounding of a product and a ratio.
    guard abs(pathway.factor - foldChange) <= 1e-9 * max(pathway.factor, foldChange) else {
      throw .pathwayDoesNotDrive(
        pathway: id, factor: pathway.factor, parameter: parameter, foldChange: foldChange)
    }
    return Factor(of: id, value: pathway.factor, isPathway: true)
  }
}
