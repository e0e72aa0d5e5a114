import LinearProgramming

/// One optimal flux distribution and its duals.
public struct FluxSolution: Sendable {
  /// *c·v*; for a biomass objective in h⁻¹.
  public var objectiveValue: Double
  /// *v* in mmol·gDW⁻¹·h⁻¹, in the order of the model's reactions.
  public var fluxes: [Double]
  /// *d = c − Sᵀy*: what the objective gains for each unit of flux that the active bound of the
  /// reaction gives, in the order of the model's reactions.
  public var reducedCosts: [Double]
  /// *y*: what the objective gains for each unit (mmol·gDW⁻¹·h⁻¹) of the metabolite that is drained
  /// less, that is for each unit of *b* in *S v = b*, in the order of the model's metabolites.
  public var shadowPrices: [Double]
  public var solve: SolveRecord
  /// What the objective is proved not to go beyond; `nil` where nothing is proved.
  public var outerBound: Double?

  public init(
    objectiveValue: Double, fluxes: [Double], reducedCosts: [Double], shadowPrices: [Double],
    solve: SolveRecord
  ) {
    self.objectiveValue = objectiveValue
    self.fluxes = fluxes
    self.reducedCosts = reducedCosts
    self.shadowPrices = shadowPrices
    self.solve = solve
  }

  /// Whether the outer bound is within 1e-6 · max(1, |value|) of the value.
  public var isCertified: Bool {
    guard let outerBound else { return false }
    let limit = SolverLane.certificateTolerance * max(1, abs(objectiveValue))
    return abs(outerBound - objectiveValue) <= limit
  }
}

/// How a linear program was solved: for the report.
public struct SolveRecord: Sendable, Hashable {
  /// The name of the backend, such as `"glpk"`.
  public var solver: String
  public var rung: SolveRung
  public var iterations: Int

  public init(solver: String, rung: SolveRung, iterations: Int) {
    self.solver = solver
    self.rung = rung
    self.iterations = iterations
  }

  init(_ optimum: SolverLane.Optimum, backend: some LPBackend) {
    self.init(
      solver: backend.solverName(on: optimum.rung), rung: optimum.rung,
      iterations: optimum.iterations)
  }
}
