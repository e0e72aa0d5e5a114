import FluxAnalysis
import MetabolicModels
import OmicsIntegration

/// Makes the bounds of patients, one at a time, from any thread.
public protocol PatientBounds: Sendable {
  /// Those of one patient, in the order of the model's reactions; the same whenever it is asked.
  ///
  /// - Throws: Why the patient's data give none; that becomes the patient's result.
  func bounds(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [FluxBounds]

  /// What else the patient's bounds may be, where the data are uncertain: each is an analysis of its
  /// own, beside the patient's, and their ranges give intervals. The same whenever it is asked, as many
  /// as ``shrinkage`` says.
  func draws(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [[FluxBounds]]

  /// How the patients' expression is shrunk; `nil` where it is not.
  var shrinkage: CohortShrinkage? { get }
}

extension PatientBounds {
  public func draws(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [[FluxBounds]] { [] }

  public var shrinkage: CohortShrinkage? { nil }
}

/// Bounds from a table of levels, and from the media and bounds of the design.
///
/// The patient's medium and then the patient's bounds replace those of the base, as `--medium` and
/// `--bounds` do; the method goes on from there.
public struct OmicsPatientBounds: PatientBounds {
  public let base: ConstrainedModel
  public let table: OmicsTable
  public let matching: GeneMatching
  public let method: any OmicsMethod
  /// What the method solves its programs with; `nil` for one that has none.
  public let solver: MethodSolver?
  /// What the files hold that the design names in `medium` and in `bounds`, by that name.
  public let media: [String: Medium]
  public let boundsFiles: [String: [DesignBounds.Item]]
  /// Tasks for which closed reactions are given back; needs a ``solver``.
  public var requiredTasks: RequiredTasks?

  /// - Parameter table: With the levels of all patients kept.
  public init(
    _ base: ConstrainedModel, table: OmicsTable, matching: GeneMatching, method: any BoundsMethod,
    media: [String: Medium] = [:], boundsFiles: [String: [DesignBounds.Item]] = [:]
  ) {
    self.init(
      base, table: table, matching: matching, method: method, solver: nil, media: media,
      boundsFiles: boundsFiles)
  }

  /// The same for a method with programs to solve, one patient after the other on each thread.
  public init(
    _ base: ConstrainedModel, table: OmicsTable, matching: GeneMatching, method: any OmicsMethod,
    solver: MethodSolver, media: [String: Medium] = [:],
    boundsFiles: [String: [DesignBounds.Item]] = [:]
  ) {
    self.init(
      base, table: table, matching: matching, method: method, solver: .some(solver), media: media,
      boundsFiles: boundsFiles)
  }

  private init(
    _ base: ConstrainedModel, table: OmicsTable, matching: GeneMatching, method: any OmicsMethod,
    solver: MethodSolver?, media: [String: Medium], boundsFiles: [String: [DesignBounds.Item]]
  ) {
    self.base = base
    self.table = table
    self.matching = matching
    self.method = method
    self.solver = solver
    self.media = media
    self.boundsFiles = boundsFiles
  }

  public func bounds(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [FluxBounds] {
    try bounds(from: levels(of: patient), on: model(of: patient))
  }

  /// The patient's levels, of the genes of the model.
  func levels(of patient: CohortDesign.Patient) throws(CohortRecord.Failure) -> GeneLevels {
    do throws(OmicsError) {
      return try matching.levels(of: table.profile(of: patient.sample))
    } catch {
      throw CohortRecord.Failure(.input, reason: error.description)
    }
  }

  /// The base under the patient's medium and bounds.
  func model(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> ConstrainedModel {
    try DesignedModel(media: media, boundsFiles: boundsFiles).model(of: patient, base: base)
  }

  func bounds(
    from levels: GeneLevels, on model: ConstrainedModel
  ) throws(CohortRecord.Failure) -> [FluxBounds] {
    do throws(OmicsError) {
      return try personalize(model, with: levels).constrained.bounds
    } catch {
      throw CohortRecord.Failure(.input, reason: error.description)
    }
  }
}

extension OmicsPatientBounds {
  private func personalize(
    _ model: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel {
    let personalized = try applyMethod(to: model, with: levels)
    guard let requiredTasks else { return personalized }
    guard let solver else { preconditionFailure("required tasks, and no solver") }
    return try requiredTasks.repair(personalized, using: solver).model
  }

  private func applyMethod(
    to model: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel {
    if let method = method as? any BoundsMethod {
      return try method.personalize(model, with: levels)
    }
    guard let solver else { preconditionFailure("a method with programs, and no solver") }
    return try method.personalize(model, with: levels, using: solver)
  }
}

/// Bounds from the design alone: the base under each patient's medium and bounds.
public struct DesignPatientBounds: PatientBounds {
  public let base: ConstrainedModel
  public let media: [String: Medium]
  public let boundsFiles: [String: [DesignBounds.Item]]

  public init(
    _ base: ConstrainedModel, media: [String: Medium] = [:],
    boundsFiles: [String: [DesignBounds.Item]] = [:]
  ) {
    self.base = base
    self.media = media
    self.boundsFiles = boundsFiles
  }

  public func bounds(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [FluxBounds] {
    try DesignedModel(media: media, boundsFiles: boundsFiles).model(of: patient, base: base).bounds
  }
}

extension DesignPatientBounds {
  /// Of each reaction the widest bounds that a patient's medium and bounds make. The base counts where
  /// a patient has neither.
  ///
  /// - Throws: ``DesignError/unusable(path:line:sample:reason:)``, naming the first patient whose
  ///   medium and bounds cannot be applied.
  /// - Complexity: O(reactions) for each medium and bounds that is not an earlier patient's.
  public func widest(of design: CohortDesign) throws(DesignError) -> [FluxBounds] {
    struct Setting: Hashable {
      var medium: DesignMedium?
      var bounds: DesignBounds?
    }
    var seen: Set<Setting> = []
    var widest: [FluxBounds]?
    for patient in design.patients
    where seen.insert(Setting(medium: patient.medium, bounds: patient.bounds)).inserted {
      let own: [FluxBounds]
      do throws(CohortRecord.Failure) { own = try bounds(of: patient) } catch {
        throw .unusable(
          path: design.path, line: patient.line, sample: patient.sample, reason: error.reason)
      }
      widest = widest.map { wide in
        zip(wide, own).map {
          FluxBounds(lower: min($0.lower, $1.lower), upper: max($0.upper, $1.upper))
        }
      }
      widest = widest ?? own
    }
    return widest ?? base.bounds
  }
}

/// Applies what the design says of a patient's medium and bounds.
private struct DesignedModel {
  let media: [String: Medium]
  let boundsFiles: [String: [DesignBounds.Item]]

  func model(
    of patient: CohortDesign.Patient, base: ConstrainedModel
  ) throws(CohortRecord.Failure) -> ConstrainedModel {
    var model = base
    let medium = try medium(of: patient)
    let items = try items(of: patient)
    do throws(ModelError) {
      if let medium { try model.apply(medium) }
      for item in items {
        guard let index = model.model.reactionIndex(item.reaction) else {
          throw ModelError.unknownID(
            kind: .reaction, id: item.reaction,
            suggestion: Suggestion.nearest(
              to: item.reaction, among: model.model.reactions.lazy.map(\.id)))
        }
        try model.setBounds(
          FluxBounds(lower: item.lower, upper: item.upper), ofReaction: index)
      }
    } catch {
      throw CohortRecord.Failure(.input, reason: error.description)
    }
    return model
  }

  private func medium(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> Medium? {
    guard case .file(let name) = patient.medium else { return patient.medium?.medium }
    if let medium = media[name] { return medium }
    throw CohortRecord.Failure(.input, reason: "The medium '\(name)' was not read.")
  }

  private func items(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [DesignBounds.Item] {
    switch patient.bounds {
    case nil: return []
    case .listed(let items): return items
    case .file(let name):
      if let items = boundsFiles[name] { return items }
      throw CohortRecord.Failure(.input, reason: "The bounds '\(name)' were not read.")
    }
  }
}
