import LinearProgramming
import MetabolicModels

/// What every worker of a flux variability analysis starts from: the program under its cut, one
/// feasible point and one basis.
struct FluxVariabilityStart: Sendable {
  /// The program as stated, with the cut.
  let original: LinearProgram
  let compressed: CompressedProgram
  let basis: Basis
  /// A feasible point of the compressed program.
  let point: [Double]
  let objectiveValue: Double?
  let counters: FluxVariabilityResult.Counters
  let modelID: String

  init(
    _ model: ConstrainedModel, options: FluxVariabilityOptions, backend: some LPBackend
  ) throws(FluxError) {
    let program = FluxProgram(model)
    var compressed = CompressedProgram(program.program, keepingRows: [program.cutRow])
    let cuts = options.cut != .none && !model.objective.terms.isEmpty
    let start = try ColdStart(
      program, compressed: compressed, maximizing: cuts ? program.maximizedTerms : [],
      options: options.solving, backend: backend)
    var original = program.program
    objectiveValue = cuts ? model.objective.value(at: start.optimum.point).unsigned : nil
    if case .fraction(let fraction) = options.cut, let objectiveValue {
      let cut = Self.cut(fraction, of: objectiveValue, sense: model.objective.sense)
      original.rows[program.cutRow] = cut
      // The cut is kept by the compression, as its last row.
      compressed.program.rows[compressed.rowOrigins.count - 1] = cut
    }
    self.original = original
    self.compressed = compressed
    self.basis = start.basis
    self.point = start.optimum.columns
    self.counters = start.counters
    self.modelID = model.model.id
  }

  /// The bounds of the cut row for a fraction of the optimum; `slack` is how much the cut gives way
  /// at the fraction 1.
  static func cut(
    _ fraction: Double, of optimum: Double, sense: FluxObjective.Sense,
    slack: Double = objectiveSlack
  ) -> Bounds {
    let room = fraction == 1 ? slack * max(1, abs(optimum)) : (1 - fraction) * abs(optimum)
    return sense == .maximize
      ? Bounds(lower: optimum - room, upper: .infinity)
      : Bounds(lower: -.infinity, upper: optimum + room)
  }
}
