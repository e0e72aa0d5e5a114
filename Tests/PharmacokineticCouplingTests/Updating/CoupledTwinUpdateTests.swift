import Foundation
import PharmacokineticCoupling
import Testing

/// A stored twin that measurements teach.
@Suite("Updates of coupled twins")
struct CoupledTwinUpdateTests {
  private static let errors: [String: ErrorModel] = [
    "losartan": .logNormal(sd: 0.1), "E-3174": .logNormal(sd: 0.1),
  ]

  private func twin(logSDs: [String: Double]) throws -> CoupledTwin {
    var twin = try ExportTwins.losartan(activity: 0.17)
    for (name, value) in logSDs { twin.pharmacokinetics?.parameters[name]?.logSD = value }
    return twin
  }

  private func truth(_ activity: Double, at times: [Double]) throws -> [TwinMeasurement] {
    let twin = try ExportTwins.losartan(activity: activity)
    let curve = try twin.simulate(ExportTwins.losartanSchedule(), until: 48)
    return try times.flatMap { time in
      try ["losartan", "E-3174"].map { name in
        TwinMeasurement(
          time: time, observable: name, value: try curve.concentration(of: name, at: time))
      }
    }
  }

  @Test("the published activity is moved to that of the data")
  func misspecified() throws {
    let prior = try twin(logSDs: ["k_act": 1, "k_oth": 0.1])
    let after = try prior.updated(
      by: try truth(0.0478, at: [1, 2, 4, 8, 12]), under: ExportTwins.losartanSchedule(),
      errors: Self.errors)
    let activity = try #require(after.coupled["k_act"]?.foldChange)
    #expect(abs(activity - 0.0478) < 0.006, "\(activity)")
    #expect(after.coupled["k_act"]?.pathway == nil)
    #expect(after.coupled.draws?.values.count == 1000)
    let interval = try #require(after.coupled["k_act"])
    #expect(interval.lower < interval.value && interval.value < interval.upper)
    // What is stored is enough to go on: one after the other is all at once.
    let stored = try CoupledTwin(json: after.json())
    #expect(stored == after)
    let more = try truth(0.0478, at: [16, 24])
    let second = try stored.updated(
      by: more, under: ExportTwins.losartanSchedule(), errors: Self.errors)
    let all = try truth(0.0478, at: [1, 2, 4, 8, 12, 16, 24])
    let once = try prior.updated(
      by: all, under: ExportTwins.losartanSchedule(), errors: Self.errors)
    #expect(second.coupled.parameters == once.coupled.parameters)
    #expect(throws: UpdatingError.takenInBefore(more[0])) {
      try second.updated(by: more, under: ExportTwins.losartanSchedule(), errors: Self.errors)
    }
  }

  @Test("the prior holds what varies between individuals and what the coupling's draws add")
  func prior() throws {
    var twin = try twin(logSDs: ["k_act": 0.3, "V": 0.2])
    twin.coupled.draws = ParameterDraws(
      parameters: ["k_act", "k_oth"], values: [[0.01, 0.1], [0.02, 0.2], [0.04, 0.4]])
    let prior = try twin.prior()
    #expect(prior.names == ["V", "k_act", "k_oth"])
    let spread = log(2.0) * log(2.0)
    for (index, expected) in [
      [0.04, 0, 0], [0, 0.09 + spread, spread], [0, spread, spread],
    ].enumerated() {
      for (one, other) in zip(prior.logCovariance[index], expected) {
        #expect(abs(one - other) < 1e-12)
      }
    }
    #expect(abs(prior.logMeans[1] - log(0.22229 * 0.17)) < 1e-12)
  }

  @Test("a pathway that is lost has no logarithm, and a twin without spread nothing to learn")
  func refused() throws {
    var lost = try ExportTwins.losartan(activity: 0)
    lost.pharmacokinetics?.parameters["k_act"]?.logSD = 0.3
    #expect(throws: UpdatingError.foldChangeOfZero(parameter: "k_act")) { try lost.prior() }
    #expect(throws: UpdatingError.noParameters) { try self.twin(logSDs: [:]).prior() }
  }

  @Test("a model that saturates learns by its integration")
  func saturable() throws {
    var twin = try ExportTwins.saturable()
    let name = try #require(twin.pharmacokinetics?.structure.saturable.first?.maximumRate)
    twin.pharmacokinetics?.parameters[name]?.logSD = 0.3
    let species = try #require(twin.pharmacokinetics?.structure.species.first)
    let schedule = try DosingSchedule([Dose(amount: 1, route: .bolus)])
    var fast = twin
    fast.pharmacokinetics?.parameters[name]?.value *= 1.4
    fast.coupled.parameters.removeAll { $0.name == name }
    twin.coupled.parameters.removeAll { $0.name == name }
    let curve = try fast.simulate(schedule, until: 12)
    let measured = try [1.0, 3, 6].map { time in
      TwinMeasurement(
        time: time, observable: species,
        value: try curve.concentration(of: species, at: time))
    }
    let after = try twin.updated(
      by: measured, under: schedule, errors: [species: .logNormal(sd: 0.02)],
      options: ParticleOptions(particles: 60))
    let learned = try #require(after.coupled[name]?.foldChange)
    #expect(abs(learned - 1.4) < 0.15, "\(learned)")
  }
}
