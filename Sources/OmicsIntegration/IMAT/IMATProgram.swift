import LinearProgramming

/// The mixed-integer program of ``IMAT``, over the carriers of a compressed model.
struct IMATProgram {
  /// A flux range up to this is too narrow to be told from none by a solver whose residual is 1e-7:
  /// the reaction counts as blocked.
  static let narrowestRange = 1e-4

  /// What a switch stands for.
  enum Kind: Hashable {
    /// Forward (backward) flux of at least the threshold.
    case forward(threshold: Double)
    case backward(threshold: Double)
    case off
  }

  struct Switch {
    var column: Int
    var carrier: Int
    var kind: Kind
    /// How many reactions it counts.
    var weight: Int
  }

  private(set) var program: MixedIntegerProgram
  let switches: [Switch]
  /// Reactions whose demand is met (or, for those that must carry flux, never met) by every flux
  /// distribution, and that have no switch.
  private(set) var alwaysMet = 0
  private(set) var blocked = 0
  private let carrierCount: Int

  /// - Parameter activities: One for each reaction.
  init(_ ranges: CarrierRanges, activities: [Activity?]) {
    var growing = ranges.growing
    let demands = Demands(ranges, activities: activities)
    var switches: [Switch] = []
    let carrierCount = ranges.lower.count
    for carrier in 0..<carrierCount where demands.isAsked(carrier) {
      let (lower, upper) = (ranges.lower[carrier], ranges.upper[carrier])
      var exclusive: [[Int]] = []
      for (pair, weight) in demands.active(carrier) {
        var own: [Int] = []
        if let up = pair.up {
          own.append(growing.addColumn(Bounds(lower: 0, upper: 1), cost: Double(weight)))
          switches.append(
            .init(column: own[0], carrier: carrier, kind: .forward(threshold: up), weight: weight))
          growing.addRow(
            [(carrier, 1), (own[0], lower - up)], Bounds(lower: lower, upper: .infinity))
        }
        if let down = pair.down {
          let column = growing.addColumn(Bounds(lower: 0, upper: 1), cost: Double(weight))
          switches.append(
            .init(
              column: column, carrier: carrier, kind: .backward(threshold: down), weight: weight))
          growing.addRow(
            [(carrier, 1), (column, upper + down)], Bounds(lower: -.infinity, upper: upper))
          own.append(column)
        }
        exclusive.append(own)
      }
      let inactive = demands.inactive(carrier)
      if inactive > 0 {
        let column = growing.addColumn(Bounds(lower: 0, upper: 1), cost: Double(inactive))
        switches.append(.init(column: column, carrier: carrier, kind: .off, weight: inactive))
        if upper > 0 {
          growing.addRow([(carrier, 1), (column, upper)], Bounds(lower: -.infinity, upper: upper))
        }
        if lower < 0 {
          growing.addRow([(carrier, 1), (column, lower)], Bounds(lower: lower, upper: .infinity))
        }
        if exclusive.isEmpty { exclusive.append([]) }
        for index in exclusive.indices { exclusive[index].append(column) }
      }
      // A carrier has one of the states at a time: follows from the rest, and tightens the relaxation.
      for group in exclusive where group.count > 1 {
        growing.addRow(group.map { ($0, 1) }, Bounds(lower: -.infinity, upper: 1))
      }
    }
    alwaysMet = demands.alwaysMet
    blocked = demands.blocked
    self.switches = switches
    self.carrierCount = carrierCount
    program = MixedIntegerProgram(growing.program, integerColumns: switches.map(\.column))
  }

  /// Adds rows that say which switches exclude each other.
  ///
  /// - Returns: How many were added, and how many programs it took to prove them.
  mutating func tighten(
    _ ranges: CarrierRanges, using solver: MethodSolver
  ) throws(OmicsError) -> (rows: Int, programs: Int) {
    let conflicts = try OffConflicts(ranges, switches, using: solver)
    let tightened = try conflicts.tightened(program, using: solver)
    program = tightened.program
    return (tightened.rows, conflicts.programs)
  }

  /// The values of all switches that `carriers`, a flux distribution, allows: on where it can be.
  func switched(by carriers: [Double]) -> [Bool] {
    switches.map { one in
      let flux = carriers[one.carrier]
      switch one.kind {
      case .forward(let threshold): return flux >= threshold * (1 - 1e-9)
      case .backward(let threshold): return flux <= -threshold * (1 - 1e-9)
      case .off: return abs(flux) <= 1e-9
      }
    }
  }

  func carriers(of point: [Double]) -> [Double] { Array(point.prefix(carrierCount)) }
}

/// What is asked of each carrier.
private struct Demands {
  /// The least forward and the least backward flux that count, each where the range allows it.
  struct Pair: Hashable {
    var up: Double?
    var down: Double?
  }

  /// Reactions of one carrier that come to the same least fluxes share their switches.
  private var activeWeights: [Int: [Pair: Int]] = [:]
  private var inactiveWeights: [Int: Int] = [:]
  private(set) var alwaysMet = 0
  private(set) var blocked = 0

  init(_ ranges: CarrierRanges, activities: [Activity?]) {
    let compressed = ranges.compressed
    for (reaction, activity) in activities.enumerated() {
      guard let activity, activity != .undetermined else { continue }
      let carrier = Int(compressed.carriers[reaction])
      guard carrier >= 0 else {
        blocked += 1
        continue
      }
      let (lower, upper) = (ranges.lower[carrier], ranges.upper[carrier])
      let factor = abs(compressed.factors[reaction])
      if max(upper, -lower) * factor < IMATProgram.narrowestRange {
        blocked += 1
      } else if activity == .inactive {
        // A forced flux cannot be switched off, and an inactive reaction with one is never met.
        if lower <= 0 && upper >= 0 { inactiveWeights[carrier, default: 0] += 1 }
      } else {
        let pair = Pair(
          up: Self.threshold(1 / factor, range: upper),
          down: Self.threshold(1 / factor, range: -lower))
        if lower >= pair.up ?? .infinity || -upper >= pair.down ?? .infinity {
          alwaysMet += 1
        } else {
          activeWeights[carrier, default: [:]][pair, default: 0] += 1
        }
      }
    }
  }

  private static func threshold(_ unit: Double, range: Double) -> Double? {
    range >= IMATProgram.narrowestRange ? min(unit, 0.1 * range) : nil
  }

  func isAsked(_ carrier: Int) -> Bool {
    activeWeights[carrier] != nil || inactiveWeights[carrier] != nil
  }

  func active(_ carrier: Int) -> [(pair: Pair, weight: Int)] {
    (activeWeights[carrier] ?? [:]).map { ($0.key, $0.value) }
      .sorted { ($0.pair.up ?? 0, $0.pair.down ?? 0) < ($1.pair.up ?? 0, $1.pair.down ?? 0) }
  }

  func inactive(_ carrier: Int) -> Int { inactiveWeights[carrier] ?? 0 }
}
