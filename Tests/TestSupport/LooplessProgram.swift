import LinearProgramming
import MetabolicModels

/// The loop law as Schellenberger, Lewis and Palsson wrote it down (Biophys J 2011, doi
/// 10.1016/j.bpj.2010.12.3707), with an indicator for the direction of each internal flux: an
/// independent way to what the library finds without indicators.
///
///     S v = 0,  lower ≤ v ≤ upper,  −M (1 − a) ≤ v ≤ M a,
///     G = Sᵀ μ,  1 ≤ G + (K + 1) a ≤ K,  a ∈ {0, 1}
///
/// Here *G* comes from potentials *μ*, which is the same as that it is zero along every cycle.
public struct LooplessProgram {
  /// *K*: how far apart the potentials may be.
  private static let potential = 1e3

  private var columns: [(entries: [(row: Int, value: Double)], bounds: Bounds)] = []
  private var rows: [Bounds] = []
  private var integers: [Int] = []

  public init(_ model: ConstrainedModel) {
    let network = model.model
    for _ in network.metabolites { rows.append(.fixed(0)) }
    for (reaction, bounds) in model.bounds.enumerated() {
      columns.append(
        (
          network.stoichiometry.column(reaction).map { ($0.row, $0.value) },
          Bounds(lower: bounds.lower, upper: bounds.upper)
        ))
    }
    let potentials = network.metabolites.map { _ in add(.free) }
    for reaction in network.reactions.indices {
      let balance = network.stoichiometry.column(reaction)
      if balance.count < 2 { continue }
      let indicator = add(Bounds(lower: 0, upper: 1))
      integers.append(indicator)
      let most = columns[reaction].bounds.magnitude
      addRow(
        Bounds(lower: -.infinity, upper: 0), [(reaction, 1), (indicator, -most)])
      addRow(
        Bounds(lower: -most, upper: .infinity), [(reaction, 1), (indicator, -most)])
      addRow(
        Bounds(lower: 1, upper: Self.potential),
        balance.map { (potentials[$0.row], $0.value) } + [(indicator, Self.potential + 1)])
    }
    for constraint in network.constraints {
      addRow(
        Bounds(lower: constraint.lower, upper: constraint.upper),
        constraint.terms.map { ($0.reaction, $0.coefficient) })
    }
  }

  private mutating func add(_ bounds: Bounds) -> Int {
    columns.append(([], bounds))
    return columns.count - 1
  }

  /// Adds *bounds.lower ≤ Σ coefficient · column ≤ bounds.upper*.
  public mutating func addRow(_ bounds: Bounds, _ terms: [(column: Int, coefficient: Double)]) {
    for term in terms {
      columns[term.column].entries.append((rows.count, term.coefficient))
    }
    rows.append(bounds)
  }

  /// *maximize* (or minimize) the sum of `terms`, whose columns are reactions.
  public func program(
    _ terms: [(column: Int, coefficient: Double)], _ sense: LinearProgram.Sense
  ) -> MixedIntegerProgram {
    var objective = [Double](repeating: 0, count: columns.count)
    for term in terms { objective[term.column] = term.coefficient }
    let entries = columns.map { $0.entries.filter { $0.value != 0 } }
    let matrix = SparseMatrix(
      rowCount: rows.count,
      columnStarts: entries.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1.count)) },
      rows: entries.flatMap { $0.map { Int32($0.row) } },
      values: entries.flatMap { $0.map(\.value) })
    return MixedIntegerProgram(
      LinearProgram(
        matrix: matrix,
        rows: BoundArrays(lower: rows.map(\.lower), upper: rows.map(\.upper)),
        columns: BoundArrays(
          lower: columns.map(\.bounds.lower), upper: columns.map(\.bounds.upper)),
        objective: objective, sense: sense),
      integerColumns: integers)
  }
}

extension Bounds {
  fileprivate var magnitude: Double { max(abs(lower), abs(upper)) }
}
