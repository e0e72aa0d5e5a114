import Foundation

/// What a dosing does to a species, in numbers: areas, peaks and times.
public struct Exposure: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// From the start to the end of the simulation, mmol·h·L⁻¹.
    case area = "AUC"
    /// From the start for ever; not of a model that saturates.
    case totalArea = "AUC_inf"
    /// mmol·L⁻¹.
    case peak = "Cmax"
    /// h, of the first time at the peak.
    case peakTime = "tmax"
    /// At the end, mmol·L⁻¹.
    case last = "Clast"
    /// The area over the time, mmol·L⁻¹.
    case average = "Cavg"
    /// h, of the slowest decay; not of a model that saturates.
    case halfLife = "t_half"
    /// h above a threshold.
    case timeAbove = "time_above"

    public var unit: PharmacokineticUnit {
      switch self {
      case .area, .totalArea: .millimolarHour
      case .peak, .last, .average: .millimolar
      case .peakTime, .halfLife, .timeAbove: .hour
      }
    }
  }

  public var species: String
  public var kind: Kind
  public var value: Double
  /// The ends of the interval; `nil` where nothing is uncertain.
  public var lower: Double?
  public var upper: Double?
}

extension CoupledTwin {
  /// The exposures of every species to a dosing.
  ///
  /// A quantity that does not exist, such as the half-life of what is never eliminated, is left out.
  ///
  /// - Parameters:
  ///   - end: h.
  ///   - threshold: mmol·L⁻¹, by species, for the time above it.
  ///   - level: The part of the draws between the ends.
  /// - Complexity: One simulation for each draw.
  public func exposures(
    _ schedule: DosingSchedule, until end: Double, above threshold: [String: Double] = [:],
    level: Double = 0.9
  ) throws(CouplingError) -> [Exposure] {
    let meter = ExposureMeter(
      kinetics: try requireKinetics(), molarMass: drug.molarMass, end: end, threshold: threshold)
    let own = try meter.measure(try simulate(schedule, until: end), values)
    var drawn: [ExposureMeter.Key: [Double]] = [:]
    try forEachDraw(schedule, until: end) { curve, values throws(CouplingError) in
      for (key, value) in try meter.measure(curve, values) { drawn[key, default: []].append(value) }
    }
    return own.map { key, value in
      var exposure = Exposure(species: key.species, kind: key.kind, value: value)
      if let sorted = drawn[key]?.sorted() {
        exposure.lower = FactorDraws.quantile(sorted, (1 - level) / 2)
        exposure.upper = FactorDraws.quantile(sorted, (1 + level) / 2)
      }
      return exposure
    }
  }
}

/// Reads exposures off one curve.
private struct ExposureMeter {
  struct Key: Hashable {
    var species: String
    var kind: Exposure.Kind
  }

  let kinetics: KineticModel
  let molarMass: Double
  let end: Double
  let threshold: [String: Double]

  func measure(
    _ curve: any ConcentrationCurve, _ values: PKParameterSet
  ) throws(CouplingError) -> [(key: Key, value: Double)] {
    let model = try kinetics.model(with: values, molarMass: molarMass)
    var result: [(key: Key, value: Double)] = []
    do throws(PharmacokineticError) {
      for name in curve.species {
        for (kind, value) in try measure(curve, name, model) {
          result.append((Key(species: name, kind: kind), value))
        }
      }
    } catch {
      throw .simulation(problem: error)
    }
    return result
  }

  private func measure(
    _ curve: any ConcentrationCurve, _ name: String, _ model: SaturableModel
  ) throws(PharmacokineticError) -> [(Exposure.Kind, Double)] {
    let area = try curve.areaUnderCurve(of: name, from: curve.start, to: end)
    let peak = try curve.peak(of: name, from: curve.start, to: end)
    var result: [(Exposure.Kind, Double)] = [(.area, area)]
    if let linear = curve as? LinearCurve, let total = try? linear.areaUnderCurve(of: name) {
      result.append((.totalArea, total))
    }
    result.append((.peak, peak.concentration))
    result.append((.peakTime, peak.time))
    result.append((.last, try curve.concentration(of: name, at: end)))
    if end > curve.start { result.append((.average, area / (end - curve.start))) }
    if model.pathways.isEmpty, let rate = try? model.linear.terminalRate(of: name), rate > 0 {
      result.append((.halfLife, log(2) / rate))
    }
    if let limit = threshold[name] {
      result.append(
        (.timeAbove, try curve.timeAbove(limit, of: name, from: curve.start, to: end)))
    }
    return result
  }
}
