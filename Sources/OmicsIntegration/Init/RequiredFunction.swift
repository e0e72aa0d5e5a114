import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// Something that a network must be able to do: make each of `outputs` from `inputs` and nothing else.
public struct RequiredFunction: Sendable, Hashable {
  /// Indices into the model's metabolites.
  public var inputs: [Int]
  public var outputs: [Int]

  public init(inputs: [Int], outputs: [Int]) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

extension RequiredFunction {
  /// The reactions without which a model cannot do this, and which way they go (−1 backward): those
  /// whose flux cannot be zero while one unit of each output leaves.
  ///
  /// - Throws: ``OmicsError/flux(_:)``; infeasible where the model cannot do it at all.
  /// - Complexity: A flux variability analysis without a cut.
  func essentialReactions(
    of base: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> [Int: Double] {
    var options = FluxVariabilityOptions()
    options.cut = .none
    options.reactions = Array(base.model.reactions.indices)
    options.threads = solver.threads
    options.solving = solver.solving
    let ranges: [FluxRange]
    do throws(FluxError) {
      ranges = try fluxVariability(of: task(on: base), options: options, using: solver.backend)
        .ranges
    } catch {
      throw .flux(error)
    }
    var found: [Int: Double] = [:]
    for (reaction, range) in ranges.enumerated() {
      if let least = range.minimum.value, least > 1e-6 { found[reaction] = 1 }
      if let most = range.maximum.value, most < -1e-6 { found[reaction] = -1 }
    }
    return found
  }

  /// The model with its boundary closed, and boundary reactions for the inputs and outputs.
  private func task(on base: ConstrainedModel) throws(FluxError) -> ConstrainedModel {
    let model = base.model
    var matrix = model.stoichiometry
    var reactions = model.reactions
    for (reaction, bounds) in base.bounds.enumerated() {
      let isClosed = BoundaryReactions.isBoundary(reaction, of: model)
      reactions[reaction].bounds = isClosed ? FluxBounds(lower: 0, upper: 0) : bounds
    }
    for (number, input) in inputs.enumerated() {
      matrix.appendColumn([(input, 1)])
      reactions.append(Reaction(id: "task input \(number)", bounds: .irreversible))
    }
    for (number, output) in outputs.enumerated() {
      matrix.appendColumn([(output, -1)])
      reactions.append(
        Reaction(id: "task output \(number)", bounds: FluxBounds(lower: 1, upper: 1000)))
    }
    do throws(ModelError) {
      return ConstrainedModel(
        try MetabolicModel(
          id: model.id, metabolites: model.metabolites, reactions: reactions, genes: model.genes,
          stoichiometry: matrix, constraints: model.constraints))
    } catch {
      throw .model(error)
    }
  }
}
