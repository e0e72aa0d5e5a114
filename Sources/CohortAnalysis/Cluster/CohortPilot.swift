/// What one process needs for a cohort, measured on one patient or assumed.
public struct CohortPilot: Sendable, Hashable {
  /// Whose analysis was measured; `nil` where the figures are assumed.
  public var sample: String?
  /// Before the first patient: reading the inputs, and the analysis of the reference individual.
  public var fixedSeconds: Double
  /// Of one patient on one thread.
  public var patientSeconds: Double
  /// The largest resident size before the analyses, in bytes.
  public var fixedBytes: Double
  /// What the analyses of one thread added to it, in bytes.
  public var threadBytes: Double

  public init(
    sample: String?, fixedSeconds: Double, patientSeconds: Double, fixedBytes: Double,
    threadBytes: Double
  ) {
    self.sample = sample
    self.fixedSeconds = fixedSeconds
    self.patientSeconds = patientSeconds
    self.fixedBytes = fixedBytes
    self.threadBytes = threadBytes
  }

  /// Where nothing is measured: above what flux ranges of a human genome-scale model take.
  public static let assumed = CohortPilot(
    sample: nil, fixedSeconds: 600, patientSeconds: 120, fixedBytes: 1e9, threadBytes: 1e9)
}

extension CohortRunner {
  /// Analyses one patient as a run would, and stores nothing: to see what a patient costs.
  ///
  /// - Parameters:
  ///   - candidates: Places in the design, tried in order until one has a result that is no failure.
  ///   - patientStarts: Called before each, and so first when the reference is done.
  /// - Returns: The place of the patient that was analysed; `nil` where every candidate failed.
  /// - Throws: ``CohortError``.
  public func pilot(
    among candidates: [Int], patientStarts: () -> Void
  ) throws(CohortError) -> Int? {
    try cohort.check()
    let watch = CohortWatch(patients: candidates.count, progress: progress) { _ in }
    let solver = try CohortSolver(cohort, solving: solving, using: backend) { watch.goesOn }
    for place in candidates {
      patientStarts()
      guard let input = pilotInput(place) else { continue }
      guard let outcome = solver.outcome(of: input, goesOn: { watch.goesOn })
      else { throw .cancelled }
      if case .failed = outcome { continue }
      return place
    }
    return nil
  }

  /// `nil` where the patient's data give no bounds.
  private func pilotInput(_ place: Int) -> PatientInput? {
    let patient = cohort.design.patients[place]
    guard let bounds = try? cohort.bounds.bounds(of: patient),
      let draws = try? cohort.bounds.draws(of: patient),
      ([bounds] + draws).allSatisfy({ $0.count == cohort.model.bounds.count })
    else { return nil }
    // Nothing is stored, so the key is of nothing.
    return PatientInput(
      bounds: bounds, draws: draws, key: CohortKey(identity: "", bounds: bounds, draws: draws))
  }
}
