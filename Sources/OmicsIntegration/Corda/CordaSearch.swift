import LinearProgramming

/// The state of one reconstruction by CORDA.
struct CordaSearch {
  /// Without what cannot carry flux, as far as it was looked at, and what was closed.
  private var network: CordaNetwork
  private let options: Corda
  private let solver: MethodSolver
  private var confidences: [CordaNetwork.Half: CordaConfidence] = [:]
  private(set) var counts = CordaCounts()
  /// Halves of some confidence that cannot carry flux.
  private(set) var impossible: Set<CordaNetwork.Half> = []
  /// How many targets needed routes of their own, and how many routes there were.
  private(set) var routedTargets = 0
  private(set) var routes = 0

  init(
    _ network: CordaNetwork, confidences: [CordaConfidence], options: Corda, solver: MethodSolver
  ) {
    self.network = network
    self.options = options
    self.solver = solver
    for half in network.halves { self.confidences[half] = confidences[half.reaction] }
  }

  /// Reactions with a half of high confidence at the end.
  func kept(count: Int) -> [Bool] {
    var kept = [Bool](repeating: false, count: count)
    for (half, confidence) in confidences where confidence == .high { kept[half.reaction] = true }
    return kept
  }

  mutating func run() throws(OmicsError) {
    try dropImpossible { $0 >= .low }
    try includeNeededByHigh()
    try includeSupportedAbsent()
    try includeIndependentMedium()
    try includeNeededUnknown()
  }

  /// Step 1: everything that the halves of high confidence need becomes one of them.
  private mutating func includeNeededByHigh() throws(OmicsError) {
    let prices = prices { confidence in
      switch confidence {
      case .absent: options.penalty
      case .low, .medium: 1
      case .unknown, .high: 0
      }
    }
    let needed = try routes(of: halves { $0 == .high }, prices: prices, routes: options.routes)
    for half in needed.values.joined() { confidences[half] = .high }
  }

  /// Step 2: absent halves that enough others would need become high, the rest is closed.
  private mutating func includeSupportedAbsent() throws(OmicsError) {
    let prices = prices { $0 == .absent ? options.penalty : 0 }
    let needed = try routes(
      of: halves { $0 == .low || $0 == .medium }, prices: prices, routes: options.routes)
    var support: [CordaNetwork.Half: Int] = [:]
    for half in needed.values.joined() { support[half, default: 0] += 1 }
    for (half, count) in support where count >= options.support { confidences[half] = .high }
    try close { $0 == .absent }
  }

  /// What of medium confidence can then carry flux becomes high, the rest is closed.
  private mutating func includeIndependentMedium() throws(OmicsError) {
    let medium = halves { $0 == .low || $0 == .medium }
    let carried = try network.carried(medium, counts: &counts, using: solver)
    for half in carried { confidences[half] = .high }
    try close { $0 == .low || $0 == .medium }
  }

  /// Step 3: of the unknown, what the halves of high confidence need by their cheapest routes.
  private mutating func includeNeededUnknown() throws(OmicsError) {
    try dropImpossible { $0 == .high }
    let prices = prices { $0 == .unknown ? options.penalty : 0 }
    let needed = try routes(of: halves { $0 == .high }, prices: prices, routes: 1)
    for half in needed.values.joined() { confidences[half] = .high }
  }

  private func halves(where isWanted: (CordaConfidence) -> Bool) -> [CordaNetwork.Half] {
    network.halves.filter { isWanted(confidences[$0] ?? .unknown) }
  }

  private func chains(of halves: [CordaNetwork.Half]) -> [CordaNetwork.Chain] {
    Set(halves.compactMap { network.chain(of: $0) }).sorted()
  }

  private mutating func close(
    where isClosed: (CordaConfidence) -> Bool
  ) throws(OmicsError) {
    network = try network.closing(halves(where: isClosed))
  }

  private func prices(
    _ price: (CordaConfidence) -> Double
  ) -> [CordaNetwork.Half: Double] {
    confidences.mapValues(price).filter { $0.value > 0 }
  }

  private mutating func dropImpossible(
    where isWanted: (CordaConfidence) -> Bool
  ) throws(OmicsError) {
    let wanted = halves(where: isWanted)
    let lost = Set(confidences.keys.filter { isWanted(confidences[$0] ?? .unknown) })
      .subtracting(try network.carried(wanted, counts: &counts, using: solver))
    impossible.formUnion(lost)
    for half in lost { confidences[half] = .absent }
    network = try network.closing(lost)
  }

  /// For each of `targets` that does not get by without a price, the priced halves that it needs.
  ///
  /// What can carry flux through halves without a price needs none of the others, and no program of
  /// its own: the least price of its route is zero.
  private mutating func routes(
    of targets: [CordaNetwork.Half], prices: [CordaNetwork.Half: Double], routes: Int
  ) throws(OmicsError) -> [CordaNetwork.Half: Set<CordaNetwork.Half>] {
    if prices.isEmpty { return [:] }
    let free = try network.closing(prices.keys).carried(
      targets, quickly: true, counts: &counts, using: solver)
    let wanted = chains(of: targets.filter { !free.contains($0) })
    let finder = CordaRoutes(network: network, prices: prices, routes: routes)
    let found = try finder.find(wanted, counts: &counts, using: solver)
    let byChain = Dictionary(uniqueKeysWithValues: zip(wanted, found))
    routedTargets += wanted.count
    self.routes += found.reduce(0) { $0 + $1.routes }
    var needed: [CordaNetwork.Half: Set<CordaNetwork.Half>] = [:]
    for target in targets {
      guard let chain = network.chain(of: target), let route = byChain[chain] else { continue }
      needed[target] = route.needed.subtracting([target])
    }
    return needed
  }
}
