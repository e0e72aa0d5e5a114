import Foundation
import Testing

@testable import PharmacokineticCoupling

@Suite("The integrators")
struct IntegratorTests {
  typealias Method = IntegrationOptions.Method

  /// y' = z, z' = −y, and the time besides, so that f depends on it: y = sin t, w = t²/2.
  struct Oscillator: OrdinarySystem {
    var dimension: Int { 3 }
    func derivative(at time: Double, _ state: [Double], into slope: inout [Double]) {
      slope = [state[1], -state[0], time]
    }
  }

  /// Robertson's chemical kinetics, the usual stiff test.
  struct Robertson: OrdinarySystem {
    var dimension: Int { 3 }
    func derivative(at time: Double, _ y: [Double], into slope: inout [Double]) {
      let (slow, back, fast) = (0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1])
      slope = [back - slow, slow - back - fast, fast]
    }
  }

  struct BlowUp: OrdinarySystem {
    var dimension: Int { 1 }
    func derivative(at time: Double, _ y: [Double], into slope: inout [Double]) {
      slope[0] = y[0] * y[0]
    }
  }

  /// One try of a stepper on the oscillator, as a number and inside the step.
  private func errors<S: OrdinaryStepper>(
    _: S.Type, length: Double
  ) -> (end: Double, inside: Double) where S.System == Oscillator {
    var stepper = S(Oscillator())
    let start = 0.4
    let state = [sin(start), cos(start), start * start / 2]
    var slope = state
    Oscillator().derivative(at: start, state, into: &slope)
    guard stepper.attempt(from: start, state, slope: slope, length: length) else {
      return (.infinity, .infinity)
    }
    let end = stepper.end
    let dense = stepper.dense(from: start, state, length: length)
    let middle = start + 0.3 * length
    let inside = dense.state(at: middle)
    return (
      hypot(end[0] - sin(start + length), end[1] - cos(start + length)),
      hypot(inside[0] - sin(middle), inside[1] - cos(middle))
    )
  }

  /// The error of one step falls as length^(order + 1): orders 5 and 4, and one less for the
  /// polynomials.
  @Test("have their orders")
  func orders() {
    func slope(_ coarse: Double, _ fine: Double) -> Double { log2(coarse / fine) }
    let explicit = [0.2, 0.1].map { errors(DormandPrinceStepper<Oscillator>.self, length: $0) }
    #expect(abs(slope(explicit[0].end, explicit[1].end) - 6) < 0.1)
    #expect(abs(slope(explicit[0].inside, explicit[1].inside) - 5) < 0.1)
    let stiff = [0.1, 0.05].map { errors(RosenbrockStepper<Oscillator>.self, length: $0) }
    #expect(abs(slope(stiff[0].end, stiff[1].end) - 5) < 0.1)
    #expect(abs(slope(stiff[0].inside, stiff[1].inside) - 4) < 0.2)
  }

  @Test("keep their tolerance, at the end and between the steps", arguments: Method.allCases)
  func tolerance(method: Method) throws {
    for tolerance in [1e-5, 1e-8, 1e-11] {
      let options = IntegrationOptions(
        method: method, relativeTolerance: tolerance, absoluteTolerance: tolerance)
      let solution = try options.integrate(
        Oscillator(), from: 0, to: 20, [0, 1, 0], scale: 1)
      #expect(abs(solution.end[0] - sin(20)) < 100 * tolerance)
      #expect(agrees(solution.end[2], 200, within: 100 * tolerance))
      for step in solution.steps {
        let time = step.start + 0.37 * step.length
        #expect(abs(step.value(of: 0, at: time) - sin(time)) < 300 * tolerance)
        let slope = step.slope(of: 0, at: time) / step.length
        #expect(abs(slope - cos(time)) < 3000 * tolerance)
      }
    }
  }

  /// By scipy's solve_ivp, Radau, rtol 1e-13.
  @Test("the stiff one solves Robertson's kinetics, with a Jacobian by differences")
  func robertson() throws {
    let options = IntegrationOptions(method: .rosenbrock, relativeTolerance: 1e-9)
    let early = try options.integrate(Robertson(), from: 0, to: 40, [1, 0, 0], scale: 1)
    let expected = [0.7158270687194044, 9.185534764557785e-06, 0.2841637457458293]
    for (value, reference) in zip(early.end, expected) {
      #expect(agrees(value, reference, within: 1e-7), "\(value)")
    }
    let late = try options.integrate(Robertson(), from: 0, to: 4e4, [1, 0, 0], scale: 1)
    let lateExpected = [0.03898337708549214, 1.6217683159099983e-07, 0.9610164607376714]
    for (value, reference) in zip(late.end, lateExpected) {
      #expect(agrees(value, reference, within: 1e-6), "\(value)")
    }
    #expect(late.steps.count < 2000)
  }

  @Test("a blow-up is an error, not an infinity", arguments: Method.allCases)
  func blowUp(method: Method) {
    do {
      let solution = try IntegrationOptions(method: method).integrate(
        BlowUp(), from: 0, to: 2, [1], scale: 1)
      Issue.record("\(solution.end)")
    } catch PharmacokineticError.stepTooSmall(let time, _) {
      #expect(abs(time - 1) < 1e-6)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("the limit of steps is an error that says where")
  func stepLimit() {
    var options = IntegrationOptions()
    options.stepLimit = 50
    #expect {
      try options.integrate(Robertson(), from: 0, to: 40, [1, 0, 0], scale: 1)
    } throws: { error in
      guard case PharmacokineticError.stepLimit(let time, 50) = error else { return false }
      return time > 0 && time < 40
    }
  }

  @Test("tolerances that mean nothing are refused")
  func options() throws {
    let model = SaturableModel(
      linear: try LinearClosedFormTests.model(1).linearModel(), pathways: [])
    for bad in [0, -1e-6, .nan, 1.5, 1e-20] {
      #expect(throws: PharmacokineticError.self) {
        try model.simulate(
          DosingSchedule([]), until: 1,
          options: .init(method: .dormandPrince, relativeTolerance: bad))
      }
    }
  }

  @Test("roots are found to the last digits")
  func roots() {
    let cosine = bracketedRoot(from: 1, valued: cos(1), to: 2, valued: cos(2), of: cos)
    #expect(abs(cosine - .pi / 2) < 1e-15)
    var count = 0
    let flat = bracketedRoot(from: -1, valued: -1, to: 4, valued: 1024) { x in
      count += 1
      return pow(x, 5)
    }
    #expect(abs(flat) < 1e-20)
    #expect(count < 200)
    let steep = bracketedRoot(from: 0, valued: -1, to: 1, valued: 1e9) { x in
      x < 0.123 ? -1 : (x - 0.123) * 1e9 / 0.877
    }
    #expect(abs(steep - 0.123) < 1e-15)
  }

  /// R under an inhibited production, C of a one-compartment oral dose, by scipy's solve_ivp,
  /// DOP853.
  @Test("an indirect response, against scipy", arguments: Method.allCases)
  func indirectResponse(method: Method) throws {
    let curve = try LinearClosedFormTests.model(1).simulate(
      DosingSchedule([Dose(amount: 100, route: .oral)]))
    let model = IndirectResponse(
      production: 10, loss: 0.5, action: .onProduction,
      effect: Emax(maximum: -0.9, halfEffect: 0.5, hill: 2))
    let values = try model.response(
      at: [1, 4, 12, 24], to: curve, species: "central", options: .init(method: method))
    let expected = [15.566052663991293, 6.444518998540515, 7.088923596071493, 16.362870346279262]
    for (value, reference) in zip(values, expected) {
      #expect(agrees(value, reference, within: 1e-7), "\(value)")
    }
  }

  @Test("an indirect response to nothing stays, and to a constant effect comes to rest")
  func indirectRest() throws {
    var model = LinearClosedFormTests.model(1)
    let schedule = try DosingSchedule([Dose(amount: 1e4, route: .infusion(duration: 2000))])
    let response = IndirectResponse(
      production: 3, loss: 0.2, action: .onLoss, effect: Emax(maximum: 4, halfEffect: 1))
    let steady = try response.response(
      at: [1000], to: model.simulate(schedule), species: "central")
    // C rests at 5/5 = 1, so E = 2, and R at 3/(0.2·3).
    #expect(agrees(steady[0], 5, within: 1e-8))
    model.clearance = 1
    let still = try response.response(
      at: [5, 50], to: model.simulate(DosingSchedule([])), species: "central")
    #expect(still.allSatisfy { agrees($0, 15, within: 1e-12) })
  }

  @Test("an indirect response over doses, to the very end of an integrated curve")
  func indirectOverDoses() throws {
    let linear = try LinearClosedFormTests.model(2).linearModel()
    let schedule = try DosingSchedule([
      Dose(amount: 100, route: .bolus, interval: 7, additional: 2)
    ])
    let response = IndirectResponse(
      production: 3, loss: 0.2, action: .onLoss, effect: Emax(maximum: 4, halfEffect: 1))
    let exact = try response.response(
      at: [7, 14, 20], to: linear.simulate(schedule), species: "central")
    let curve = try SaturableModel(linear: linear, pathways: []).simulate(schedule, until: 20)
    for method in Method.allCases {
      let values = try response.response(
        at: [7, 14, 20], to: curve, species: "central", options: .init(method: method))
      for (value, reference) in zip(values, exact) {
        #expect(agrees(value, reference, within: 1e-7), "\(value), \(reference)")
      }
    }
  }
}
