import PharmacokineticCoupling
import TwinFlux

/// `twinflux pk check RULES`: all the checks of coupling rules, against a model.
enum PKCheckCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var run = try AnalysisRun(context)
    let problem = try run.makeCoupling()
    let path = context.parsed.operands[0]
    let findings = try run.timed("check") { _ throws(CommandFailure) in
      try coupling(at: path) { () throws(CouplingError) in
        try CouplingChecks(problem.rules, parameters: problem.parameters)
          .findings(using: problem.provider)
      }
    }
    let errors = findings.count { $0.severity == .error }
    let warnings = findings.count - errors
    run.console.note(
      "\(problem.rules.drug.name): \(count(problem.rules.pathways.count, "pathway")), "
        + "\(count(errors, "error")), \(count(warnings, "warning"))")
    run.report.status = errors == 0 ? "passed" : "failed"
    run.report.result = .members([
      "drug": .string(problem.rules.drug.name), "errors": .integer(errors),
      "warnings": .integer(warnings),
    ])
    let table = table(findings)
    try run.finish(
      encode(
        table, as: run.settings.output.format,
        json: .members(["findings": TableWriter.rows(table)])))
    return errors == 0 ? .done : .negative
  }

  private static func table(_ findings: [CouplingFinding]) -> Table {
    var table = Table(columns: ["check", "severity", "subject", "message"])
    for finding in findings {
      table.append([
        .text(finding.check.rawValue), .text(finding.severity.rawValue), .text(finding.subject),
        .text(finding.message),
      ])
    }
    return table
  }
}
