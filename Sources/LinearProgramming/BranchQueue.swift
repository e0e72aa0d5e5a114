/// A node that waits to be explored.
struct BranchNode<Change: Sendable>: Sendable {
  /// In the order of creation.
  var id: Int
  var path: [Change]
  var bound: Double
  var isBoundProved: Bool
  var basis: Basis?

  /// The best bound first, then the longest path, then the oldest.
  func precedes(_ other: Self) -> Bool {
    if bound != other.bound { return bound > other.bound }
    if path.count != other.path.count { return path.count > other.path.count }
    return id < other.id
  }
}

/// The open nodes of a search, as a binary heap.
struct BranchQueue<Change: Sendable>: Sendable {
  private var nodes: [BranchNode<Change>] = []

  var bestBound: Double? { nodes.first?.bound }

  /// - Complexity: O(log *n*).
  mutating func insert(_ node: BranchNode<Change>) {
    nodes.append(node)
    var index = nodes.count - 1
    while index > 0, nodes[index].precedes(nodes[(index - 1) / 2]) {
      nodes.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// - Complexity: O(log *n*).
  mutating func popFirst() -> BranchNode<Change>? {
    guard let first = nodes.first else { return nil }
    let last = nodes.removeLast()
    if nodes.isEmpty { return first }
    nodes[0] = last
    var index = 0
    while true {
      let children = [2 * index + 1, 2 * index + 2].filter { $0 < nodes.count }
      guard let best = children.min(by: { nodes[$0].precedes(nodes[$1]) }),
        nodes[best].precedes(nodes[index])
      else { return first }
      nodes.swapAt(index, best)
      index = best
    }
  }
}
