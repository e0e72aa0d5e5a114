import LinearProgramming
import MetabolicModels

/// One straight piece of a lexicographic optimum: the fluxes as affine functions of the driven
/// bounds, and all there is to say how far that holds.
///
/// While the driven bounds move, the optimal basis stays dual feasible, for no cost changes. So its
/// fluxes
///
///     v(x) = v₀ + Σₖ (xₖ − x₀ₖ) rₖ
///
/// stay optimal for every objective in its turn for as long as they satisfy their bounds: at every
/// *x* where all ``limits`` are left some room. No program has to be solved to know that; where the
/// room of one ends, another basis begins.
public struct FluxPiece: Sendable {
  /// A bound that ends the piece when the flux arrives at it.
  public struct Limit: Sendable, Hashable {
    /// Of a reaction, or of a constraint of the model's own.
    public let id: String
    public let side: DrivenBound.Side
  }

  /// The driving numbers that it was found at.
  public let drives: [Double]
  /// The bounds that the fluxes move towards or away from.
  public let limits: [Limit]
  /// The reactions that move, ascending, and for each of them how much with each drive.
  private let movers: [Int32]
  private let moves: [Double]
  private let fluxes: [Double]
  /// For each limit the room where the piece was found, what it gains with each drive, and how much
  /// of it is rounding.
  private let rooms: [Double]
  private let gains: [Double]
  private let noises: [Double]

  /// Moves smaller than this part of the largest one are rounding.
  private static let leastMove = 1e-11

  init(
    _ program: FluxProgram, _ driven: [DrivenBound], at drives: [Double], fluxes: [Double],
    moves all: [[Double]]
  ) {
    var builder = FluxPieceBuilder(program, driven, at: drives, fluxes: fluxes)
    let least = Self.leastMove * all.joined().reduce(0) { max($0, abs($1)) }
    for reaction in fluxes.indices {
      let own = all.map { move in
        move.isEmpty || abs(move[reaction]) <= least ? 0 : move[reaction]
      }
      builder.add(reaction, moving: own)
    }
    builder.addConstraints()
    self.drives = drives
    self.fluxes = fluxes
    limits = builder.limits
    movers = builder.movers
    moves = builder.moves
    rooms = builder.rooms
    gains = builder.gains
    noises = builder.noises
  }

  /// The flux of a reaction at other driving numbers, for as long as the piece holds there.
  ///
  /// - Complexity: O(log reactions + driven bounds).
  public func flux(of reaction: Int, at drives: [Double]) -> Double {
    fluxes[reaction] + (row(of: reaction).map { change(moves, $0, drives) } ?? 0)
  }

  /// How much the flux of a reaction moves with each driving number.
  public func move(of reaction: Int) -> [Double] {
    let count = drives.count
    guard let row = row(of: reaction) else { return Array(repeating: 0, count: count) }
    return Array(moves[row * count..<(row + 1) * count])
  }

  /// How far the flux of limit `index` is from it at other driving numbers; negative beyond it.
  public func room(of index: Int, at drives: [Double]) -> Double {
    rooms[index] + change(gains, index, drives)
  }

  /// The least room of all limits, and whose it is, each measured from its floor; `nil` if nothing
  /// limits the piece.
  ///
  /// - Parameter floors: See ``floors(at:)``.
  /// - Complexity: O(limits · driven bounds).
  public func leastRoom(
    at drives: [Double], above floors: [Double]
  ) -> (room: Double, limit: Int)? {
    let shift = zip(drives, self.drives).map { $0 - $1 }
    let count = shift.count
    var least = Double.infinity
    var limit = -1
    gains.withUnsafeBufferPointer { gains in
      for index in floors.indices {
        var room = rooms[index] - floors[index]
        for k in 0..<count { room += gains[index * count + k] * shift[k] }
        // What is not a number must end the piece too.
        if !(room >= least) { (least, limit) = (room, index) }
      }
    }
    return limit < 0 ? nil : (least, limit)
  }

  /// The room below which a limit is overstepped by more than it was at `drives`: rounding below
  /// zero, or where the solver's tolerance has left it.
  public func floors(at drives: [Double]) -> [Double] {
    rooms.indices.map { min(0, room(of: $0, at: drives)) - noises[$0] }
  }

  /// The largest violation of a limit at other driving numbers, relative to the larger of 1 and its
  /// flux.
  public func violation(at drives: [Double]) -> Double {
    rooms.indices.reduce(0) { worst, index in
      max(worst, -room(of: index, at: drives) / max(1, noises[index] / Self.noise))
    }
  }

  /// How much of a sum of terms is rounding, relative to their sizes.
  fileprivate static let noise = 1e-11

  private func change(_ coefficients: [Double], _ row: Int, _ drives: [Double]) -> Double {
    let count = drives.count
    var sum = 0.0
    for k in 0..<count { sum += coefficients[row * count + k] * (drives[k] - self.drives[k]) }
    return sum
  }

  private func row(of reaction: Int) -> Int? {
    var (low, high) = (0, movers.count)
    while low < high {
      let middle = (low + high) / 2
      if movers[middle] < reaction { low = middle + 1 } else { high = middle }
    }
    return low < movers.count && movers[low] == reaction ? low : nil
  }
}

/// Collects what moves, and what that moves towards.
private struct FluxPieceBuilder {
  private let program: FluxProgram
  private let drives: [Double]
  private let fluxes: [Double]
  /// By reaction and side, which drive it is.
  private var driveOf: [[Int]: Int] = [:]
  private var driven: [DrivenBound]
  private(set) var limits: [FluxPiece.Limit] = []
  private(set) var movers: [Int32] = []
  private(set) var moves: [Double] = []
  private(set) var rooms: [Double] = []
  private(set) var gains: [Double] = []
  private(set) var noises: [Double] = []

  init(_ program: FluxProgram, _ driven: [DrivenBound], at drives: [Double], fluxes: [Double]) {
    self.program = program
    self.drives = drives
    self.fluxes = fluxes
    self.driven = driven
    for (index, bound) in driven.enumerated() {
      driveOf[[bound.reaction, bound.side == .lower ? 0 : 1]] = index
    }
  }

  mutating func add(_ reaction: Int, moving move: [Double]) {
    let isMoving = move.contains { $0 != 0 }
    if isMoving {
      movers.append(Int32(reaction))
      moves += move
    }
    let id = program.constrained.model.reactions[reaction].id
    for side in DrivenBound.Side.allCases {
      let drive = driveOf[[reaction, side == .lower ? 0 : 1]]
      guard isMoving || drive != nil else { continue }
      let own = program.constrained.bounds[reaction]
      var limit = side == .lower ? own.lower : own.upper
      // The room is v − lower or upper − v.
      let sign = side == .lower ? 1.0 : -1.0
      var gain = move.map { sign * $0 }
      if let drive {
        limit = driven[drive].bound(at: drives[drive])
        gain[drive] -= sign * driven[drive].sign
      }
      add(id, side, flux: fluxes[reaction], limit: limit, sign: sign, gain: gain)
    }
  }

  private mutating func add(
    _ id: String, _ side: DrivenBound.Side, flux: Double, limit: Double, sign: Double,
    gain: [Double]
  ) {
    guard limit.isFinite else { return }
    let size = zip(gain, drives).reduce(abs(flux) + abs(limit)) { $0 + abs($1.0 * $1.1) }
    // A flux that goes with its own driven bound keeps its distance, up to the rounding of the
    // moves.
    guard gain.contains(where: { abs($0) > 1e-9 }) else { return }
    limits.append(FluxPiece.Limit(id: id, side: side))
    rooms.append(sign * (flux - limit))
    gains += gain
    noises.append(FluxPiece.noise * size + 1e-13)
  }

  mutating func addConstraints() {
    let count = drives.count
    for constraint in program.constrained.model.constraints
    where constraint.lower != constraint.upper {
      var move = [Double](repeating: 0, count: count)
      var activity = 0.0
      for term in constraint.terms {
        activity += term.coefficient * fluxes[term.reaction]
        guard let row = movers.firstIndex(of: Int32(term.reaction)) else { continue }
        for k in 0..<count { move[k] += term.coefficient * moves[row * count + k] }
      }
      add(constraint.id, .lower, flux: activity, limit: constraint.lower, sign: 1, gain: move)
      add(
        constraint.id, .upper, flux: activity, limit: constraint.upper, sign: -1,
        gain: move.map { -$0 })
    }
  }
}
