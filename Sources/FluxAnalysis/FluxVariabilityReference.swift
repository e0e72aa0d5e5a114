import Dispatch
import LinearProgramming
import MetabolicModels

/// The flux variability analysis of one individual, kept to make those of others cheaper: patients of
/// a cohort, under bounds of their own.
///
/// The model is compressed once. The individual's own analysis leaves its basis, the duals that prove
/// its ends, and an order in which few programs settle all of them. A patient's analysis starts from
/// that basis by the dual simplex; an end needs no program where a point of another one reaches what
/// the individual's duals prove of it under the patient's bounds, and only there.
///
///     let reference = try FluxVariabilityReference(model, under: median, cut: .fraction(0.9), using: backend)
///     let ranges = try reference.ranges(under: patient.bounds, using: backend).ranges
///
/// A patient's answer depends on the individual and on the patient alone, to the last digit: not on
/// other patients, on their order or on threads. It is that of ``fluxVariability(of:options:using:)``
/// within the tolerance, and each end has a status and a proof of its own.
public struct FluxVariabilityReference: Sendable {
  /// What the fluxes must leave of the objective.
  public enum Cut: Sendable, Hashable {
    /// As ``FluxVariabilityOptions/ObjectiveCut/fraction(_:)``, of each patient's own optimum.
    case fraction(Double)
    /// The objective is at least this (at most, when minimizing), whatever a patient's optimum is.
    case absolute(Double)
    case none
  }

  let program: FluxProgram
  let compressed: CompressedProgram
  let cut: Cut
  let options: FluxVariabilityOptions
  let reactions: [Int]
  let ends: FluxEnds
  /// Where each patient starts from.
  private(set) var basis: Basis?
  private(set) var lesson: FluxVariabilityLesson?
  /// Seconds for each patient, instead of those of the options, which are then the individual's.
  public var patientTimeLimit: Double?
  /// What the individual's own analysis took; `nil` where its bounds have no answer.
  public private(set) var counters: FluxVariabilityResult.Counters?

  /// - Parameters:
  ///   - model: Patients may have other bounds than it, but none wider: what its bounds close stays
  ///     closed. (Patients with wider ones are solved without what is known of the individual.)
  ///   - bounds: Those of the individual. If they have no answer, patients are solved without its help.
  ///   - options: `cut` is not looked at; `threads` are those of the individual's analysis.
  /// - Throws: ``FluxError/invalidOption(name:value:allowed:)``, ``FluxError/model(_:)``,
  ///   ``FluxError/cancelled``, ``FluxError/solver(_:)``.
  /// - Complexity: One whole flux variability analysis, and a third of one.
  public init(
    _ model: ConstrainedModel, under bounds: [FluxBounds], cut: Cut,
    options: FluxVariabilityOptions = FluxVariabilityOptions(), using backend: some LPBackend
  ) throws(FluxError) {
    var options = options
    options.cut = .none
    if case .fraction(let fraction) = cut { options.cut = .fraction(fraction) }
    options.keepsCertificates = false
    try options.check(for: model)
    try options.refuseExact(with: "a reference")
    try model.checkBounds(bounds)
    if case .absolute(let value) = cut, !value.isFinite {
      throw .invalidOption(name: "cut", value: "\(value)", allowed: "a finite value")
    }
    program = FluxProgram(model)
    compressed = CompressedProgram(program.program, keepingRows: [program.cutRow])
    self.cut = model.objective.terms.isEmpty ? .none : cut
    self.options = options
    reactions = options.reactions ?? Array(model.bounds.indices)
    ends = FluxEnds(reactions, compressed: compressed)
    try learn(from: bounds, using: backend)
  }

  private mutating func learn(
    from bounds: [FluxBounds], using backend: some LPBackend
  ) throws(FluxError) {
    guard isWithin(bounds) else { return }
    do throws(FluxError) {
      let run = { (reference: FluxVariabilityReference) in
        FluxVariabilityPatientRun(
          reference, bounds: bounds, progress: reference.options.progress, keepsEvidence: true)
      }
      let first = try run(self).plan(using: backend)
      counters = first.plan.counters
      basis = first.start.basis
      lesson = lesson(of: first)
      // Once more, in the lesson's order: its points settle more ends each, and so fewer will do.
      lesson = lesson(of: first, and: try run(self).plan(using: backend).plan.findings)
    } catch {
      switch error {
      case .infeasible, .unbounded: return
      default: throw error
      }
    }
  }

  private func lesson(
    of outcome: FluxVariabilityPatientRun.Outcome, and more: [FluxEndFinding?] = []
  ) -> FluxVariabilityLesson {
    FluxVariabilityLesson(
      outcome.plan.findings, and: more, ends: ends, start: outcome.start,
      solverTolerance: options.solving.limits.tolerance)
  }

  /// The ranges of one patient.
  ///
  /// - Parameter progress: As ``FluxVariabilityOptions/progress``.
  /// - Throws: As ``fluxVariability(of:options:using:)``. Where an absolute cut cannot be reached,
  ///   ``FluxError/infeasible(model:)``.
  public func ranges(
    under bounds: [FluxBounds], using backend: some LPBackend,
    progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)? = nil
  ) throws(FluxError) -> FluxVariabilityResult {
    try program.constrained.checkBounds(bounds)
    guard isWithin(bounds) else { return try alone(bounds, using: backend, progress: progress) }
    return try FluxVariabilityPatientRun(
      self, bounds: bounds, progress: progress, keepsEvidence: false
    ).result(using: backend)
  }

  /// Whether the compression, which took columns out that the model's bounds close, holds.
  private func isWithin(_ bounds: [FluxBounds]) -> Bool {
    zip(bounds, program.constrained.bounds).allSatisfy {
      $0.lower >= $1.lower && $0.upper <= $1.upper
    }
  }

  /// The same for a patient whose bounds are wider somewhere: compressed anew, and from nothing.
  private func alone(
    _ bounds: [FluxBounds], using backend: some LPBackend,
    progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?
  ) throws(FluxError) -> FluxVariabilityResult {
    var model = program.constrained
    for (index, pair) in bounds.enumerated() {
      do throws(ModelError) {
        try model.setBounds(pair, ofReaction: index)
      } catch {
        throw .model(error)
      }
    }
    var other = FluxVariabilityReference(unlearned: model, cut: cut, options: options)
    other.patientTimeLimit = patientTimeLimit
    return try FluxVariabilityPatientRun(
      other, bounds: bounds, progress: progress, keepsEvidence: false
    ).result(using: backend)
  }

  /// One that has learned nothing; its options have been checked.
  private init(
    unlearned model: ConstrainedModel, cut: Cut, options: FluxVariabilityOptions
  ) {
    program = FluxProgram(model)
    compressed = CompressedProgram(program.program, keepingRows: [program.cutRow])
    self.cut = cut
    self.options = options
    reactions = options.reactions ?? Array(model.bounds.indices)
    ends = FluxEnds(reactions, compressed: compressed)
  }
}
