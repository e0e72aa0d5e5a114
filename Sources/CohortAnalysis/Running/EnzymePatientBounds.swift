import FluxAnalysis
import MetabolicModels
import OmicsIntegration

/// Bounds of a model with its enzymes: those that another provider gives the model's own reactions, and
/// what each patient's proteins leave for the use of them.
///
/// All patients have the columns of one ``EnzymeConstrainedModel`` and differ in their bounds alone. So a
/// form in which measured proteins have columns of their own does not do: of ``EnzymeConstraints/Form``
/// that is ``EnzymeConstraints/Form/light``, and any but `bound` without a pool.
public struct EnzymePatientBounds: PatientBounds {
  /// The proteins of all patients.
  public struct Proteins: Sendable {
    public var table: OmicsTable
    public var matching: GeneMatching
    public var options: ProteinOptions

    public init(table: OmicsTable, matching: GeneMatching, options: ProteinOptions) {
      self.table = table
      self.matching = matching
      self.options = options
    }
  }

  /// Makes the bounds of the model's own reactions.
  public let reactions: any PatientBounds
  /// The model without its enzymes.
  public let base: ConstrainedModel
  public let constraints: EnzymeConstraints
  public let data: EnzymeData
  /// `nil` leaves the pool alone.
  public let proteins: Proteins?
  /// Indices of genes that no patient has.
  public let knockedOut: Set<Int>
  private let columns: StoichiometricMatrix

  /// - Throws: As ``EnzymeConstraints/constrain(_:by:proteins:)``.
  public init(
    _ reactions: any PatientBounds, base: ConstrainedModel, constraints: EnzymeConstraints,
    data: EnzymeData, proteins: Proteins?, knockedOut: Set<Int> = []
  ) throws(OmicsError) {
    self.reactions = reactions
    self.base = base
    self.constraints = constraints
    self.data = data
    self.proteins = proteins
    self.knockedOut = knockedOut
    columns =
      constraints.form == .bound
      ? base.model.stoichiometry
      : try constraints.constrain(base, by: data).constrained.model.stoichiometry
  }

  public func bounds(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [FluxBounds] {
    let own = try reactions.bounds(of: patient)
    let model: EnzymeConstrainedModel
    do throws(OmicsError) {
      model = try self.model(under: own, levels: levels(of: patient))
    } catch {
      throw CohortRecord.Failure(.input, reason: error.description)
    }
    guard model.constrained.model.stoichiometry == columns else {
      throw CohortRecord.Failure(
        .input,
        reason:
          "The patient's bounds let a reaction go where the model's do not, which takes another "
          + "enzyme. Widen the model's own with --bound.")
    }
    return model.constrained.bounds
  }

  /// The model with its enzymes under bounds of its own reactions.
  ///
  /// - Throws: As ``EnzymeConstraints/constrain(_:by:proteins:)``.
  public func model(
    under bounds: [FluxBounds], levels: ProteinLevels?
  ) throws(OmicsError) -> EnzymeConstrainedModel {
    var model = base
    do throws(ModelError) {
      for (reaction, pair) in bounds.enumerated() {
        try model.setBounds(pair, ofReaction: reaction)
      }
    } catch {
      throw .flux(.model(error))
    }
    var constrained = try constraints.constrain(model, by: data, proteins: levels)
    constrained.knockOut(genes: knockedOut)
    return constrained
  }

  /// What was measured of a patient's proteins; `nil` without a table.
  public func levels(
    of patient: CohortDesign.Patient
  ) throws(OmicsError) -> ProteinLevels? {
    guard let proteins else { return nil }
    return try ProteinLevels(
      proteins.table.profile(of: patient.sample), matching: proteins.matching, model: base.model,
      data: data, options: proteins.options)
  }
}
