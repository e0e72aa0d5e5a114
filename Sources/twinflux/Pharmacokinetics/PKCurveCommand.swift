import PharmacokineticCoupling
import TwinFlux

/// `twinflux pk curve RULES --along BOUND`: capacities as functions of one bound.
enum PKCurveCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let arguments = context.parsed
    let settings: CouplingSettings
    let range: (from: Double, to: Double?)
    do throws(ParserError) {
      settings = try CouplingSettings(arguments)
      if !arguments.has("along") {
        throw .missingCompanion(option: "pk curve", needed: "--along BOUND")
      }
      range = (
        try arguments.number("from", expected: "a number") { $0.isFinite } ?? 0,
        try arguments.number("to", expected: "a number") { $0.isFinite }
      )
    } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let problem = try run.makeCoupling()
    let driver = try driver(arguments.value("along") ?? "", in: problem)
    var end = range.to
    if end == nil { end = try usualEnd(of: driver, in: problem) }
    let bounds = (from: range.from, to: end ?? range.from)
    let pathways = try pathways(arguments.value("pathway"), of: problem.rules)
    let individual = settings.individual(measured: nil)
    let curves = try run.timed("curve") { _ throws(CommandFailure) in
      var curves: [CapacityCurve] = []
      for id in pathways {
        do throws(CapacityCurveError) {
          curves.append(
            try NetworkCoupler(problem.rules).capacityCurve(
              of: id, along: driver, from: bounds.from, to: bounds.to, for: individual,
              using: problem.provider))
        } catch {
          throw CommandFailure(curve: error, path: arguments.operands[0])
        }
      }
      return curves
    }
    describe(curves, to: run.console)
    run.report.status = "done"
    run.report.result = .members([
      "drug": .string(problem.rules.drug.name), "along": .string(arguments.value("along") ?? ""),
      "pieces": .integer(curves.reduce(0) { $0 + $1.limitedBy.count }),
    ])
    let table = table(curves)
    try run.finish(
      encode(
        table, as: run.settings.output.format,
        json: .members(["curves": TableWriter.rows(table)])))
    return .done
  }

  /// What the name is: an exchange of the medium, a gene, or a reaction's upper bound.
  private static func driver(
    _ name: String, in problem: CouplingProblem
  ) throws(CommandFailure) -> CapacityDriver {
    let network = problem.provider.network
    if problem.rules.probe.medium.contains(where: { $0.exchange == name }) {
      return .supply(exchange: name)
    }
    if network.genes.contains(name) { return .activity(gene: name) }
    if network.reactions[name] != nil { return .upperBound(reaction: name) }
    throw CommandFailure(
      .badData,
      "There is no exchange of the medium, gene or reaction '\(excerpt(name))'. Give --along one of "
        + "them.")
  }

  private static func usualEnd(
    of driver: CapacityDriver, in problem: CouplingProblem
  ) throws(CommandFailure) -> Double {
    switch driver {
    case .supply(let exchange):
      return problem.rules.probe.medium.first { $0.exchange == exchange }?.uptake ?? 1
    case .activity: return 1
    case .upperBound(let reaction), .lowerBound(let reaction):
      let upper = problem.provider.network.reactions[reaction]?.upper ?? .infinity
      if upper.isFinite { return upper }
      throw CommandFailure(.usage, "'\(reaction)' has no finite upper bound. Give --to X.")
    }
  }

  private static func pathways(
    _ wanted: String?, of rules: CouplingRules
  ) throws(CommandFailure) -> [String] {
    let known = rules.pathways.filter { $0.constant == nil }.map(\.id)
    guard let wanted else { return known }
    if known.contains(wanted) { return [wanted] }
    throw CommandFailure(
      .badData,
      "The rules measure no pathway '\(excerpt(wanted))'. Give --pathway "
        + "\(known.joined(separator: " or ")).")
  }

  private static func describe(_ curves: [CapacityCurve], to console: Console) {
    for curve in curves {
      let points = curve.response.breakpoints
      for (index, words) in curve.limitedBy.enumerated() {
        console.note(
          "\(curve.pathway) from \(readable(points[index].bound)) to "
            + "\(readable(points[index + 1].bound)): slope "
            + "\(readable(curve.response.slopes[index])); limited by "
            + (words.isEmpty ? "nothing that is known" : words.joined(separator: ", ")))
      }
    }
  }

  private static func table(_ curves: [CapacityCurve]) -> Table {
    var table = Table(columns: ["pathway", "bound", "capacity", "slope"])
    for curve in curves {
      for (index, point) in curve.response.breakpoints.enumerated() {
        let slopes = curve.response.slopes
        table.append([
          .text(curve.pathway), .number(point.bound), .number(point.value),
          .optional(index < slopes.count ? slopes[index] : nil),
        ])
      }
    }
    return table
  }
}

extension CommandFailure {
  init(curve error: CapacityCurveError, path: String) {
    switch error {
    case .coupling(let problem): self.init(problem, path: path)
    case .infeasible, .infeasibleEnd, .notProved: self.init(.negative, error.description)
    default: self.init(.badData, error.description)
    }
  }
}
