import PharmacokineticCoupling
import TwinFlux

/// `twinflux pk couple RULES`: one individual's parameters of one drug.
enum PKCoupleCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let settings: CouplingSettings
    do throws(ParserError) { settings = try CouplingSettings(context.parsed) } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let problem = try run.makeCoupling()
    let individual = try run.makeIndividual(settings, of: problem)
    let path = context.parsed.operands[0]
    let coupled = try run.timed("couple") { _ throws(CommandFailure) in
      try coupling(at: path) { () throws(CouplingError) in
        try NetworkCoupler(problem.rules).couple(
          CouplingRequest(individual, parameters: problem.parameters), using: problem.provider)
      }
    }
    describe(coupled, to: run.console)
    run.report.status = "done"
    run.report.solver = run.solverSection([])
    run.report.result = .members([
      "drug": .string(problem.rules.drug.name), "digest": .string(coupled.provenance.digest),
    ])
    let twin = CoupledTwin(
      drug: problem.rules.drug, coupled: coupled,
      pharmacokinetics: problem.rules.pharmacokinetics)
    try run.finish(coupling(at: path) { () throws(CouplingError) in try twin.json() })
    return .done
  }

  private static func describe(_ coupled: CoupledPK, to console: Console) {
    for parameter in coupled.parameters {
      var text = "\(parameter.name) \(readable(parameter.value)) \(parameter.unit.rawValue)"
      if parameter.lower != parameter.upper {
        text += " (\(readable(parameter.lower)) to \(readable(parameter.upper)))"
      }
      if let fold = parameter.foldChange {
        text += fold == 1 ? ", as in the reference" : ", \(readable(fold)) × the reference's"
      }
      if !parameter.limitedBy.isEmpty {
        text += "; limited by \(parameter.limitedBy.joined(separator: ", "))"
      }
      console.note(text)
    }
    console.warn(coupled.warnings.map(\.message))
  }
}
