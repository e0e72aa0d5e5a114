import LinearProgramming

/// The program of the cheapest routes. A compressed column that is open both ways and costs nothing
/// either way is one column without bounds; of all others each open direction has a column of its
/// own.
struct CordaRouteProgram: Sendable {
  /// Where the flux of a chain stands: in a column, or in the negative part of one without bounds.
  struct Place: Hashable, Sendable {
    var column: Int
    var sign: Double
  }

  /// A column with a price.
  struct Priced: Sendable {
    var column: Int
    var chain: CordaNetwork.Chain
  }

  private(set) var program: LinearProgram
  private(set) var places: [CordaNetwork.Chain: Place] = [:]
  private(set) var priced: [Priced] = []
  /// The column of the other direction, where that has one of its own.
  private(set) var opposite: [Int?] = []
  /// The flux that is asked for.
  let need: Double

  /// - Parameter prices: What a unit of each chain costs; nothing where it is not named.
  init(_ network: CordaNetwork, prices: [CordaNetwork.Chain: Double]) {
    need = network.program.need
    var columns = Columns(network.program.compressed.program.matrix)
    for column in network.program.members.indices {
      let open = [true, false].map { CordaNetwork.Chain(column: column, isForward: $0) }
        .filter { network.program.direction(column, isForward: $0.isForward) != nil }
      if open.count == 2, open.allSatisfy({ prices[$0] ?? 0 == 0 }) {
        let position = columns.add(column, sign: 1, bounds: .free, price: 0)
        places[open[0]] = Place(column: position, sign: 1)
        places[open[1]] = Place(column: position, sign: -1)
        opposite.append(nil)
        continue
      }
      for (index, chain) in open.enumerated() {
        let price = prices[chain] ?? 0
        let position = columns.add(
          column, sign: chain.isForward ? 1 : -1, bounds: Self.open, price: price)
        places[chain] = Place(column: position, sign: 1)
        if price > 0 { priced.append(Priced(column: position, chain: chain)) }
        opposite.append(open.count == 1 ? nil : index == 0 ? position + 1 : position - 1)
      }
    }
    program = columns.program(rows: network.program.compressed.program.rows)
  }

  static let open = Bounds(lower: 0, upper: .infinity)

  /// Whether a column stands for both directions.
  func isBothWays(_ column: Int) -> Bool { program.columns.lower[column] < 0 }
}

/// Collects the columns of a ``CordaRouteProgram``.
private struct Columns {
  private let source: SparseMatrix
  private var starts: [Int32] = [0]
  private var rows: [Int32] = []
  private var values: [Double] = []
  private var bounds = BoundArrays(lower: [], upper: [])
  private var objective: [Double] = []

  init(_ source: SparseMatrix) { self.source = source }

  /// - Returns: Its position.
  mutating func add(_ column: Int, sign: Double, bounds new: Bounds, price: Double) -> Int {
    let range = source.range(ofColumn: column)
    rows.append(contentsOf: source.rows[range])
    values.append(contentsOf: source.values[range].map { sign * $0 })
    starts.append(Int32(values.count))
    bounds.append(new)
    objective.append(price)
    return objective.count - 1
  }

  func program(rows rowBounds: BoundArrays) -> LinearProgram {
    LinearProgram(
      matrix: SparseMatrix(
        rowCount: source.rowCount, columnStarts: starts, rows: rows, values: values),
      rows: rowBounds, columns: bounds, objective: objective, sense: .minimize)
  }
}
