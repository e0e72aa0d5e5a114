import LinearProgramming
import MetabolicModels

/// The least and the greatest objective on a grid of fixed fluxes.
public struct ProductionEnvelope: Sendable {
  /// The reactions whose fluxes are fixed (indices into the model's reactions), in the order asked
  /// for.
  public var varied: [Int]
  /// The fluxes that each of them is fixed at, ascending, in mmol·gDW⁻¹·h⁻¹.
  public var axes: [[Double]]
  /// One for each point of the grid, the last reaction varying fastest.
  public var points: [Point]

  public struct Point: Sendable, Hashable {
    /// The flux of each varied reaction.
    public var fluxes: [Double]
    /// The objective's ends where the fluxes are fixed so. An infeasible combination has the status
    /// infeasible at both and no value.
    public var range: FluxRange
  }
}

/// How to compute a production envelope. Each default is written here and nowhere else.
public struct ProductionEnvelopeOptions: Sendable {
  /// How many fluxes each reaction is fixed at.
  public var points = 20
  /// How many threads to use; changes no digit of the result.
  public var threads = 1
  public var solving = SolvingOptions()
  /// As ``FluxVariabilityOptions/progress``, counting points of the grid.
  public var progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?

  /// The largest grid.
  public static let mostPoints = 1_000_000

  public init() {}
}

/// Fixes the fluxes of some reactions at the points of a grid and returns the least and the greatest
/// value of the objective at each (production envelope, phenotype phase plane).
///
/// Each reaction is fixed at `options.points` fluxes, evenly spaced from its least to its greatest
/// feasible flux under the bounds of `model`; ends within the tolerance of zero count as zero. At
/// each point both the maximum and the minimum of the objective are found, by the dual simplex from
/// the point before.
///
/// There are no yields: how much substrate goes with an optimum is not unique at most points.
///
/// - Parameters:
///   - model: The model under one set of bounds, with the objective.
///   - reactions: The reactions to vary, each once.
///   - backend: The solver. Each thread opens a session of its own.
/// - Returns: *points* to the power of the number of reactions, in the order of a nested loop.
/// - Throws: ``FluxError/invalidOption(name:value:allowed:)`` for an objective of nothing, too few
///   points or too large a grid, or a reaction without a limit; otherwise as
///   ``fluxVariability(of:options:using:)``.
/// - Complexity: Two warm programs for each point.
public func productionEnvelope(
  of model: ConstrainedModel, varying reactions: [Int],
  options: ProductionEnvelopeOptions = ProductionEnvelopeOptions(), using backend: some LPBackend
) throws(FluxError) -> ProductionEnvelope {
  try check(reactions, options, model)
  let axes = try envelopeAxes(of: model, reactions, options, using: backend)
  let search = try ProductionEnvelopeSearch(
    model, reactions, axes: axes, options: options, backend: backend)
  let ranges = try search.run(using: backend)
  return ProductionEnvelope(
    varied: reactions, axes: axes,
    points: zip(search.grid, ranges).map { .init(fluxes: $0, range: $1) })
}

private func check(
  _ reactions: [Int], _ options: ProductionEnvelopeOptions, _ model: ConstrainedModel
) throws(FluxError) {
  let known = model.model.reactions.indices
  guard !reactions.isEmpty, Set(reactions).count == reactions.count,
    reactions.allSatisfy(known.contains)
  else {
    throw .invalidOption(
      name: "varied reactions", value: "\(reactions)",
      allowed: "one or more indices from 0 to \(known.count - 1), each once")
  }
  if options.points < 2 {
    throw .invalidOption(name: "points", value: "\(options.points)", allowed: "at least 2")
  }
  var size = 1
  for _ in reactions {
    size = size.multipliedReportingOverflow(by: options.points).partialValue
    if size <= 0 || size > ProductionEnvelopeOptions.mostPoints {
      throw .invalidOption(
        name: "points", value: "\(options.points) for each of \(reactions.count) reactions",
        allowed: "a grid of at most \(ProductionEnvelopeOptions.mostPoints) points")
    }
  }
  if model.objective.terms.isEmpty {
    throw .invalidOption(
      name: "objective", value: "empty", allowed: "an objective with at least one reaction")
  }
}

/// The fluxes that each reaction is fixed at.
private func envelopeAxes(
  of model: ConstrainedModel, _ reactions: [Int], _ options: ProductionEnvelopeOptions,
  using backend: some LPBackend
) throws(FluxError) -> [[Double]] {
  var inner = FluxVariabilityOptions()
  inner.cut = .none
  inner.reactions = reactions
  inner.threads = options.threads
  inner.solving = options.solving
  let ranges = try fluxVariability(of: model, options: inner, using: backend).ranges
  var axes: [[Double]] = []
  for (reaction, range) in zip(reactions, ranges) {
    guard var low = range.minimum.value, var high = range.maximum.value else {
      throw .stopped(.numericalTrouble)
    }
    guard low.isFinite, high.isFinite else {
      throw .invalidOption(
        name: "varied reaction", value: model.model.reactions[reaction].id,
        allowed: "reactions whose fluxes have limits, or give it finite bounds")
    }
    if abs(low) < options.solving.tolerance { low = 0 }
    if abs(high) < options.solving.tolerance { high = 0 }
    let last = Double(options.points - 1)
    // Both ends exactly as they were found.
    axes.append(
      (0..<options.points).map { step in
        if step == options.points - 1 { return high }
        return (low + (high - low) * (Double(step) / last)).unsigned
      })
  }
  return axes
}
