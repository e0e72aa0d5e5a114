import LinearProgramming

/// The mixed-integer program of INIT: which columns of a network carry flux, each at a score.
///
///     maximize    Σ sⱼ Yⱼ,  0 ≤ Yⱼ ≤ 1
///     subject to  S x = 0,  lower ≤ x ≤ upper
///                 |xⱼ| ≥ F Yⱼ                       where sⱼ > 0
///                 |xⱼ| ≤ M Yⱼ, Yⱼ binary            where sⱼ < 0
///
/// as ftINIT states it (Gustafsson et al., PNAS 2023, doi 10.1073/pnas.2217868120). Where *s > 0* and
/// the column has one direction, *Y* need not be binary: a maximum has it as large as the flux
/// allows. Where it has two, *x = p − n* with *p ≤ M b*, *n ≤ M (1 − b)* and *b* binary. Columns
/// without a score are free.
struct ActivityProgram {
  struct Limits {
    /// *F*: what it takes to be on.
    var on = 0.1
    /// *M*: the largest flux of a scored column.
    var most = 100.0
  }

  enum Kind: Hashable {
    case positive
    /// With the column of *n* and that of *b*.
    case positiveBothWays(backward: Int, direction: Int)
    case negative
  }

  struct Switch {
    var carrier: Int
    /// *Y*.
    var column: Int
    var score: Double
    var kind: Kind
  }

  let program: MixedIntegerProgram
  let switches: [Switch]
  /// The score of what is on in every solution.
  private(set) var constant = 0.0
  let limits: Limits
  private let carrierCount: Int

  /// - Parameters:
  ///   - base: Of carriers, with finite bounds, without an objective.
  ///   - scores: One for each carrier; 0 for none.
  ///   - forced: The least flux that some carriers must have, negative for backward.
  ///   - before: The flux of the carriers in the step before, which stays within the limits of this
  ///     one: a column without a score may have carried more than *M*. Empty for none.
  init(
    _ base: LinearProgram, scores: [Double], forced: [Int: Double], before: [Double] = [],
    limits: Limits
  ) {
    var base = base
    base.objective = Array(repeating: 0, count: base.objective.count)
    base.sense = .maximize
    for (carrier, flux) in forced {
      let own = base.columns[carrier]
      base.columns[carrier] =
        flux > 0
        ? Bounds(lower: min(max(own.lower, flux), own.upper), upper: own.upper)
        : Bounds(lower: own.lower, upper: max(min(own.upper, flux), own.lower))
    }
    var growing = GrowingProgram(base)
    var switches: [Switch] = []
    var integers: [Int] = []
    var constant = 0.0
    for (carrier, score) in scores.enumerated() where score != 0 {
      let own = base.columns[carrier]
      if own.lower > 0 || own.upper < 0 {
        constant += score
        continue
      }
      let most = max(limits.most, before.isEmpty ? 0 : 1.01 * abs(before[carrier]))
      let lower = own.lower > -Self.leastRange ? 0 : max(own.lower, -most)
      let upper = own.upper < Self.leastRange ? 0 : min(own.upper, most)
      if lower == 0 && upper == 0 {
        growing.setBounds(.fixed(0), column: carrier)
        continue
      }
      if score > 0 && max(upper, -lower) < limits.on { continue }
      growing.setBounds(Bounds(lower: lower, upper: upper), column: carrier)
      let column = growing.addColumn(Bounds(lower: 0, upper: 1), cost: score)
      var kind = Kind.negative
      if score < 0 {
        integers.append(column)
        if upper > 0 {
          growing.addRow([(carrier, 1), (column, -upper)], Bounds(lower: -.infinity, upper: 0))
        }
        if lower < 0 {
          growing.addRow([(carrier, 1), (column, -lower)], Bounds(lower: 0, upper: .infinity))
        }
      } else if lower < 0 && upper > 0 {
        growing.setBounds(Bounds(lower: 0, upper: upper), column: carrier)
        let backward = growing.addCopy(
          ofColumn: carrier, times: -1, Bounds(lower: 0, upper: -lower))
        let direction = growing.addColumn(Bounds(lower: 0, upper: 1))
        integers.append(direction)
        kind = .positiveBothWays(backward: backward, direction: direction)
        growing.addRow(
          [(carrier, 1), (backward, 1), (column, -limits.on)], Bounds(lower: 0, upper: .infinity))
        growing.addRow([(carrier, 1), (direction, -upper)], Bounds(lower: -.infinity, upper: 0))
        growing.addRow(
          [(backward, 1), (direction, -lower)], Bounds(lower: -.infinity, upper: -lower))
      } else {
        kind = .positive
        growing.addRow(
          [(carrier, upper > 0 ? 1 : -1), (column, -limits.on)],
          Bounds(lower: 0, upper: .infinity))
      }
      switches.append(Switch(carrier: carrier, column: column, score: score, kind: kind))
    }
    self.switches = switches
    self.constant = constant
    self.limits = limits
    carrierCount = scores.count
    program = MixedIntegerProgram(growing.program, integerColumns: integers)
  }

  /// The flux of every carrier at a point.
  func carriers(of point: [Double]) -> [Double] {
    var carriers = Array(point.prefix(carrierCount))
    for one in switches {
      if case .positiveBothWays(let backward, _) = one.kind {
        carriers[one.carrier] -= point[backward]
      }
    }
    return carriers
  }

  /// A proved range that goes no further than this is rounding.
  static let leastRange = 1e-8

  /// A flux up to this is none.
  static let zeroFlux = 1e-9

  func isOn(_ one: Switch, _ carriers: [Double]) -> Bool {
    let flux = abs(carriers[one.carrier])
    return one.score < 0 ? flux > Self.zeroFlux : flux >= 0.5 * limits.on
  }

  /// The objective that a flux distribution comes to, whatever its switches are.
  func value(of point: [Double]) -> Double {
    let carriers = carriers(of: point)
    return switches.reduce(0) { sum, one in
      let flux = abs(carriers[one.carrier])
      if one.score < 0 { return flux > Self.zeroFlux ? sum + one.score : sum }
      return sum + one.score * min(1, flux / limits.on)
    }
  }
}
