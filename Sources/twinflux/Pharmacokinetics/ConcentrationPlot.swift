import PharmacokineticCoupling
import TwinFlux

/// Concentrations over time as a picture.
struct ConcentrationPlot {
  var twin: CoupledTwin
  var band: CurveBand
  var schedule: DosingSchedule
  var settings: SimulationSettings
  /// mmol·L⁻¹; those below their limit are not shown.
  var measurements: [TwinMeasurement]

  /// More marks than this say nothing.
  private static let mostMarks = 60

  func svg() throws(CommandFailure) -> String {
    do {
      return try plot().svg()
    } catch let error as PlotError {
      throw CommandFailure(.badData, "The plot could not be drawn. \(error)")
    } catch {
      throw CommandFailure(.internalError, "The plot could not be drawn: \(error).")
    }
  }

  private func plot() throws -> LinePlot {
    let unit = unit
    let series = try ConcentrationSeries.series(
      of: band.values, lower: band.lower, upper: band.upper, in: unit
    ) { twin.molarMass(of: $0) }
    let end = band.values.times.last ?? 0
    var plot = LinePlot(
      title: "\(twin.drug.name), \(twin.coupled.individual)",
      x: .init("time (h)", steps: .hours),
      y: .init(
        "concentration (\(unit.readable))",
        scale: settings.isLogarithmic ? .logarithmic : .linear))
    plot.summary = summary
    plot.series = series.map { one in
      .init(
        one.species, x: one.times, y: one.values,
        band: one.lower.flatMap { lower in one.upper.map { .init(lower: lower, upper: $0) } })
    }
    for (index, one) in series.enumerated() {
      let own = measurements.filter {
        $0.observable == one.species && !$0.isCensored && $0.time <= end
      }
      if own.isEmpty { continue }
      let factor = try PharmacokineticUnit.millimolar.factor(
        to: unit, molarMass: twin.molarMass(of: one.species))
      plot.points.append(
        .init(
          "\(one.species), measured", x: own.map(\.time), y: own.map { ($0.value ?? 0) * factor },
          series: index))
    }
    let doses = schedule.administrationTimes(until: end)
    if doses.count <= Self.mostMarks { plot.marks = .init("dose", at: doses) }
    if let threshold = settings.threshold {
      let level = try threshold.value(in: unit, molarMass: twin.drug.molarMass)
      plot.levels = [.init("\(readable(threshold.value)) \(threshold.unit.readable)", at: level)]
    }
    return plot
  }

  /// The largest of the common units in which the highest concentration is at least 1.
  private var unit: PharmacokineticUnit {
    let highest = (band.upper ?? band.values).concentrations.joined().max() ?? 0
    return highest >= 1 ? .millimolar : highest >= 1e-3 ? .micromolar : .nanomolar
  }

  private var summary: String {
    let interval =
      band.lower == nil
      ? "" : " Bands hold \(readable(settings.level * 100)) % of the draws at each time."
    return "Concentrations of \(band.values.species.joined(separator: ", ")) over time after "
      + "\(twin.drug.name) in \(twin.coupled.individual).\(interval)"
  }
}

extension PharmacokineticUnit {
  /// As people print it: `µmol/L` for `umol/L`.
  fileprivate var readable: String {
    rawValue.hasPrefix("u") ? "µ" + rawValue.dropFirst() : rawValue
  }
}
