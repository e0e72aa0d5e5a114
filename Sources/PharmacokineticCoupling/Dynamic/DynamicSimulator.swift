import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// Simulates a dynamic model on a network: dynamic flux balance analysis without a linear program
/// in the integrator.
///
/// Between two events one basis is optimal and the fluxes are an affine function of the bounds that
/// the laws set, so a step costs what it costs to evaluate the laws. The basis is known to be
/// optimal for as long as all fluxes keep to their bounds, which is looked at in every step; where
/// one meets its bound, the time is located on the step's polynomial, the lexicographic optimum is
/// found anew from the last basis, and its limits prove that it holds from that time on.
///
///     let simulator = try DynamicSimulator(culture, on: ConstrainedModel(model), using: backend)
///     let curve = try simulator.simulate(until: 10)
///     if let event = curve.infeasibility { print(event) }
///
/// That the network runs out of something is an event, not an error. One simulation runs at a time;
/// it may be asked for from any thread.
public final class DynamicSimulator: Sendable {
  private let plan: DynamicPlan
  private let session: LexicographicFluxSession

  /// - Parameters:
  ///   - dynamic: The culture, by the ids of the model.
  ///   - model: The network, and every bound that nothing drives.
  ///   - options: The tolerance, and the limits of each linear program.
  ///   - backend: The solver.
  /// - Throws: ``DynamicError`` for names that lead nowhere and numbers that are none.
  /// - Complexity: One compression. The first simulation also loads the model and solves it cold.
  public init(
    _ dynamic: DynamicModel, on model: ConstrainedModel, options: SolvingOptions = SolvingOptions(),
    using backend: some LPBackend
  ) throws(DynamicError) {
    plan = try DynamicPlan(dynamic, on: model)
    var model = model
    if let first = plan.objectives.first { model.objective = first }
    do throws(FluxError) {
      session = try LexicographicFluxSession(
        model, driving: plan.driven, options: options, using: backend)
    } catch {
      throw .network(time: 0, error)
    }
  }

  /// Simulates from 0 to `end`, or to the time at which the network cannot go on.
  ///
  /// - Parameters:
  ///   - end: h, above 0.
  ///   - biomass: At the start, in place of the model's own, gDW·L⁻¹.
  ///   - concentrations: At the start, in place of the model's own, by species, mmol·L⁻¹.
  ///   - options: The method and the tolerances of the integration.
  /// - Throws: ``DynamicError``. No part of the curve is returned then.
  /// - Complexity: For each event a linear program for each objective that earlier ones leave open,
  ///   from the last basis; none for the steps between.
  public func simulate(
    until end: Double, biomass: Double? = nil, concentrations: [String: Double] = [:],
    options: IntegrationOptions = IntegrationOptions()
  ) throws(DynamicError) -> DynamicCurve {
    do throws(PharmacokineticError) {
      try options.check()
      try Check.positive(end, "end of the simulation")
    } catch {
      throw .parameter(error)
    }
    var walk = DynamicWalk(
      plan, session, from: try initial(biomass, concentrations), until: end, options: options)
    try walk.run()
    return DynamicCurve(plan, walk)
  }

  private func initial(
    _ biomass: Double?, _ concentrations: [String: Double]
  ) throws(DynamicError) -> [Double] {
    var initial = plan.initial
    for (name, value) in concentrations.sorted(by: { $0.key < $1.key }) {
      guard let index = plan.names.firstIndex(of: name) else {
        throw .unknownSpecies(what: "The start", name: name, known: plan.names)
      }
      initial[index + 1] = value
    }
    initial[0] = biomass ?? initial[0]
    do throws(PharmacokineticError) {
      try Check.positive(initial[0], "biomass at the start")
      for (name, value) in zip(plan.names, initial.dropFirst()) {
        try Check.nonnegative(value, "concentration of '\(name)' at the start")
      }
    } catch {
      throw .parameter(error)
    }
    return initial
  }
}
