import Dispatch
import LinearProgramming
import MetabolicModels

/// What every loopless search starts from.
struct LooplessStart: Sendable {
  let constrained: ConstrainedModel
  /// The program as stated; with the cut, once there is one.
  private(set) var original: LinearProgram
  private(set) var compressed: CompressedProgram
  let basis: Basis
  let network: LoopNetwork
  /// The steps of cycles that must be broken whatever is asked for: those of the bound reactions.
  let boundSteps: [LoopStep]
  /// The optimum without the loop law; `nil` where no cut is asked for.
  private(set) var objectiveValue: Double?
  private(set) var isOptimumCertified: Bool
  /// Directions that ranges without the loop law prove to carry flux.
  private(set) var forcedSteps: Set<LoopStep> = []
  let objectiveTerms: [(column: Int, coefficient: Double)]
  let counters: FluxVariabilityResult.Counters
  let began: DispatchTime

  init(
    _ model: ConstrainedModel, law: LoopLaw, options: FluxVariabilityOptions,
    began: DispatchTime, backend: some LPBackend
  ) throws(FluxError) {
    self.began = began
    constrained = model
    let program = FluxProgram(model)
    // The other rows must not merge columns: a cycle need not keep them.
    let kept = Set(model.model.metabolites.count...program.cutRow)
    let compressed = CompressedProgram(program.program, keepingRows: kept)
    let cuts = options.cut != .none && !model.objective.terms.isEmpty
    objectiveTerms = cuts ? program.maximizedTerms : []
    let start = try ColdStart(
      program, compressed: compressed, maximizing: objectiveTerms, options: options.solving,
      backend: backend)
    let network = LoopNetwork(
      law, compressed: compressed, balanceCount: model.model.metabolites.count)
    let bound = law.boundReactions(of: model, objective: objectiveTerms.map(\.column))
    let boundColumns = Set(bound.map { Int(compressed.carriers[$0]) })
    boundSteps = boundColumns.sorted().filter { $0 >= 0 && network.positions[$0] >= 0 }
      .flatMap { column in
        [true, false].map { LoopStep(column: column, isForward: $0) }
      }
    self.network = network
    original = program.program
    self.compressed = compressed
    basis = start.basis
    counters = start.counters
    objectiveValue = cuts ? model.objective.value(at: start.optimum.point).unsigned : nil
    isOptimumCertified = !cuts || start.optimum.isProved
  }

  /// The rows that proofs of emptiness relax: the cut, which is what most often has no room; then
  /// all.
  var elasticRows: [[Int]?] {
    objectiveValue == nil ? [nil] : [[compressed.rowOrigins.count - 1], nil]
  }

  /// Learns from ranges without the loop law, under the same cut, what cannot be closed.
  mutating func learn(from plain: FluxVariabilityResult) {
    for (reaction, range) in zip(plain.reactions, plain.ranges) {
      let column = Int(compressed.carriers[reaction])
      if column < 0 || network.positions[column] < 0 { continue }
      let isUpwards = compressed.factors[reaction] > 0
      if let least = range.minimum.outerBound, least > 0 {
        forcedSteps.insert(LoopStep(column: column, isForward: isUpwards))
      }
      if let most = range.maximum.outerBound, most < 0 {
        forcedSteps.insert(LoopStep(column: column, isForward: !isUpwards))
      }
    }
  }

  /// Cuts at a fraction of `optimum`, which replaces the optimum without the loop law.
  mutating func cut(_ cut: FluxVariabilityOptions.ObjectiveCut, at optimum: Double, isProved: Bool)
  {
    guard case .fraction(let fraction) = cut else { return }
    let program = FluxProgram(constrained)
    let bounds = program.cut(fraction: fraction, of: optimum, slack: objectiveSlack)
    original.rows[program.cutRow] = bounds
    compressed.program.rows[compressed.rowOrigins.count - 1] = bounds
    objectiveValue = optimum.unsigned
    isOptimumCertified = isProved
  }
}
