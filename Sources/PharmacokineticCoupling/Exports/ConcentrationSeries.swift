/// One species' concentrations in the unit asked for, with an interval if there is one: what a plot or
/// a table shows.
public struct ConcentrationSeries: Sendable, Hashable {
  public var species: String
  public var unit: PharmacokineticUnit
  /// h.
  public var times: [Double]
  public var values: [Double]
  /// One for each time; `nil` without an interval.
  public var lower: [Double]?
  public var upper: [Double]?

  /// The series of a sampled curve.
  ///
  /// - Parameters:
  ///   - lower: The lower ends of the intervals, at the same times and of the same species.
  ///   - upper: The upper ends.
  ///   - species: Those to show, in this order; `nil` for all.
  ///   - unit: Of concentration: an amount or a mass per volume.
  ///   - molarMass: g/mol of a species, needed for a mass per volume; such as
  ///     ``CoupledTwin/molarMass(of:)``.
  /// - Throws: ``ExportError/unknownSpecies(name:known:)``, ``ExportError/noConcentration(unit:)``,
  ///   ``ExportError/molarMassNeeded(species:unit:)``.
  public static func series(
    of curve: SampledCurve, lower: SampledCurve? = nil, upper: SampledCurve? = nil,
    species: [String]? = nil, in unit: PharmacokineticUnit = .millimolar,
    molarMass: (String) -> Double? = { _ in nil }
  ) throws(ExportError) -> [ConcentrationSeries] {
    var result: [ConcentrationSeries] = []
    for name in species ?? curve.species {
      let factor = try factor(of: name, in: unit, molarMass: molarMass(name))
      func values(_ curve: SampledCurve) throws(ExportError) -> [Double] {
        guard let place = curve.species.firstIndex(of: name) else {
          throw .unknownSpecies(name: name, known: curve.species)
        }
        return curve.concentrations.map { $0[place] * factor }
      }
      var one = ConcentrationSeries(
        species: name, unit: unit, times: curve.times, values: try values(curve))
      if let lower, let upper {
        (one.lower, one.upper) = (try values(lower), try values(upper))
      }
      result.append(one)
    }
    return result
  }

  private static func factor(
    of species: String, in unit: PharmacokineticUnit, molarMass: Double?
  ) throws(ExportError) -> Double {
    do throws(PharmacokineticError) {
      return try PharmacokineticUnit.millimolar.factor(to: unit, molarMass: molarMass)
    } catch .incompatibleUnits {
      throw .noConcentration(unit: unit.rawValue)
    } catch {
      throw .molarMassNeeded(species: species, unit: unit.rawValue)
    }
  }
}

extension DosingSchedule {
  /// The times at which something is given, each once, up to `end`, h: marks of a plot.
  public func administrationTimes(until end: Double) -> [Double] {
    var times: [Double] = []
    for dose in administrations() where dose.time <= end && dose.time != times.last {
      times.append(dose.time)
    }
    return times
  }
}
