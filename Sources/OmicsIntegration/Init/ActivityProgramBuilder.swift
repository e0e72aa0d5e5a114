import LinearProgramming

/// Adds the switches of an ``ActivityProgram`` to a network, carrier by carrier.
struct ActivityProgramBuilder {
  private var growing: GrowingProgram
  /// The bounds of the model, with the forced fluxes.
  private var own: BoundArrays
  private let limits: ActivityProgram.Limits
  private var integers: [Int] = []
  private(set) var switches: [ActivityProgram.Switch] = []
  private(set) var splits: [ActivityProgram.Split] = []
  private(set) var rewards: [ActivityProgram.Reward] = []
  /// One direction of a carrier: *sign* times a column, up to *most*.
  private struct Flux {
    var column: Int
    var sign: Double
    var most: Double
  }

  /// By carrier, where there is such a direction.
  private var forward: [Int: Flux] = [:]
  private var backward: [Int: Flux] = [:]
  /// The columns of *z*.
  private var made: [ActivityProgram.Maker: Int] = [:]

  init(_ network: CarrierRanges, forced: [Int: Double], limits: ActivityProgram.Limits) {
    growing = network.growing
    growing.sense = .maximize
    own = network.compressed.program.columns
    self.limits = limits
    for (carrier, flux) in forced {
      own[carrier] = Self.forced(own[carrier], flux)
      growing.setBounds(Self.forced(growing.columns[carrier], flux), column: carrier)
    }
  }

  var program: MixedIntegerProgram {
    MixedIntegerProgram(growing.program, integerColumns: integers)
  }

  private static func forced(_ bounds: Bounds, _ flux: Double) -> Bounds {
    flux > 0
      ? Bounds(lower: min(max(bounds.lower, flux), bounds.upper), upper: bounds.upper)
      : Bounds(lower: bounds.lower, upper: max(min(bounds.upper, flux), bounds.lower))
  }

  /// - Parameters:
  ///   - score: 0 for none.
  ///   - makes: Whether it makes a detected metabolite.
  ///   - before: Its flux in the step before, either way.
  mutating func add(_ carrier: Int, score: Double, makes: Bool, before: Double) {
    let isForced = own[carrier].lower > 0 || own[carrier].upper < 0
    let most = max(limits.most, 1.01 * before)
    let reach = max(min(own[carrier].upper, most), -max(own[carrier].lower, -most))
    // What is on in every solution, and what never comes on, has no switch.
    let isScored = score != 0 && !isForced && (score < 0 || reach >= limits.on)
    if isScored {
      let bounds = switchedBounds(of: carrier, most: most)
      growing.setBounds(bounds, column: carrier)
      if bounds == .fixed(0) { return }
    }
    let (lower, upper) = (growing.columns[carrier].lower, growing.columns[carrier].upper)
    let column = isScored ? growing.addColumn(Bounds(lower: 0, upper: 1), cost: score) : nil
    let isSplit = lower < 0 && upper > 0 && (makes || (isScored && score > 0))
    if upper > 0 { forward[carrier] = Flux(column: carrier, sign: 1, most: upper) }
    if lower < 0 { backward[carrier] = Flux(column: carrier, sign: -1, most: -lower) }
    if isSplit { split(carrier, lower, upper) }
    guard let column else { return }
    let one = ActivityProgram.Switch(
      carrier: carrier, column: column, score: score, most: max(upper, -lower))
    switches.append(one)
    if score > 0 {
      switchOn(one)
    } else {
      switchOff(one)
      if lower > 0 || upper < 0 { growing.setBounds(.fixed(1), column: column) }
    }
  }

  /// The range of a flux, no further than *M*, and the side that is proved to be none left out.
  private func switchedBounds(of carrier: Int, most: Double) -> Bounds {
    let range = growing.columns[carrier]
    let most = max(most, range.lower, -range.upper)
    let least = ActivityProgram.leastRange
    return Bounds(
      lower: range.lower > -least && range.lower < least ? 0 : max(range.lower, -most),
      upper: range.upper < least && range.upper > -least ? 0 : min(range.upper, most))
  }

  private mutating func split(_ carrier: Int, _ lower: Double, _ upper: Double) {
    growing.setBounds(Bounds(lower: 0, upper: upper), column: carrier)
    let back = growing.addCopy(ofColumn: carrier, times: -1, Bounds(lower: 0, upper: -lower))
    let direction = growing.addColumn(Bounds(lower: 0, upper: 1))
    integers.append(direction)
    splits.append(.init(carrier: carrier, backward: back, direction: direction))
    backward[carrier] = Flux(column: back, sign: 1, most: -lower)
    let (up, down) = (Self.coefficient(upper), Self.coefficient(-lower))
    growing.addRow([(carrier, 1), (direction, -up)], Bounds(lower: -.infinity, upper: 0))
    growing.addRow([(back, 1), (direction, down)], Bounds(lower: -.infinity, upper: down))
  }

  /// |x| ≥ F Y.
  private mutating func switchOn(_ one: ActivityProgram.Switch) {
    let fluxes = [forward[one.carrier], backward[one.carrier]].compactMap(\.self)
    growing.addRow(
      fluxes.map { ($0.column, $0.sign) } + [(one.column, -limits.on)],
      Bounds(lower: 0, upper: .infinity))
  }

  /// |x| ≤ M Y.
  private mutating func switchOff(_ one: ActivityProgram.Switch) {
    integers.append(one.column)
    for flux in [forward[one.carrier], backward[one.carrier]].compactMap(\.self) {
      growing.addRow(
        [(flux.column, flux.sign), (one.column, -Self.coefficient(flux.most))],
        Bounds(lower: -.infinity, upper: 0))
    }
  }

  /// What stands for *M*: a range that is narrower than this would be lost in the tolerance of its row.
  private static func coefficient(_ range: Double) -> Double { max(range, 1e-3) }

  /// Rewards the metabolite that these make.
  mutating func add(_ makers: [ActivityProgram.Maker]) {
    let shares = makers.compactMap { maker in share(of: maker).map { ($0, -1.0) } }
    let column = growing.addColumn(
      Bounds(lower: 0, upper: shares.isEmpty ? 0 : 1), cost: ActivityProgram.Reward.size)
    if !shares.isEmpty {
      growing.addRow([(column, 1)] + shares, Bounds(lower: -.infinity, upper: 0))
    }
    rewards.append(.init(column: column, makers: makers))
  }

  /// *z* of a maker; `nil` where it has no flux that way.
  private mutating func share(of maker: ActivityProgram.Maker) -> Int? {
    if let known = made[maker] { return known }
    guard let flux = maker.isForward ? forward[maker.carrier] : backward[maker.carrier] else {
      return nil
    }
    let column = growing.addColumn(Bounds(lower: 0, upper: 1))
    growing.addRow(
      [(flux.column, flux.sign), (column, -limits.on)], Bounds(lower: 0, upper: .infinity))
    made[maker] = column
    return column
  }
}
