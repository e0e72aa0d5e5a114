import FluxAnalysis

/// The equations of a dynamic model while one basis stays optimal: the fluxes are an affine
/// function of the driven bounds, so no linear program is in them.
///
/// States: the biomass, then the concentrations.
struct DynamicSystem: OrdinarySystem {
  let plan: DynamicPlan
  let piece: FluxPiece
  let isDepleted: [Bool]
  private let floors: [Double]
  /// The last time of the stretch. A stage at its very end must still see the laws of that stretch.
  private let last: Double
  /// How far below 0 a concentration counts as used up.
  private let depletion: Double
  /// Each coupled flux where the piece was found, and how it moves with each drive.
  private let fluxes: [Double]
  private let moves: [[Double]]

  /// - Parameters:
  ///   - start: The time and the driving numbers that the piece is entered at.
  ///   - end: The next time at which a law changes.
  init(
    _ plan: DynamicPlan, _ piece: FluxPiece, isDepleted: [Bool], from drives: [Double],
    to end: Double, depletion: Double
  ) {
    self.plan = plan
    self.piece = piece
    self.isDepleted = isDepleted
    self.depletion = depletion
    floors = piece.floors(at: drives)
    last = end.nextDown
    fluxes = plan.coupled.map { piece.flux(of: $0, at: piece.drives) }
    moves = plan.coupled.map { piece.move(of: $0) }
  }

  var dimension: Int { 1 + plan.species.count }

  func drives(at time: Double, _ state: [Double]) -> [Double] {
    plan.drives(at: min(time, last), state, isDepleted)
  }

  /// The fluxes of ``DynamicPlan/coupled``.
  func coupled(at drives: [Double]) -> [Double] {
    moves.indices.map { row in
      var flux = fluxes[row]
      for k in drives.indices { flux += moves[row][k] * (drives[k] - piece.drives[k]) }
      return flux
    }
  }

  func derivative(at time: Double, _ state: [Double], into slope: inout [Double]) {
    rates(at: time, state, into: &slope)
    // All that is fed of it is taken up.
    for (index, isDepleted) in isDepleted.enumerated() where isDepleted { slope[index + 1] = 0 }
  }

  /// The derivative, also of what is held at 0: there it says whether more is fed than taken up.
  func rates(at time: Double, _ state: [Double], into slope: inout [Double]) {
    let found = coupled(at: drives(at: time, state))
    let first = plan.growth == nil ? 0 : 1
    slope[0] = first == 1 ? found[0] * state[0] : 0
    for (index, species) in plan.species.enumerated() {
      let uptake = species.uptakeSign * found[first + index]
      slope[index + 1] = (species.feed?.value(at: min(time, last)) ?? 0) - uptake * state[0]
    }
  }

  // MARK: Events

  /// The room of the piece; then for each species what is left of it or, if it is used up, how much
  /// more than is fed its law would let in.
  var switchCount: Int { 1 + plan.species.count }

  /// An accepted step bends little, and so do the bounds over it: eight parts show where one is
  /// overstepped and left again.
  var switchSamples: Int { 8 }

  func switches(at time: Double, _ state: [Double], into values: inout [Double]) {
    let drives = drives(at: time, state)
    values[0] = leastRoom(at: drives)?.room ?? 1
    for index in plan.species.indices {
      values[index + 1] =
        isDepleted[index]
        ? excess(of: index, at: min(time, last), state) : state[index + 1] + depletion
    }
  }

  func leastRoom(at drives: [Double]) -> (room: Double, limit: Int)? {
    piece.leastRoom(at: drives, above: floors)
  }

  private func excess(of index: Int, at time: Double, _ state: [Double]) -> Double {
    let supply = plan.supply(of: index, at: time, state)
    // Without a feed there is nothing that a law could leave over.
    return supply == 0 ? 1 : plan.law(of: index, at: time, state) - supply
  }
}
