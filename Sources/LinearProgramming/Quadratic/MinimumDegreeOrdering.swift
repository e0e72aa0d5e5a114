/// The order in which a symmetric matrix is eliminated so that little fills in.
///
/// The minimum degree rule on a quotient graph, with the approximate degrees and the absorption of
/// elements of Amestoy, Davis and Duff (SIAM J Matrix Anal Appl 1996, doi
/// 10.1137/S0895479894278952), without their supervariables: stoichiometric matrices have cliques of
/// some hundred rows at most.
struct MinimumDegreeOrdering {
  /// The rows, first eliminated first.
  private(set) var order: [Int32] = []

  private var neighbours: [[Int32]]
  /// For each row the elements, which are rows eliminated before, that it belongs to.
  private var elements: [[Int32]]
  /// For each element its rows that are left.
  private var members: [[Int32]]
  private var isAbsorbed: [Bool]
  private var degree: [Int]
  private var buckets: DegreeBuckets
  private var mark: [Int32]
  private var outside: [Int32]
  private var outsideStamp: [Int32]

  /// - Parameter neighbours: Of each row the others that it shares an entry with; symmetric.
  /// - Complexity: About the number of entries of the factor times the elements of a row, which are
  ///   few. The order depends on nothing but the graph and the numbering of the rows.
  init(_ neighbours: [[Int32]]) {
    let count = neighbours.count
    self.neighbours = neighbours
    elements = Array(repeating: [], count: count)
    members = elements
    isAbsorbed = Array(repeating: false, count: count)
    degree = neighbours.map(\.count)
    buckets = DegreeBuckets(degree)
    mark = Array(repeating: -1, count: count)
    outside = Array(repeating: 0, count: count)
    outsideStamp = mark
    order.reserveCapacity(count)
    while let pivot = buckets.popLeast() { eliminate(pivot) }
  }

  private mutating func eliminate(_ pivot: Int) {
    let stamp = Int32(order.count)
    order.append(Int32(pivot))
    let reached = gather(pivot, stamp: stamp)
    for row in reached { prune(Int(row), stamp: stamp) }
    for row in reached { update(Int(row), pivot: pivot, reach: reached.count) }
    members[pivot] = reached
  }

  /// The rows that the pivot is coupled with, through entries and through elements, which it absorbs.
  private mutating func gather(_ pivot: Int, stamp: Int32) -> [Int32] {
    mark[pivot] = stamp
    var reached: [Int32] = []
    for row in neighbours[pivot] where mark[Int(row)] != stamp {
      mark[Int(row)] = stamp
      reached.append(row)
    }
    for element in elements[pivot] {
      for row in members[Int(element)] where mark[Int(row)] != stamp {
        mark[Int(row)] = stamp
        reached.append(row)
      }
      isAbsorbed[Int(element)] = true
      members[Int(element)] = []
    }
    neighbours[pivot] = []
    elements[pivot] = []
    return reached
  }

  /// Leaves out what the new element covers, and counts for each other element the members outside
  /// of the new one.
  private mutating func prune(_ row: Int, stamp: Int32) {
    neighbours[row].removeAll { mark[Int($0)] == stamp }
    elements[row].removeAll { isAbsorbed[Int($0)] }
    for element in elements[row] {
      let element = Int(element)
      if outsideStamp[element] != stamp {
        outsideStamp[element] = stamp
        outside[element] = Int32(members[element].count)
      }
      outside[element] -= 1
    }
  }

  private mutating func update(_ row: Int, pivot: Int, reach: Int) {
    var others = 0
    elements[row].removeAll { element in
      let element = Int(element)
      if outside[element] == 0 { isAbsorbed[element] = true }
      return isAbsorbed[element]
    }
    for element in elements[row] { others += Int(outside[Int(element)]) }
    elements[row].append(Int32(pivot))
    let new = min(
      degree.count - order.count - 1, degree[row] + reach - 1,
      neighbours[row].count + reach - 1 + others)
    buckets.move(row, from: degree[row], to: new)
    degree[row] = new
  }
}

/// Rows by their degree, as doubly linked lists.
private struct DegreeBuckets {
  private var heads: [Int32]
  private var next: [Int32]
  private var previous: [Int32]
  private var least = 0

  init(_ degrees: [Int]) {
    heads = Array(repeating: -1, count: degrees.count + 1)
    next = Array(repeating: -1, count: degrees.count)
    previous = next
    // The last inserted stands first: the lowest row of a degree goes first.
    for row in degrees.indices.reversed() { insert(row, degrees[row]) }
  }

  mutating func popLeast() -> Int? {
    while least < heads.count, heads[least] < 0 { least += 1 }
    if least == heads.count { return nil }
    let row = Int(heads[least])
    remove(row, least)
    return row
  }

  mutating func move(_ row: Int, from old: Int, to new: Int) {
    if old == new { return }
    remove(row, old)
    insert(row, new)
  }

  private mutating func insert(_ row: Int, _ degree: Int) {
    next[row] = heads[degree]
    previous[row] = -1
    if heads[degree] >= 0 { previous[Int(heads[degree])] = Int32(row) }
    heads[degree] = Int32(row)
    least = min(least, degree)
  }

  private mutating func remove(_ row: Int, _ degree: Int) {
    if previous[row] >= 0 {
      next[Int(previous[row])] = next[row]
    } else {
      heads[degree] = next[row]
    }
    if next[row] >= 0 { previous[Int(next[row])] = previous[row] }
  }
}
