import LinearProgramming
import MetabolicModels

/// One question on the way to its answer. It belongs to the session's thread.
final class LexicographicRun {
  private let program: FluxProgram
  private let driven: [DrivenBound]
  private let kept: KeptProgram
  private let directions: BasisDirections
  private let options: SolvingOptions
  private let backend: any LPBackend
  private let question: LexicographicQuestion
  /// The bounds of all reactions and of the model's own constraints; from the second objective on,
  /// with those fixed that the earlier ones decide.
  private var bounds: [FluxBounds]
  private var constraints: [Bounds]
  /// For each driven bound whether a reduced cost has told it active, or inactive.
  private var isActive: [Bool?]

  /// The compressed columns' bounds before any objective fixed one.
  private var stated = BoundArrays(repeating: .free, count: 0)

  private var values: [Double] = []
  private var outerBounds: [Double?] = []
  private var slopes: [[Double]] = []

  private static let certificateTolerance = SolverLane.certificateTolerance
  /// Reduced costs below this, relative to the objective's largest coefficient, are rounding: what
  /// an objective could lose by that is within its tolerance for fluxes of up to 1000.
  private static let leastCost = 1e-9

  init(
    program: FluxProgram, driven: [DrivenBound], kept: KeptProgram, directions: BasisDirections,
    options: SolvingOptions, backend: any LPBackend, question: LexicographicQuestion
  ) {
    self.program = program
    self.driven = driven
    self.kept = kept
    self.directions = directions
    self.options = options
    self.backend = backend
    self.question = question
    bounds = program.constrained.bounds
    for (bound, drive) in zip(driven, question.drives) {
      bounds[bound.reaction] = bound.bounds(at: drive, in: bounds[bound.reaction])
    }
    constraints = program.constrained.model.constraints.map {
      Bounds(lower: $0.lower, upper: $0.upper)
    }
    isActive = driven.map { _ in nil }
  }

  private var model: MetabolicModel { program.constrained.model }

  func answer(
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> LexicographicFluxServer.Answer {
    let answer = try solve(in: &session)
    try release(in: &session)
    return answer
  }

  private func solve(
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> LexicographicFluxServer.Answer {
    for bound in driven where !bounds[bound.reaction].isValid {
      return .success(.infeasible(crossed(bound)))
    }
    kept.lane.resetCounters()
    guard let stated = try kept.program(under: bounds, in: &session) else {
      return .success(.infeasible(try contradiction()))
    }
    self.stated = kept.compressed.program.columns
    try session.restore(question.start?.basis ?? kept.basis)
    let lane = kept.lane
    lane.prover = RayProver(
      kept.compressed.program, limits: options.limits, backend: backend)
    lane.method = .dual
    defer {
      lane.prover = nil
      lane.method = .primal
    }
    var last: SolverLane.Optimum?
    for (rank, objective) in question.objectives.enumerated() {
      if rank > 0, let value = decided(objective) {
        note(objective, value: value)
        continue
      }
      switch try lane.maximize(
        objective.maximizedTerms, isFeasible: rank > 0, certifies: true, in: &session)
      {
      case .optimal(let optimum):
        last = optimum
        note(optimum, of: objective)
      case .infeasible(let ray):
        return .success(.infeasible(try infeasibility(stated, ray)))
      case .unbounded: return .failure(.unbounded(model: model.id))
      case .stopped(let reason): return .failure(.stopped(reason))
      }
      lane.method = .primal
      if question.objectives.count > 1, try !fix(in: &session) {
        return .failure(.stopped(.numericalTrouble))
      }
    }
    guard let last else { return .failure(.stopped(.numericalTrouble)) }
    return try result(last, in: &session)
  }

  // MARK: One objective

  /// The value of an objective all of whose fluxes are fixed by now.
  private func decided(_ objective: FluxObjective) -> Double? {
    guard objective.terms.allSatisfy({ bounds[$0.reaction].lower == bounds[$0.reaction].upper })
    else { return nil }
    return objective.terms.reduce(0) { $0 + $1.coefficient * bounds[$1.reaction].lower }
  }

  private func note(_ objective: FluxObjective, value: Double) {
    values.append(value.unsigned)
    outerBounds.append(value.unsigned)
    slopes.append(
      zip(driven, isActive).map { bound, isActive in
        let term = objective.terms.first { $0.reaction == bound.reaction }
        return isActive == true ? bound.sign * (term?.coefficient ?? 0) : 0
      })
  }

  private func note(_ optimum: SolverLane.Optimum, of objective: FluxObjective) {
    let sign = objective.sense.sign
    let duals = kept.lane.rowDuals(
      maximizing: objective.maximizedTerms, compressedDuals: optimum.duals)
    var costs = program.program.matrix.multiplyTransposed(duals).map { -$0 }
    for term in objective.terms { costs[term.reaction] += sign * term.coefficient }
    let largest = objective.terms.reduce(0) { max($0, abs($1.coefficient)) }
    values.append(objective.value(at: optimum.point).unsigned)
    outerBounds.append(
      optimum.outerBound.isFinite ? (sign * optimum.outerBound).unsigned : nil)
    slopes.append(
      driven.indices.map { (sign * slope(of: $0, cost: costs[driven[$0].reaction])).unsigned })
    hold(by: costs, duals, above: Self.leastCost * largest, at: optimum.point)
  }

  /// What the maximized objective gains as a driven bound moves by 1, given the reduced cost of its
  /// reaction.
  ///
  /// A reaction held by an earlier objective follows its bound whatever this one would like.
  private func slope(of index: Int, cost: Double) -> Double {
    let bound = driven[index]
    if let isActive = isActive[index] { return isActive ? bound.sign * cost : 0 }
    return bound.sign * (bound.side == .upper ? max(0, cost) : min(0, cost))
  }

  /// Fixes what has a reduced cost, or a dual, at the bound that it stands at.
  private func hold(by costs: [Double], _ duals: [Double], above least: Double, at point: [Double])
  {
    for (index, bound) in driven.enumerated() where isActive[index] == nil {
      let cost = costs[bound.reaction]
      if abs(cost) > least { isActive[index] = (cost > 0) == (bound.side == .upper) }
    }
    for (reaction, cost) in costs.enumerated() where abs(cost) > least {
      let limit = cost > 0 ? bounds[reaction].upper : bounds[reaction].lower
      guard isMet(limit, by: point[reaction]) else { continue }
      bounds[reaction] = FluxBounds(lower: limit, upper: limit)
    }
    for (index, constraint) in model.constraints.enumerated() {
      let dual = duals[model.metabolites.count + index]
      let limit = dual > 0 ? constraints[index].upper : constraints[index].lower
      let activity = constraint.terms.reduce(0) { $0 + $1.coefficient * point[$1.reaction] }
      if abs(dual) > least, isMet(limit, by: activity) { constraints[index] = .fixed(limit) }
    }
  }

  private func isMet(_ limit: Double, by value: Double) -> Bool {
    limit.isFinite && abs(value - limit) <= Self.certificateTolerance * max(1, abs(limit))
  }

  // MARK: The program

  /// Gives the solver and the judge what is fixed by now; `false` if they take it for a
  /// contradiction.
  private func fix(in session: inout any LPSession & ~Copyable) throws(LPError) -> Bool {
    guard try kept.program(under: bounds, in: &session) != nil else { return false }
    for (index, limits) in constraints.enumerated() {
      try kept.setConstraint(limits, row: model.metabolites.count + index, in: &session)
    }
    return true
  }

  /// Gives the constraints their own limits back. The columns' are set by every question.
  private func release(in session: inout any LPSession & ~Copyable) throws(LPError) {
    for (index, constraint) in model.constraints.enumerated() {
      try kept.setConstraint(
        Bounds(lower: constraint.lower, upper: constraint.upper),
        row: model.metabolites.count + index, in: &session)
    }
  }

  private func result(
    _ last: SolverLane.Optimum, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> LexicographicFluxServer.Answer {
    let point = last.point.map(\.unsigned)
    for (value, objective) in zip(values, question.objectives) {
      let loss = abs(objective.value(at: point) - value)
      if loss > Self.certificateTolerance * max(1, abs(value)) {
        return .failure(.notVerified(primalResidual: 0, dualityGap: loss))
      }
    }
    let basis = released(try session.basis(), at: last.columns)
    var piece: FluxPiece?
    if question.findsPiece {
      guard let moves = try moves(of: basis, point) else {
        return .failure(.stopped(.numericalTrouble))
      }
      piece = FluxPiece(
        program, driven, at: question.drives, fluxes: point, moves: moves)
    }
    let counters = kept.lane.counters
    return .success(
      .optimal(
        LexicographicOptimum(
          drives: question.drives, values: values, outerBounds: outerBounds, slopes: slopes,
          fluxes: point, piece: piece, start: LexicographicStart(basis: basis),
          programs: counters.programsSolved, iterations: counters.iterations)))
  }

  /// The basis with every column that was fixed for a later objective back at the bound that it
  /// stood at: a solver that is told "fixed" of a column that no longer is has to guess, and starts
  /// from elsewhere.
  private func released(_ basis: Basis, at point: [Double]) -> Basis {
    var basis = basis
    for (column, status) in basis.columns.enumerated() where status == .fixed {
      let own = stated[column]
      if own.lower == own.upper { continue }
      basis.columns[column] =
        abs(point[column] - own.upper) < abs(point[column] - own.lower) ? .atUpper : .atLower
    }
    return basis
  }

  // MARK: How the fluxes move

  /// For each driven bound how all fluxes move with it, as long as the basis stays feasible.
  private func moves(of basis: Basis, _ point: [Double]) throws(LPError) -> [[Double]]? {
    let compressed = kept.compressed
    var columns: [Int] = []
    var places: [Int?] = []
    for (index, bound) in driven.enumerated() {
      let column = Int(compressed.carriers[bound.reaction])
      if follows(index, column: column, basis, point), !columns.contains(column) {
        places.append(columns.count)
        columns.append(column)
      } else {
        places.append(nil)
      }
    }
    guard let found = try directions.directions(of: basis, moving: columns) else { return nil }
    var moves: [[Double]] = []
    for (index, place) in places.enumerated() {
      var move: [Double] = []
      if let place {
        let unit = driven[index].sign / compressed.factors[driven[index].reaction]
        move = compressed.expand(columns: found[place].map { $0 * unit })
      }
      // Where two bounds coincide, the price may rest on the other one: then nothing follows this
      // one.
      if !gains(of: index, agreeWith: move) { move = [] }
      guard gains(of: index, agreeWith: move) else { return nil }
      moves.append(move)
    }
    return moves
  }

  /// Whether every objective gains by a move what its duals say. By weak duality it can gain no
  /// more, so that the fluxes stay optimal as they move.
  private func gains(of index: Int, agreeWith move: [Double]) -> Bool {
    zip(question.objectives, slopes).allSatisfy { objective, slopes in
      let gain = move.isEmpty ? 0 : objective.value(at: move)
      return abs(gain - slopes[index])
        <= Self.certificateTolerance * max(1, abs(gain), abs(slopes[index]))
    }
  }

  /// Whether a flux stands at its driven bound, out of the basis, and moves with it.
  private func follows(_ index: Int, column: Int, _ basis: Basis, _ point: [Double]) -> Bool {
    let bound = driven[index]
    guard column >= 0, basis.columns[column] != .basic, isActive[index] != false else {
      return false
    }
    return isMet(bound.bound(at: question.drives[index]), by: point[bound.reaction])
  }

  // MARK: No point

  private func crossed(_ bound: DrivenBound) -> FluxInfeasibility {
    FluxInfeasibility(
      crossed: bounds[bound.reaction], of: model.reactions[bound.reaction], by: bound.reaction,
      driven, at: question.drives)
  }

  private func infeasibility(
    _ stated: LinearProgram, _ ray: [Double]?
  ) throws(LPError) -> FluxInfeasibility {
    if let ray,
      let proof = FluxInfeasibility(stated, of: model, ray: ray, driven, at: question.drives)
    {
      return proof
    }
    return try contradiction()
  }

  /// The proof from the program as stated, where the compressed one gives none: two columns that
  /// are multiples of each other may contradict each other by their bounds alone.
  private func contradiction() throws(LPError) -> FluxInfeasibility {
    var stated = program.program
    stated.columns = BoundArrays(lower: bounds.map(\.lower), upper: bounds.map(\.upper))
    let prover = InfeasibilityProver(stated, limits: options.limits, backend: backend)
    if let ray = try prover.ray([:]),
      let proof = FluxInfeasibility(stated, of: model, ray: ray, driven, at: question.drives)
    {
      return proof
    }
    return FluxInfeasibility(unprovedAt: question.drives)
  }
}
