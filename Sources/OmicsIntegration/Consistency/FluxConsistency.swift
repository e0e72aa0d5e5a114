import CohortStatistics
import LinearProgramming
import MetabolicModels

/// Finds which reactions of a model can carry flux, by few linear programs: FASTCC (Vlassis et al.,
/// PLoS Comput Biol 2014, doi 10.1371/journal.pcbi.1003424).
///
/// A reaction is consistent if some *v* with *S v = 0*, *lower ≤ v ≤ upper* and the model's own flux
/// constraints has *|vⱼ| ≥ ε*. Reactions that can move one way only are pushed together,
///
///     maximize Σⱼ zⱼ   subject to   0 ≤ zⱼ ≤ ε, vⱼ ≥ zⱼ
///
/// as long as a round finds new ones; then those that can move both ways, forward and backward in
/// turn, as long as either does. Of what is still open, a sum with random weights is maximized and
/// minimized. It is the same at both ends only if no reaction in it can move, but for weights that
/// happen to cancel; where it is not, the reactions that moved are pushed alone, either way.
///
/// Departures from the original: the model is compressed first, which finds most blocked reactions
/// without a program; a reaction that moves one way only is not given up after one round, since
/// bounds that bind can hold it back there, but when the optimum of a round is proved to leave
/// nothing for it; reactions that can move both ways and carry nothing, of which a model on a narrow
/// medium has hundreds, need not have programs of their own.
public struct FluxConsistency: Sendable {
  /// The flux that counts as carried, in mmol·gDW⁻¹·h⁻¹.
  public var epsilon = 1e-4

  public init() {}

  public struct Result: Sendable {
    /// One for each reaction.
    public var isConsistent: [Bool]
    /// How many linear programs were solved, in how many pivots.
    public var programs: Int
    public var pivots: Int
  }

  /// - Throws: ``OmicsError/flux(_:)`` if the model has no flux distribution, or the solver gives no
  ///   answer that holds; ``OmicsError/invalidOption(name:value:allowed:)`` for an ε that is none.
  /// - Complexity: Some ten warm solves, and two for each reaction that can move both ways and
  ///   carries something, but not ε.
  public func assess(
    _ model: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> Result {
    try Self.check(epsilon)
    let lane = PushLane(
      PushProgram(model, epsilon: epsilon), solver: solver, model: model.model.id)
    let found: [Bool] = try lane.withSession { session throws(OmicsError) -> [Bool] in
      try ConsistencySearch(lane).run(&session)
    }
    return Result(isConsistent: found, programs: lane.programs, pivots: lane.pivots)
  }

  /// The smallest ε that stands clear of a solver's rounding, and the largest that is still small.
  static func check(_ epsilon: Double) throws(OmicsError) {
    guard (1e-7...1).contains(epsilon) else {
      throw .invalidOption(
        name: "--method-option epsilon", value: "\(epsilon)", allowed: "a number from 1e-7 to 1")
    }
  }
}

/// The state of one search for consistent reactions.
struct ConsistencySearch {
  private let lane: PushLane
  private let program: PushProgram
  private var isConsistent: [Bool]

  init(_ lane: PushLane) {
    self.lane = lane
    program = lane.program
    isConsistent = Array(repeating: false, count: lane.program.compressed.carriers.count)
  }

  func run(_ session: inout any LPSession & ~Copyable) throws(OmicsError) -> [Bool] {
    var search = self
    try search.pushOneWay(&session)
    try search.pushBothWays(&session)
    return search.isConsistent
  }

  private func open(where isWanted: (Int) -> Bool) -> [Int] {
    isConsistent.indices.filter { reaction in
      guard !isConsistent[reaction], let column = program.column(of: reaction) else { return false }
      return program.isCarried(reaction, at: program.largest(column)) && isWanted(column)
    }
  }

  private mutating func pushOneWay(_ session: inout any LPSession & ~Copyable) throws(OmicsError) {
    while true {
      let open = open { !program.isReversible($0) }
      if open.isEmpty { return }
      let round = try push(open, isForward: true, &session)
      if round.found > 0 { continue }
      if round.value >= round.worth { try pushAlone(open, &session) }
      return
    }
  }

  private mutating func pushBothWays(
    _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    var poorRounds = 0
    var isForward = true
    while poorRounds < 2 {
      let open = open { program.isReversible($0) }
      if open.isEmpty { return }
      let found = try push(open, isForward: isForward, &session).found
      isForward.toggle()
      poorRounds = found > 0 ? 0 : poorRounds + 1
    }
    try swayTogether(&session)
  }

  /// A share of ε: weighted sums that differ by less are the same. Two ends of a reaction's range
  /// that are ε apart are taken for one if its weight, drawn from 1 to 2 with a random sign, falls
  /// into an interval of about this width, once in a million.
  private static let sameSum = 1e-6

  /// Settles the reactions that can move both ways and that no push has moved.
  private mutating func swayTogether(
    _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    var random = SeededRandom(seed: 0)
    var settled = Set<Int>()
    while true {
      let open = open { program.isReversible($0) && !settled.contains($0) }
      if open.isEmpty { return }
      let targets = program.targets(open) { _ in true }
      let weights = targets.map { _ in
        (random.next() & 1 == 0 ? 1 : -1) * (1 + random.uniform())
      }
      let ends = try lane.sway(targets, weights: weights, in: &session)
      if note(ends.low) + note(ends.high) > 0 { continue }
      let moves = targets.map { abs(ends.high[$0.column] - ends.low[$0.column]) }
      let sums = zip(targets, weights).reduce(0) {
        $0 + $1.1 * (ends.high[$1.0.column] - ends.low[$1.0.column])
      }
      if sums <= Self.sameSum * program.need { return }
      let farthest = moves.max() ?? 0
      let moved = Set(zip(targets, moves).filter { $0.1 >= farthest / 2 }.map(\.0.column))
      try pushAlone(open.filter { program.column(of: $0).map(moved.contains) ?? false }, &session)
      settled.formUnion(moved)
    }
  }

  private mutating func pushAlone(
    _ reactions: [Int], _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    for reaction in reactions {
      for isForward in [true, false] where !isConsistent[reaction] {
        guard let column = program.column(of: reaction) else { continue }
        if !isForward && !program.isReversible(column) { continue }
        _ = try push([reaction], isForward: isForward, &session)
      }
    }
  }

  /// One program for all of `reactions`; each that moves one way only is pushed that way.
  private mutating func push(
    _ reactions: [Int], isForward: Bool, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> (found: Int, value: Double, worth: Double) {
    let targets = program.targets(reactions) { _ in isForward }
    let worth = program.worth(of: targets, reactions)
    let point = try lane.push(targets, worth: worth, in: &session)
    return (note(point.columns), point.value, worth)
  }

  /// Counts the reactions in which a compressed point shows the first ε.
  private mutating func note(_ columns: [Double]) -> Int {
    var found = 0
    for reaction in isConsistent.indices where !isConsistent[reaction] {
      guard let column = program.column(of: reaction) else { continue }
      if program.isCarried(reaction, at: columns[column]) {
        isConsistent[reaction] = true
        found += 1
      }
    }
    return found
  }
}

extension PushProgram {
  /// Whether a flux of its column gives a reaction what counts as carried.
  func isCarried(_ reaction: Int, at flux: Double) -> Bool {
    share(of: reaction) * abs(flux) >= PushLane.slack * need
  }

  /// The largest size of a flux that the bounds of a compressed column allow.
  func largest(_ column: Int) -> Double {
    max(forward[column]?.limit ?? 0, backward[column]?.limit ?? 0)
  }

  /// The columns of `reactions`, each once, with the reach that gives the least of them ε.
  func targets(_ reactions: [Int], isForward: (Int) -> Bool) -> [PushLane.Target] {
    var positions: [Int: Int] = [:]
    var targets: [PushLane.Target] = []
    for reaction in reactions {
      guard let column = column(of: reaction) else { continue }
      let reach = need / share(of: reaction)
      if let position = positions[column] {
        targets[position].reach = max(targets[position].reach, reach)
        targets[position].count += 1
      } else {
        positions[column] = targets.count
        let goesForward = isReversible(column) ? isForward(column) : forward[column] != nil
        targets.append(
          PushLane.Target(column: column, isForward: goesForward, reach: reach, count: 1))
      }
    }
    return targets
  }

  /// The least that a reaction which can carry ε adds to the value of a push.
  func worth(of targets: [PushLane.Target], _ reactions: [Int]) -> Double {
    let byColumn = Dictionary(
      targets.map { ($0.column, $0) }, uniquingKeysWith: { first, _ in first })
    return reactions.reduce(Double.infinity) { least, reaction in
      guard let column = column(of: reaction), let target = byColumn[column] else { return least }
      let share = need / self.share(of: reaction) / target.reach
      return min(least, PushLane.slack * Double(target.count) * need * share)
    }
  }
}
