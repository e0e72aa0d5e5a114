extension LinearCurve {
  /// Returns ∫ C dt of one species, exactly: the integral is one more state of the exponential.
  ///
  /// - Parameter to: May be infinite: then −c·A⁻¹·x gives what is still to come after the last event.
  /// - Returns: mmol·h·L⁻¹.
  /// - Throws: ``PharmacokineticError/infiniteExposure(species:)`` where drug stays for ever, and as
  ///   ``concentrations(at:)``.
  public func areaUnderCurve(
    of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> Double {
    try checkSpan(from, to)
    let output = system.outputs[try index(of: name)]
    let matrix = system.augmented(accumulating: output)
    var known: [Int64: SquareMatrix] = [:]
    var area = 0.0
    for piece in pieces(from: from, to: min(to, max(from, lastEvent))) {
      area += accumulated(over: piece, matrix, &known)
    }
    guard to > lastEvent else { return area }
    let tail = Piece(
      segment: segments[segments.count - 1], from: max(from, lastEvent), to: to)
    guard to == .infinity else { return area + accumulated(over: tail, matrix, &known) }
    return area + (try remaining(of: output, after: try state(at: tail.from)))
  }

  /// Returns ∫ C dt from the start of the curve for ever.
  public func areaUnderCurve(of name: String) throws(PharmacokineticError) -> Double {
    try areaUnderCurve(of: name, from: start, to: .infinity)
  }

  /// A stretch of time without events, as part of a segment.
  struct Piece {
    var segment: Segment
    var from: Double
    var to: Double
  }

  /// The stretches between `from` and `to`, in order; none for an empty span.
  func pieces(from: Double, to: Double) -> [Piece] {
    guard from < to else { return [] }
    return (segmentIndex(at: from)..<segments.count).compactMap { k in
      let next = k + 1 < segments.count ? segments[k + 1].start : .infinity
      let piece = Piece(
        segment: segments[k], from: max(from, segments[k].start), to: min(to, next))
      return piece.from < piece.to ? piece : nil
    }
  }

  /// The states at the start of a piece, seen from its own segment.
  func state(atStartOf piece: Piece) -> [Double] {
    let segment = piece.segment
    guard piece.from > segment.start else { return segment.state }
    return LinearPropagator(
      system, over: piece.from - segment.start, withRate: segment.rate != 0
    ).apply(to: segment.state, rate: segment.rate)
  }

  private func accumulated(
    over piece: Piece, _ matrix: SquareMatrix, _ known: inout [Int64: SquareMatrix]
  ) -> Double {
    let length = piece.to - piece.from
    let key = PropagatorCache.key(length)
    let exponential = key.flatMap { known[$0] } ?? (length * matrix).exponential()
    if let key { known[key] = exponential }
    let start = state(atStartOf: piece) + [piece.segment.rate, 0]
    return exponential.times(start)[matrix.order - 1]
  }

  /// −c·A⁻¹·x over the states that the output can come from.
  private func remaining(
    of output: LinearSystem.Output, after state: [Double]
  ) throws(PharmacokineticError) -> Double {
    let indices = system.matrix.ancestors(of: output.state)
    guard indices.contains(where: { state[$0] != 0 }) else { return 0 }
    let block = system.matrix.block(indices)
    guard let factors = LUFactors(block) else { throw .infiniteExposure(species: output.name) }
    var times = indices.map { -state[$0] }
    factors.solve(&times)
    let place = indices.firstIndex(of: output.state) ?? 0
    // A stay of 10¹³ passages of the fastest rate is a matrix that was singular but for rounding.
    let fastest = block.oneNorm
    let total = indices.reduce(0) { $0 + abs(state[$1]) }
    guard times.allSatisfy({ abs($0) * fastest <= 1e13 * total }) else {
      throw .infiniteExposure(species: output.name)
    }
    return times[place] / output.volume
  }
}
