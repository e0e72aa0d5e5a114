import Foundation
import PharmacokineticCoupling
import Testing

@Suite("The Kalman filter")
struct KalmanFilterTests {
  /// m₀ 0, P₀ 4, Q 0.5, R 1: the recursion by hand, P' = P + Q, K = P'/(P' + R).
  @Test("a random walk")
  func randomWalk() throws {
    var filter = try KalmanFilter(mean: 0, variance: 4)
    let expected = [
      (1.2, 0.981818181818, 0.818181818182), (0.7, 0.821568627451, 0.568627450980),
      (1.9, 1.378672985782, 0.516587677725),
    ]
    var logLikelihood = 0.0
    for (value, mean, variance) in expected {
      try filter.predict(noise: 0.5)
      let before = try filter.prediction(noise: 1)
      logLikelihood += before.logLikelihood(
        of: TwinMeasurement(time: 0, observable: "y", value: value))
      try filter.update(value, noise: 1)
      #expect(abs(filter.mean[0] - mean) < 1e-12)
      #expect(abs(filter.covariance[0][0] - variance) < 1e-12)
    }
    #expect(agrees(filter.logLikelihood, logLikelihood, within: 1e-14))
  }

  /// Position and velocity, then two numbers measured at once. All of it is one Gaussian vector, which
  /// is conditioned here by hand in one go.
  @Test("a vector agrees with conditioning the joint distribution")
  func vector() throws {
    var filter = try KalmanFilter(mean: [1, -0.5], covariance: [[2, 0.3], [0.3, 1]])
    try filter.predict(
      transition: [[1, 0.5], [0, 0.9]], input: [0.1, 0], noise: [[0.2, 0.05], [0.05, 0.1]])
    // F·P·Fᵀ + Q and F·m + u, written out.
    let (a, b, c) = (2 + 2 * 0.5 * 0.3 + 0.25 + 0.2, 0.9 * (0.3 + 0.5) + 0.05, 0.81 + 0.1)
    #expect(agrees(filter.covariance[0][0], a, within: 1e-14))
    #expect(agrees(filter.covariance[0][1], b, within: 1e-14))
    #expect(agrees(filter.covariance[1][1], c, within: 1e-14))
    #expect(agrees(filter.mean[0], 0.85, within: 1e-14) && filter.mean[1] == -0.45)
    let update = try filter.update(
      [1.5, 0.2], observation: [[1, 0], [1, 1]], noise: [[0.5, 0], [0, 0.4]])
    let s = [a + 0.5, a + b, a + 2 * b + c + 0.4]
    let determinant = s[0] * s[2] - s[1] * s[1]
    let e = [1.5 - 0.85, 0.2 - 0.4]
    let distance = (s[2] * e[0] * e[0] - 2 * s[1] * e[0] * e[1] + s[0] * e[1] * e[1]) / determinant
    #expect(
      agrees(update.logLikelihood, -log(2 * .pi) - (log(determinant) + distance) / 2, within: 1e-13)
    )
    let solved = [
      (s[2] * e[0] - s[1] * e[1]) / determinant, (s[0] * e[1] - s[1] * e[0]) / determinant,
    ]
    #expect(agrees(filter.mean[0], 0.85 + a * solved[0] + (a + b) * solved[1], within: 1e-13))
    #expect(agrees(filter.mean[1], -0.45 + b * solved[0] + (b + c) * solved[1], within: 1e-13))
    // One after the other is the same, as their errors are independent.
    var apart = try KalmanFilter(mean: [1, -0.5], covariance: [[2, 0.3], [0.3, 1]])
    try apart.predict(
      transition: [[1, 0.5], [0, 0.9]], input: [0.1, 0], noise: [[0.2, 0.05], [0.05, 0.1]])
    try apart.update(1.5, noise: 0.5)
    try apart.update(0.2, observation: [1, 1], noise: 0.4)
    for i in [0, 1] {
      #expect(agrees(apart.mean[i], filter.mean[i], within: 1e-13))
      for j in [0, 1] {
        #expect(agrees(apart.covariance[i][j], filter.covariance[i][j], within: 1e-13))
      }
    }
    #expect(agrees(apart.logLikelihood, filter.logLikelihood, within: 1e-13))
  }

  /// The short form P = (I − KH)·P loses its symmetry and its sign here.
  @Test("the covariance stays one under measurements that are almost exact")
  func stability() throws {
    var filter = try KalmanFilter(
      mean: [0, 0, 0], covariance: [[1e8, 0, 0], [0, 1e8, 0], [0, 0, 1e8]])
    for k in 0..<200 {
      let x = Double(k) * 0.01
      try filter.predict(
        transition: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        noise: [[0, 0, 0], [0, 0, 0], [0, 0, 0]])
      try filter.update(1 + 2 * x - x * x, observation: [1, x, x * x], noise: 1e-10)
    }
    // A covariance that is none would be refused here.
    _ = try KalmanFilter(mean: filter.mean, covariance: filter.covariance)
    for (found, expected) in zip(filter.mean, [1.0, 2, -1]) {
      #expect(abs(found - expected) < 1e-5, "\(filter.mean)")
    }
    for i in 0..<3 {
      #expect(filter.covariance[i][i] > 0)
      for j in 0..<3 { #expect(filter.covariance[i][j] == filter.covariance[j][i]) }
    }
  }

  @Test("what has no density, no shape or no sign is refused")
  func refusals() throws {
    var filter = try KalmanFilter(mean: [0, 0], covariance: [[1, 0], [0, 0]])
    // The second state is known, and so is a reading of it without error.
    #expect(throws: UpdatingError.notSemidefinite(what: "covariance of the measurement")) {
      try filter.update(0, observation: [0, 1], noise: 0)
    }
    #expect(filter.mean == [0, 0])
    #expect(throws: UpdatingError.wrongShape(what: "observation matrix", rows: 1, columns: 2)) {
      try filter.update(0, observation: [1], noise: 1)
    }
    #expect(throws: UpdatingError.wrongShape(what: "transition of the state", rows: 2, columns: 2))
    {
      try filter.predict(transition: 1, noise: 1)
    }
    #expect(throws: UpdatingError.notSymmetric(what: "covariance of the state")) {
      try KalmanFilter(mean: [0, 0], covariance: [[1, 0.5], [0.4, 1]])
    }
    #expect(throws: UpdatingError.notSemidefinite(what: "covariance of the state")) {
      try KalmanFilter(mean: [0, 0], covariance: [[1, 2], [2, 1]])
    }
    #expect(throws: UpdatingError.self) { try KalmanFilter(mean: .nan, variance: 1) }
    #expect(throws: UpdatingError.self) { try KalmanFilter(mean: 0, variance: -1) }
    #expect(throws: UpdatingError.noParameters) { try KalmanFilter(mean: [], covariance: []) }
    #expect(throws: UpdatingError.self) { try filter.update([], observation: [], noise: []) }
    // What overflows leaves the belief as it was.
    let before = filter
    #expect(throws: UpdatingError.self) {
      try filter.predict(transition: [[1e200, 0], [0, 1]], noise: [[0, 0], [0, 0]])
    }
    #expect(filter == before)
  }
}
