import LinearProgramming

/// Programs with one row for each enzyme, *v ≤ kcat·e*, and a budget of protein, *Σ mass·e ≤ P*.
extension KnownProgram {
  /// Turnover numbers over the twelve orders of magnitude that curated sets span, from 2.9e-6 to
  /// 4.2e6.
  private static let turnovers = [2.9e-6, 1e-4, 3e-3, 0.2, 7, 65, 180, 2.7e3, 9e4, 4.2e6]
  private static let masses = [89.1, 33.6, 47.1, 51.7, 35.2, 21.2, 20.1, 41.4, 117.8, 56.1]
  private static let count = turnovers.count

  /// Columns v then e; the rows of the enzymes and of the budget.
  private static func rows(budget: Double) -> [([Double], Bounds)] {
    let enzymes = (0..<count).map { index in
      var row = [Double](repeating: 0, count: 2 * count)
      row[index] = 1
      row[count + index] = -turnovers[index]
      return (row, Bounds(lower: -.infinity, upper: 0))
    }
    let spent = Array(repeating: 0.0, count: count) + masses
    return enzymes + [(spent, Bounds(lower: -.infinity, upper: budget))]
  }

  private static let columns = Array(
    repeating: Bounds(lower: 0, upper: .infinity), count: 2 * count)

  public static let enzymes: [KnownProgram] = [pathway, rivals]

  /// All in a row, *v₁ = v₂ = …*: the flux is the budget over what a unit of it needs, Σ mass/kcat.
  private static var pathway: KnownProgram {
    let budget = 1e6
    let chain = (0..<count - 1).map { index in
      var row = [Double](repeating: 0, count: 2 * count)
      row[index] = 1
      row[index + 1] = -1
      return (row, Bounds.fixed(0))
    }
    let need = (0..<count).reduce(0.0) { $0 + masses[$1] / turnovers[$1] }
    var gain = [Double](repeating: 0, count: 2 * count)
    gain[count - 1] = 1
    return KnownProgram(
      "a pathway of enzymes over twelve orders of magnitude", maximize: gain,
      rows: rows(budget: budget) + chain, columns: columns, answer: .optimum(budget / need))
  }

  /// Side by side: the whole budget goes to the enzyme with the most flux for its mass.
  private static var rivals: KnownProgram {
    let budget = 0.1
    let best = (0..<count).reduce(0.0) { max($0, turnovers[$1] / masses[$1]) }
    let gain = Array(repeating: 1.0, count: count) + Array(repeating: 0, count: count)
    return KnownProgram(
      "rival enzymes over twelve orders of magnitude", maximize: gain, rows: rows(budget: budget),
      columns: columns, answer: .optimum(budget * best))
  }
}
