import MetabolicModels

/// The optimum of a linear objective as a function of one driven bound, exact at every point.
///
/// The optimum of a linear program is a concave function of a bound (a convex one where the
/// objective is minimized) that consists of finitely many straight pieces. So the whole function is
/// the list of its breakpoints, and a simulation that has it needs no solver:
///
///     let curve = try fluxResponse(along: glucose, from: 0, to: 10, in: culture, using: backend)
///     let growthRate = try curve.value(at: 5)
///
/// A value of this type is sorted, finite and of the right curvature, wherever it comes from:
/// decoding refuses anything else.
public struct FluxResponseCurve: Sendable, Hashable {
  public static let schemaName = "twinflux.response/1"

  /// A point where one straight piece ends and the next begins, or an end of the domain.
  public struct Breakpoint: Sendable, Hashable {
    /// The driving number, in ``FluxResponseCurve/boundUnit``.
    public var bound: Double
    /// The optimum there, in ``FluxResponseCurve/valueUnit``.
    public var value: Double
    /// What the optimum is proved not to go beyond; `nil` where nothing is proved.
    public var outerBound: Double?

    public init(bound: Double, value: Double, outerBound: Double? = nil) {
      self.bound = bound
      self.value = value
      self.outerBound = outerBound
    }

    /// Whether the outer bound is within 1e-6 · max(1, |value|) of the value.
    public var isCertified: Bool {
      guard let outerBound else { return false }
      return abs(outerBound - value) <= SolverLane.certificateTolerance * max(1, abs(value))
    }
  }

  /// Maximize: the curve is concave. Minimize: it is convex.
  public let sense: FluxObjective.Sense
  /// In words, such as `uptake through EX_glc__D_e`.
  public let drive: String
  /// In words, such as `flux of BIOMASS`.
  public let objective: String
  /// Of the driving number; mmol·gDW⁻¹·h⁻¹ unless it is something else, such as an activity.
  public let boundUnit: String
  public let valueUnit: String
  /// In ascending order; the first and the last are the ends of the domain.
  public let breakpoints: [Breakpoint]

  public static let fluxUnit = "mmol/gDW/h"

  /// - Throws: ``FluxResponseError`` for fewer than two breakpoints, a number that is not finite,
  ///   breakpoints out of order, or the wrong curvature.
  public init(
    _ breakpoints: [Breakpoint], sense: FluxObjective.Sense = .maximize, drive: String,
    objective: String, boundUnit: String = fluxUnit, valueUnit: String = fluxUnit
  ) throws(FluxResponseError) {
    self.sense = sense
    self.drive = drive
    self.objective = objective
    self.boundUnit = boundUnit
    self.valueUnit = valueUnit
    self.breakpoints = breakpoints
    try checkNumbers()
    try checkCurvature()
  }

  /// The driving numbers for which there is an optimum and the curve knows it.
  public var domain: ClosedRange<Double> {
    breakpoints[0].bound...breakpoints[breakpoints.count - 1].bound
  }

  /// Whether every breakpoint's value is proved by its outer bound.
  public var isCertified: Bool { breakpoints.allSatisfy(\.isCertified) }

  /// The slope of each straight piece, one fewer than there are breakpoints.
  public var slopes: [Double] {
    breakpoints.indices.dropLast().map { slope(ofPiece: $0) }
  }

  /// The optimum at a driving number.
  ///
  /// - Throws: ``FluxResponseError/outsideDomain(bound:domain:)``.
  /// - Complexity: O(log of the number of breakpoints).
  public func value(at bound: Double) throws(FluxResponseError) -> Double {
    let piece = try piece(at: bound)
    let (left, right) = (breakpoints[piece], breakpoints[piece + 1])
    // From the nearer end, so that both ends come out to the last digit.
    let slope = slope(ofPiece: piece)
    return bound - left.bound <= right.bound - bound
      ? left.value + slope * (bound - left.bound) : right.value - slope * (right.bound - bound)
  }

  /// What the optimum gains for each unit that the driving number rises: at a breakpoint the slope
  /// to the right of it, at the end of the domain that of the last piece.
  ///
  /// - Throws: ``FluxResponseError/outsideDomain(bound:domain:)``.
  public func slope(at bound: Double) throws(FluxResponseError) -> Double {
    slope(ofPiece: try piece(at: bound))
  }

  private func slope(ofPiece piece: Int) -> Double {
    let (left, right) = (breakpoints[piece], breakpoints[piece + 1])
    return (right.value - left.value) / (right.bound - left.bound)
  }

  /// The piece that a driving number is on, the right one at a breakpoint.
  private func piece(at bound: Double) throws(FluxResponseError) -> Int {
    guard domain.contains(bound) else { throw .outsideDomain(bound: bound, domain: domain) }
    var (low, high) = (0, breakpoints.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if breakpoints[middle].bound <= bound { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: Checks

  /// How far, relative to the values around it, a breakpoint may lie on the wrong side of the line
  /// between its neighbours: the rounding of a solver, and of decimals in a file.
  private static let curvatureTolerance = 1e-7

  private func checkNumbers() throws(FluxResponseError) {
    guard breakpoints.count >= 2 else { throw .tooFewBreakpoints(count: breakpoints.count) }
    for (index, point) in breakpoints.enumerated()
    where !point.bound.isFinite || !point.value.isFinite || point.outerBound?.isFinite == false {
      throw .notFinite(index: index)
    }
    for index in breakpoints.indices.dropFirst()
    where breakpoints[index].bound <= breakpoints[index - 1].bound {
      throw .notSorted(index: index)
    }
    for piece in breakpoints.indices.dropLast() where !slope(ofPiece: piece).isFinite {
      throw .notFinite(index: piece)
    }
  }

  private func checkCurvature() throws(FluxResponseError) {
    let sign = sense == .maximize ? 1.0 : -1.0
    for index in breakpoints.indices.dropFirst().dropLast() {
      let (left, here, right) = (
        breakpoints[index - 1], breakpoints[index], breakpoints[index + 1]
      )
      let part = (here.bound - left.bound) / (right.bound - left.bound)
      let chord = left.value + part * (right.value - left.value)
      let size = max(1, abs(left.value), abs(here.value), abs(right.value))
      if sign * (here.value - chord) < -Self.curvatureTolerance * size {
        throw .wrongCurvature(index: index, sense: sense)
      }
    }
  }
}

/// Why a list of breakpoints is no response curve, or a curve has no value.
public enum FluxResponseError: Error, Sendable, Hashable {
  case tooFewBreakpoints(count: Int)
  case notFinite(index: Int)
  case notSorted(index: Int)
  case wrongCurvature(index: Int, sense: FluxObjective.Sense)
  case wrongSlope(index: Int, stated: Double)
  case unknownSchema(found: String)
  case unknownKey(String)
  case outsideDomain(bound: Double, domain: ClosedRange<Double>)
}

extension FluxResponseError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewBreakpoints(let count):
      "A response curve needs two breakpoints at least, its ends, and there are \(count)."
    case .notFinite(let index):
      "Breakpoint \(index + 1) of the response curve has a number that is not finite. "
        + "Compute the curve again."
    case .notSorted(let index):
      "Breakpoint \(index + 1) of the response curve does not lie above the one before it. "
        + "Sort them by their bounds, each once."
    case .wrongCurvature(let index, let sense):
      "The response curve is not \(sense == .maximize ? "concave" : "convex") at breakpoint "
        + "\(index + 1), as every optimum of a linear program is. Compute the curve again."
    case .wrongSlope(let index, let stated):
      "The slope \(stated) of breakpoint \(index + 1) is not that of the line to the next one. "
        + "Compute the curve again."
    case .unknownSchema(let found):
      "'schema' is '\(found)'. This version reads '\(FluxResponseCurve.schemaName)'."
    case .unknownKey(let key): "'\(key)' is no key of a response curve. Remove it."
    case .outsideDomain(let bound, let domain):
      "The response curve runs from \(domain.lowerBound) to \(domain.upperBound) and says nothing "
        + "about \(bound). Compute it over a wider range, or check the supply."
    }
  }
}
