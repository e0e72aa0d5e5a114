import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// Computes one patient's result from the patient's bounds, and from nothing else that changes.
struct CohortSolver<Backend: LPBackend>: Sendable {
  private let cohort: Cohort
  private let options: FluxVariabilityOptions
  /// For ranges alone.
  private let reference: FluxVariabilityReference?
  private let backend: Backend

  /// - Complexity: For ranges, one whole analysis of the reference.
  init(
    _ cohort: Cohort, solving: SolvingOptions, using backend: Backend,
    goesOn: @escaping @Sendable () -> Bool
  ) throws(CohortError) {
    self.cohort = cohort
    self.backend = backend
    var options = FluxVariabilityOptions()
    options.solving = solving
    options.solving.tolerance = cohort.analysis.tolerance
    options.reactions = cohort.reactions
    self.options = options
    guard cohort.analysis.kind == .ranges else {
      reference = nil
      return
    }
    // The reference is not a patient: its limits are those of its programs alone.
    var patient = options
    patient.progress = { _, _ in goesOn() }
    patient.solving.timeLimit = nil
    do throws(FluxError) {
      var reference = try FluxVariabilityReference(
        cohort.model, under: cohort.reference, cut: cohort.analysis.cut.cut, options: patient,
        using: backend)
      reference.patientTimeLimit = solving.timeLimit
      self.reference = reference
    } catch {
      if case .cancelled = error { throw .cancelled }
      throw .flux(error)
    }
  }

  /// - Returns: `nil` if the run was cancelled.
  func outcome(
    of input: PatientInput, goesOn: @escaping @Sendable () -> Bool
  ) -> CohortRecord.Outcome? {
    do throws(FluxError) {
      if let reference {
        return .ranges(try ranges(of: input, from: reference, goesOn: goesOn))
      }
      // From nothing: the reference's basis makes an FBA of iJO1366 four times as fast and one of
      // Human-GEM no faster (native simplex, bounds scaled at random), and that is little beside the
      // second program of pFBA and the hundreds of a patient's deletions, which start warm.
      let model = try model(under: input.bounds)
      switch cohort.analysis.kind {
      case .parsimoniousFluxes: return .fluxes(try parsimoniousFluxes(of: model))
      case .reactionDeletions, .geneDeletions:
        return .deletions(try deletions(of: model, goesOn: goesOn))
      case .tasks: return .tasks(try tasks(of: model, goesOn: goesOn))
      case .fluxes, .ranges: return .fluxes(try fluxes(of: model))
      }
    } catch {
      if case .cancelled = error { return nil }
      return .failed(failure(error))
    }
  }

  /// Under a value of the objective that is the same for all it is seldom the bounds that nothing
  /// satisfies.
  private func failure(_ error: FluxError) -> CohortRecord.Failure {
    var failure = CohortRecord.Failure(error)
    guard case .absolute(let value) = cohort.analysis.cut, cohort.analysis.kind == .ranges,
      failure.kind == .infeasible
    else { return failure }
    let limit = cohort.model.objective.sense == .maximize ? "least" : "most"
    failure.reason =
      "No flux distribution satisfies the patient's bounds and has an objective of at \(limit) "
      + "\(NumberText.text(value)), the value that all patients are held to. Give a value within "
      + "everyone's reach (--objective-value), or a fraction of each patient's own optimum."
    return failure
  }

  private func ranges(
    of input: PatientInput, from reference: FluxVariabilityReference,
    goesOn: @escaping @Sendable () -> Bool
  ) throws(FluxError) -> CohortRecord.Ranges {
    let result = try reference.ranges(under: input.bounds, using: backend) { _, _ in goesOn() }
    var ranges = CohortRecord.Ranges(
      result.ranges, objective: result.objectiveValue,
      keepsOuterBounds: cohort.analysis.keepsOuterBounds)
    if let shrinkage = cohort.bounds.shrinkage, shrinkage.draws > 0 {
      let drawn = try drawnRanges(under: input.draws, from: reference, goesOn: goesOn)
      ranges.intervals = .init(
        drawn, count: ranges.minimum.count, probability: shrinkage.probability)
    }
    return ranges
  }

  /// Of the draws that have an answer.
  private func drawnRanges(
    under draws: [[FluxBounds]], from reference: FluxVariabilityReference,
    goesOn: @escaping @Sendable () -> Bool
  ) throws(FluxError) -> [[FluxRange]] {
    var drawn: [[FluxRange]] = []
    for bounds in draws {
      do throws(FluxError) {
        drawn.append(
          try reference.ranges(under: bounds, using: backend) { _, _ in goesOn() }.ranges)
      } catch {
        switch error {
        case .infeasible, .unbounded: continue
        // That the solver did not get there says nothing of the draw: the patient is tried again.
        default: throw error
        }
      }
    }
    return drawn
  }

  private func model(under bounds: [FluxBounds]) throws(FluxError) -> ConstrainedModel {
    var model = cohort.model
    do throws(ModelError) {
      for (index, pair) in bounds.enumerated() { try model.setBounds(pair, ofReaction: index) }
    } catch {
      throw .model(error)
    }
    return model
  }

  private func fluxes(of model: ConstrainedModel) throws(FluxError) -> CohortRecord.Fluxes {
    let solution = try fluxBalance(of: model, options: options.solving, using: backend)
    return .init(objective: solution.objectiveValue, fluxes: solution.fluxes)
  }

  private func parsimoniousFluxes(
    of model: ConstrainedModel
  ) throws(FluxError) -> CohortRecord.Fluxes {
    let found = try parsimoniousFluxBalance(
      of: model, fraction: cohort.analysis.parsimoniousFraction, options: options.solving,
      using: backend)
    return .init(
      objective: found.solution.objectiveValue, fluxes: found.solution.fluxes,
      totalFlux: found.totalFlux)
  }

  private func tasks(
    of model: ConstrainedModel, goesOn: @escaping @Sendable () -> Bool
  ) throws(FluxError) -> CohortRecord.Tasks {
    var options = TaskOptions()
    options.solving = self.options.solving
    options.findsSurplus = false
    options.progress = { _, _ in goesOn() }
    return .init(try checkTasks(cohort.tasks, on: model, options: options, using: backend).results)
  }

  private func deletions(
    of model: ConstrainedModel, goesOn: @escaping @Sendable () -> Bool
  ) throws(FluxError) -> CohortRecord.Deletions {
    var options = DeletionOptions()
    options.solving = self.options.solving
    options.progress = { _, _ in goesOn() }
    let found =
      if cohort.analysis.kind == .geneDeletions {
        try geneDeletions(of: model, genes: cohort.genes, options: options, using: backend)
      } else {
        try reactionDeletions(
          of: model, reactions: cohort.reactions, options: options, using: backend)
      }
    return .init(found.results, objective: found.objectiveValue)
  }
}

extension CohortAnalysisOptions.Cut {
  fileprivate var cut: FluxVariabilityReference.Cut {
    switch self {
    case .fraction(let fraction): .fraction(fraction)
    case .absolute(let value): .absolute(value)
    case .none: .none
    }
  }
}

extension CohortRecord.Failure {
  /// The row that an error makes of a patient.
  init(_ error: FluxError) {
    let kind: Kind =
      switch error {
      case .infeasible: .infeasible
      case .unbounded: .unbounded
      case .unlimitedFlux, .model, .task, .invalidOption: .input
      case .stopped, .cancelled: .stopped
      case .notVerified, .solver: .solver
      }
    self.init(kind, reason: error.description)
  }
}
