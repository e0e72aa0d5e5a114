import PharmacokineticCoupling
import TwinFlux

/// Rules, and who answers for the network that they are about.
struct CouplingProblem {
  var rules: CouplingRules
  /// `nil` where the rules ask no network and no model is given.
  var model: MetabolicModel?
  var provider: any FluxProvider

  /// The reference individual's parameters.
  var parameters: PKParameterSet { rules.pharmacokinetics?.parameterSet ?? PKParameterSet() }
}

extension AnalysisRun {
  /// Reads the rules and, where they need one, the model, and keeps it open for questions.
  mutating func makeCoupling() throws(CommandFailure) -> CouplingProblem {
    let path = context.parsed.operands[0]
    let rules = try timed("rules") { run throws(CommandFailure) in
      let input = try readInput(path)
      run.report.changes = .members([
        "rules": .string(input.path), "sha256": .string(input.sha256),
      ])
      return try coupling(at: path) { () throws(CouplingError) in
        try CouplingRules(json: input.bytes)
      }
    }
    if rules.pharmacokinetics == nil {
      throw CommandFailure(
        .badData,
        placed(
          "The rules have no 'pharmacokinetics': the drug's compartments and the reference's "
            + "parameters. Add the key; 'twinflux help pk' and the README show it.", at: path))
    }
    guard context.parsed.has("model") else {
      if rules.statistic != .bound {
        throw .usage(.missingCompanion(option: "RULES", needed: "--model"))
      }
      return CouplingProblem(
        rules: rules, provider: TableFluxProvider(FluxNetwork(genesOf: rules), rows: []))
    }
    let model = try timed("load") { run throws(CommandFailure) in
      try run.loadModel(spelledLike: rules, from: path)
    }
    let backend = try makeBackend(for: .manyObjectives)
    let options = solvingOptions
    let provider = try coupling(at: path) { () throws(CouplingError) -> any FluxProvider in
      rules.statistic == .bound
        ? TableFluxProvider(FluxNetwork(of: model), rows: [])
        : try FluxBalanceProvider(model, rules, options: options, using: backend)
    }
    return CouplingProblem(rules: rules, model: model, provider: provider)
  }

  private mutating func loadModel(
    spelledLike rules: CouplingRules, from path: String
  ) throws(CommandFailure) -> MetabolicModel {
    let loaded = try loadModel()
    let (model, changed) = try coupling(at: path) { () throws(CouplingError) in
      try loaded.spelled(like: rules)
    }
    if let example = changed.first {
      console.note(
        "the model spells \(count(changed.count, "id")) of the rules in another way, such as "
          + "'\(example)'; they were matched")
    }
    return model
  }

  /// The individual that the command line describes.
  mutating func makeIndividual(
    _ settings: CouplingSettings, of problem: CouplingProblem
  ) throws(CommandFailure) -> CoupledIndividual {
    guard let levels = settings.levels else { return settings.individual(measured: nil) }
    guard let model = problem.model else {
      throw .usage(.missingCompanion(option: "--omics", needed: "--model"))
    }
    let measured = try timed("omics") { run throws(CommandFailure) in
      try IndividualSource.activities(levels, of: model, run: &run)
    }
    return settings.individual(measured: measured)
  }
}

/// Reads the document of one coupled individual.
func readCoupled(_ path: String) throws(CommandFailure) -> CoupledTwin {
  let input = try readInput(path)
  return try coupling(at: path) { () throws(CouplingError) in try CoupledTwin(json: input.bytes) }
}

/// Runs `body`, and says of its failure what it means for the process.
///
/// - Parameter path: The document that is to blame where the error names a place in one.
func coupling<Value>(
  at path: String, _ body: () throws(CouplingError) -> Value
) throws(CommandFailure) -> Value {
  do throws(CouplingError) { return try body() } catch { throw CommandFailure(error, path: path) }
}

extension CommandFailure {
  init(_ error: CouplingError, path: String) {
    switch error {
    case .infeasible, .failedChecks, .referenceTooSmall:
      self.init(.negative, error.description)
    case .provider: self.init(.internalError, error.description)
    case .noActivity, .invalidActivity, .notInMedium, .unboundEnzyme:
      self.init(.badData, error.description)
    default: self.init(.badData, placed(error.description, at: path))
    }
  }
}
