import Foundation

/// The exact belief about a linear system with Gaussian noise: a mean and a covariance.
///
///     x' = F·x + u + N(0, Q)        predict
///     y  = H·x + N(0, R)            update
///
/// The update is Joseph's, P = (I − KH)·P·(I − KH)ᵀ + K·R·Kᵀ, which keeps the covariance symmetric and
/// without negative eigenvalues whatever the rounding (Bucy and Joseph 1968).
///
///     var filter = try KalmanFilter(mean: 0, variance: 4)
///     try filter.predict(noise: 0.5)
///     let update = try filter.update(1.2, noise: 1)
///
/// - Complexity: Of the order of n³ for n states; meant for a dozen.
public struct KalmanFilter: Sendable, Hashable {
  /// What one measurement did.
  public struct Update: Sendable, Hashable {
    /// *log p(y | what came before)*.
    public var logLikelihood: Double
    /// *y − H·x*.
    public var innovation: [Double]
    /// *H·P·Hᵀ + R*.
    public var innovationCovariance: [[Double]]
  }

  public private(set) var mean: [Double]
  private var matrix: SquareMatrix
  /// *log p(all measurements so far)*.
  public private(set) var logLikelihood = 0.0

  public var covariance: [[Double]] { matrix.rows }

  /// - Throws: ``UpdatingError/wrongShape(what:rows:columns:)``,
  ///   ``UpdatingError/notSymmetric(what:)``, ``UpdatingError/notSemidefinite(what:)``,
  ///   ``UpdatingError/wrongNumber(_:)``.
  public init(mean: [Double], covariance: [[Double]]) throws(UpdatingError) {
    guard !mean.isEmpty else { throw .noParameters }
    try Self.check(mean, "mean of the state")
    self.mean = mean
    matrix = try SquareMatrix.covariance(covariance, order: mean.count, "covariance of the state")
  }

  /// One state.
  public init(mean: Double, variance: Double) throws(UpdatingError) {
    try self.init(mean: [mean], covariance: [[variance]])
  }

  /// Moves the belief on: x ← F·x + u, P ← F·P·Fᵀ + Q.
  ///
  /// - Parameters:
  ///   - input: u; `nil` for none.
  ///   - noise: Q.
  public mutating func predict(
    transition: [[Double]], input: [Double]? = nil, noise: [[Double]]
  ) throws(UpdatingError) {
    let n = mean.count
    guard transition.count == n, let f = SquareMatrix(rows: transition) else {
      throw .wrongShape(what: "transition of the state", rows: n, columns: n)
    }
    try Self.check(f.values, "transition of the state")
    let q = try SquareMatrix.covariance(noise, order: n, "noise of the state")
    if let input {
      guard input.count == n else { throw .wrongShape(what: "input", rows: 1, columns: n) }
      try Self.check(input, "input")
    }
    var next = self
    next.mean = f.times(mean)
    if let input { for i in 0..<n { next.mean[i] += input[i] } }
    next.matrix = f * matrix * f.transposed
    next.matrix.add(1, q)
    next.matrix.symmetrize()
    try replace(by: next)
  }

  private mutating func replace(by next: KalmanFilter) throws(UpdatingError) {
    try Self.check(next.mean, "mean of the state")
    try Self.check(next.matrix.values, "covariance of the state")
    self = next
  }

  /// One state: x ← f·x + u, P ← f²·P + q.
  public mutating func predict(
    transition: Double = 1, input: Double = 0, noise: Double
  ) throws(UpdatingError) {
    try predict(transition: [[transition]], input: [input], noise: [[noise]])
  }

  /// Takes one measurement of several numbers in.
  ///
  /// - Parameters:
  ///   - observation: H, one row for each number.
  ///   - noise: R.
  /// - Throws: Besides, ``UpdatingError/notSemidefinite(what:)`` where a combination of the numbers
  ///   is known before it is measured, so that it has no density.
  @discardableResult
  public mutating func update(
    _ values: [Double], observation: [[Double]], noise: [[Double]]
  ) throws(UpdatingError) -> Update {
    let (m, n) = (values.count, mean.count)
    guard m > 0, observation.count == m, observation.allSatisfy({ $0.count == n }) else {
      throw .wrongShape(what: "observation matrix", rows: max(m, 1), columns: n)
    }
    try Self.check(values, "measurement")
    try Self.check(observation.flatMap { $0 }, "observation matrix")
    let r = try SquareMatrix.covariance(noise, order: m, "noise of the measurement")
    // Rows of H·P, which are columns of P·Hᵀ.
    let hp = observation.map { matrix.times($0) }
    var s = r
    for i in 0..<m { for j in 0..<m { s[i, j] += dot(hp[i], observation[j]) } }
    s.symmetrize()
    guard let factor = SemidefiniteFactor(s), factor.isDefinite else {
      throw .notSemidefinite(what: "covariance of the measurement")
    }
    let innovation = (0..<m).map { values[$0] - dot(observation[$0], mean) }
    // Kᵀ = S⁻¹·H·P, column by column.
    let gain = (0..<n).map { j in factor.solving(hp.map { $0[j] }) }
    var next = self
    for j in 0..<n { next.mean[j] += dot(gain[j], innovation) }
    next.correct(gain, observation, r)
    let distance = dot(innovation, factor.solving(innovation))
    let logLikelihood =
      -Double(m) * StandardNormal.logNorm - (factor.logDeterminant + distance) / 2
    next.logLikelihood += logLikelihood
    try replace(by: next)
    return Update(
      logLikelihood: logLikelihood, innovation: innovation, innovationCovariance: s.rows)
  }

  /// One number that measures one state, or a combination of states.
  ///
  /// - Parameter observation: The combination; `nil` for the first state.
  @discardableResult
  public mutating func update(
    _ value: Double, observation: [Double]? = nil, noise: Double
  ) throws(UpdatingError) -> Update {
    try update([value], observation: [observation ?? firstState], noise: [[noise]])
  }

  /// The distribution of a reading of a combination of states.
  public func prediction(
    observation: [Double]? = nil, noise: Double
  ) throws(UpdatingError) -> PredictedMeasurement {
    let h = observation ?? firstState
    guard h.count == mean.count else {
      throw .wrongShape(what: "observation matrix", rows: 1, columns: mean.count)
    }
    return .normal(
      mean: dot(h, mean), sd: max(0, dot(h, matrix.times(h)) + noise).squareRoot())
  }

  private var firstState: [Double] { mean.indices.map { $0 == 0 ? 1 : 0 } }

  /// Joseph's form.
  private mutating func correct(
    _ gain: [[Double]], _ observation: [[Double]], _ noise: SquareMatrix
  ) {
    let n = mean.count
    var rest = SquareMatrix.identity(n)
    var spread = SquareMatrix(order: n)
    for i in 0..<n {
      let noisy = noise.times(gain[i])
      for j in 0..<n {
        for k in observation.indices { rest[i, j] -= gain[i][k] * observation[k][j] }
        spread[j, i] = dot(gain[j], noisy)
      }
    }
    matrix = rest * matrix * rest.transposed
    matrix.add(1, spread)
    matrix.symmetrize()
  }

  private static func check(_ values: [Double], _ what: String) throws(UpdatingError) {
    try asUpdating { () throws(PharmacokineticError) in
      for value in values { try Check.finite(value, what) }
    }
  }
}

/// Σ aᵢ·bᵢ.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}
