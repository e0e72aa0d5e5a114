import Foundation
import PharmacokineticCoupling
import Testing

@Suite("A tumour under treatment")
struct TreatedTumourTests {
  let bolus = CompartmentModel(clearance: 5, volume: 50)
  let kill = Emax(maximum: 0.05, halfEffect: 0.4)

  /// With C = C₀e^{−kt} and a plain Emax curve, ∫k(C)dt = (Emax/k)·ln((EC50 + C₀)/(EC50 + C)).
  @Test("exponential growth has a closed form", arguments: IntegrationOptions.Method.allCases)
  func exponential(method: IntegrationOptions.Method) throws {
    let curve = try bolus.simulate(DosingSchedule([Dose(amount: 100, route: .bolus)]))
    let tumour = TreatedTumour(growth: .exponential(rate: 0.004), kill: kill)
    let times = [1.0, 10, 48, 200]
    let volumes = try tumour.volumes(
      at: times, from: 2.75, under: curve, species: "central", options: .init(method: method))
    for (time, volume) in zip(times, volumes) {
      let killed = 0.05 / 0.1 * log(2.4 / (0.4 + 2 * exp(-0.1 * time)))
      #expect(agrees(volume, 2.75 * exp(0.004 * time - killed), within: 1e-8), "\(time) h")
    }
  }

  @Test("Gompertz growth under a constant concentration has its own", arguments: [0.0, 5000])
  func gompertz(rate: Double) throws {
    let curve = try bolus.simulate(
      DosingSchedule([
        Dose(time: -1000, amount: rate * 2, route: .infusion(duration: 2000))
      ]))
    let growth = TumourGrowth.gompertz(rate: 0.01, capacity: 50)
    let tumour = TreatedTumour(growth: growth, kill: kill)
    let level = rate * 2 / 2000 / 5
    let killRate = try kill.effect(at: level)
    // Long before the end of the first thousand hours the concentration and the tumour are at rest.
    let volumes = try tumour.volumes(at: [0, 900], from: 3, under: curve, species: "central")
    #expect(agrees(volumes[1], 50 * exp(-killRate / 0.01), within: 1e-4))
    let closed = try growth.volume(from: volumes[0], after: 900, killRate: killRate)
    #expect(agrees(volumes[1], closed, within: 1e-7))
  }

  @Test("a kill rate below nothing is refused")
  func refused() throws {
    let curve = try bolus.simulate(DosingSchedule([]))
    let tumour = TreatedTumour(
      growth: .exponential(rate: 0.004), kill: Emax(maximum: -0.1, halfEffect: 1))
    #expect(throws: PharmacokineticError.self) {
      try tumour.volumes(at: [1], from: 1, under: curve, species: "central")
    }
  }
}
