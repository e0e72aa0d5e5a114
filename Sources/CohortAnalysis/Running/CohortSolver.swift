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
    under bounds: [FluxBounds], goesOn: @escaping @Sendable () -> Bool
  ) -> CohortRecord.Outcome? {
    do throws(FluxError) {
      guard let reference else { return .fluxes(try fluxes(under: bounds)) }
      let result = try reference.ranges(under: bounds, using: backend) { _, _ in goesOn() }
      return .ranges(
        .init(
          result.ranges, objective: result.objectiveValue,
          keepsOuterBounds: cohort.analysis.keepsOuterBounds))
    } catch {
      if case .cancelled = error { return nil }
      return .failed(CohortRecord.Failure(error))
    }
  }

  private func fluxes(
    under bounds: [FluxBounds]
  ) throws(FluxError) -> CohortRecord.Fluxes {
    var model = cohort.model
    do throws(ModelError) {
      for (index, pair) in bounds.enumerated() { try model.setBounds(pair, ofReaction: index) }
    } catch {
      throw .model(error)
    }
    let solution = try fluxBalance(of: model, options: options.solving, using: backend)
    return .init(objective: solution.objectiveValue, fluxes: solution.fluxes)
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
      case .unlimitedFlux, .model, .invalidOption: .input
      case .stopped, .cancelled: .stopped
      case .notVerified, .solver: .solver
      }
    self.init(kind, reason: error.description)
  }
}
