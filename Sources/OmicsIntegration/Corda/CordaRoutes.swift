import LinearProgramming
import Synchronization

/// The cheapest routes for chains, each by programs of its own, in chunks that do not depend on the
/// number of threads.
struct CordaRoutes: Sendable {
  /// What is made of one chain: the halves that its routes need, and how many routes there are.
  struct Found: Sendable {
    var needed: Set<CordaNetwork.Half>
    var routes: Int
  }

  /// How many chains one session serves, from a fresh basis.
  private static let chunk = 128
  /// What a route's halves cost more when the next is looked for.
  private static let surcharge = 1.01
  /// A flux above this belongs to the route of a chain with flux 1.
  private static let least = 1e-6

  let network: CordaNetwork
  /// What a unit of flux costs in a half; nothing where it is not named.
  let prices: [CordaNetwork.Half: Double]
  /// How many routes are looked for at most.
  let routes: Int

  /// - Parameter chains: Each of which can carry flux.
  /// - Returns: In the order of `chains`.
  func find(
    _ chains: [CordaNetwork.Chain], counts: inout CordaCounts, using solver: MethodSolver
  ) throws(OmicsError) -> [Found] {
    let chunks = (chains.count + Self.chunk - 1) / Self.chunk
    if chunks == 0 { return [] }
    let threads = max(1, min(solver.threads, solver.backend.concurrentSessionLimit, chunks))
    let program = CordaRouteProgram(network, prices: chainPrices)
    let parts = Mutex<[Int: (found: [Found], counts: CordaCounts)]>([:])
    try onPinnedThreads(threads) { worker throws(OmicsError) in
      var index = worker
      while index < chunks {
        let slice = chains[index * Self.chunk..<min(chains.count, (index + 1) * Self.chunk)]
        let part = try self.find(Array(slice), in: program, using: solver)
        let position = index
        parts.withLock { $0[position] = part }
        index += threads
      }
    }
    let all = parts.withLock { $0 }
    for part in all.values {
      counts.programs += part.counts.programs
      counts.pivots += part.counts.pivots
    }
    return (0..<chunks).flatMap { all[$0]?.found ?? [] }
  }

  private func find(
    _ chains: [CordaNetwork.Chain], in program: CordaRouteProgram, using solver: MethodSolver
  ) throws(OmicsError) -> (found: [Found], counts: CordaCounts) {
    let lane = CordaRouteLane(program, solver: solver, model: network.modelID)
    let found: [Found] = try lane.withSession { session throws(OmicsError) -> [Found] in
      var found: [Found] = []
      for chain in chains {
        guard let place = program.places[chain] else {
          throw .flux(.infeasible(model: self.network.modelID))
        }
        found.append(try self.find(place, lane, &session))
      }
      return found
    }
    return (found, lane.counts)
  }

  private func find(
    _ place: CordaRouteProgram.Place, _ lane: CordaRouteLane,
    _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> Found {
    var point = try lane.cheapest(place, in: &session)
    var result = Found(needed: used(by: point, in: lane.routes), routes: 1)
    if result.needed.isEmpty || routes == 1 { return result }
    let start = try lane.basis(&session)
    var prices = lane.routes.program.objective
    var new = result.needed
    while true {
      for half in new.sorted() { raise(half, in: &prices, of: lane.routes) }
      point = try lane.cheapest(at: prices, in: &session)
      new = used(by: point, in: lane.routes).subtracting(result.needed)
      if new.isEmpty { break }
      result.routes += 1
      result.needed.formUnion(new)
      if result.routes == routes { break }
    }
    try lane.goBack(to: start, in: &session)
    return result
  }

  /// The halves with a price that a point uses.
  private func used(
    by point: [Double], in program: CordaRouteProgram
  ) -> Set<CordaNetwork.Half> {
    var used = Set<CordaNetwork.Half>()
    for priced in program.priced {
      let against = program.opposite[priced.column].map { point[$0] } ?? 0
      if point[priced.column] - against <= Self.least * program.need { continue }
      for half in network.halves(of: priced.chain) where prices[half] ?? 0 > 0 {
        used.insert(half)
      }
    }
    return used
  }

  /// What a unit of each chain costs.
  private var chainPrices: [CordaNetwork.Chain: Double] {
    var sums: [CordaNetwork.Chain: Double] = [:]
    for half in prices.keys.sorted() {
      guard let chain = network.chain(of: half) else { continue }
      sums[chain, default: 0] += price(of: half)
    }
    return sums
  }

  private func raise(
    _ half: CordaNetwork.Half, in prices: inout [Double], of program: CordaRouteProgram
  ) {
    guard let chain = network.chain(of: half), let place = program.places[chain] else { return }
    prices[place.column] += (Self.surcharge - 1) * price(of: half)
  }

  private func price(of half: CordaNetwork.Half) -> Double {
    (prices[half] ?? 0) * network.program.share(of: half.reaction)
  }
}
