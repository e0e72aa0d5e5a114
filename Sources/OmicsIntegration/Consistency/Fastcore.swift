import LinearProgramming
import MetabolicModels

/// Finds a small part of a model in which every reaction can carry flux and which has all of a set
/// of core reactions: FASTCORE (Vlassis, Pacheco, Sauter, PLoS Comput Biol 2014,
/// doi 10.1371/journal.pcbi.1003424).
///
/// Rounds of two linear programs. The first gives as many core reactions *J* as possible a flux
/// (LP7), the second keeps those *K* that got one, with as little flux as possible through reactions
/// *P* that are neither core nor in the result yet (LP9):
///
///     maximize Σ zⱼ (j in J)    subject to  S v = 0, lower ≤ v ≤ upper, 0 ≤ zⱼ ≤ ε, vⱼ ≥ zⱼ
///     minimize Σ |vᵢ| (i in P)  subject to  S v = 0, lower ≤ v ≤ upper, vₖ ≥ ε (k in K)
///
/// What carries flux in the second joins the result. Core reactions that can move one way only come
/// first; a round without progress turns the reversible ones around; after another, one reaction is
/// tried at a time.
///
/// The result is checked: each of its reactions must carry ε in the model that has only them
/// (``FluxConsistency``). What does not, since its route was too narrow, is looked after in further
/// rounds as if it were core.
///
/// Departures from the original: the model is compressed, so that a chain joins as a whole, and both
/// programs are one (``PushProgram``) in one warm session, at one scale. A flux counts as support
/// from 10⁻⁵·ε on, where the original takes 0.99·10⁻⁵. Optimal routes are seldom unique: another
/// solver, or another order of the model's reactions, may give another set of about the same size.
public struct Fastcore: Sendable {
  /// What to do with core reactions that cannot carry ε in the whole model.
  public enum InconsistentCore: String, Sendable, Hashable, CaseIterable {
    case fail, drop
  }

  /// The flux that counts as carried, in mmol·gDW⁻¹·h⁻¹.
  public var epsilon = 1e-4
  public var inconsistentCore = InconsistentCore.fail

  public init() {}

  public struct Reduction: Sendable {
    /// One for each reaction: the core, what it needs, and every forced flux.
    public var isKept: [Bool]
    /// Core reactions (indices, ascending) that cannot carry ε in the whole model.
    public var dropped: [Int]
    /// How many reactions of the whole model can carry ε.
    public var consistentReactions: Int
    /// How many linear programs were solved, in how many pivots.
    public var programs: Int
    public var pivots: Int
  }

  /// - Parameters:
  ///   - core: Reactions (indices) that must be in the result.
  ///   - unpenalized: Reactions (indices) that need not be, and cost nothing. Circles of them may join without being
  ///     needed, as in the original.
  /// - Throws: ``OmicsError/inconsistentCore(reactions:epsilon:)`` for core reactions that cannot
  ///   carry ε; ``OmicsError/weakReactions(reactions:epsilon:)`` if the check of the result fails;
  ///   ``OmicsError/flux(_:)``.
  /// - Precondition: The indices are those of reactions.
  /// - Complexity: The programs of ``FluxConsistency`` on the whole model and on the result, and
  ///   some ten more.
  public func reduce(
    _ model: ConstrainedModel, core: [Int], unpenalized: Set<Int> = [],
    using solver: MethodSolver
  ) throws(OmicsError) -> Reduction {
    try FluxConsistency.check(epsilon)
    let lane = PushLane(
      PushProgram(model, epsilon: epsilon), solver: solver, model: model.model.id)
    var (wanted, dropped): ([Int], [Int]) = ([], [])
    var search = FastcoreSearch(lane, core: Set(core), unpenalized: unpenalized)
    search = try lane.withSession { session throws(OmicsError) -> FastcoreSearch in
      var search = search
      let isConsistent = try ConsistencySearch(lane).run(&session)
      search.isConsistent = isConsistent
      let core = Set(core).sorted()
      (wanted, dropped) = (core.filter { isConsistent[$0] }, core.filter { !isConsistent[$0] })
      if !dropped.isEmpty && inconsistentCore == .fail {
        throw error(of: dropped, in: model, OmicsError.inconsistentCore)
      }
      try search.support(wanted, &session)
      return search
    }
    var counts = (programs: 0, pivots: 0)
    try check(&search, in: model, lane: lane, counts: &counts, using: solver)
    return Reduction(
      isKept: search.isKept, dropped: dropped,
      consistentReactions: search.isConsistent.count { $0 },
      programs: lane.programs + counts.programs, pivots: lane.pivots + counts.pivots)
  }

  /// Checks the result, and widens it where a reaction of it carries less than ε.
  private func check(
    _ search: inout FastcoreSearch, in model: ConstrainedModel, lane: PushLane,
    counts: inout (programs: Int, pivots: Int), using solver: MethodSolver
  ) throws(OmicsError) {
    for _ in 0..<4 {
      let closed = search.isKept.map { !$0 }
      let inner = PushLane(
        PushProgram(model, epsilon: epsilon, closed: closed), solver: solver,
        model: model.model.id)
      let found = try inner.withSession { session throws(OmicsError) -> [Bool] in
        try ConsistencySearch(inner).run(&session)
      }
      counts.programs += inner.programs
      counts.pivots += inner.pivots
      let weak = search.isKept.indices.filter { search.isKept[$0] && !found[$0] }
      // A forced flux below ε is kept whatever it is.
      let open = weak.filter { search.isConsistent[$0] }
      if open.isEmpty { return }
      let before = search.isKept
      search = try lane.withSession { session throws(OmicsError) -> FastcoreSearch in
        var wider = search
        try wider.support(open, again: true, &session)
        return wider
      }
      if search.isKept == before {
        throw error(of: open, in: model, OmicsError.weakReactions)
      }
    }
    let weak = search.isKept.indices.filter { search.isKept[$0] }
    throw error(of: weak, in: model, OmicsError.weakReactions)
  }

  private func error(
    of reactions: [Int], in model: ConstrainedModel, _ make: ([String], Double) -> OmicsError
  ) -> OmicsError {
    make(reactions.map { model.model.reactions[$0].id }, epsilon)
  }
}

/// The state of one run of FASTCORE's rounds.
struct FastcoreSearch {
  private let lane: PushLane
  private let program: PushProgram
  /// What a unit of flux through each reaction costs while it is not in the result.
  private let reactionPrices: [Double]
  /// The direction in which reversible columns are tried next.
  private var isForward: [Bool]
  var isConsistent: [Bool] = []
  private(set) var isKept: [Bool]

  init(_ lane: PushLane, core: Set<Int>, unpenalized: Set<Int>) {
    self.lane = lane
    program = lane.program
    let reactions = program.compressed.carriers.indices
    reactionPrices = reactions.map {
      core.contains($0) || unpenalized.contains($0) ? 0 : 1
    }
    isForward = Array(repeating: true, count: program.members.count)
    isKept = Array(repeating: false, count: reactions.count)
  }

  /// Adds routes until each of `core` has one.
  ///
  /// - Parameter again: Whether reactions that are kept already are to get a route of their own.
  mutating func support(
    _ core: [Int], again: Bool = false, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    var open = core
    let oneWay = open.filter { reaction in
      program.column(of: reaction).map { !program.isReversible($0) } ?? false
    }
    if !oneWay.isEmpty {
      let carried = try route(oneWay, &session)
      open = left(open, carried, again: again)
    }
    var (isTurned, isAlone) = (false, false)
    while !open.isEmpty {
      let group = isAlone ? [open[0]] : open
      let before = open.count
      let carried = try route(group, &session)
      open = left(open, carried, again: again)
      if open.count < before {
        isTurned = false
        continue
      }
      let columns = Set(group.compactMap { program.column(of: $0) })
        .filter { program.isReversible($0) }
      if isTurned || columns.isEmpty {
        // What FASTCC found a flux for and this does not is left for the check to name.
        if isAlone { open.removeFirst() }
        (isAlone, isTurned) = (true, false)
      } else {
        for column in columns { isForward[column].toggle() }
        isTurned = true
      }
    }
  }

  private func left(_ open: [Int], _ carried: Set<Int>, again: Bool) -> [Int] {
    open.filter { !carried.contains($0) && (again || !isKept[$0]) }
  }

  /// One round: what of `reactions` can carry ε together does, and its cheapest route is kept.
  ///
  /// - Returns: Those that carry ε.
  private mutating func route(
    _ reactions: [Int], _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> Set<Int> {
    let targets = program.targets(reactions) { isForward[$0] }
    let worth = program.worth(of: targets, reactions)
    let pushed = try lane.push(targets, worth: worth, in: &session)
    let carried = reactions.filter { reaction in
      guard let column = program.column(of: reaction) else { return false }
      return program.isCarried(reaction, at: pushed.columns[column])
    }
    if carried.isEmpty { return [] }
    let kept = program.targets(carried) { isForward[$0] }
    let route = try lane.spare(kept, found: pushed.columns, prices: prices, in: &session)
    let least = PushLane.supportShare * program.need
    for column in route.indices where abs(route[column]) >= least {
      for reaction in program.members[column] { isKept[reaction] = true }
    }
    return Set(carried)
  }

  private var prices: PushLane.Prices {
    let prices = program.members.map { members in
      members.reduce(0) { sum, reaction in
        sum + (isKept[reaction] ? 0 : reactionPrices[reaction]) * program.share(of: reaction)
      }
    }
    return PushLane.Prices(forward: prices, backward: prices)
  }
}
