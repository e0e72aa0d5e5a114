import PharmacokineticCoupling
import Testing

/// Parameters of every size, and of no size: each answer is a finite number or an error.
@Suite("Hostile parameters")
struct HostileParameterTests {
  static let sizes: [Double] = [
    0, 1e-300, 1e-12, 1e-3, 0.1, 1, 1, 3, 10, 1e3, 1e6, 1e12, 1e300, .infinity, .nan, -1,
  ]

  struct Generator {
    var state: UInt64
    mutating func index(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    /// Mostly a number that can be; now and then anything.
    mutating func size() -> Double {
      index(12) == 0
        ? HostileParameterTests.sizes[index(16)] : HostileParameterTests.sizes[3 + index(8)]
    }
    mutating func dose() -> Dose {
      let route: Dose.Route = [.bolus, .infusion(duration: size()), .oral][index(3)]
      return Dose(
        time: index(3) == 0 ? size() : 0, amount: size(), route: route,
        interval: index(3) == 0 ? nil : size(), additional: index(5), steadyState: index(2) == 0)
    }
    mutating func model() -> CompartmentModel {
      CompartmentModel(
        clearance: size(), volume: size(),
        peripherals: (0..<index(3)).map { _ in .init(clearance: size(), volume: size()) },
        absorption: Absorption(rate: size(), lag: index(2) == 0 ? 0 : size()),
        effectRate: index(3) == 0 ? size() : nil)
    }
  }

  @Test("of linear models", arguments: 0..<20)
  func linear(batch: Int) {
    var generator = Generator(state: UInt64(batch) &* 7919 &+ 17)
    var answers = 0
    for _ in 0..<20 {
      let (model, dose, time) = (generator.model(), generator.dose(), generator.size())
      do {
        let curve = try model.simulate(DosingSchedule([dose]))
        let values = [
          try curve.concentration(of: "central", at: time),
          try curve.areaUnderCurve(of: "central", from: 0, to: time),
          try curve.areaUnderCurve(of: "central", from: 0, to: .infinity),
          try curve.peak(of: "central", from: 0, to: time).concentration,
          try curve.timeAbove(1, of: "central", from: 0, to: time),
          try model.linearModel().terminalRate(of: "central"),
        ]
        // Rounding can leave a little less than nothing of what was given.
        let least = -1e-9 * dose.amount / model.volume
        let sound = values.filter { $0.isFinite && $0 >= least * max(1, time) }
        #expect(sound.count == values.count, "\(model) \(dose) at \(time): \(values)")
        answers += 1
      } catch {
        #expect(!"\(error)".contains("nan"), "\(error)")
      }
    }
    #expect(answers > 2)
  }

  @Test("of saturable models", arguments: 0..<10)
  func saturable(batch: Int) {
    var generator = Generator(state: UInt64(batch) &* 104_729 &+ 5)
    for _ in 0..<10 {
      let (model, dose) = (generator.model(), generator.dose())
      var options = IntegrationOptions(
        method: batch % 2 == 0 ? .dormandPrince : .rosenbrock, relativeTolerance: 1e-5)
      options.stepLimit = 300
      do {
        let saturable = SaturableModel(
          linear: try model.linearModel(),
          pathways: [
            .init(
              from: "central", maximumRate: generator.size(), halfSaturation: generator.size(),
              cap: generator.index(2) == 0 ? nil : StepFunction(constant: generator.size()))
          ])
        let end = [1.0, 24, generator.size()][generator.index(3)]
        let curve = try saturable.simulate(DosingSchedule([dose]), until: end, options: options)
        let values = [
          try curve.concentration(of: "central", at: end),
          try curve.areaUnderCurve(of: "central", from: 0, to: end),
          try curve.peak(of: "central", from: 0, to: end).concentration,
          try curve.timeAbove(1, of: "central", from: 0, to: end),
        ]
        let finite = values.filter(\.isFinite)
        #expect(finite.count == values.count, "\(saturable) \(dose) to \(end): \(values)")
      } catch {
        #expect(!"\(error)".contains("nan"), "\(error)")
      }
    }
  }
}
