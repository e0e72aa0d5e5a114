import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The compressed program of a model's steady states, and how much flux each of its columns can
/// carry: what binary switches are stated on.
///
/// Reactions that are multiples of each other share one column (their carrier), so that one switch
/// serves them all.
struct CarrierRanges {
  /// An infinite bound counts as this: a switch needs a finite flux to switch off.
  static let infiniteFlux = 1000.0

  /// Without an objective; its column bounds are the model's.
  let compressed: CompressedProgram
  /// No flux distribution leaves these: proved where the flux variability analysis proved its ends.
  private(set) var lower: [Double]
  private(set) var upper: [Double]
  /// How many linear programs the ranges took.
  private(set) var programs = 0

  /// - Parameter reactions: Those whose carriers need a range; the others keep their bounds.
  /// - Throws: ``OmicsError/flux(_:)``.
  /// - Complexity: A flux variability analysis of the carriers.
  init(
    _ base: ConstrainedModel, reactions: some Sequence<Int>, using solver: MethodSolver
  ) throws(OmicsError) {
    try solver.checkCancelled()
    let bare = try Self.finite(base)
    let compressed = CompressedProgram(FluxProgram(bare).program)
    self.compressed = compressed
    lower = compressed.program.columns.lower
    upper = compressed.program.columns.upper
    let carriers = Set(reactions.map { Int(compressed.carriers[$0]) }).filter { $0 >= 0 }.sorted()
    if carriers.isEmpty { return }
    var options = FluxVariabilityOptions()
    options.cut = .none
    options.reactions = carriers.map { Int(compressed.columnOrigins[$0]) }
    let result = try solver.ranges(of: bare, options)
    programs = result.counters.programsSolved
    for (carrier, range) in zip(carriers, result.ranges) {
      // A proved end, or else the bound of the model: never less than the truth.
      if let end = range.minimum.outerBound { lower[carrier] = max(lower[carrier], end) }
      if let end = range.maximum.outerBound { upper[carrier] = min(upper[carrier], end) }
      // Two proofs, each rounded outwards, cannot cross but by a model that has one flux only.
      if lower[carrier] > upper[carrier] { lower[carrier] = upper[carrier] }
    }
  }

  /// `base` without its objective, and with finite bounds.
  private static func finite(_ base: ConstrainedModel) throws(OmicsError) -> ConstrainedModel {
    var bare = base
    bare.objective = FluxObjective()
    for (reaction, bounds) in base.bounds.enumerated() {
      if bounds.lower.isFinite, bounds.upper.isFinite { continue }
      let finite = FluxBounds(
        lower: bounds.lower.isFinite ? bounds.lower : min(-infiniteFlux, bounds.upper),
        upper: bounds.upper.isFinite ? bounds.upper : max(infiniteFlux, bounds.lower))
      try bare.bound(reaction, to: finite)
    }
    return bare
  }

  /// The program over the carriers, within their ranges, to which switches are added.
  var growing: GrowingProgram {
    var program = compressed.program
    program.columns = BoundArrays(lower: lower, upper: upper)
    program.objective = Array(repeating: 0, count: program.objective.count)
    program.sense = .maximize
    return GrowingProgram(program)
  }
}
