import TwinFlux

/// `twinflux fba MODEL`: fluxes, reduced costs and shadow prices at the optimum.
enum FluxBalanceCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend()
    let problem = try run.makeProblem(using: backend)
    let isParsimonious = context.parsed.has("parsimonious")
    let found = try run.timed("solve") { run in
      solve(problem.patient, isParsimonious: isParsimonious, run.solvingOptions, backend)
    }
    switch found {
    case .success(let optimum): try finish(&run, problem, optimum)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
    return .done
  }

  /// An optimum, and for pFBA the sum of absolute fluxes.
  private struct Optimum {
    var solution: FluxSolution
    var totalFlux: Double?
  }

  private static func solve(
    _ patient: ConstrainedModel, isParsimonious: Bool, _ options: SolvingOptions,
    _ backend: any LPBackend
  ) -> Result<Optimum, FluxError> {
    Result { () throws(FluxError) in
      if isParsimonious {
        let found = try parsimoniousFluxBalance(of: patient, options: options, using: backend)
        return Optimum(solution: found.solution, totalFlux: found.totalFlux)
      }
      return Optimum(solution: try fluxBalance(of: patient, options: options, using: backend))
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ optimum: Optimum
  ) throws(CommandFailure) {
    let solution = optimum.solution
    run.report.status = "optimal"
    run.report.solver = run.solverSection([
      .init("solve", RunReport.solveSection(solution.solve))
    ])
    let total = optimum.totalFlux.map { [JSONValue.Member("total_flux", .number($0))] } ?? []
    run.report.result = .object(
      [.init("objective_value", .number(solution.objectiveValue))] + total)
    run.console.note("objective \(NumberText.text(solution.objectiveValue)) (optimal)")
    if let sum = optimum.totalFlux {
      run.console.note("sum of absolute fluxes \(NumberText.text(sum)) mmol/gDW/h")
    }
    let bytes = encode(
      solution.fluxTable(of: problem.model), as: run.settings.output.format,
      json: solution.json(of: problem.model, extra: total))
    try run.writeShadowPrices(solution, of: problem.model)
    try run.finish(bytes)
  }
}

extension AnalysisRun {
  fileprivate func writeShadowPrices(
    _ solution: FluxSolution, of model: MetabolicModel
  ) throws(CommandFailure) {
    guard let path = context.parsed.value("metabolites") else { return }
    let table = solution.shadowPriceTable(of: model)
    let format = TableFormat(extensionOf: path) ?? .tsv
    try writeOutput(
      encode(table, as: format, json: .members(["shadow_prices": TableWriter.rows(table)])),
      to: path)
  }
}

/// A table in the form asked for; `json` is what stands for it in JSON.
func encode(
  _ table: @autoclosure () -> Table, as format: TableFormat, json: @autoclosure () -> JSONValue
) -> [UInt8] {
  switch format {
  case .tsv: Array(TableWriter.tsv(table()).utf8)
  case .csv: Array(TableWriter.csv(table()).utf8)
  case .json: Array(json().text.utf8)
  }
}
