import Foundation
import PharmacokineticCoupling
import Testing

@Suite("A cohort's distribution and its individuals")
struct CohortTests {
  /// Davies and Goldsmith 1972, as in lme4's data set Dyestuff: yield of six batches, five times each.
  static let dyestuff = [
    ("A", [1545.0, 1440, 1440, 1520, 1580]), ("B", [1540, 1555, 1490, 1560, 1495]),
    ("C", [1595, 1550, 1605, 1510, 1560]), ("D", [1445, 1440, 1595, 1465, 1545]),
    ("E", [1595, 1630, 1515, 1635, 1625]), ("F", [1520, 1455, 1450, 1480, 1445]),
  ].map { CohortReplicates($0, $1) }

  @Test("Dyestuff, whose REML estimate has a closed form")
  func dyestuffClosedForm() throws {
    let cohort = try CohortEstimate(replicates: Self.dyestuff)
    #expect(agrees(cohort.mean, 1527.5, within: 1e-14))
    #expect(agrees(cohort.meanStandardError, 19.3834, within: 1e-5))
    #expect(agrees(try #require(cohort.withinVariance), 2451.25, within: 1e-12))
    #expect(agrees(cohort.betweenVariance, 1764.05, within: 1e-12))
    let effects = [-17.606851, 0.391263, 28.562226, -23.084538, 56.733188, -44.995287]
    for (one, effect) in zip(cohort.individuals, effects) {
      #expect(abs(one.effect - effect) < 1e-6, "\(one)")
      #expect(agrees(one.dataWeight, 0.7825267267, within: 1e-9))
      #expect(agrees(one.value, 1527.5 + one.effect, within: 1e-14))
    }
    // What shrinking leaves: B·σ²/n of the own error, (1 − B)² of the mean's.
    let weight = 0.7825267267
    let expected = (weight * 2451.25 / 5 + (1 - weight) * (1 - weight) * 19.3834 * 19.3834)
    #expect(
      agrees(cohort["E"]?.standardError ?? 0, expected.squareRoot(), within: 1e-5))
  }

  /// Maximized with mpmath at 30 digits.
  @Test("unequal numbers of replicates")
  func unbalanced() throws {
    let cohort = try CohortEstimate(replicates: [
      .init("a", [3.1, 2.7, 3.4]), .init("b", [4.2]), .init("c", [1.9, 2.3]),
      .init("d", [3.6, 3.3, 3.9, 3.0]),
    ])
    #expect(agrees(cohort.mean, 3.18496953140323728, within: 1e-12))
    #expect(agrees(cohort.betweenVariance, 0.646448712249738152, within: 1e-10))
    #expect(agrees(try #require(cohort.withinVariance), 0.131648604820761549, within: 1e-10))
    #expect(agrees(cohort.meanStandardError, 0.422211871539006507, within: 1e-10))
    #expect(try #require(cohort["b"]).dataWeight < #require(cohort["d"]).dataWeight)
  }

  @Test("where individuals differ less than replicates do, all are the mean")
  func boundary() throws {
    let cohort = try CohortEstimate(replicates: [
      .init("a", [1, 2, 3]), .init("b", [1.1, 2, 2.9]), .init("c", [0.8, 2.1, 3.1]),
    ])
    #expect(cohort.betweenVariance == 0)
    #expect(cohort.individuals.allSatisfy { $0.dataWeight == 0 && $0.value == cohort.mean })
    #expect(cohort.individuals.allSatisfy { $0.standardError == cohort.meanStandardError })
    // One sample of nine: the variance is that of all of them.
    #expect(agrees(try #require(cohort.withinVariance), 6.28 / 8, within: 1e-12))
    #expect(cohort.prior("CL").logSD == cohort.meanStandardError)
    let known = try CohortEstimate(estimates: [
      .init("a", value: 1, standardError: 1), .init("b", value: 1.2, standardError: 2),
      .init("c", value: 0.9, standardError: 1.5),
    ])
    #expect(known.betweenVariance == 0)
    // Fixed effects: the weighted mean.
    let weights = [1, 0.25, 1 / 2.25]
    let mean = (1 + 0.3 + 0.4) / weights.reduce(0, +)
    #expect(agrees(known.mean, mean, within: 1e-14))
  }

  /// Equal standard errors: τ² = s² − SE².
  @Test("estimates with equal standard errors have a closed form")
  func equalErrors() throws {
    let values = [1.2, 0.4, 2.2, 1.6, 0.9]
    let cohort = try CohortEstimate(
      estimates: values.enumerated().map {
        IndividualEstimate("\($0)", value: $1, standardError: 0.3)
      })
    #expect(agrees(cohort.mean, 1.26, within: 1e-14))
    #expect(agrees(cohort.betweenVariance, 0.468 - 0.09, within: 1e-11))
    #expect(agrees(cohort.meanStandardError, (0.468 / 5).squareRoot(), within: 1e-11))
    let weight = (0.468 - 0.09) / 0.468
    #expect(agrees(try #require(cohort["2"]).value, 1.26 + weight * 0.94, within: 1e-11))
  }

  /// Thirteen trials of the BCG vaccine (Colditz et al. 1994): log risk ratios and their errors from the
  /// counts, treated and control, with and without disease. metafor 4's rma() prints 0.3132,
  /// −0.7145 and 0.1798; more digits by mpmath.
  @Test("the BCG trials, as R's metafor has them")
  func vaccine() throws {
    let cohort = try CohortEstimate(
      estimates: Self.trials.enumerated().map { index, n in
        IndividualEstimate(
          "\(index)", value: log(n[0] / (n[0] + n[1]) / (n[2] / (n[2] + n[3]))),
          standardError: (1 / n[0] - 1 / (n[0] + n[1]) + 1 / n[2] - 1 / (n[2] + n[3]))
            .squareRoot())
      })
    #expect(agrees(cohort.betweenVariance, 0.313243258136480945, within: 1e-10))
    #expect(agrees(cohort.mean, -0.714532342158139232, within: 1e-11))
    #expect(agrees(cohort.meanStandardError, 0.179781516105205756, within: 1e-10))
    #expect(agrees(cohort.individuals[0].value, -0.800233561970349592, within: 1e-10))
    #expect(agrees(cohort.individuals[0].standardError, 0.409930447526166789, within: 1e-10))
  }

  static let trials: [[Double]] = [
    [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619],
    [33, 5036, 47, 5761], [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892],
    [29, 7470, 45, 7232], [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338],
    [27, 16886, 29, 17825],
  ]

  @Test("errors far smaller than the differences, and numbers too large to square")
  func extremes() throws {
    let exact = try CohortEstimate(
      estimates: [1.0, 2, 4].enumerated().map {
        IndividualEstimate("\($0)", value: $1, standardError: 1e-9)
      })
    #expect(agrees(exact.betweenVariance, 7.0 / 3, within: 1e-9))
    #expect(exact.individuals.allSatisfy { abs($0.value - $0.own) < 1e-12 })
    let replicated = try CohortEstimate(replicates: [
      .init("a", [1, 1 + 1e-9]), .init("b", [2, 2]), .init("c", [4, 4]),
    ])
    #expect(agrees(replicated.betweenVariance, 7.0 / 3, within: 1e-8))
    #expect(throws: UpdatingError.self) {
      try CohortEstimate(replicates: [.init("a", [1e200, -1e200]), .init("b", [1e180, 0])])
    }
    #expect(throws: UpdatingError.self) {
      try CohortEstimate(
        estimates: [1e300, -1e300].map {
          IndividualEstimate("\($0)", value: $0, standardError: 1e300)
        })
    }
  }

  @Test("shrunk values are nearer to the truth than the individuals' own")
  func gain() throws {
    var normals = SimulatedNormals(seed: 5)
    var (own, shrunk, covered, count) = (0.0, 0.0, 0, 0)
    for _ in 0..<25 {
      let truth = (0..<40).map { _ in 1.6 + 0.3 * normals.next() }
      let cohort = try CohortEstimate(
        estimates: truth.enumerated().map {
          IndividualEstimate("\($0)", value: $1 + 0.3 * normals.next(), standardError: 0.3)
        })
      for (one, value) in zip(cohort.individuals, truth) {
        own += (one.own - value) * (one.own - value)
        shrunk += (one.value - value) * (one.value - value)
        covered += abs(one.value - value) < 1.6449 * one.standardError ? 1 : 0
        count += 1
      }
    }
    // With known variances half of the error would be gone; estimating them costs some.
    #expect((0.48...0.6).contains(shrunk / own), "\(shrunk / own)")
    #expect((0.86...0.92).contains(Double(covered) / Double(count)), "\(covered) of \(count)")
  }

  @Test("a cohort that says nothing is refused")
  func refused() throws {
    #expect(throws: UpdatingError.tooFewIndividuals(count: 1)) {
      try CohortEstimate(replicates: [.init("a", [1, 2])])
    }
    #expect(throws: UpdatingError.tooFewIndividuals(count: 0)) { try CohortEstimate(estimates: []) }
    #expect(throws: UpdatingError.noReplicates(individual: "b")) {
      try CohortEstimate(replicates: [.init("a", [1, 2]), .init("b", [])])
    }
    #expect(throws: UpdatingError.nothingVaries) {
      try CohortEstimate(replicates: [.init("a", [1]), .init("b", [2]), .init("c", [3, 3])])
    }
    #expect(throws: UpdatingError.duplicateParameter(name: "a")) {
      try CohortEstimate(replicates: [.init("a", [1, 2]), .init("a", [2])])
    }
    for wrong in [0, -1, Double.nan, .infinity] {
      #expect(throws: UpdatingError.self) {
        try CohortEstimate(estimates: [
          .init("a", value: 1, standardError: wrong), .init("b", value: 2, standardError: 1),
        ])
      }
    }
    #expect(throws: UpdatingError.self) {
      try CohortEstimate(replicates: [.init("a", [.nan, 1]), .init("b", [2])])
    }
  }
}

@Suite("A cohort of several parameters")
struct JointCohortTests {
  private static func joint(_ covariance: (Int) -> [[Double]], _ values: [[Double]])
    throws -> JointCohortEstimate
  {
    try JointCohortEstimate(
      parameters: ["x", "y"],
      estimates: values.enumerated().map {
        JointIndividualEstimate("\($0)", values: $1, covariance: covariance($0))
      })
  }

  static let values = [
    [1.2, 0.3], [0.4, -0.6], [2.2, 0.8], [1.6, 1.1], [0.9, -0.2], [1.4, 0.1],
  ]

  /// Equal errors S: Ω is the covariance of the estimates less S, where that is one.
  @Test("equal covariances have a closed form")
  func equalErrors() throws {
    let errors = [[0.05, 0.01], [0.01, 0.04]]
    let cohort = try Self.joint({ _ in errors }, Self.values)
    let n = Double(Self.values.count)
    let mean = (0..<2).map { k in Self.values.reduce(0) { $0 + $1[k] } / n }
    for k in 0..<2 {
      #expect(agrees(cohort.means[k], mean[k], within: 1e-9))
      for l in 0..<2 {
        let spread =
          Self.values.reduce(0) { $0 + ($1[k] - mean[k]) * ($1[l] - mean[l]) } / (n - 1)
        #expect(abs(cohort.between[k][l] - (spread - errors[k][l])) < 1e-7)
      }
    }
    let prior = try cohort.prior()
    #expect(prior.names == ["x", "y"])
    #expect(
      agrees(
        prior.logCovariance[0][0], cohort.between[0][0] + cohort.meanCovariance[0][0],
        within: 1e-14))
  }

  @Test("one parameter is the scalar estimate")
  func scalar() throws {
    let errors = [0.3, 0.2, 0.5, 0.4, 0.25, 0.35]
    let scalar = try CohortEstimate(
      estimates: errors.indices.map {
        IndividualEstimate("\($0)", value: Self.values[$0][0], standardError: errors[$0])
      })
    let joint = try JointCohortEstimate(
      parameters: ["x"],
      estimates: errors.indices.map {
        JointIndividualEstimate(
          "\($0)", values: [Self.values[$0][0]], covariance: [[errors[$0] * errors[$0]]])
      })
    #expect(agrees(joint.between[0][0], scalar.betweenVariance, within: 1e-7))
    #expect(agrees(joint.means[0], scalar.mean, within: 1e-8))
    for (one, other) in zip(joint.individuals, scalar.individuals) {
      #expect(agrees(one.values[0], other.value, within: 1e-8))
      #expect(agrees(one.covariance[0][0].squareRoot(), other.standardError, within: 1e-7))
    }
  }

  /// The BCG trials as log odds of both arms (van Houwelingen et al. 2002). The same program's ML
  /// estimates are the published 1.4314 and 2.4073; these are its REML estimates (scipy, BFGS).
  @Test("the two arms of the BCG trials")
  func vaccine() throws {
    let cohort = try Self.joint(
      { i in
        let n = CohortTests.trials[i]
        return [[1 / n[0] + 1 / n[1], 0], [0, 1 / n[2] + 1 / n[3]]]
      }, CohortTests.trials.map { [log($0[0] / $0[1]), log($0[2] / $0[3])] })
    for (found, expected) in zip(
      [cohort.between[0][0], cohort.between[0][1], cohort.between[1][1]],
      [1.54860313, 1.9026104, 2.61729991])
    { #expect(agrees(found, expected, within: 1e-6), "\(found)") }
    for (found, expected) in zip(cohort.means, [-4.83737272, -4.09598499]) {
      #expect(agrees(found, expected, within: 1e-7))
    }
  }

  /// The optimum has rank 1; by scipy, over the factors of Ω.
  @Test("a covariance on the boundary is approached, in finite time")
  func boundary() throws {
    let cohort = try Self.joint(
      { _ in [[0.05, 0], [0, 0.5]] }, Self.values.map { [$0[0], 0.1 * $0[1]] })
    let expected = [[0.32770592, 0.02907588], [0.02907588, 0.00257977]]
    for k in 0..<2 {
      for l in 0..<2 { #expect(abs(cohort.between[k][l] - expected[k][l]) < 1e-5) }
    }
    #expect(
      cohort.between[0][0] * cohort.between[1][1] - cohort.between[0][1] * cohort.between[0][1]
        < 1e-6)
  }

  @Test("wrong cohorts are refused")
  func refused() throws {
    #expect(throws: UpdatingError.tooFewIndividuals(count: 2)) {
      try Self.joint({ _ in [[1, 0], [0, 1]] }, [[1, 2], [2, 3]])
    }
    #expect(throws: UpdatingError.noParameters) {
      try JointCohortEstimate(parameters: [], estimates: [])
    }
    #expect(throws: UpdatingError.wrongShape(what: "estimate of '0'", rows: 1, columns: 2)) {
      try Self.joint({ _ in [[1, 0], [0, 1]] }, [[1], [2, 3], [3, 4]])
    }
    #expect(throws: UpdatingError.notSemidefinite(what: "covariance of '0'")) {
      try Self.joint({ _ in [[1, 2], [2, 1]] }, Self.values)
    }
    #expect(throws: UpdatingError.self) {
      try Self.joint({ _ in [[1, 0], [0, 1]] }, [[.nan, 1], [1, 2], [2, 3]])
    }
  }
}
