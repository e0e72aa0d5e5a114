import LinearProgramming
import MetabolicModels

/// A network in which only directions count: every bound that is open is infinite, so that what can
/// carry flux can carry any. What CORDA's programs are about.
struct CordaNetwork: Sendable {
  /// One direction of a reaction.
  struct Half: Hashable, Comparable, Sendable {
    var reaction: Int
    var isForward: Bool

    static func < (a: Half, b: Half) -> Bool {
      (a.reaction, a.isForward ? 0 : 1) < (b.reaction, b.isForward ? 0 : 1)
    }
  }

  /// One direction of a compressed column: a chain of halves.
  struct Chain: Hashable, Comparable, Sendable {
    var column: Int
    var isForward: Bool

    static func < (a: Chain, b: Chain) -> Bool {
      (a.column, a.isForward ? 0 : 1) < (b.column, b.isForward ? 0 : 1)
    }
  }

  let program: PushProgram
  /// The same where no flux goes beyond 10⁴ times the one that is asked for: finite bounds let the
  /// duals prove that there is none.
  private let probe: PushProgram
  /// The model with infinite bounds.
  private let open: ConstrainedModel
  /// All halves that the bounds allow and the mass balance of a single metabolite does not rule out.
  let halves: [Half]

  var modelID: String { open.model.id }

  init(_ base: ConstrainedModel) throws(OmicsError) {
    var open = base
    for (reaction, bounds) in base.bounds.enumerated() {
      try Self.set(reaction, bounds.lower < 0, bounds.upper > 0, in: &open)
    }
    self.init(open: open)
  }

  private init(open: ConstrainedModel) {
    self.open = open
    let program = PushProgram(open, epsilon: 1)
    self.program = program
    probe = program.limited(to: 1e4 * program.need)
    halves = open.bounds.indices.flatMap { reaction -> [Half] in
      guard let column = program.column(of: reaction) else { return [] }
      return [true, false].compactMap { isForward in
        let along = (program.compressed.factors[reaction] > 0) == isForward
        return program.direction(column, isForward: along) == nil
          ? nil : Half(reaction: reaction, isForward: isForward)
      }
    }
  }

  private static func set(
    _ reaction: Int, _ isOpenBackward: Bool, _ isOpenForward: Bool,
    in model: inout ConstrainedModel
  ) throws(OmicsError) {
    do {
      try model.setBounds(
        FluxBounds(
          lower: isOpenBackward ? -.infinity : 0, upper: isOpenForward ? .infinity : 0),
        ofReaction: reaction)
    } catch {
      throw .flux(.model(error))
    }
  }

  /// The network without `halves`, compressed anew: what led only there leaves with them.
  func closing(_ halves: some Sequence<Half>) throws(OmicsError) -> CordaNetwork {
    var inner = open
    for half in halves {
      let bounds = inner.bounds[half.reaction]
      try Self.set(
        half.reaction, bounds.lower < 0 && half.isForward, bounds.upper > 0 && !half.isForward,
        in: &inner)
    }
    return CordaNetwork(open: inner)
  }

  func chain(of half: Half) -> Chain? {
    guard let column = program.column(of: half.reaction) else { return nil }
    let isForward = (program.compressed.factors[half.reaction] > 0) == half.isForward
    return program.direction(column, isForward: isForward) == nil
      ? nil : Chain(column: column, isForward: isForward)
  }

  /// The halves that take part in a chain, ascending.
  func halves(of chain: Chain) -> [Half] {
    program.members[chain.column].map { reaction in
      Half(
        reaction: reaction,
        isForward: (program.compressed.factors[reaction] > 0) == chain.isForward)
    }
  }

  /// Which of `wanted` can carry flux, by few programs: many are pushed together, and what is left
  /// alone.
  ///
  /// - Parameter quickly: Whether what is left is not tried: it may carry flux or not.
  func carried(
    _ wanted: [Half], quickly: Bool = false, counts: inout CordaCounts, using solver: MethodSolver
  ) throws(OmicsError) -> Set<Half> {
    let pusher = PushLane(probe, solver: solver, model: modelID)
    let chains = Set(wanted.compactMap { chain(of: $0) }).sorted()
    let found: Set<Chain> = try pusher.withSession { session throws(OmicsError) -> Set<Chain> in
      var search = ChainSearch(pusher, open: chains)
      try search.pushTogether(&session)
      if !quickly {
        try search.pushOneWay(&session)
        try search.pushAlone(&session)
      }
      return search.found
    }
    counts.programs += pusher.programs
    counts.pivots += pusher.pivots
    return Set(wanted.filter { half in chain(of: half).map(found.contains) ?? false })
  }
}

/// How many linear programs were solved, in how many pivots.
struct CordaCounts: Sendable {
  var programs = 0
  var pivots = 0
}

/// The state of one search for chains that can carry flux.
private struct ChainSearch {
  /// A flux above this is one; in a network without limits any can be made as large as one likes.
  private static let least = 1e-5

  private let pusher: PushLane
  private var open: [CordaNetwork.Chain]
  /// What was proved to carry no flux.
  private var barred: Set<CordaNetwork.Chain> = []
  private(set) var found: Set<CordaNetwork.Chain> = []

  init(_ pusher: PushLane, open: [CordaNetwork.Chain]) {
    self.pusher = pusher
    self.open = open
  }

  mutating func pushTogether(_ session: inout any LPSession & ~Copyable) throws(OmicsError) {
    var poorRounds = 0
    var isForward = true
    while poorRounds < 2, !open.isEmpty {
      let group = open.filter { $0.isForward == isForward }
      isForward.toggle()
      poorRounds = try push(group, &session) > 0 ? 0 : poorRounds + 1
    }
  }

  /// Settles chains whose other direction can carry no flux. A push closes nothing that they need, so
  /// that one which is proved to be worth nothing says the same of each.
  mutating func pushOneWay(_ session: inout any LPSession & ~Copyable) throws(OmicsError) {
    while true {
      let group = open.filter(isOneWay)
      if group.isEmpty { return }
      if try push(group, &session) > 0 { continue }
      if pusher.bound >= pusher.program.need / 2 { return }
      barred.formUnion(group)
      open.removeAll { barred.contains($0) }
    }
  }

  private func isOneWay(_ chain: CordaNetwork.Chain) -> Bool {
    let other = CordaNetwork.Chain(column: chain.column, isForward: !chain.isForward)
    return barred.contains(other)
      || pusher.program.direction(other.column, isForward: other.isForward) == nil
  }

  mutating func pushAlone(_ session: inout any LPSession & ~Copyable) throws(OmicsError) {
    for chain in open where !found.contains(chain) { _ = try push([chain], &session) }
  }

  private mutating func push(
    _ chains: [CordaNetwork.Chain], _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> Int {
    if chains.isEmpty { return 0 }
    let need = pusher.program.need
    let targets = chains.map {
      PushLane.Target(column: $0.column, isForward: $0.isForward, reach: need, count: 1)
    }
    let point = try pusher.push(targets, worth: Self.least * need, proof: need / 2, in: &session)
      .columns
    let before = open.count
    for chain in open
    where (chain.isForward ? 1 : -1) * point[chain.column] >= Self.least * need {
      found.insert(chain)
    }
    open.removeAll { found.contains($0) }
    return before - open.count
  }
}
