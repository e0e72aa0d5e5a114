import Foundation
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite("Simulated cohorts")
struct CohortSimulationTests {
  private static let genes = (0..<2000).map { "g\($0)" }
  private let flat = OmicsProfile(
    sample: "flat", genes: Self.genes, levels: Array(repeating: 100, count: 2000))

  @Test("powers are those of the mathematical library, to a few units in the last place")
  func powers() {
    for step in -4000...4000 {
      let x = Double(step) / 100
      let (own, known) = (PortableNumbers.exponential(x), exp(x))
      // The product x · log₂e is rounded before the power is taken.
      #expect(abs(own - known) <= (4 + abs(x)) * known.ulp, "\(x)")
    }
    #expect(PortableNumbers.powerOfTwo(-3) == 0.125 && PortableNumbers.powerOfTwo(0) == 1)
  }

  @Test(
    "six digits are the doubles nearest to them",
    arguments: [
      (123_456.5, 123_457.0), (0.1234565, 0.123457), (1.0000004, 1), (9.999996, 10),
      (1_234_567, 1_234_570), (4.0e-13, 4.0e-13), (0, 0), (2.5e9, 2.5e9),
    ])
  func digits(value: Double, expected: Double) {
    #expect(PortableNumbers.sixDigits(value) == expected)
  }

  /// From a program of its own in Python, with its `exp`: SplitMix64, FNV-1a and the model as the
  /// documentation of ``CohortSimulation`` states it.
  @Test("the seed decides every digit")
  func recorded() throws {
    var simulation = CohortSimulation(patients: 3)
    simulation.seed = 20_260_101
    simulation.effectShare = 0.5
    let found = try simulation.simulate(from: [flat])
    #expect(found.levels.map { Array($0.prefix(3)) } == Self.recordedLevels)
    #expect(found.design.patients.map(\.sample) == ["S00001", "S00002", "S00003"])
    #expect(found.design.patients.map(\.group) == ["A", "B", "A"])
  }

  private static let recordedLevels: [[Double]] = [
    [146.62, 188.734, 76.0547], [53.688, 139.998, 120.912], [123.337, 100.438, 75.8501],
  ]

  @Test("levels are log-normal with the variation asked for, and groups differ by the effect")
  func moments() throws {
    var simulation = CohortSimulation(patients: 20)
    simulation.variation = 0.5
    simulation.effectShare = 0.2
    simulation.effect = 2
    let found = try simulation.simulate(from: [flat])
    let ratios = Dictionary(uniqueKeysWithValues: found.effects.map { ($0.gene, $0.log2Ratios[0]) })
    #expect(abs(Double(ratios.count) / 2000 - 0.2) < 0.03)
    #expect(ratios.values.allSatisfy { abs($0) == 2 })
    #expect(abs(ratios.values.reduce(0, +)) < 120)
    var squares = 0.0
    var sums = 0.0
    for (patient, levels) in found.levels.enumerated() {
      for (gene, level) in zip(Self.genes, levels) {
        let effect = patient % 2 == 1 ? (ratios[gene] ?? 0) * log(2) : 0
        let deviation = log(level / 100) - effect
        sums += deviation
        squares += deviation * deviation
      }
    }
    // 40,000 draws: the standard errors are 0.0025 and 0.0018.
    #expect(abs(sums / 40_000) < 0.012)
    #expect(abs((squares / 40_000).squareRoot() - 0.5) < 0.01)
  }

  @Test("missing stays missing, zero stays zero, and dropout takes levels and changes none")
  func dropout() throws {
    var profile = flat
    profile.levels[0] = nil
    profile.levels[1] = 0
    var simulation = CohortSimulation(patients: 4)
    let whole = try simulation.simulate(from: [profile, flat])
    #expect(whole.levels[0][0].isNaN && whole.levels[0][1] == 0)
    #expect(whole.design.patients.map { $0.covariates[0] } == ["flat", "flat", "flat", "flat"])
    simulation.dropout = 0.25
    let holes = try simulation.simulate(from: [profile, flat])
    let (all, some) = (whole.levels[3], holes.levels[3])
    #expect(zip(all, some).allSatisfy { $1.isNaN || $0 == $1 })
    #expect(abs(Double(some.count(where: \.isNaN)) / 2000 - 0.25) < 0.05)
  }

  @Test("a mixture lies between its profiles, and patients take the profiles in turn")
  func mixture() throws {
    var high = flat
    high.sample = "high"
    high.levels = Array(repeating: 200, count: 2000)
    var simulation = CohortSimulation(patients: 40)
    simulation.variation = 0
    simulation.effectShare = 0
    let pure = try simulation.simulate(from: [flat, high])
    #expect(pure.levels.prefix(4).map { $0[0] } == [100, 100, 200, 200])
    simulation.mixture = 1
    let mixed = try simulation.simulate(from: [flat, high]).levels.map { $0[0] }
    #expect(mixed.allSatisfy { (100...200).contains($0) })
    #expect(Set(mixed).count > 10)
  }

  @Test("a group that a design would read as no group is refused", arguments: ["NA", "none", ""])
  func groupNames(name: String) throws {
    var simulation = CohortSimulation(patients: 2)
    simulation.groups = ["A", name]
    #expect(throws: CohortSimulation.Problem.self) { try simulation.simulate(from: [flat]) }
    simulation.groups = ["A", "B"]
    #expect(try simulation.simulate(from: [flat]).design.groups == ["A", "B"])
  }
}
