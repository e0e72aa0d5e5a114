import LinearProgramming
import Synchronization

/// Finds for every group of fully coupled columns what depends on it.
struct FluxCouplingSearch: Sendable {
  private let cone: FluxCone
  private let options: FluxCouplingOptions
  /// Fully coupled compressed columns, none blocked.
  private let groups: [[Int]]
  /// The group of each column, −1 if it is blocked.
  private let groupOfColumn: [Int]
  /// For each column the place of its far part in the spread program, −1 for a reversible one.
  private let farParts: [Int]

  /// Two rows of length 1 are parallel, and a vector of length 1 is zero, to within this.
  private static let rounding = 1e-8

  init(_ cone: FluxCone, options: FluxCouplingOptions) {
    self.cone = cone
    self.options = options
    groups = Self.parallelRows(cone.rows)
    var groupOfColumn = [Int](repeating: -1, count: cone.rows.count)
    for (index, group) in groups.enumerated() {
      for column in group { groupOfColumn[column] = index }
    }
    self.groupOfColumn = groupOfColumn
    var farParts = [Int](repeating: -1, count: cone.rows.count)
    for (index, push) in cone.spread.pushes.enumerated() {
      farParts[push.column] = cone.rows.count + index
    }
    self.farParts = farParts
  }

  /// Columns whose rows are multiples of each other, by their first column.
  private static func parallelRows(_ rows: [[(axis: Int32, value: Double)]]) -> [[Int]] {
    var byPattern: [[Int32]: [Int]] = [:]
    for (column, row) in rows.enumerated() where !row.isEmpty {
      byPattern[row.map(\.axis), default: []].append(column)
    }
    var groups: [[Int]] = []
    for columns in byPattern.values {
      var own: [[Int]] = []
      for column in columns {
        if let place = own.firstIndex(where: { isParallel(rows[$0[0]], rows[column]) }) {
          own[place].append(column)
        } else {
          own.append([column])
        }
      }
      groups += own
    }
    return groups.sorted { $0[0] < $1[0] }
  }

  private static func isParallel(
    _ a: [(axis: Int32, value: Double)], _ b: [(axis: Int32, value: Double)]
  ) -> Bool {
    let sign = (a[0].value < 0) == (b[0].value < 0) ? 1.0 : -1.0
    return zip(a, b).allSatisfy { abs($0.value - sign * $1.value) <= rounding }
  }

  func run(using backend: some LPBackend) throws(FluxError) -> FluxCoupling {
    let watch = RunWatch(
      all: groups.count, since: cone.began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let programs = Atomic(cone.programsSolved)
    let queue = WorkQueue<ColumnSet>(groups.count, watch)
    let failure = Mutex<FluxError?>(nil)
    try queue.work(threads: options.threads, using: backend) { () throws(LPError) in
      try backend.withSession(for: cone.spread.program, limits: options.solving.limits) {
        session throws(LPError) in
        let lane = cone.spread.lane(options)
        while let group = queue.take() {
          guard let blocked = try blockedColumns(without: group, lane: lane, in: &session) else {
            failure.withLock { $0 = .stopped(.numericalTrouble) }
            break
          }
          queue.finish(group, dependents(of: group, blocked: blocked))
          watch.settle(1)
        }
        programs.add(lane.counters.programsSolved, ordering: .relaxed)
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return result(try queue.found(), programsSolved: programs.load(ordering: .relaxed))
  }

  /// The irreversible columns that are blocked where the columns of `group` are closed; `nil` if
  /// the solver has no answer that holds.
  private func blockedColumns(
    without group: Int, lane: SolverLane, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Int]? {
    let column = groups[group][0]
    let parts = [column, farParts[column]].filter { $0 >= 0 }
    // A reversible column at zero in the first point: everything else has its flux without it.
    if parts.allSatisfy({ cone.point[$0] == 0 }) { return [] }
    try setBounds(of: parts, lane: lane, in: &session) { _ in .fixed(0) }
    try session.restore(cone.basis)
    let finding = try lane.maximize(
      cone.spread.terms, isFeasible: true, certifies: false, in: &session)
    let bounds = cone.spread.program.columns
    try setBounds(of: parts, lane: lane, in: &session) { bounds[$0] }
    guard case .optimal(let optimum) = finding else { return nil }
    var blocked: [Int] = []
    for push in cone.spread.pushes where groupOfColumn[push.column] >= 0 {
      let value = abs(optimum.columns[push.column])
      if value < FluxCone.threshold { blocked.append(push.column) }
    }
    return blocked
  }

  private func setBounds(
    of columns: [Int], lane: SolverLane, in session: inout any LPSession & ~Copyable,
    to bounds: (Int) -> Bounds
  ) throws(LPError) {
    for column in columns {
      try session.setColumnBounds(bounds(column), column: column)
      lane.judge.setColumnBounds(bounds(column), column: column)
    }
  }

  /// The groups without flux where `group` and the irreversible columns in `blocked` have none.
  private func dependents(of group: Int, blocked: [Int]) -> ColumnSet {
    var space = Subspace(dimension: cone.dimension)
    let closed = Set([group] + blocked.map { groupOfColumn[$0] })
    for index in closed.sorted() { space.close(cone.rows[groups[index][0]]) }
    var random = Xoshiro256(seed: 0, stream: UInt64(group))
    // A generic vector of what is left: a component that is zero in it is zero in all of it.
    let generic = (0..<2).compactMap { _ in space.genericVector(&random) }
    return ColumnSet(of: groups.count) { other in
      let column = groups[other][0]
      if closed.contains(other) { return true }
      // An irreversible column that the program gave a flux is not blocked.
      if farParts[column] >= 0 { return false }
      return generic.allSatisfy { vector in
        let value = cone.rows[column].reduce(0) { $0 + $1.value * vector[Int($1.axis)] }
        return abs(value) <= Self.rounding
      }
    }
  }

  private func result(_ dependents: [ColumnSet], programsSolved: Int) -> FluxCoupling {
    let compressed = cone.compressed
    let groupOfReaction = compressed.carriers.map { carrier -> Int? in
      guard carrier >= 0, groupOfColumn[Int(carrier)] >= 0 else { return nil }
      return groupOfColumn[Int(carrier)]
    }
    var members = [[Int]](repeating: [], count: groups.count)
    for (reaction, group) in groupOfReaction.enumerated() {
      if let group { members[group].append(reaction) }
    }
    // Groups are renumbered by their first reaction.
    let order = members.indices.sorted { members[$0][0] < members[$1][0] }
    var place = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { place[old] = new }
    let renumbered = order.map { old in
      ColumnSet(of: order.count) { dependents[old].contains(Int32(order[$0])) }
    }
    let sets = order.indices.map { group in
      (0...group).first { other in
        other == group
          || (renumbered[other].contains(Int32(group)) && renumbered[group].contains(Int32(other)))
      } ?? group
    }
    return FluxCoupling(
      blocked: groupOfReaction.indices.filter { groupOfReaction[$0] == nil },
      groupOfReaction: groupOfReaction.map { $0.map { place[$0] } },
      groups: order.map { members[$0] }, setOfGroup: sets, programsSolved: programsSolved,
      dependents: renumbered)
  }
}

/// What is left of a space where some linear functions are zero.
private struct Subspace {
  private let dimension: Int
  /// An orthonormal basis of the functions.
  private var normals: [[Double]] = []

  /// What is left of a unit vector after projection is rounding if it is shorter than this.
  private static let smallest = 1e-9

  init(dimension: Int) { self.dimension = dimension }

  mutating func close(_ row: [(axis: Int32, value: Double)]) {
    var vector = [Double](repeating: 0, count: dimension)
    for entry in row { vector[Int(entry.axis)] = entry.value }
    if let normal = projected(vector) { normals.append(normal) }
  }

  /// A random unit vector of what is left; `nil` if nothing is.
  func genericVector(_ random: inout Xoshiro256) -> [Double]? {
    if normals.count >= dimension { return nil }
    return projected((0..<dimension).map { _ in random.uniform() * 2 - 1 })
  }

  /// `vector` without its part along the normals, at length 1; `nil` if nothing else is in it.
  private func projected(_ vector: [Double]) -> [Double]? {
    var vector = vector
    let before = Self.length(vector)
    // Twice, which makes the result orthogonal to working precision (Giraud et al. 2005).
    for _ in 0..<2 {
      for normal in normals {
        var product = 0.0
        for axis in vector.indices { product += vector[axis] * normal[axis] }
        if product == 0 { continue }
        for axis in vector.indices { vector[axis] -= product * normal[axis] }
      }
    }
    let length = Self.length(vector)
    if length <= Self.smallest * before { return nil }
    return vector.map { $0 / length }
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
