/// Why a twin could not be updated, or a prior or a cohort not be used.
public enum UpdatingError: Error, Sendable, Hashable {
  /// What can be wrong with one measurement.
  public enum MeasurementProblem: Sendable, Hashable {
    case timeNotFinite
    case valueNotFinite
    /// A log-normal error knows no value of 0 or less.
    case notPositive(value: Double)
    /// A result below the limit of quantification, without the limit.
    case noLimit
    case limitNotFinite
    case limitNotPositive(limit: Double)
  }

  // Measurements.
  case measurement(TwinMeasurement, problem: MeasurementProblem)
  case unknownObservable(name: String, known: [String])
  case late(TwinMeasurement, last: Double)
  case needsOrder(TwinMeasurement)
  case takenInBefore(TwinMeasurement)
  /// With the problem of the first particle whose model failed.
  indirect case unexplained(TwinMeasurement, problem: UpdatingError?)
  case beforeNow(time: Double, now: Double)

  // Priors and models.
  case noParameters
  case duplicateParameter(name: String)
  case unknownParameter(name: String, known: [String])
  case parametersDiffer(prior: [String], model: [String])
  case foldChangeOfZero(parameter: String)
  case noFoldChange(parameter: String)
  case wrongShape(what: String, rows: Int, columns: Int)
  case notSymmetric(what: String)
  case notSemidefinite(what: String)
  case wrongNumber(PharmacokineticError)
  /// Of a twin's own model, in its words.
  case model(problem: String)
  case notConverged(what: String, steps: Int)

  // Cohorts.
  case tooFewIndividuals(count: Int)
  case noReplicates(individual: String)
  case nothingVaries

  // Files.
  case unknownSchema(found: String, expected: String)
}

extension UpdatingError: CustomStringConvertible {
  public var description: String { measurementText ?? priorText ?? otherText }

  private var measurementText: String? {
    switch self {
    case .measurement(let measurement, let problem): "\(measurement.label): \(problem.text)"
    case .unknownObservable(let name, let known):
      "Nothing predicts '\(name)'. Known: \(known.joined(separator: ", "))."
    case .late(let measurement, let last):
      "\(measurement.label) comes after one of \(last) h. Sort the measurements by time, or accept "
        + "late ones."
    case .needsOrder(let measurement):
      "\(measurement.label) is late, and the state of this twin depends on the order. Start anew "
        + "with all measurements in the order of time."
    case .takenInBefore(let measurement):
      "\(measurement.label) was taken in before, with the same value. Give new measurements only, or "
        + "start from the document before the update."
    case .unexplained(let measurement, let problem):
      "No particle explains \(measurement.label). "
        + (problem.map { "The first one failed: \($0.description)" }
          ?? "Check its unit, its time and the doses before it, and that the prior is wide enough.")
    case .beforeNow(let time, let now):
      "The twin's state has come to \(now) h, and cannot be predicted at \(time) h. Ask for later "
        + "times."
    default: nil
    }
  }

  private var priorText: String? {
    switch self {
    case .noParameters: "There is no parameter. Name at least one."
    case .duplicateParameter(let name):
      "The parameter '\(name)' is given twice. Give every parameter a name of its own."
    case .unknownParameter(let name, let known):
      "There is no parameter '\(name)'. Known: \(known.joined(separator: ", "))."
    case .parametersDiffer(let prior, let model):
      "The prior is about \(prior.joined(separator: ", ")), and the model takes "
        + "\(model.joined(separator: ", ")). Give the same parameters in the same order."
    case .foldChangeOfZero(let parameter):
      "The fold change of '\(parameter)' is 0, and a log-normal prior has no place for 0. The "
        + "information is one-sided: give the largest value that is still possible instead."
    case .noFoldChange(let parameter):
      "'\(parameter)' has no fold change, because its reference is 0. Give it a prior of its own."
    case .wrongShape(let what, let rows, let columns):
      "The \(what) has not the shape that it needs. Give \(rows) rows of \(columns) numbers."
    case .notSymmetric(let what): "The \(what) is not symmetric. Give both halves the same numbers."
    case .notSemidefinite(let what):
      "The \(what) has a negative eigenvalue. Check the signs and sizes of the covariances."
    default: nil
    }
  }

  private var otherText: String {
    switch self {
    case .wrongNumber(let problem): problem.description
    case .model(let problem): "The model failed: \(problem)"
    case .notConverged(let what, let steps):
      "The \(what) did not settle in \(steps) steps. Check the data for outliers and the prior for "
        + "its width."
    case .tooFewIndividuals(let count):
      "A cohort of \(count) says nothing about how individuals differ. Give at least 2."
    case .noReplicates(let individual):
      "'\(individual)' has no measurement. Leave it out, or give at least one."
    case .nothingVaries:
      "No individual has two different replicates, so the variation within cannot be told. Give "
        + "replicates, or estimates with their standard errors."
    case .unknownSchema(let found, let expected):
      "'schema' is '\(found)'. This version reads '\(expected)'."
    default: ""
    }
  }
}

extension UpdatingError.MeasurementProblem {
  fileprivate var text: String {
    switch self {
    case .timeNotFinite: "the time is not a finite number. Give hours."
    case .valueNotFinite:
      "the value is not a finite number. Give a number, or none and a limit of quantification."
    case .notPositive(let value):
      "\(value) cannot have a log-normal error. Give a value above 0, or a limit of quantification."
    case .noLimit: "there is neither a value nor a limit of quantification. Give one of them."
    case .limitNotFinite: "the limit of quantification is not a finite number. Give a number."
    case .limitNotPositive(let limit):
      "the limit of quantification cannot be \(limit). Give a number above 0."
    }
  }
}

extension UpdatingError {
  /// What a twin's model threw, in this module's terms where it has them.
  init(_ error: any Error) {
    switch error {
    case let error as UpdatingError: self = error
    case let error as PharmacokineticError: self = .wrongNumber(error)
    default: self = .model(problem: "\(error)")
    }
  }
}

/// Runs what throws the errors of the models inside something that throws those of updating.
func asUpdating<Value>(
  _ body: () throws(PharmacokineticError) -> Value
) throws(UpdatingError) -> Value {
  do throws(PharmacokineticError) { return try body() } catch { throw .wrongNumber(error) }
}
