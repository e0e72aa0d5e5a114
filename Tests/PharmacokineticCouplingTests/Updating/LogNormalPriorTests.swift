import Foundation
import PharmacokineticCoupling
import Testing

@Suite("Priors")
struct LogNormalPriorTests {
  private static func population() throws -> LogNormalPrior {
    try LogNormalPrior(
      names: ["CLint_act", "V"], logMeans: [log(60), log(250)],
      logCovariance: [[0.16, 0.05], [0.05, 0.09]])
  }

  @Test("a coupling shifts the logarithm and adds its own variance")
  func shifted() throws {
    let prior = try Self.population().shifted("CLint_act", byFoldChange: 0.046, logSD: 0.3)
    #expect(agrees(prior.logMeans[0], log(60 * 0.046), within: 1e-14))
    #expect(agrees(prior.logCovariance[0][0], 0.25, within: 1e-14))
    #expect(prior.logCovariance[0][1] == 0.05 && prior.logMeans[1] == log(250))
    let marginal = try prior.marginal("CLint_act")
    #expect(agrees(marginal.median, 2.76, within: 1e-13))
    #expect(agrees(marginal.logSD, 0.5, within: 1e-14))
    let same = try Self.population().shifted("CLint_act", by: log(0.046), sd: 0.3)
    #expect(same == prior)
  }

  @Test("all parameters that a coupling names are shifted, and no others")
  func coupled() throws {
    func parameter(_ name: String, _ foldChange: Double?, _ logSD: Double?) -> CoupledPK.Parameter {
      var one = CoupledPK.Parameter(name, unit: .litrePerHour, reference: 2, value: 1)
      (one.foldChange, one.logSD) = (foldChange, logSD)
      return one
    }
    func coupling(_ parameters: [CoupledPK.Parameter]) -> CoupledPK {
      CoupledPK(
        individual: "p", parameters: parameters, pathways: [],
        provenance: .init(
          coupler: "", drug: "", model: "", modelDigest: "", rulesDigest: "", digest: ""))
    }
    let prior = try Self.population()
    let own = try prior.shifted(
      by: coupling([parameter("CLint_act", 0.5, 0.2), parameter("CL_H", 0.7, nil)]))
    #expect(try own == prior.shifted("CLint_act", byFoldChange: 0.5, logSD: 0.2))
    #expect(throws: UpdatingError.foldChangeOfZero(parameter: "V")) {
      try prior.shifted(by: coupling([parameter("V", 0, nil)]))
    }
    #expect(throws: UpdatingError.noFoldChange(parameter: "V")) {
      try prior.shifted(by: coupling([parameter("V", nil, nil)]))
    }
  }

  @Test("a fold change of 0 is one-sided, and no logarithm of 0 is taken")
  func zero() throws {
    let error = #expect(throws: UpdatingError.foldChangeOfZero(parameter: "V")) {
      try Self.population().shifted("V", byFoldChange: 0, logSD: 0.1)
    }
    #expect(error?.description.contains("one-sided") == true)
    #expect(throws: UpdatingError.foldChangeOfZero(parameter: "activity")) {
      try LogNormalPrior.Parameter.activity(0, logSD: 0.5)
    }
    #expect(try LogNormalPrior.Parameter.activity(0.17, logSD: 0.5).name == "activity")
    for wrong in [-0.5, .nan, .infinity] {
      #expect(throws: UpdatingError.self) {
        try Self.population().shifted("V", byFoldChange: wrong, logSD: 0.1)
      }
      #expect(throws: UpdatingError.self) {
        try Self.population().shifted("V", byFoldChange: 0.5, logSD: wrong)
      }
    }
    #expect(throws: UpdatingError.unknownParameter(name: "Q", known: ["CLint_act", "V"])) {
      try Self.population().shifted("Q", by: 0, sd: 0)
    }
    // Shifts that add up to what no double can hold.
    #expect(throws: UpdatingError.self) {
      try Self.population().shifted("V", by: 400, sd: 0)
    }
  }

  @Test("particles have the prior's means and covariances")
  func drawn() throws {
    let updater = try ParticleUpdater(
      prior: Self.population(),
      twin: PredictorTwin(
        CurvePredictor(parameters: ["CLint_act", "V"], observables: []) { _ in
          try CompartmentModel(clearance: 1, volume: 1).simulate(DosingSchedule([]))
        }, errors: [:]), options: .init(particles: 20_000))
    let summary = try updater.summary(levels: [0.5])
    for (found, expected) in zip(summary.parameters, [(60.0, 0.4), (250, 0.3)]) {
      #expect(abs(found.logMean - log(expected.0)) < 3 * expected.1 / 20_000.0.squareRoot())
      #expect(agrees(found.logSD, expected.1, within: 3 / 40_000.0.squareRoot()))
      #expect(agrees(found.quantiles[0].value, expected.0, within: 0.02))
    }
    let correlation = 0.05 / 0.12
    #expect(
      abs(summary.logCorrelation[0][1] - correlation)
        < 3 * (1 - correlation * correlation) / 20_000.0.squareRoot())
  }

  @Test("what is no prior is refused")
  func refused() throws {
    #expect(throws: UpdatingError.noParameters) { try LogNormalPrior([]) }
    #expect(throws: UpdatingError.duplicateParameter(name: "V")) {
      try LogNormalPrior([.init("V", median: 1, logSD: 1), .init("V", median: 2, logSD: 1)])
    }
    for (median, sd) in [
      (0.0, 1.0), (-1, 1), (.nan, 1), (1, -1), (1, .nan), (1, 11), (.infinity, 1), (1, 1e200),
    ] {
      #expect(throws: UpdatingError.self) {
        try LogNormalPrior([.init("V", median: median, logSD: sd)])
      }
    }
    let what = "covariance of the prior"
    func prior(_ covariance: [[Double]]) throws -> LogNormalPrior {
      try LogNormalPrior(names: ["a", "b"], logMeans: [0, 0], logCovariance: covariance)
    }
    #expect(throws: UpdatingError.wrongShape(what: what, rows: 2, columns: 2)) {
      try prior([[1, 0]])
    }
    #expect(throws: UpdatingError.wrongShape(what: what, rows: 2, columns: 2)) {
      try prior([[1, 0], [0]])
    }
    #expect(throws: UpdatingError.notSymmetric(what: what)) { try prior([[1, 0.1], [0.2, 1]]) }
    #expect(throws: UpdatingError.notSemidefinite(what: what)) { try prior([[1, 2], [2, 1]]) }
    #expect(throws: UpdatingError.notSemidefinite(what: what)) {
      try prior([[0, 0.1], [0.1, 1]])
    }
    #expect(throws: UpdatingError.self) { try prior([[1, .nan], [.nan, 1]]) }
    // Fully correlated is allowed: one dimension for two parameters.
    _ = try prior([[1, 2], [2, 4]])
  }

  @Test("a stored prior comes back, and a damaged one does not")
  func stored() throws {
    let prior = try Self.population()
    let data = try JSONEncoder().encode(prior)
    #expect(try JSONDecoder().decode(LogNormalPrior.self, from: data) == prior)
    let damaged = #"{"names": ["a"], "logMeans": [0, 1], "logCovariance": [[1]]}"#
    #expect(throws: UpdatingError.self) {
      try JSONDecoder().decode(LogNormalPrior.self, from: Data(damaged.utf8))
    }
  }
}
