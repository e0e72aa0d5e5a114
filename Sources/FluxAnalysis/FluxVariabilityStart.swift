import Dispatch
import LinearProgramming
import MetabolicModels

/// What every worker of a flux variability analysis starts from: the program under its cut, one
/// feasible point and one basis.
package struct FluxVariabilityStart: Sendable {
  /// The program as stated, with the cut.
  let original: LinearProgram
  let compressed: CompressedProgram
  /// What the rows of the original program imply about its columns.
  let implied: ImpliedBounds
  let basis: Basis
  /// A feasible point of the compressed program.
  let point: [Double]
  let objectiveValue: Double?
  /// How that was found.
  let objectiveSolve: SolveRecord?
  /// Whether the optimum that the cut is made at is proved; if not, no end under the cut is.
  let isOptimumCertified: Bool
  let counters: FluxVariabilityResult.Counters
  /// What each end (of the ends asked for) is proved not to go beyond, by duals that were known
  /// before; infinite where they prove nothing.
  var provedEnds: [Double]?
  /// What proves the optimum, and its point for ends to refer to.
  private(set) var optimum: SolverLane.Optimum?
  var witness: FluxWitness?
  let began: DispatchTime

  package init(
    _ model: ConstrainedModel, options: FluxVariabilityOptions, backend: some LPBackend
  ) throws(FluxError) {
    began = .now()
    let program = FluxProgram(model)
    var compressed = CompressedProgram(program.program, keepingRows: [program.cutRow])
    let cuts = options.cut != .none && !model.objective.terms.isEmpty
    let start = try ColdStart(
      program, compressed: compressed, maximizing: cuts ? program.maximizedTerms : [],
      options: options.solving, backend: backend)
    var original = program.program
    objectiveSolve = cuts ? SolveRecord(start.optimum, backend: backend) : nil
    objectiveValue = cuts ? model.objective.value(at: start.optimum.point).unsigned : nil
    if case .fraction(let fraction) = options.cut, let objectiveValue {
      let cut = program.cut(fraction: fraction, of: objectiveValue, slack: objectiveSlack)
      original.rows[program.cutRow] = cut
      // The cut is kept by the compression, as its last row.
      compressed.program.rows[compressed.rowOrigins.count - 1] = cut
    }
    self.original = original
    self.compressed = compressed
    self.implied = ImpliedBounds(original)
    self.basis = start.basis
    self.point = start.optimum.columns
    self.counters = start.counters
    if options.keepsCertificates {
      self.optimum = start.optimum
      self.witness = FluxWitness(start.optimum.columns)
    }
    self.isOptimumCertified = !cuts || start.optimum.isProved
  }

  init(
    original: LinearProgram, compressed: CompressedProgram, implied: ImpliedBounds, basis: Basis,
    point: [Double], objectiveValue: Double?, objectiveSolve: SolveRecord?,
    isOptimumCertified: Bool,
    counters: FluxVariabilityResult.Counters, began: DispatchTime
  ) {
    self.original = original
    self.compressed = compressed
    self.implied = implied
    self.basis = basis
    self.point = point
    self.objectiveValue = objectiveValue
    self.objectiveSolve = objectiveSolve
    self.isOptimumCertified = isOptimumCertified
    self.counters = counters
    self.began = began
  }

  /// A lane for one thread.
  func makeLane(_ options: FluxVariabilityOptions) -> SolverLane {
    SolverLane(
      original: original, compressed: compressed, tolerance: options.solving.tolerance,
      implied: implied)
  }
}
