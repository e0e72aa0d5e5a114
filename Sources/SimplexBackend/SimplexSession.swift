import LinearProgramming

/// One program in the native simplex, with its basis, factorization and pricing weights.
struct SimplexSession: LPSession, ~Copyable {
  private var program: LinearProgram
  private let limits: SolveLimits
  private let order: ColumnOrder
  private var scaling: Scaling
  private var scalingMethod = Scaling.Method.geometric
  private var simplex: Simplex
  private var objective: [(column: Int, coefficient: Double)] = []
  private var sense: LinearProgram.Sense
  /// Whether the basis at hand was found by a solve or restored; if not, the next one starts cold.
  private var hasBasis = false

  init(_ program: LinearProgram, limits: SolveLimits) {
    self.program = program
    self.limits = limits
    sense = program.sense
    order = ColumnOrder(program.matrix)
    scaling = Scaling(program.matrix, method: .geometric)
    simplex = Self.load(program, order, scaling, limits)
    replaceObjective(
      program.objective.indices.filter { program.objective[$0] != 0 }
        .map { ($0, program.objective[$0]) })
  }

  private static func load(
    _ program: LinearProgram, _ order: ColumnOrder, _ scaling: Scaling, _ limits: SolveLimits
  ) -> Simplex {
    let simplex = Simplex(
      ConstraintMatrix(
        order.arranged(program.matrix), rowScales: scaling.rows,
        columnScales: order.byVariable(scaling.columns)))
    simplex.tolerance.primal = limits.tolerance
    simplex.tolerance.dual = limits.tolerance
    for column in 0..<program.columns.count {
      let scale = scaling.columns[column]
      simplex.setBounds(
        lower: program.columns.lower[column] / scale, upper: program.columns.upper[column] / scale,
        of: order.variables[column])
    }
    for row in 0..<program.rows.count {
      let scale = scaling.rows[row]
      simplex.setBounds(
        lower: -program.rows.upper[row] * scale, upper: -program.rows.lower[row] * scale,
        of: program.columns.count + row)
    }
    return simplex
  }

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) {
    self.sense = sense
    replaceObjective(terms)
  }

  private mutating func replaceObjective(_ terms: [(column: Int, coefficient: Double)]) {
    objective = terms
    let sign = sense == .maximize ? -1.0 : 1.0
    simplex.clearCosts()
    for term in terms {
      simplex.setCost(
        sign * term.coefficient * scaling.columns[term.column], of: order.variables[term.column])
    }
  }

  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    program.columns[column] = bounds
    let scale = scaling.columns[column]
    simplex.setBounds(
      lower: bounds.lower / scale, upper: bounds.upper / scale, of: order.variables[column])
  }

  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    program.rows[row] = bounds
    let scale = scaling.rows[row]
    simplex.setBounds(
      lower: -bounds.upper * scale, upper: -bounds.lower * scale,
      of: program.columns.count + row)
  }

  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    let usesDual = (method == .dual) != (rung == .otherSimplex)
    prepare(rung, usesDual: usesDual)
    simplex.tolerance.dual = dualTolerance(rung)
    let before = simplex.counters.iterations
    var watch = SolveWatch(
      iterations: limits.iterations(on: rung, rowCount: program.rows.count),
      seconds: limits.seconds, from: simplex.counters)
    let end = simplex.minimize(&watch, method: usesDual ? .dual : .primal, isCold: !hasBasis)
    hasBasis = true
    switch end {
    case .optimal: return .optimal(solution(iterations: simplex.counters.iterations - before))
    case .infeasible: return .infeasible(ray: farkasRay())
    case .unbounded: return .unbounded(ray: unboundedRay())
    case .iterationLimit: return .stopped(.iterationLimit)
    case .timeLimit: return .stopped(.timeLimit)
    case .numericalTrouble, .notDualFeasible: return .stopped(.numericalTrouble)
    }
  }

  /// A reduced cost on the wrong side of zero costs as much again for each unit that its variable
  /// could move, and fluxes can move by a thousand: so the tolerance is a tenth of the one asked
  /// for, relative to the largest cost, and tighter still where an answer was refused.
  private func dualTolerance(_ rung: SolveRung) -> Double {
    let largest = objective.reduce(0.0) {
      max($0, abs($1.coefficient) * scaling.columns[$1.column])
    }
    let scale = largest > 0 ? min(1, largest) : 1
    return limits.tolerance * scale * (rung == .warm ? 0.1 : 0.001)
  }

  private mutating func prepare(_ rung: SolveRung, usesDual: Bool) {
    scale(by: rung == .rescaled ? .equilibrated : .geometric)
    switch rung {
    case .warm: break
    case .refactorized: simplex.forgetFactors()
    case .freshBasis, .rescaled, .presolved, .otherSimplex, .otherSolver: hasBasis = false
    }
    if hasBasis { return }
    // The logical basis is the one with nothing to go wrong: for the rung of a presolver, which
    // this backend has not.
    if usesDual || rung == .presolved {
      simplex.makeLogicalBasis()
    } else {
      simplex.makeTriangularBasis()
    }
  }

  /// Begins anew in another scaling.
  private mutating func scale(by wanted: Scaling.Method) {
    if scalingMethod == wanted { return }
    scalingMethod = wanted
    scaling = Scaling(program.matrix, method: wanted)
    simplex = Self.load(program, order, scaling, limits)
    replaceObjective(objective)
    hasBasis = false
  }

  mutating func basis() throws(LPError) -> Basis {
    let statuses = (0..<simplex.variableCount).map { variable -> Basis.Status in
      switch simplex.status[variable] {
      case .basic: .basic
      case .atLower: .atLower
      case .atUpper: .atUpper
      case .atZero: .free
      case .fixed: .fixed
      }
    }
    // A row's activity is the negative of its logical.
    var basis = Basis(
      rows: statuses[program.columns.count...].map(Self.mirrored),
      columns: order.byColumn(statuses))
    basis.weights = simplex.signedPrimalWeights()
    return basis
  }

  mutating func restore(_ basis: Basis) throws(LPError) {
    let columns = program.columns.count
    guard basis.rows.count == program.rows.count, basis.columns.count == columns else {
      throw .basisDoesNotFit(rows: basis.rows.count, columns: basis.columns.count)
    }
    // The weights of a basis are those of the scaling that solves begin with.
    scale(by: .geometric)
    simplex.restore(
      (order.byVariable(basis.columns) + basis.rows.map(Self.mirrored)).map { status in
        switch status {
        case .basic: .basic
        case .atLower: .atLower
        case .atUpper: .atUpper
        case .free: .atZero
        case .fixed: .fixed
        }
      })
    simplex.takePrimalWeights(signed: basis.weights)
    hasBasis = true
  }

  private static func mirrored(_ status: Basis.Status) -> Basis.Status {
    switch status {
    case .atLower: .atUpper
    case .atUpper: .atLower
    case .basic, .free, .fixed: status
    }
  }

  /// The point and the duals in the program's own units. The duals come fresh from the basis.
  private func solution(iterations: Int) -> LPSolution {
    let columns = (0..<program.columns.count).map {
      simplex.value[order.variables[$0]] * scaling.columns[$0]
    }
    let sign = sense == .maximize ? -1.0 : 1.0
    let prices = simplex.rowPrices()
    var duals = [Double](repeating: 0, count: program.rows.count)
    for place in 0..<prices.count {
      let row = Int(prices.indices[place])
      duals[row] = sign * prices.values[row] * scaling.rows[row]
    }
    let value = objective.reduce(0.0) { $0 + $1.coefficient * columns[$1.column] }
    return LPSolution(
      objective: value, columns: columns, rowDuals: duals, iterations: iterations)
  }

  private func farkasRay() -> [Double] {
    let prices = simplex.infeasibilityPrices()
    return (0..<program.rows.count).map { prices.values[$0] * scaling.rows[$0] }
  }

  private func unboundedRay() -> [Double] {
    order.byColumn(simplex.unboundedRay()).enumerated().map { $1 * scaling.columns[$0] }
  }
}
