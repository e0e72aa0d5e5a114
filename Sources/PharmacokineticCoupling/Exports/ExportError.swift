/// Why a twin cannot be written for another tool.
public enum ExportError: Error, Sendable, Hashable {
  case noIndividuals
  case noDraws(individual: String)
  case noModel(individual: String)
  case otherDrug(individual: String, drug: String, expected: String)
  case otherModel(individual: String, first: String)
  case missingParameter(name: String, individual: String, having: String)
  case otherUnit(name: String, individual: String, unit: String, expected: String)
  /// What the model of the individual itself says.
  case individual(name: String, problem: CouplingError)
  case schedule(problem: PharmacokineticError)
  case negativeTime(Double)
  case emptySteadyState(time: Double)
  case timesOutOfOrder(earlier: Double, later: Double)
  case sameName(spelled: String, first: String, second: String, tool: String)
  // SBML
  case steadyStateDose(time: Double)
  case tooManyAdministrations(count: Int, limit: Int)
  case unknownPathway(id: String, known: [String])
  case pathwayDoesNotDrive(pathway: String, factor: Double, parameter: String, foldChange: Double)
  // The populations of OSP
  case unverifiedConcentration(enzyme: String, recalled: Double?)
  case invalidConcentration(enzyme: String, value: Double)
  case repeatedColumn(String)
  case missingAttribute(column: String, individual: String)
  case notFinite(column: String, individual: String)
  // Plots
  case unknownSpecies(name: String, known: [String])
  case molarMassNeeded(species: String, unit: String)
  case noConcentration(unit: String)
}

extension ExportError: CustomStringConvertible {
  public var description: String { cohortText ?? scheduleText ?? formatText }

  private var cohortText: String? {
    switch self {
    case .noIndividuals: "There is no individual to export. Give at least one."
    case .noDraws(let individual):
      "'\(individual)' has no draws. Ask for some in the rules (uncertainty.draws), and couple anew."
    case .noModel(let individual):
      "'\(individual)' has no pharmacokinetic model, so that only parameters can be exported. "
        + "Add one to the rules (pharmacokinetics), and couple anew."
    case .otherDrug(let individual, let drug, let expected):
      "'\(individual)' is a twin for \(drug), the ones before for \(expected). Export one drug at a time."
    case .otherModel(let individual, let first):
      "'\(individual)' has another model structure than '\(first)'. Couple both with the same rules."
    case .missingParameter(let name, let individual, let having):
      "'\(individual)' has no parameter '\(name)', which '\(having)' has. Couple both with the same rules."
    case .otherUnit(let name, let individual, let unit, let expected):
      "'\(name)' of '\(individual)' is in \(unit), which cannot be told in \(expected), as the ones before "
        + "are. Couple all with the same rules."
    case .individual(let name, let problem): "'\(name)': \(problem.description)"
    default: nil
    }
  }

  private var scheduleText: String? {
    switch self {
    case .schedule(let problem): problem.description
    case .negativeTime(let time):
      "The record at \(time) h is before 0, which not every tool reads. Shift all times so that the first "
        + "is 0 or later."
    case .emptySteadyState(let time):
      "The steady-state dose at \(time) h has no amount, which the tools refuse. Leave it out, or use a "
        + "reset of the tool."
    case .timesOutOfOrder(let earlier, let later):
      "The sampling time \(later) h comes before \(earlier) h and is listed after it. Sort the times."
    case .steadyStateDose(let time):
      "The dose at \(time) h asks for a steady state, which SBML cannot say. Give the doses that lead to it "
        + "instead, one after the other."
    case .tooManyAdministrations(let count, let limit):
      "The schedule is \(count) single administrations, more than \(limit). SBML needs an event for each: "
        + "shorten the schedule, or raise the limit."
    default: nil
    }
  }

  private var formatText: String {
    switch self {
    case .sameName(let spelled, let first, let second, let tool):
      "\(first) and \(second) would both be '\(spelled)' in \(tool). Rename one of them."
    case .unknownPathway(let id, let known):
      "There is no pathway '\(id)'. Known: \(known.joined(separator: ", "))."
    case .pathwayDoesNotDrive(let pathway, let factor, let parameter, let foldChange):
      "The pathway '\(pathway)' has the factor \(factor), and '\(parameter)' the fold change \(foldChange): "
        + "it is not what drives it. Name the pathway of the target."
    case .unverifiedConcentration(let enzyme, let recalled):
      "The reference concentration of \(enzyme) is not known from a source that was read"
        + (recalled.map { " (\($0) umol/L is said to be customary)" } ?? "")
        + ". Give it in umol/L, as it is in the PK-Sim project."
    case .invalidConcentration(let enzyme, let value):
      "The reference concentration of \(enzyme) cannot be \(value). Give a number above 0, in umol/L."
    case .repeatedColumn(let name): "The column '\(name)' would be there twice. Give it once."
    case .missingAttribute(let column, let individual):
      "'\(individual)' has no '\(column)', which others have. Give it for every individual, or for none."
    case .notFinite(let column, let individual):
      "'\(column)' of '\(individual)' is not a finite number. Give a number."
    case .unknownSpecies(let name, let known):
      "There is no species '\(name)'. Known: \(known.joined(separator: ", "))."
    case .molarMassNeeded(let species, let unit):
      "\(unit) is a mass per volume, and the molar mass of '\(species)' is not known. "
        + "Give it in g/mol, or plot amounts per volume."
    case .noConcentration(let unit):
      "\(unit) is no unit of concentration. Use mmol/L, ng/mL or another."
    default: ""
    }
  }
}
