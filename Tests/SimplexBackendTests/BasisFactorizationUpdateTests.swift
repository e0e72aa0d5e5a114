import TestSupport
import Testing

@testable import SimplexBackend

@Suite("Updates of the factors of a basis")
struct BasisFactorizationUpdateTests {
  @Test("go on solving through long chains", arguments: [4, 30, 120, 400])
  func chains(size: Int) {
    for seed in 0..<3 {
      var random = SeededGenerator(seed: UInt64(7 * size + seed))
      let columns = randomColumns(rowCount: size, count: 3 * size, perColumn: 2 + seed, &random)
      let harness = BasisFactorizationHarness(
        rowCount: size, columns: columns, basic: Array(3 * size..<4 * size))
      harness.factorize()
      let fresh = BasisFactorizationHarness(rowCount: size, columns: columns)
      var updates = 0
      for step in 0..<(size > 100 ? 60 : 150) {
        let variable = Int32.random(in: 0..<Int32(4 * size), using: &random)
        if harness.basic.contains(variable) { continue }
        guard harness.exchange(entering: variable, unitFirst: step % 2 == 0) != nil else {
          harness.factorize()
          updates = 0
          continue
        }
        updates += 1
        #expect(harness.factors.updateCount == updates)
        harness.expectSolves(&random)
        expectSame(harness, fresh, &random)
      }
      #expect(updates > 0)
    }
  }

  /// Compares with fresh factors of the same basis, whose positions are others.
  private func expectSame(
    _ harness: BasisFactorizationHarness, _ fresh: BasisFactorizationHarness,
    _ random: inout SeededGenerator
  ) {
    fresh.basic = harness.basic
    #expect(fresh.factorize().isEmpty)
    let right = harness.randomVector(share: 0.1, &random)
    let values = Dictionary(
      uniqueKeysWithValues: zip(harness.basic, harness.ftran(right)))
    let scale = values.values.map { abs($0) }.max() ?? 0
    for (variable, value) in zip(fresh.basic, fresh.ftran(right)) {
      #expect(abs(value - values[variable, default: .infinity]) <= 1e-8 * max(1, scale))
    }
  }

  @Test("do not depend on whether the row of the inverse was asked for before")
  func unitRow() {
    var random = SeededGenerator(seed: 21)
    let columns = randomColumns(rowCount: 60, count: 120, perColumn: 4, &random)
    let right = (0..<60).map { Double($0 % 5) - 2 }
    // Of 1e-12 times the row most values are too small to be kept.
    let results = [-2, 1e-12, nil].map { (unitValue: Double?) in
      let harness = BasisFactorizationHarness(
        rowCount: 60, columns: columns, basic: Array(120..<180))
      harness.unitValue = unitValue ?? 1
      harness.factorize()
      for variable in 0..<40 {
        _ = harness.exchange(entering: Int32(variable), unitFirst: unitValue != nil)
      }
      return harness.ftran(right)
    }
    #expect(results[0] == results[2])
    #expect(results[1] == results[2])
  }

  @Test("are not misled by a row of the inverse from before another update")
  func staleUnitRow() {
    var random = SeededGenerator(seed: 22)
    let columns = randomColumns(rowCount: 30, count: 60, perColumn: 6, &random)
    let harness = BasisFactorizationHarness(
      rowCount: 30, columns: columns, basic: Array(60..<90))
    harness.factorize()
    for variable in 0..<30 {
      _ = harness.exchange(entering: Int32(variable), unitFirst: false)
      var unit = [Double](repeating: 0, count: 30)
      unit[variable] = 1
      _ = harness.btran(unit)
      harness.expectSolves(&random)
    }
  }

  @Test("refuse a column that makes the basis singular, or a pivot that disagrees")
  func refusals() {
    let columns: [[(row: Int, value: Double)]] = [
      [(0, 1), (1, 1)], [(1, 1), (2, 1)], [(0, 1), (2, 1)], [(0, 2), (1, 2)],
    ]
    let harness = BasisFactorizationHarness(rowCount: 3, columns: columns)
    harness.factorize()
    let kept = Set((0..<3).filter { harness.basic[$0] == 0 })
    #expect(harness.exchange(entering: 3, besides: kept, unitFirst: false) == nil)
    let alpha = WorkVector(size: 3)
    alpha.append(2, at: 0)
    alpha.append(2, at: 1)
    harness.factors.ftran(alpha, savesSpike: true)
    let position = kept.first ?? 0
    #expect(abs(alpha.values[position] - 2) <= 1e-12)
    alpha.values[position] = 2.001
    #expect(!harness.factors.update(position: position, alpha: alpha))
    harness.factors.ftran(alpha, savesSpike: true)
    #expect(harness.factors.updateCount == 0)
  }

  @Test("make a fresh factorization worth it in the end, and it ends that")
  func limit() {
    var random = SeededGenerator(seed: 23)
    let columns = randomColumns(rowCount: 200, count: 600, perColumn: 3, &random)
    let harness = BasisFactorizationHarness(
      rowCount: 200, columns: columns, basic: Array(600..<800))
    harness.factorize()
    #expect(!harness.factors.shouldRefactorize)
    var variable: Int32 = 0
    while variable < 600 && !harness.factors.shouldRefactorize {
      _ = harness.exchange(entering: variable, unitFirst: false)
      variable += 1
    }
    #expect(harness.factors.shouldRefactorize)
    harness.factorize()
    #expect(!harness.factors.shouldRefactorize)
    #expect(harness.factors.updateCount == 0)
    harness.expectSolves(&random)
  }

  @Test("may go on far beyond the limit")
  func beyondLimit() {
    var random = SeededGenerator(seed: 24)
    let columns = randomColumns(rowCount: 12, count: 60, perColumn: 4, &random)
    let harness = BasisFactorizationHarness(
      rowCount: 12, columns: columns, basic: Array(60..<72))
    harness.factorize()
    for _ in 0..<600 {
      let variable = Int32.random(in: 0..<72, using: &random)
      if harness.basic.contains(variable) { continue }
      if harness.exchange(entering: variable, unitFirst: false) == nil { harness.factorize() }
      harness.expectSolves(&random, tolerance: 1e-8)
    }
    #expect(harness.factors.updateCount > BasisFactorization.updateLimit)
  }
}
