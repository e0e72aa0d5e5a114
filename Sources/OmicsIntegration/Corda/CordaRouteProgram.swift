import LinearProgramming

/// The program of the cheapest routes: a column for each chain that is open, without limit. Chains
/// that are closed have none.
struct CordaRouteProgram: Sendable {
  let program: LinearProgram
  /// The chain of each column.
  let chains: [CordaNetwork.Chain]
  let columns: [CordaNetwork.Chain: Int]
  /// The column of the other direction, where that is open.
  let opposite: [Int?]
  /// The flux that is asked for.
  let need: Double

  /// - Parameter prices: What a unit of each chain costs; nothing where it is not named.
  init(
    _ network: CordaNetwork, closed: Set<CordaNetwork.Chain>,
    prices: [CordaNetwork.Chain: Double]
  ) {
    let source = network.program.compressed.program
    var (starts, rows, values): ([Int32], [Int32], [Double]) = ([0], [], [])
    var chains: [CordaNetwork.Chain] = []
    for column in network.program.members.indices {
      for isForward in [true, false] {
        let chain = CordaNetwork.Chain(column: column, isForward: isForward)
        if closed.contains(chain) { continue }
        guard network.program.direction(column, isForward: isForward) != nil else { continue }
        let range = source.matrix.range(ofColumn: column)
        rows.append(contentsOf: source.matrix.rows[range])
        values.append(contentsOf: source.matrix.values[range].map { isForward ? $0 : -$0 })
        starts.append(Int32(values.count))
        chains.append(chain)
      }
    }
    let columns = Dictionary(uniqueKeysWithValues: zip(chains, chains.indices))
    self.chains = chains
    self.columns = columns
    opposite = chains.map {
      columns[CordaNetwork.Chain(column: $0.column, isForward: !$0.isForward)]
    }
    need = network.program.need
    program = LinearProgram(
      matrix: SparseMatrix(
        rowCount: source.matrix.rowCount, columnStarts: starts, rows: rows, values: values),
      rows: source.rows,
      columns: BoundArrays(
        lower: Array(repeating: 0, count: chains.count),
        upper: Array(repeating: .infinity, count: chains.count)),
      objective: chains.map { prices[$0] ?? 0 }, sense: .minimize)
  }
}
