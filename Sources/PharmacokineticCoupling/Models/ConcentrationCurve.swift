/// Concentrations of named species over time: what every simulation returns.
///
/// Times are in hours, concentrations in mmol·L⁻¹. At the time of a dose the curve has the value just
/// after it.
public protocol ConcentrationCurve: Sendable {
  /// The species, in the order of the values.
  var species: [String] { get }
  /// The first time of the curve, h.
  var start: Double { get }
  /// The last time, h: infinite where the curve is known for ever.
  var end: Double { get }

  /// Returns the concentrations at a time, one for each of ``species``.
  ///
  /// - Throws: ``PharmacokineticError/outsideCurve(time:start:end:)``.
  func concentrations(at time: Double) throws(PharmacokineticError) -> [Double]

  /// Returns ∫ C dt of one species, mmol·h·L⁻¹.
  func areaUnderCurve(
    of species: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> Double

  /// Returns the highest concentration from `from` to `to`, and the first time it is there.
  func peak(of species: String, from: Double, to: Double) throws(PharmacokineticError) -> CurvePoint

  /// Returns for how many hours of the given ones the concentration is above a threshold.
  func timeAbove(
    _ threshold: Double, of species: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> Double
}

/// A time (h) and the concentration (mmol·L⁻¹) there.
public struct CurvePoint: Sendable, Hashable, Codable {
  public var time: Double
  public var concentration: Double

  public init(time: Double, concentration: Double) {
    self.time = time
    self.concentration = concentration
  }
}

/// A curve at chosen times, to store or to plot.
public struct SampledCurve: Sendable, Hashable, Codable {
  public var species: [String]
  /// h.
  public var times: [Double]
  /// mmol·L⁻¹: one row for each time, one entry for each species.
  public var concentrations: [[Double]]

  public init(species: [String], times: [Double], concentrations: [[Double]]) {
    self.species = species
    self.times = times
    self.concentrations = concentrations
  }
}

extension ConcentrationCurve {
  /// Returns the concentration of one species.
  public func concentration(
    of name: String, at time: Double
  ) throws(PharmacokineticError) -> Double {
    try concentrations(at: time)[index(of: name)]
  }

  /// Returns the curve at the given times.
  public func sampled(at times: [Double]) throws(PharmacokineticError) -> SampledCurve {
    var rows: [[Double]] = []
    rows.reserveCapacity(times.count)
    for time in times { rows.append(try concentrations(at: time)) }
    return SampledCurve(species: species, times: times, concentrations: rows)
  }

  func index(of name: String) throws(PharmacokineticError) -> Int {
    guard let index = species.firstIndex(of: name) else {
      throw .unknownName(kind: "species", name: name, known: species)
    }
    return index
  }

  func checkInside(_ time: Double) throws(PharmacokineticError) {
    try Check.finite(time, "time")
    guard time >= start, time <= end else {
      throw .outsideCurve(time: time, start: start, end: end)
    }
  }

  func checkSpan(_ from: Double, _ to: Double) throws(PharmacokineticError) {
    try checkInside(from)
    if to.isFinite || end < .infinity || to.isNaN { try checkInside(to) }
    guard from <= to else { throw .timesOutOfOrder(earlier: from, later: to) }
  }
}
