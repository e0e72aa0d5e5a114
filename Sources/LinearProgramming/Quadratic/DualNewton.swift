/// The iteration of ``QuadraticSolver`` on one program. It belongs to one thread.
final class DualNewton {
  private let program: QuadraticProgram
  /// The rows scaled to norm 1 by powers of two, and then a column −1 for each row that is no
  /// equation.
  private let matrix: SparseMatrix
  private let rowScales: [Double]
  private let rightSides: [Double]
  private let lower: [Double]
  private let upper: [Double]
  private let costs: [Double]
  /// 1/d, where columns without curvature have the one that holds them.
  private let inverse: [Double]
  private let isHeld: [Bool]
  /// One over the least curvature: what steps are measured in.
  private let unit: Double
  private let systems: NormalEquations
  private let limit: Int
  private let mustStop: () -> Bool

  private var y: [Double]
  /// The duals at the start of the round.
  private var centre: [Double]
  /// Where the held columns were at the start of the round.
  private var held: [Double]
  private var x: [Double]
  /// The point before it is kept to the bounds.
  private var free: [Double]
  private(set) var factorizations = 0
  private(set) var isStopped = false
  private var lastStep: [Double]

  /// The proximal step of the first round, in units of the curvature; it grows tenfold to the last.
  private static let firstStep = 1e8
  private static let lastStep = 1e12
  private static let rounds = 40
  /// Of the residual of the rows relative to the largest flux.
  private static let target = 1e-12

  init(_ program: QuadraticProgram, limit: Int, mustStop: @escaping () -> Bool) {
    self.program = program
    self.limit = limit
    self.mustStop = mustStop
    let linear = program.linear
    let extended = Self.extend(linear)
    matrix = extended.matrix
    rowScales = extended.scales
    rightSides = extended.rightSides
    let slackRows = extended.slackRows
    lower = linear.columns.lower + slackRows.map { extended.scales[$0] * linear.rows.lower[$0] }
    upper = linear.columns.upper + slackRows.map { extended.scales[$0] * linear.rows.upper[$0] }
    costs = linear.objective + slackRows.map { _ in 0 }
    let curvatures = program.curvatures + slackRows.map { _ in 0 }
    // A held column moves by a thousand times what the residual would move another.
    let least = curvatures.filter { $0 > 0 }.min() ?? 1
    let holding = 1e-3 * least
    unit = 1 / least
    inverse = curvatures.map { 1 / ($0 > 0 ? $0 : holding) }
    isHeld = curvatures.map { $0 == 0 }
    systems = NormalEquations(matrix)
    y = Array(repeating: 0, count: matrix.rowCount)
    centre = y
    lastStep = y
    held = zip(lower, upper).map { min(max(0, $0), $1) }
    x = held
    free = held
  }

  var point: [Double] { Array(x[..<program.curvatures.count]) }
  /// The duals of the rows as stated.
  var rowDuals: [Double] { zip(y, rowScales).map { $0 * $1 } }
  /// How the duals moved in the last round, for a proof that there is no point.
  var drift: [Double] {
    let size = lastStep.reduce(0) { max($0, abs($1)) }
    return zip(lastStep, rowScales).map { size > 0 ? $0 / size * $1 : 0 }
  }

  private static func extend(
    _ linear: LinearProgram
  ) -> (matrix: SparseMatrix, scales: [Double], rightSides: [Double], slackRows: [Int]) {
    var squares = [Double](repeating: 0, count: linear.matrix.rowCount)
    for (row, value) in zip(linear.matrix.rows, linear.matrix.values) {
      squares[Int(row)] += value * value
    }
    // A row without limits asks nothing: scale 0 takes it out.
    let isFree = linear.rows.lower.indices.map {
      linear.rows.lower[$0] == -.infinity && linear.rows.upper[$0] == .infinity
    }
    let scales = squares.enumerated().map { row, sum in
      isFree[row] ? 0 : sum > 0 ? 1 / sum.squareRoot().binade : 1
    }
    let slackRows = linear.rows.lower.indices.filter {
      linear.rows.lower[$0] != linear.rows.upper[$0] && !isFree[$0]
    }
    var starts = linear.matrix.columnStarts
    var rows = linear.matrix.rows
    var values = zip(linear.matrix.rows, linear.matrix.values).map { scales[Int($0)] * $1 }
    for row in slackRows {
      rows.append(Int32(row))
      values.append(-1)
      starts.append(Int32(values.count))
    }
    let isSlack = Set(slackRows)
    let rightSides = scales.indices.map {
      isSlack.contains($0) || isFree[$0] ? 0 : scales[$0] * linear.rows.lower[$0]
    }
    return (
      SparseMatrix(
        rowCount: linear.matrix.rowCount, columnStarts: starts, rows: rows, values: values),
      scales, rightSides, slackRows
    )
  }

  // MARK: Rounds

  func run() {
    var step = Self.firstStep * unit
    for round in 0..<Self.rounds {
      let isSettled = maximize(step: step)
      lastStep = zip(y, centre).map { $0 - $1 }
      let residual = residuals()
      let size = self.size
      let moved = zip(x, held).enumerated().reduce(0) {
        isHeld[$1.offset] ? max($0, abs($1.element.0 - $1.element.1)) : $0
      }
      let worst = residual.reduce(0) { max($0, abs($1)) }
      if worst <= Self.target * size, moved <= 1e-10 * size { return }
      // Rounding has the last word: more rounds would only let the duals drift.
      if round > 12, worst <= 1e-10 * size, moved <= 1e-9 * size { return }
      if !isSettled { return }
      centre = y
      held = x
      step = min(step * 10, Self.lastStep * unit)
    }
  }

  private var size: Double {
    max(x.reduce(0) { max($0, abs($1)) }, rightSides.reduce(0) { max($0, abs($1)) })
  }

  /// The best duals of this round. Whether the limits let it end.
  private func maximize(step: Double) -> Bool {
    for iteration in 0..<400 {
      respond()
      var gradient = residuals()
      var (norm, moved) = (0.0, 0.0)
      for row in gradient.indices {
        let distance = (y[row] - centre[row]) / step
        gradient[row] -= distance
        norm = max(norm, abs(gradient[row]))
        moved = max(moved, abs(distance))
      }
      // Inexact rounds: a tenth of what the round itself leaves is good enough.
      if norm <= 0.1 * moved && iteration > 0 || norm <= 0.1 * Self.target * size { return true }
      if factorizations >= limit { return false }
      if mustStop() {
        isStopped = true
        return false
      }
      let direction = newtonDirection(gradient, shift: 1 / step)
      guard let length = bestLength(direction, step: step) else { return true }
      var isMoving = false
      for row in y.indices {
        let new = y[row] + length * direction[row]
        if new != y[row] { isMoving = true }
        y[row] = new
      }
      if !isMoving { return true }
    }
    respond()
    return true
  }

  /// The columns' answer to the duals.
  private func respond() {
    let prices = matrix.multiplyTransposed(y)
    for column in x.indices {
      let own = isHeld[column] ? held[column] : 0
      free[column] = own + (prices[column] - costs[column]) * inverse[column]
      x[column] = min(max(free[column], lower[column]), upper[column])
    }
  }

  private func residuals() -> [Double] {
    let activity = matrix.multiply(x)
    return zip(rightSides, activity).map { $0 - $1 }
  }

  // MARK: Steps

  private func newtonDirection(_ gradient: [Double], shift: Double) -> [Double] {
    var weights = [Double](repeating: 0, count: x.count)
    for column in x.indices
    where lower[column] < upper[column] && free[column] >= lower[column]
      && free[column] <= upper[column]
    {
      weights[column] = inverse[column]
    }
    systems.factorize(weights: weights, shift: shift)
    factorizations += 1
    var direction = systems.solve(gradient)
    // One correction: the factors know the system to a few digits where it is nearly singular.
    var carried = matrix.multiplyTransposed(direction)
    for column in carried.indices { carried[column] *= weights[column] }
    let product = matrix.multiply(carried)
    let correction = systems.solve(
      gradient.indices.map { gradient[$0] - product[$0] - shift * direction[$0] })
    for row in direction.indices { direction[row] += correction[row] }
    return direction
  }

  /// How far to go along `direction`: where the derivative, which falls piecewise linearly, is zero.
  /// `nil` if the direction leads nowhere, as rounding may have it next to the maximum.
  private func bestLength(_ direction: [Double], step: Double) -> Double? {
    let prices = matrix.multiplyTransposed(direction)
    var (constant, squares) = (0.0, 0.0)
    for row in direction.indices {
      constant += direction[row] * (rightSides[row] - (y[row] - centre[row]) / step)
      squares += direction[row] * direction[row] / step
    }
    func derivative(_ length: Double) -> Double {
      var sum = constant - length * squares
      for column in prices.indices where prices[column] != 0 {
        let moved = free[column] + length * prices[column] * inverse[column]
        sum -= prices[column] * min(max(moved, lower[column]), upper[column])
      }
      return sum
    }
    if !(derivative(0) > 0) { return nil }
    let breaks = breakpoints(prices)
    var (low, high) = (0, breaks.count)
    while low < high {
      let middle = (low + high) / 2
      if derivative(breaks[middle]) > 0 { low = middle + 1 } else { high = middle }
    }
    let start = low > 0 ? breaks[low - 1] : 0
    let end = low < breaks.count ? breaks[low] : start + max(1, start)
    let (first, last) = (derivative(start), derivative(end))
    let length = first > last ? start + (end - start) * (first / (first - last)) : end
    return length.isFinite && length > 0 ? length : nil
  }

  /// Where columns reach or leave their bounds along a direction, ascending.
  private func breakpoints(_ prices: [Double]) -> [Double] {
    var breaks: [Double] = []
    for column in prices.indices where prices[column] != 0 {
      let slope = prices[column] * inverse[column]
      for bound in [lower[column], upper[column]] where bound.isFinite {
        let length = (bound - free[column]) / slope
        if length > 0, length.isFinite { breaks.append(length) }
      }
    }
    return breaks.sorted()
  }
}
