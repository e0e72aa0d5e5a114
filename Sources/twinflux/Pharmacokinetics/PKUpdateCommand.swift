import PharmacokineticCoupling
import TwinFlux

/// `twinflux pk update COUPLED`: what measurements teach about one individual.
enum PKUpdateCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let settings: UpdateSettings
    do throws(ParserError) { settings = try UpdateSettings(context.parsed) } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let path = context.parsed.operands[0]
    let twin = try run.timed("load") { _ throws(CommandFailure) in try readCoupled(path) }
    let schedule = try SimulationSettings.schedule(settings.dose, of: twin, path: path)
    let measurements = try ObservationFile.measurements(of: settings.observations, for: twin)
    let errors = try settings.errors(of: twin, for: measurements)
    let learned = try run.timed("update") { _ throws(CommandFailure) in
      do throws(UpdatingError) {
        return try twin.updated(
          by: measurements, under: schedule, errors: errors, options: settings.options)
      } catch {
        throw CommandFailure(updating: error)
      }
    }
    describe(learned, measurements.count, to: run.console)
    run.report.status = "done"
    run.report.result = .members([
      "drug": .string(twin.drug.name), "measurements": .integer(measurements.count),
      "log_evidence": .number(learned.posterior?.logEvidence ?? 0),
    ])
    try run.finish(coupling(at: path) { () throws(CouplingError) in try learned.json() })
    return .done
  }

  private static func describe(_ twin: CoupledTwin, _ count: Int, to console: Console) {
    guard let posterior = twin.posterior else { return }
    for parameter in posterior.parameters {
      guard let own = twin.coupled[parameter.name] else { continue }
      var text =
        "\(own.name) \(readable(own.value)) \(own.unit.rawValue) (\(readable(own.lower)) to "
        + "\(readable(own.upper))); before it was \(readable(parameter.prior.median))"
      if let contraction = parameter.contraction {
        text += ", variance down by \(readable((contraction * 1000).rounded() / 10)) %"
      }
      console.note(text)
    }
    console.note(
      "log evidence \(readable(posterior.logEvidence)), effective sample size "
        + "\(readable(posterior.effectiveSampleSize.rounded()))")
    console.warn(
      posterior.updates.suffix(count).filter { $0.surprise < 0.001 }.map {
        "'\($0.measurement.observable)' at \(readable($0.measurement.time)) h was all but ruled out "
          + "before. Check its unit, its time and the doses before it."
      })
  }
}

extension CommandFailure {
  init(updating error: UpdatingError) {
    switch error {
    case .unexplained, .foldChangeOfZero, .notConverged: self.init(.negative, error.description)
    default: self.init(.badData, error.description)
    }
  }
}

/// What an update is told beside its files.
struct UpdateSettings: Sendable {
  /// How far measurements lie from predictions, before it is known of which species they are.
  enum ErrorText: Sendable {
    case logNormal(Double)
    case additive(Quantity)
    case combined(Double, Quantity)
  }

  var observations: String
  var dose: String?
  var error: ErrorText
  var options: ParticleOptions

  init(_ arguments: ParsedArguments) throws(ParserError) {
    guard let path = arguments.value("observations") else {
      throw .missingCompanion(option: "pk update", needed: "--observations FILE")
    }
    observations = path
    dose = arguments.value("dose")
    error = try Self.errorText(arguments.value("error") ?? "log 0.15")
    options = ParticleOptions()
    if let count = try arguments.integer("particles", atLeast: 10) { options.particles = count }
    if options.particles > 1_000_000 {
      throw .invalidValue(
        option: "--particles", value: "\(options.particles)", expected: "10 to 1000000")
    }
    if let seed = try arguments.integer("seed", atLeast: 0) { options.seed = UInt64(seed) }
  }

  private static func errorText(_ text: String) throws(ParserError) -> ErrorText {
    let wrong = ParserError.invalidValue(
      option: "--error", value: text,
      expected: "'log SD', 'add SD UNIT' or 'mixed CV SD UNIT', such as 'log 0.15'")
    let words = text.split(separator: " ").map(String.init)
    func number(_ place: Int) throws(ParserError) -> Double {
      guard words.count > place, let value = NumberText.parse(words[place]), value > 0,
        value.isFinite
      else { throw wrong }
      return value
    }
    func quantity(_ place: Int) throws(ParserError) -> Quantity {
      let value = try number(place)
      guard words.count == place + 2, let unit = PharmacokineticUnit(rawValue: words[place + 1]),
        (try? unit.factor(to: .millimolar, molarMass: 1)) != nil
      else { throw wrong }
      return Quantity(value, unit)
    }
    switch words.first {
    case "log":
      guard words.count == 2 else { throw wrong }
      return .logNormal(try number(1))
    case "add": return .additive(try quantity(1))
    case "mixed": return .combined(try number(1), try quantity(2))
    default: throw wrong
    }
  }

  /// The error of every species that was measured, mmol·L⁻¹.
  func errors(
    of twin: CoupledTwin, for measurements: [TwinMeasurement]
  ) throws(CommandFailure) -> [String: ErrorModel] {
    var result: [String: ErrorModel] = [:]
    let past = twin.posterior?.updates.map(\.measurement.observable) ?? []
    for species in past + measurements.map(\.observable) {
      func concentration(_ quantity: Quantity) throws(CommandFailure) -> Double {
        do throws(PharmacokineticError) {
          return try quantity.value(in: .millimolar, molarMass: twin.molarMass(of: species))
        } catch { throw CommandFailure(.usage, "--error: \(error.description)") }
      }
      result[species] =
        switch error {
        case .logNormal(let sd): .logNormal(sd: sd)
        case .additive(let sd): .additive(sd: try concentration(sd))
        case .combined(let cv, let sd):
          .combined(proportional: cv, additive: try concentration(sd))
        }
    }
    return result
  }
}
