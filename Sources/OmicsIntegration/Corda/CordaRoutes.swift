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
  private static let chunk = 64
  /// What a route's halves cost more when the next is looked for.
  private static let surcharge = 1.01
  /// A flux above this belongs to the route of a chain with flux 1.
  private static let least = 1e-6

  let network: CordaNetwork
  /// What a unit of flux costs in a half; nothing where it is not named.
  let prices: [CordaNetwork.Half: Double]
  let closed: Set<CordaNetwork.Chain>
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
    let parts = Mutex<[Int: (found: [Found], counts: CordaCounts)]>([:])
    try onPinnedThreads(threads) { worker throws(OmicsError) in
      var index = worker
      while index < chunks {
        let slice = chains[index * Self.chunk..<min(chains.count, (index + 1) * Self.chunk)]
        let part = try self.find(Array(slice), using: solver)
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
    _ chains: [CordaNetwork.Chain], using solver: MethodSolver
  ) throws(OmicsError) -> (found: [Found], counts: CordaCounts) {
    let pusher = PushLane(network.program, solver: solver, model: network.modelID)
    let base = basePrices
    let found: [Found] = try pusher.withSession { session throws(OmicsError) -> [Found] in
      try pusher.close(
        closed.sorted().map { (column: $0.column, isForward: $0.isForward) }, in: &session)
      var found: [Found] = []
      for chain in chains {
        found.append(try self.find(chain, base: base, pusher, &session))
      }
      return found
    }
    return (found, CordaCounts(programs: pusher.programs, pivots: pusher.pivots))
  }

  private func find(
    _ chain: CordaNetwork.Chain, base: PushLane.Prices, _ pusher: PushLane,
    _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> Found {
    let need = network.program.need
    let target = PushLane.Target(
      column: chain.column, isForward: chain.isForward, reach: need, count: 1)
    var wanted = [Double](repeating: 0, count: network.program.members.count)
    wanted[chain.column] = chain.isForward ? need : -need
    var prices = base
    var result = Found(needed: [], routes: 0)
    var start: Basis?
    while result.routes < routes {
      let point = try pusher.spare(
        [target], found: wanted, prices: prices, method: start == nil ? .dual : .primal,
        in: &session)
      let new = used(by: point, need: need).subtracting(result.needed)
      if new.isEmpty && result.routes > 0 { break }
      result.routes += 1
      result.needed.formUnion(new)
      if new.isEmpty || result.routes == routes { break }
      if start == nil { start = try basis(&session) }
      for half in new.sorted() { raise(half, in: &prices) }
    }
    // The basis of the first route is dual feasible for the next chain: its prices are the same.
    if let start { try restore(start, &session) }
    return result
  }

  /// The halves with a price that a point uses.
  private func used(by point: [Double], need: Double) -> Set<CordaNetwork.Half> {
    var used = Set<CordaNetwork.Half>()
    for column in point.indices where abs(point[column]) > Self.least * need {
      let chain = CordaNetwork.Chain(column: column, isForward: point[column] > 0)
      for half in network.halves(of: chain) where prices[half] ?? 0 > 0 { used.insert(half) }
    }
    return used
  }

  private var basePrices: PushLane.Prices {
    let none = [Double](repeating: 0, count: network.program.members.count)
    var base = PushLane.Prices(forward: none, backward: none)
    for half in prices.keys.sorted() { add(prices[half] ?? 0, for: half, to: &base) }
    return base
  }

  private func raise(_ half: CordaNetwork.Half, in prices: inout PushLane.Prices) {
    add((Self.surcharge - 1) * (self.prices[half] ?? 0), for: half, to: &prices)
  }

  private func add(
    _ price: Double, for half: CordaNetwork.Half, to prices: inout PushLane.Prices
  ) {
    guard let chain = network.chain(of: half) else { return }
    let amount = price * network.program.share(of: half.reaction)
    if chain.isForward {
      prices.forward[chain.column] += amount
    } else {
      prices.backward[chain.column] += amount
    }
  }

  private func basis(_ session: inout any LPSession & ~Copyable) throws(OmicsError) -> Basis {
    do throws(LPError) { return try session.basis() } catch { throw .flux(.solver(error)) }
  }

  private func restore(
    _ basis: Basis, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    do throws(LPError) { try session.restore(basis) } catch { throw .flux(.solver(error)) }
  }
}
