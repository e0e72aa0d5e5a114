import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// One model, one analysis and many patients: everything that decides the numbers.
///
///     let cohort = Cohort(
///       base, reference: median, design: design, bounds: provider,
///       source: .init(version: "twinflux 1.0", modelDigest: input.sha256))
///     for try await result in CohortRunner(cohort, using: backend).results(in: "study") {
///       print(result.sample, result.record.uncertifiedEnds)
///     }
public struct Cohort: Sendable {
  /// The model under the bounds that patients' bounds are made from. Patients whose bounds are wider
  /// somewhere take as long as an analysis of their own.
  public var model: ConstrainedModel
  /// The bounds of the individual that every patient's analysis starts from; part of the last digits,
  /// and so not to be chosen from the patients of a cohort that is to grow.
  public var reference: [FluxBounds]
  /// What the store keeps of how the reference came about; `nil` to keep nothing.
  public var frozen: CohortReference?
  public var design: CohortDesign
  public var bounds: any PatientBounds
  public var analysis = CohortAnalysisOptions()
  /// Indices of the reactions to analyse or to delete; `nil` means all. For ranges and for deletions
  /// of reactions.
  public var reactions: [Int]?
  /// Indices of the genes to delete; `nil` means all.
  public var genes: [Int]?
  /// The tasks to check; for them alone.
  public var tasks: [MetabolicTask] = []
  public var source: Source

  /// Where the inputs come from, for the manifest.
  public struct Source: Sendable, Hashable {
    /// The program and its version.
    public var version: String
    /// SHA-256 of the model's file.
    public var modelDigest: String
    public var inputs: [CohortManifest.Input]
    /// What limits the enzymes of the model, in words: the form, the pool and the digests of all tables
    /// but that of the patients' proteins, which their bounds hold. `nil` where nothing does.
    public var enzymes: String?
    /// What solves, where the backend's name does not say all; `nil` for that name.
    public var solver: String?

    public init(version: String, modelDigest: String, inputs: [CohortManifest.Input] = []) {
      self.version = version
      self.modelDigest = modelDigest
      self.inputs = inputs
    }
  }

  /// - Parameter reference: `nil` for the model's own bounds.
  public init(
    _ model: ConstrainedModel, reference: [FluxBounds]? = nil, design: CohortDesign,
    bounds: any PatientBounds, source: Source
  ) {
    self.model = model
    self.reference = reference ?? model.bounds
    self.design = design
    self.bounds = bounds
    self.source = source
  }

  /// What a store of the cohort says of it.
  ///
  /// - Precondition: ``reactions`` and ``genes`` are indices into the model's.
  public func manifest(solver: String) -> CohortManifest {
    let all = model.model.reactions
    let kind = analysis.kind
    let studied = kind == .ranges || kind == .reactionDeletions ? reactions : nil
    let isOfGenes = kind == .geneDeletions
    let deleted = isOfGenes ? genes : nil
    let isOfTasks = kind == .tasks
    var identity = CohortIdentity(
      version: source.version, solver: source.solver ?? solver, model: model.model.id,
      modelDigest: source.modelDigest, analysis: analysis, reactions: studied, genes: deleted,
      objective: model.objective.terms.map {
        .init(reaction: all[$0.reaction].id, coefficient: $0.coefficient)
      },
      maximizes: model.objective.sense == .maximize,
      referenceDigest: CohortKey.digest(of: reference + model.bounds),
      shrinkage: bounds.shrinkage.map(CohortIdentity.Shrinkage.init))
    identity.enzymes = source.enzymes
    if isOfTasks { identity.tasksDigest = CohortIdentity.digest(of: tasks) }
    let analysed = isOfGenes || isOfTasks ? [] : studied ?? Array(all.indices)
    return CohortManifest(
      identity: identity, inputs: source.inputs, design: design,
      reactions: analysed.map { all[$0].id },
      genes: isOfGenes
        ? (deleted ?? Array(model.model.genes.indices)).map { model.model.genes[$0].id } : nil,
      tasks: isOfTasks ? tasks.map(\.id) : nil, expression: bounds.shrinkage?.statistics,
      annotation: ReactionAnnotation(of: model, reactions: analysed))
  }

  /// - Throws: ``CohortError/invalidOption(name:value:allowed:)``.
  func check() throws(CohortError) {
    let counts = [
      ("reactions", reactions, model.model.reactions.count),
      ("genes", genes, model.model.genes.count),
    ]
    for (name, indices, count) in counts {
      if let wrong = indices?.first(where: { $0 < 0 || $0 >= count }) {
        throw .invalidOption(
          name: name, value: "\(wrong)", allowed: "indices below \(count), the model's \(name)")
      }
    }
    if analysis.kind == .tasks { try checkTasks() }
    let fraction = analysis.parsimoniousFraction
    guard (0...1).contains(fraction) else {
      throw .invalidOption(
        name: "parsimonious fraction", value: "\(fraction)", allowed: "a number from 0 to 1")
    }
    guard let shrinkage = bounds.shrinkage else { return }
    try shrinkage.check()
    if shrinkage.draws > 0, analysis.kind != .ranges {
      throw .invalidOption(
        name: "number of draws", value: "\(shrinkage.draws)", allowed: "0: only ranges have draws")
    }
  }
}

extension Cohort {
  /// Finds now, and not in every patient, what the model does not have.
  private func checkTasks() throws(CohortError) {
    if tasks.isEmpty {
      throw .invalidOption(name: "tasks", value: "empty", allowed: "at least one task")
    }
    do throws(FluxError) { try checkNames(of: tasks, in: model.model) } catch {
      throw .flux(error)
    }
  }
}

/// Why a cohort could not be run. That a patient has no answer is that patient's result.
public enum CohortError: Error, Sendable, Hashable {
  case store(CohortStoreError)
  case flux(FluxError)
  case invalidOption(name: String, value: String, allowed: String)
  /// What was stored stays.
  case cancelled
}

extension CohortError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .store(let error): error.description
    case .flux(let error): error.description
    case .invalidOption(let name, let value, let allowed):
      "The option \(name) cannot be \(value). Give \(allowed)."
    case .cancelled: "The run was cancelled; what was stored stays. Run again to go on from there."
    }
  }
}
