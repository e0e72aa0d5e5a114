import PharmacokineticCoupling
import Testing

@Suite("Units and scaling")
struct UnitTests {
  let scaling = ScalingConstants()

  @Test("a liver flux per body mass and per liver")
  func liverFlux() throws {
    let flux = Quantity(1, .flux)
    #expect(agrees(try scaling.perBodyMass(flux: flux).value, 7.71, within: 1e-9))
    let liver = try scaling.wholeLiver(flux: flux, liverMass: Quantity(1500, .gramLiver))
    #expect(agrees(try liver.value(in: .millimolePerHour), 450, within: 1e-9))
  }

  @Test("an intrinsic clearance from hepatocytes and from microsomes")
  func inVitro() throws {
    let cells = try scaling.intrinsicClearance(
      inVitro: Quantity(10, .microlitrePerMinutePerMillionCells))
    #expect(agrees(cells.value, 30.84, within: 1e-9))
    #expect(cells.unit == .millilitrePerMinutePerKilogram)
    let microsomes = try scaling.intrinsicClearance(
      inVitro: Quantity(10, .microlitrePerMinutePerMilligramProtein))
    #expect(agrees(microsomes.value, 10.28, within: 1e-9))
    #expect(
      throws: PharmacokineticError.incompatibleUnits(
        from: .litrePerHour, to: .microlitrePerMinutePerMillionCells)
    ) { try scaling.intrinsicClearance(inVitro: Quantity(10, .litrePerHour)) }
  }

  @Test("a replaced constant is used, in its own unit, and checked")
  func overridden() throws {
    var mine = scaling
    mine.hepatocellularity.quantity = Quantity(99, .millionCellsPerGramLiver)
    let clearance = Quantity(10, .microlitrePerMinutePerMillionCells)
    let value = try mine.intrinsicClearance(inVitro: clearance).value
    #expect(agrees(value, 10 * 99 * 25.7 / 1000, within: 1e-12))
    mine.liverMassPerBodyMass.quantity = Quantity(25.7, .kilogramBody)
    #expect(
      throws: PharmacokineticError.incompatibleUnits(
        from: .kilogramBody, to: .gramLiverPerKilogram)
    ) { try mine.intrinsicClearance(inVitro: clearance) }
  }

  @Test("the two models of the liver")
  func liver() throws {
    let bound = try HepaticClearance(intrinsicClearance: 30.84, bloodFlow: 20.7)
    #expect(agrees(bound.clearance, 12.386263096624, within: 1e-12))
    #expect(agrees(bound.extraction, 0.598370197905, within: 1e-11))
    let tube = try HepaticClearance(
      intrinsicClearance: 30.84, bloodFlow: 20.7, mixing: .parallelTube)
    #expect(agrees(tube.clearance, 16.034109863371, within: 1e-12))
    let unbound = try HepaticClearance(
      intrinsicClearance: 30.84, bloodFlow: 20.7, unboundFraction: 0.1)
    #expect(agrees(unbound.clearance, 2.684106962664, within: 1e-12))
    #expect(throws: PharmacokineticError.self) {
      try HepaticClearance(intrinsicClearance: 1, bloodFlow: 0)
    }
    #expect(throws: PharmacokineticError.self) {
      try HepaticClearance(intrinsicClearance: 1, bloodFlow: 1, unboundFraction: 1.2)
    }
  }

  /// Losartan's published liver parameters (matthiaskoenig/losartan-model), per litre of liver.
  @Test("rates per litre of liver")
  func perLiverVolume() throws {
    let rate = Quantity(7.25146e-4, .millimolePerMinutePerLitreLiver)
    let flux = try scaling.flux(perLiverVolume: rate)
    #expect(agrees(flux.value, 7.25146e-4 * 60 / 324, within: 1e-9))
    #expect(agrees(flux.value, 1.34286e-4, within: 5e-6))
    // Vmax/Km with Km = 1.1 µM = 1.1e-3 mmol/L.
    let clearance = Quantity(7.25146e-4 / 1.1e-3, .litrePerMinutePerLitreLiver)
    #expect(agrees(clearance.value, 0.659224, within: 1e-6))
    let liver = try scaling.clearance(
      perLiverVolume: Quantity(0.659224, .litrePerMinutePerLitreLiver),
      liverVolume: Quantity(1.575, .litreLiver))
    #expect(agrees(liver.value, 0.659224 * 60 * 1.575, within: 1e-9))
    #expect(agrees(liver.value, 62.2967, within: 1e-6))
  }

  @Test("what blood can bring, and what a poisoned liver must clear")
  func supply() throws {
    let limit = try perfusionLimit(
      concentration: Quantity(1, .micromolar), plasmaFlow: Quantity(49.5, .litrePerHour),
      dryMass: Quantity(450, .gramDryWeight))
    #expect(agrees(limit.value, 1.1e-4, within: 1e-9))
    let flow = try scaling.plasmaFlow(blood: Quantity(90, .litrePerHour))
    #expect(agrees(flow.value, 49.5, within: 1e-12))
    // 20 g of acetaminophen (151.165 g/mol) in 4 h by 450 gDW.
    let amount = try Quantity(20, .gram).value(in: .millimole, molarMass: 151.165)
    #expect(agrees(amount, 132.3, within: 1e-4))
    #expect(agrees(132.3 / 4 / 450, 0.0735, within: 1e-9))
  }

  @Test("conversions between units of one dimension")
  func conversions() throws {
    #expect(try Quantity(1, .litrePerHour).value(in: .millilitrePerMinute) == 1 / 0.06)
    #expect(try Quantity(24, .hour).value(in: .day) == 1)
    #expect(agrees(try Quantity(1, .perDay).value(in: .perHour), 1 / 24.0, within: 1e-15))
    let losartan = 422.911
    let micromolar = try Quantity(1000, .nanogramPerMillilitre)
      .value(in: .micromolar, molarMass: losartan)
    #expect(agrees(micromolar, 1000 / losartan, within: 1e-12))
    let back = try Quantity(micromolar, .micromolar)
      .value(in: .nanogramPerMillilitre, molarMass: losartan)
    #expect(agrees(back, 1000, within: 1e-12))
    let area = try Quantity(552.2, .nanogramHourPerMillilitre)
      .value(in: .nanomolarHour, molarMass: losartan)
    #expect(agrees(area, 552.2 / losartan * 1000, within: 1e-12))
  }

  @Test("what does not fit is an error")
  func errors() throws {
    #expect(
      throws: PharmacokineticError.incompatibleUnits(from: .hour, to: .litre)
    ) { try Quantity(1, .hour).converted(to: .litre) }
    #expect(
      throws: PharmacokineticError.needsMolarMass(from: .milligram, to: .millimole)
    ) { try Quantity(1, .milligram).converted(to: .millimole) }
    #expect(throws: PharmacokineticError.self) {
      try Quantity(.nan, .hour).converted(to: .minute)
    }
    #expect(throws: PharmacokineticError.self) {
      try Quantity(1, .gram).converted(to: .mole, molarMass: -3)
    }
  }

  @Test("every unit converts to itself, and every pair back to where it was")
  func roundTrips() throws {
    for unit in PharmacokineticUnit.allCases {
      #expect(try unit.factor(to: unit) == 1)
      for other in PharmacokineticUnit.allCases {
        guard let there = try? unit.factor(to: other, molarMass: 300) else { continue }
        let back = try other.factor(to: unit, molarMass: 300)
        #expect(agrees(there * back, 1, within: 1e-14), "\(unit) and \(other)")
      }
    }
  }
}
