import FluxAnalysis
import LinearProgramming

/// Which switches of an ``IMATProgram`` exclude each other: where a silent reaction is off, some
/// expressed ones can no longer be on.
///
/// The program has that already, but its relaxation hardly knows: a flux of a thousandth of its range
/// is next to off. Said as *y + y' ≤ 1* it brings the bound down. Each exclusion is proved by an outer
/// bound on the flux with the other one closed, and so cuts off no solution.
struct OffConflicts {
  /// Programs that may be solved to find them; what is not found by then is left unsaid.
  private static let programLimit = 30_000
  private static let batch = 500
  private static let rounds = 40
  /// A pair is said when a relaxation violates it by this.
  private static let violation = 0.02

  /// A switch that is off, and switches of one carrier of which none can be on then.
  struct Conflict: Hashable {
    var off: Int
    var on: [Int]
  }

  private(set) var conflicts: [Conflict] = []
  private(set) var programs = 0

  private let switches: [IMATProgram.Switch]
  private let judge: ProgramJudge
  /// Flux distributions that were seen: what they show to be possible needs no program.
  private var seen: [[Double]] = []

  init(
    _ ranges: CarrierRanges, _ switches: [IMATProgram.Switch], using solver: MethodSolver
  ) throws(OmicsError) {
    self.switches = switches
    let base = ranges.growing.program
    judge = ProgramJudge(base)
    var found: [Conflict] = []
    do throws(LPError) {
      found = try solver.backend.withSession(for: base, limits: solver.limits) {
        session throws(LPError) in
        try search(base, in: &session) { solver.isCancelled?() == true }
      }
    } catch {
      throw .flux(.solver(error))
    }
    try solver.checkCancelled()
    conflicts = found
  }

  private mutating func search(
    _ base: LinearProgram, in session: inout any LPSession & ~Copyable, isCancelled: () -> Bool
  ) throws(LPError) -> [Conflict] {
    var found: [Conflict] = []
    for (index, off) in switches.enumerated() where off.kind == .off {
      if programs >= Self.programLimit || isCancelled() { break }
      let own = base.columns[off.carrier]
      try session.setColumnBounds(.fixed(0), column: off.carrier)
      judge.setColumnBounds(.fixed(0), column: off.carrier)
      let excluded = try excluded(by: off, base, in: &session)
      try session.setColumnBounds(own, column: off.carrier)
      judge.setColumnBounds(own, column: off.carrier)
      found += Self.groups(excluded, switches).map { Conflict(off: index, on: $0) }
    }
    return found
  }

  /// Each forward switch together with a backward one of its carrier, since both at once none can be;
  /// the rest alone.
  private static func groups(
    _ excluded: [Int], _ switches: [IMATProgram.Switch]
  ) -> [[Int]] {
    let carriers = Dictionary(grouping: excluded.sorted()) { switches[$0].carrier }
    return carriers.sorted { $0.key < $1.key }.flatMap { _, own -> [[Int]] in
      let forward = own.filter { demand(switches[$0]).sign > 0 }
      let backward = own.filter { demand(switches[$0]).sign < 0 }
      return (0..<max(forward.count, backward.count)).map { index in
        [forward, backward].compactMap { index < $0.count ? $0[index] : nil }
      }
    }
  }

  /// The switches that cannot be on while the carrier of `off` is closed.
  private mutating func excluded(
    by off: IMATProgram.Switch, _ base: LinearProgram,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Int] {
    var open = switches.indices.filter {
      switches[$0].kind != .off && switches[$0].carrier != off.carrier
    }
    for point in seen where abs(point[off.carrier]) <= 1e-9 {
      open.removeAll { isOn(switches[$0], at: point) }
    }
    var excluded: [Int] = []
    while !open.isEmpty, programs < Self.programLimit {
      // Those that go one way only are pushed together: if their sum is next to nothing, so is each.
      let together = open.filter { isOneWay(switches[$0], base) }
      var group = together.isEmpty ? [open[0]] : together
      var answer = try push(group, in: &session)
      if let point = answer?.point, !group.contains(where: { isOn(switches[$0], at: point) }),
        group.count > 1, !isExcluded(group, answer?.bound)
      {
        group = [group[0]]
        answer = try push(group, in: &session)
      }
      let isProved = isExcluded(group, answer?.bound)
      if isProved { excluded += group }
      let settled = Set(group)
      let point = answer?.point
      open.removeAll { one in
        if let point, isOn(switches[one], at: point) { return true }
        return settled.contains(one) && (isProved || group.count == 1)
      }
    }
    return excluded
  }

  /// The largest sum of the fluxes of `group`, each per unit of its threshold.
  private mutating func push(
    _ group: [Int], in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> (bound: Double, point: [Double])? {
    var terms: [Int: Double] = [:]
    for one in group {
      let (sign, threshold) = Self.demand(switches[one])
      terms[switches[one].carrier, default: 0] += sign / threshold
    }
    let objective = terms.sorted { $0.key < $1.key }
      .map { (column: $0.key, coefficient: $0.value) }
    try session.setObjective(objective, sense: .maximize)
    programs += 1
    let answer = try RecoveryLadder(method: .primal).solve(&session) { outcome, _ throws(LPError) in
      if case .optimal(let solution) = outcome,
        judge.primalResidual(of: solution.columns) <= 1e-7
      {
        return .accepted
      }
      return .refused
    }
    guard case .optimal(let solution) = answer.outcome else { return nil }
    if seen.count < 2_000 { seen.append(solution.columns) }
    return (
      judge.outerBound(maximizing: objective, rowDuals: solution.rowDuals), solution.columns
    )
  }

  /// Whether a bound on the sum shows that none of `group`, whose fluxes are not negative if there
  /// are several, reaches its threshold.
  private func isExcluded(_ group: [Int], _ bound: Double?) -> Bool {
    guard let bound else { return false }
    return bound < 1 - 1e-6
  }

  private func isOneWay(_ one: IMATProgram.Switch, _ base: LinearProgram) -> Bool {
    let bounds = base.columns[one.carrier]
    return Self.demand(one).sign > 0 ? bounds.lower >= 0 : bounds.upper <= 0
  }

  private func isOn(_ one: IMATProgram.Switch, at point: [Double]) -> Bool {
    let (sign, threshold) = Self.demand(one)
    return sign * point[one.carrier] >= threshold * (1 + 1e-9)
  }

  private static func demand(_ one: IMATProgram.Switch) -> (sign: Double, threshold: Double) {
    switch one.kind {
    case .forward(let threshold): (1, threshold)
    case .backward(let threshold): (-1, threshold)
    case .off: (0, 1)
    }
  }
}

extension OffConflicts {
  /// `program` with those conflicts as rows that its relaxations violate, found round by round.
  func tightened(
    _ program: MixedIntegerProgram, using solver: MethodSolver
  ) throws(OmicsError) -> (program: MixedIntegerProgram, rows: Int) {
    var growing = GrowingProgram(program.relaxation)
    var left = conflicts
    var added = 0
    for _ in 0..<Self.rounds {
      guard !left.isEmpty, let optimum = try solver.optimum(of: growing.program) else { break }
      let violated = left.indices.map { index in
        (index: index, by: columns(of: left[index]).reduce(-1) { $0 + optimum.columns[$1] })
      }
      .filter { $0.by > Self.violation }.sorted { ($1.by, $0.index) < ($0.by, $1.index) }
      if violated.isEmpty { break }
      let chosen = violated.prefix(Self.batch).map(\.index)
      for index in chosen {
        growing.addRow(
          columns(of: left[index]).map { ($0, 1) }, Bounds(lower: -.infinity, upper: 1))
      }
      added += chosen.count
      let isChosen = Set(chosen)
      left = left.indices.filter { !isChosen.contains($0) }.map { left[$0] }
    }
    return (MixedIntegerProgram(growing.program, integerColumns: program.integerColumns), added)
  }

  private func columns(of conflict: Conflict) -> [Int] {
    [switches[conflict.off].column] + conflict.on.map { switches[$0].column }
  }
}
