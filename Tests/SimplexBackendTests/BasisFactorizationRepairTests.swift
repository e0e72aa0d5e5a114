import TestSupport
import Testing

@testable import SimplexBackend

@Suite("Repair of a singular basis")
struct BasisFactorizationRepairTests {
  @Test("replaces columns that are there twice")
  func duplicates() {
    var random = SeededGenerator(seed: 11)
    for factor in [1.0, -3, 1e6, 1e-6] {
      var columns = (0..<40).map { column in
        [(row: column, value: 2.0), (row: (column * 7 + 3) % 40, value: -0.7)]
          + [(row: (column * 11 + 5) % 40, value: 0.3)]
      }.map { entries in
        Dictionary(entries.map { ($0.row, $0.value) }, uniquingKeysWith: +)
          .sorted { $0.key < $1.key }.map { (row: $0.key, value: $0.value) }
      }
      for (copy, original) in [(9, 3), (30, 21), (31, 21)] {
        columns[copy] = columns[original].map { (row: $0.row, value: $0.value * factor) }
      }
      let harness = BasisFactorizationHarness(rowCount: 40, columns: columns)
      let repairs = harness.factorize()
      #expect(repairs.count == 3)
      let removed = Set(repairs.map(\.removed))
      #expect(removed.intersection([3, 9]).count == 1)
      #expect(removed.intersection([21, 30, 31]).count == 2)
      harness.expectSolves(&random)
    }
  }

  @Test("replaces columns that depend on others only after elimination")
  func dependentSums() {
    var random = SeededGenerator(seed: 12)
    for scale in [1.0, 1e5, 1e-4] {
      var columns = (0..<20).map { _ in
        (0..<20).map { (row: $0, value: scale * Double.random(in: -1...1, using: &random)) }
      }
      columns[7] = (0..<20).map { row in
        (row: row, value: columns[2][row].value / 3 + columns[11][row].value / 7)
      }
      let harness = BasisFactorizationHarness(rowCount: 20, columns: columns)
      #expect(harness.factorize().count == 1)
      harness.expectSolves(&random)
    }
  }

  @Test("replaces columns of zeros, stored or not, and next to zero")
  func zeros() {
    var random = SeededGenerator(seed: 13)
    let columns: [[(row: Int, value: Double)]] = [
      [(0, 1), (2, 1)], [], [(1, 0), (3, 0)], [(3, 1e-13)], [(2, 1), (4, 1)],
    ]
    let harness = BasisFactorizationHarness(rowCount: 5, columns: columns)
    let repairs = harness.factorize()
    #expect(repairs.map(\.removed).sorted() == [1, 2, 3])
    harness.expectSolves(&random)
  }

  @Test("replaces one of two variables that are the same")
  func sameTwice() {
    var random = SeededGenerator(seed: 14)
    let columns: [[(row: Int, value: Double)]] = [[(0, 1), (1, 2)], [(1, 1), (2, 1)]]
    for basic in [[0, 0, 1], [3, 3, 1], [2, 2, 2]] {
      let harness = BasisFactorizationHarness(rowCount: 3, columns: columns, basic: basic)
      let repairs = harness.factorize()
      #expect(repairs.count == 3 - Set(basic).count)
      #expect(Set(harness.basic).count == 3)
      harness.expectSolves(&random)
    }
  }

  @Test("makes all rows logical when all columns are zero")
  func allZero() {
    var random = SeededGenerator(seed: 15)
    let harness = BasisFactorizationHarness(rowCount: 12, columns: Array(repeating: [], count: 12))
    #expect(harness.factorize().map(\.position) == Array(0..<12))
    #expect(harness.basic == (12..<24).map(Int32.init))
    harness.expectSolves(&random)
    #expect(harness.exchange(entering: 3, unitFirst: false) == nil)
  }

  @Test("leaves factors that updates can go on from")
  func updatesAfterRepair() {
    var random = SeededGenerator(seed: 16)
    var columns = randomColumns(rowCount: 50, count: 100, perColumn: 3, &random)
    for column in 0..<10 { columns[column] = columns[column + 10] }
    let harness = BasisFactorizationHarness(rowCount: 50, columns: columns)
    #expect(!harness.factorize().isEmpty)
    for variable in 50..<90 {
      _ = harness.exchange(entering: Int32(variable), unitFirst: false)
      harness.expectSolves(&random)
    }
  }
}
