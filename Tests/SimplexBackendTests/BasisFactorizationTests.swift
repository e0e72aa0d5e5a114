import TestSupport
import Testing

@testable import SimplexBackend

@Suite("Factors of a basis")
struct BasisFactorizationTests {
  @Test("solve random bases as a dense elimination does", arguments: [1, 2, 3, 7, 20, 60])
  func randomBases(size: Int) {
    for seed in 0..<12 {
      var random = SeededGenerator(seed: UInt64(100 * size + seed))
      let columns = randomColumns(
        rowCount: size, count: 2 * size, perColumn: 2 + seed % 4, &random)
      let basic = Array((0..<3 * size).shuffled(using: &random).prefix(size))
      let harness = BasisFactorizationHarness(rowCount: size, columns: columns, basic: basic)
      let rank = DenseElimination.solve(
        harness.dense(), [Double](repeating: 0, count: size)
      ).rank
      let repairs = harness.factorize()
      #expect(repairs.count == size - rank, "seed \(seed)")
      #expect(Set(harness.basic).count == size)
      harness.expectSolves(&random)
      let right = harness.randomVector(share: 0.3, &random)
      let expected = DenseElimination.solve(harness.dense(), right).solution
      let found = harness.ftran(right)
      let scale = found.map { abs($0) }.max() ?? 0
      #expect(expected != nil, "seed \(seed): the repaired basis has full rank")
      for (a, b) in zip(expected ?? [], found) { #expect(abs(a - b) <= 1e-9 * max(1, scale)) }
    }
  }

  @Test("solve large sparse bases, where the pattern is searched for", arguments: [300, 1000])
  func largeBases(size: Int) {
    for seed in 0..<4 {
      var random = SeededGenerator(seed: UInt64(size + seed))
      let columns = randomColumns(rowCount: size, count: size, perColumn: 2 + seed, &random)
      let basic = Array((0..<2 * size).shuffled(using: &random).prefix(size))
      let harness = BasisFactorizationHarness(rowCount: size, columns: columns, basic: basic)
      harness.factorize()
      harness.expectSolves(&random)
    }
  }

  @Test("put each variable of the basis, and no other, into a position with its pivot")
  func permutation() {
    var random = SeededGenerator(seed: 5)
    let columns = randomColumns(rowCount: 40, count: 40, perColumn: 4, &random)
    let harness = BasisFactorizationHarness(
      rowCount: 40, columns: columns, basic: (0..<80).shuffled(using: &random).prefix(40) + [])
    let before = Set(harness.basic)
    let repairs = harness.factorize()
    let removed = Set(repairs.map(\.removed))
    #expect(removed.count == repairs.count)
    #expect(removed.isSubset(of: before))
    let logicals = Set(repairs.map { Int32($0.position + 40) })
    #expect(Set(harness.basic) == before.subtracting(removed).union(logicals))
    for repair in repairs { #expect(harness.basic[repair.position] == Int32(repair.position + 40)) }
    let order = harness.basic
    #expect(harness.factorize().isEmpty)
    #expect(harness.basic == order, "a factorized basis keeps its positions")
  }

  @Test("are trivial for logicals, in any order")
  func logicals() {
    var random = SeededGenerator(seed: 1)
    let harness = BasisFactorizationHarness(
      rowCount: 30, columns: [[(0, 2)]], basic: Array(1...30).shuffled(using: &random))
    #expect(harness.factorize().isEmpty)
    #expect(harness.basic == (1...30).map(Int32.init))
    #expect(harness.factors.entryCount == 0)
    let right = harness.randomVector(share: 0.5, &random)
    #expect(harness.ftran(right) == right)
    #expect(harness.btran(right) == right)
  }

  @Test("need no fill for triangles of either kind, whatever the order of their lines")
  func triangles() {
    for isUpper in [true, false] {
      var random = SeededGenerator(seed: isUpper ? 2 : 3)
      let rows = Array(0..<50).shuffled(using: &random)
      let columns = (0..<50).map { column in
        let range = isUpper ? max(0, column - 3)...column : column...min(49, column + 3)
        return range.map { (row: rows[$0], value: Double.random(in: 1...3, using: &random)) }
      }.shuffled(using: &random)
      let harness = BasisFactorizationHarness(rowCount: 50, columns: columns)
      #expect(harness.factorize().isEmpty)
      #expect(harness.factors.entryCount == columns.reduce(0) { $0 + $1.count } - 50)
      harness.expectSolves(&random)
    }
  }

  @Test("of a permuted identity are a permutation")
  func permutedIdentity() {
    var random = SeededGenerator(seed: 4)
    let rows = Array(0..<25).shuffled(using: &random)
    let harness = BasisFactorizationHarness(
      rowCount: 25, columns: rows.map { [(row: $0, value: 4)] })
    #expect(harness.factorize().isEmpty)
    for (column, row) in rows.enumerated() { #expect(harness.basic[row] == Int32(column)) }
    #expect(harness.ftran((0..<25).map(Double.init)) == (0..<25).map { Double($0) / 4 })
  }

  @Test("of one row and of none")
  func smallest() {
    let one = BasisFactorizationHarness(rowCount: 1, columns: [[(0, -4)]])
    #expect(one.factorize().isEmpty)
    #expect(one.ftran([2]) == [-0.5])
    #expect(one.btran([2]) == [-0.5])
    let none = BasisFactorizationHarness(rowCount: 0, columns: [])
    #expect(none.factorize().isEmpty)
    #expect(none.ftran([]).isEmpty && none.btran([]).isEmpty)
    #expect(!none.factors.shouldRefactorize)
  }

  @Test("of a dense basis")
  func dense() {
    var random = SeededGenerator(seed: 6)
    let columns = (0..<30).map { _ in
      (0..<30).map { (row: $0, value: Double.random(in: -1...1, using: &random)) }
    }
    let harness = BasisFactorizationHarness(rowCount: 30, columns: columns)
    #expect(harness.factorize().isEmpty)
    #expect(harness.factors.entryCount == 30 * 29)
    harness.expectSolves(&random)
  }

  @Test("of entries over twelve orders of magnitude keep the residual small")
  func badlyScaled() {
    for seed in 0..<20 {
      var random = SeededGenerator(seed: UInt64(seed))
      var columns = randomColumns(rowCount: 60, count: 60, perColumn: 5, &random)
      let scales = (0..<60).map { _ in Double.random(in: -3...3, using: &random) }
      for column in 0..<60 {
        let scale = Double.random(in: -3...3, using: &random)
        columns[column] = columns[column].map {
          ($0.row, $0.value * exp10(scale + scales[$0.row]))
        }
      }
      let harness = BasisFactorizationHarness(rowCount: 60, columns: columns)
      harness.factorize()
      harness.expectSolves(&random)
    }
  }

  private func exp10(_ exponent: Double) -> Double {
    (0..<Int(abs(exponent) * 10)).reduce(1) { value, _ in
      exponent > 0 ? value * 1.2589254117941673 : value / 1.2589254117941673
    }
  }

  @Test("give the same bits when the same is done again")
  func deterministic() {
    var random = SeededGenerator(seed: 8)
    let columns = randomColumns(rowCount: 80, count: 160, perColumn: 4, &random)
    let right = (0..<80).map { Double($0 % 7) - 3 }
    let results = (0..<2).map { round in
      let harness = BasisFactorizationHarness(
        rowCount: 80, columns: columns, basic: Array(40..<120))
      // What was done before the factorization does not matter.
      if round == 1 {
        harness.factorize()
        for variable in 0..<10 {
          _ = harness.exchange(entering: Int32(variable), unitFirst: false)
        }
        harness.basic = (40..<120).map(Int32.init)
      }
      harness.factorize()
      for variable in 120..<140 {
        _ = harness.exchange(entering: Int32(variable), unitFirst: round == 0)
      }
      return harness.ftran(right) + harness.btran(right)
    }
    #expect(results[0] == results[1])
  }
}
