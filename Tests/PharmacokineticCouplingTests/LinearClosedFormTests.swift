import Foundation
import PharmacokineticCoupling
import Testing

/// Concentrations of the classical models, computed from their closed forms by mpmath with 40 digits.
/// CL 5, V₁ 50, Q 10, V₂ 100, Q₃ 2, V₃ 200, ka 1, dose 100.
@Suite("Linear models reproduce their closed forms")
struct LinearClosedFormTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let compartments: Int
    let route: Dose.Route
    let expected: [Double]
    var testDescription: String { "\(compartments) compartments, \(route)" }
  }

  static let times = [0.25, 1, 4, 12, 24]
  static let cases = [
    Case(
      compartments: 1, route: .bolus,
      expected: [1.95061982406, 1.80967483607, 1.34064009207, 0.602388423824, 0.181435906579]),
    Case(
      compartments: 1, route: .oral,
      expected: [0.436686953238, 1.19323994859, 1.44889868255, 0.669306817111, 0.20159545167]),
    Case(
      compartments: 1, route: .infusion(duration: 2),
      expected: [0.246900879717, 0.95162581964, 1.48410707042, 0.666852292592, 0.200852050729]),
    Case(
      compartments: 2, route: .bolus,
      expected: [1.85666634729, 1.49751878465, 0.73418383571, 0.324339015803, 0.222378308197]),
    Case(
      compartments: 2, route: .oral,
      expected: [0.425644321178, 1.06995195083, 0.901661697032, 0.343418389886, 0.228616384201]),
    Case(
      compartments: 3, route: .bolus,
      expected: [1.8382197556, 1.43933266166, 0.635619823313, 0.254611732922, 0.16871578986]),
    Case(
      compartments: 3, route: .oral,
      expected: [0.423463332427, 1.04650577176, 0.810193831894, 0.270982992005, 0.17387148977]),
  ]

  static func model(_ compartments: Int, ka: Double = 1) -> CompartmentModel {
    let peripherals = [
      CompartmentModel.Peripheral(clearance: 10, volume: 100),
      CompartmentModel.Peripheral(clearance: 2, volume: 200),
    ]
    return CompartmentModel(
      clearance: 5, volume: 50, peripherals: Array(peripherals.prefix(compartments - 1)),
      absorption: Absorption(rate: ka))
  }

  /// The table has twelve digits, so the last one alone allows 1e-10 with room.
  @Test("at every time of the table", arguments: cases)
  func table(_ item: Case) throws {
    let curve = try Self.model(item.compartments).simulate(
      DosingSchedule([Dose(amount: 100, route: item.route)]))
    for (time, expected) in zip(Self.times, item.expected) {
      let value = try curve.concentration(of: "central", at: time)
      #expect(agrees(value, expected, within: 1e-10), "at \(time) h: \(value)")
    }
    let sampled = try curve.sampled(at: Self.times)
    for (row, expected) in zip(sampled.concentrations, item.expected) {
      #expect(agrees(row[0], expected, within: 1e-10))
    }
  }

  @Test("the peak, the exposure and the half-life of an oral dose")
  func oralSummary() throws {
    let model = Self.model(1)
    let curve = try model.simulate(DosingSchedule([Dose(amount: 100, route: .oral)]))
    let peak = try curve.peak(of: "central", from: 0, to: .infinity)
    #expect(agrees(peak.time, 2.5584278811, within: 1e-10))
    #expect(agrees(peak.time, log(10) / 0.9, within: 1e-12))
    #expect(agrees(peak.concentration, 1.54852736536, within: 1e-10))
    #expect(agrees(try curve.areaUnderCurve(of: "central"), 20, within: 1e-10))
    let halfLife = try model.linearModel().halfLives(of: "central").last ?? 0
    #expect(agrees(halfLife, 6.9314718056, within: 1e-10))
  }

  @Test("the steady state of a dose every 12 h")
  func steadyState() throws {
    let dose = Dose(amount: 100, route: .oral, interval: 12, steadyState: true)
    let summary = try Self.model(1).linearModel().steadyState(of: dose, species: "central")
    #expect(agrees(summary.beforeDose, 0.957792480985, within: 1e-10))
    #expect(agrees(summary.average, 1.66666666667, within: 1e-10))
    #expect(agrees(summary.accumulation, 1.43101276069, within: 1e-10))
    #expect(agrees(summary.minimum.concentration, 0.957792480985, within: 1e-10))
    let curve = try Self.model(1).simulate(DosingSchedule([dose]))
    #expect(agrees(try curve.concentration(of: "central", at: 0), 0.957792480985, within: 1e-10))
    #expect(agrees(try curve.concentration(of: "central", at: 4), 2.09093508489, within: 1e-10))
  }
}
