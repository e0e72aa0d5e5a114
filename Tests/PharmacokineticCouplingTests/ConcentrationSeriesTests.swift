import PharmacokineticCoupling
import Testing

@Suite("Concentrations over time, to plot")
struct ConcentrationSeriesTests {
  private let curve = SampledCurve(
    species: ["losartan", "E-3174"], times: [0, 1], concentrations: [[0, 1e-4], [2e-4, 3e-4]])
  private let masses = ["losartan": 422.911, "E-3174": 436.894]

  @Test("each species in the unit asked for, with its own molar mass")
  func units() throws {
    let plain = try ConcentrationSeries.series(of: curve)
    #expect(plain.map(\.species) == ["losartan", "E-3174"])
    #expect(plain[0].values == [0, 2e-4] && plain[0].times == [0, 1] && plain[0].lower == nil)
    let mass = try ConcentrationSeries.series(
      of: curve, lower: curve, upper: curve, species: ["E-3174"], in: .nanogramPerMillilitre,
      molarMass: { masses[$0] })
    // 1e-4 mmol/L · 436.894 g/mol = 43.6894 µg/L.
    #expect(mass.count == 1 && agrees(mass[0].values[0], 43.6894, within: 1e-14))
    #expect(mass[0].lower == mass[0].values && mass[0].upper == mass[0].values)
    #expect(
      try ConcentrationSeries.series(of: curve, species: ["losartan"], in: .micromolar)[0].values[1]
        == 0.2)
  }

  @Test("what cannot be shown is refused")
  func refused() {
    #expect(throws: ExportError.unknownSpecies(name: "x", known: ["losartan", "E-3174"])) {
      try ConcentrationSeries.series(of: curve, species: ["x"])
    }
    #expect(throws: ExportError.molarMassNeeded(species: "losartan", unit: "mg/L")) {
      try ConcentrationSeries.series(of: curve, in: .milligramPerLitre)
    }
    #expect(throws: ExportError.noConcentration(unit: "L/h")) {
      try ConcentrationSeries.series(of: curve, in: .litrePerHour)
    }
  }

  @Test("the times of a schedule, each once and up to the end")
  func times() throws {
    let schedule = try DosingSchedule([
      Dose(amount: 1, route: .oral, interval: 12, additional: 3),
      Dose(time: 12, amount: 1, route: .bolus),
    ])
    #expect(schedule.administrationTimes(until: 30) == [0, 12, 24])
  }
}
