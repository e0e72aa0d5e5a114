/// Systems with *A W Aᵀ + δ I* for one sparse matrix *A* and diagonal matrices *W* that change.
///
/// The pattern, the order of elimination and the place of each product are found once. It belongs to
/// one thread.
final class NormalEquations {
  private let matrix: SparseMatrix
  /// For each row of *A* its place in the order of elimination, and for each place the row.
  private let places: [Int32]
  private let order: [Int32]
  /// For each column of *A* its entries by ascending place, and where the product of each pair of
  /// them goes.
  private var entryPlaces: [Int32]
  private var entryValues: [Double]
  private var pairStarts: [Int]
  private var pairPositions: [Int32]
  private let cholesky: SparseCholesky
  private var permuted: [Double]

  init(_ matrix: SparseMatrix) {
    self.matrix = matrix
    let graph = Self.graph(of: matrix)
    let order = MinimumDegreeOrdering(graph).order
    var places = [Int32](repeating: 0, count: matrix.rowCount)
    for (place, row) in order.enumerated() { places[Int(row)] = Int32(place) }
    self.order = order
    self.places = places
    let upper = Self.upperTriangle(graph, order: order, places: places)
    cholesky = SparseCholesky(columnStarts: upper.starts, rows: upper.rows)
    permuted = Array(repeating: 0, count: matrix.rowCount)
    entryPlaces = []
    entryValues = []
    pairStarts = [0]
    pairPositions = []
    collectPairs()
  }

  var factorEntryCount: Int { cholesky.factorEntryCount }

  /// Of each row the others that share a column with it, ascending.
  private static func graph(of matrix: SparseMatrix) -> [[Int32]] {
    let rows = SparseRows(matrix)
    var stamps = [Int](repeating: -1, count: matrix.rowCount)
    return (0..<matrix.rowCount).map { row in
      stamps[row] = row
      var neighbours: [Int32] = []
      for position in rows.range(ofRow: row) {
        for other in matrix.range(ofColumn: Int(rows.columns[position])) {
          let index = Int(matrix.rows[other])
          if stamps[index] == row { continue }
          stamps[index] = row
          neighbours.append(Int32(index))
        }
      }
      return neighbours.sorted()
    }
  }

  private static func upperTriangle(
    _ graph: [[Int32]], order: [Int32], places: [Int32]
  ) -> (starts: [Int32], rows: [Int32]) {
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    for (place, row) in order.enumerated() {
      rows += graph[Int(row)].map { places[Int($0)] }.filter { $0 < place }.sorted()
      rows.append(Int32(place))
      starts.append(Int32(rows.count))
    }
    return (starts, rows)
  }

  private func collectPairs() {
    var columns = [[Int32]](repeating: [], count: matrix.rowCount)
    for column in 0..<matrix.columnCount {
      let entries = matrix.range(ofColumn: column)
        .map { (place: places[Int(matrix.rows[$0])], value: matrix.values[$0]) }
        .sorted { $0.place < $1.place }
      entryPlaces += entries.map(\.place)
      entryValues += entries.map(\.value)
      pairStarts.append(pairStarts[column] + entries.count * (entries.count + 1) / 2)
      for entry in entries { columns[Int(entry.place)].append(Int32(column)) }
    }
    pairPositions = Array(repeating: 0, count: pairStarts[matrix.columnCount])
    var positions = [Int32](repeating: 0, count: matrix.rowCount)
    for place in columns.indices {
      for position in Int(cholesky.columnStarts[place])..<Int(cholesky.columnStarts[place + 1]) {
        positions[Int(cholesky.rows[position])] = Int32(position)
      }
      for column in columns[place] {
        let entries = matrix.range(ofColumn: Int(column))
        guard let own = entries.first(where: { entryPlaces[$0] == place }) else { continue }
        let rank = own - entries.lowerBound
        let first = pairStarts[Int(column)] + rank * (rank + 1) / 2
        for other in 0...rank {
          pairPositions[first + other] = positions[Int(entryPlaces[entries.lowerBound + other])]
        }
      }
    }
  }

  /// Factorizes *A W Aᵀ + δ I*; columns of weight 0 cost nothing.
  func factorize(weights: [Double], shift: Double) {
    let starts = matrix.columnStarts
    cholesky.values.withUnsafeMutableBufferPointer { values in
      entryValues.withUnsafeBufferPointer { entries in
        pairPositions.withUnsafeBufferPointer { pairs in
          values.update(repeating: 0)
          for column in weights.indices where weights[column] != 0 {
            let (first, end) = (Int(starts[column]), Int(starts[column + 1]))
            var pair = pairStarts[column]
            for one in first..<end {
              let scaled = weights[column] * entries[one]
              for other in first...one {
                values[Int(pairs[pair])] += scaled * entries[other]
                pair += 1
              }
            }
          }
        }
      }
      for place in 0..<order.count { values[Int(cholesky.columnStarts[place + 1]) - 1] += shift }
    }
    cholesky.factorize(leastPivot: shift)
  }

  /// (*A W Aᵀ + δ I*)⁻¹ *x* with the last factors.
  func solve(_ x: [Double]) -> [Double] {
    for place in order.indices { permuted[place] = x[Int(order[place])] }
    cholesky.solve(&permuted)
    return places.map { permuted[Int($0)] }
  }
}
