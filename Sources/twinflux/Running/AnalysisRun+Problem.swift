import Foundation
import TwinFlux

/// A model under the bounds that the command line and the patient's omics give.
struct Problem: Sendable {
  var patient: ConstrainedModel
  /// How the patient's omics became bounds; `nil` without `--omics`.
  var personalized: PersonalizedModel?
  /// The enzymes of the model, whose first reactions are then the model's own; `nil` without `--kcat`.
  var enzymes: EnzymeConstrainedModel?
  /// Indices of genes that the command line knocks out.
  var knockedOutGenes: [Int] = []

  var model: MetabolicModel { patient.model }
}

extension AnalysisRun {
  /// Reads the model and applies what the command line and the patient's omics say.
  mutating func makeProblem(using backend: (any LPBackend)?) throws(CommandFailure) -> Problem {
    let loaded = try timed("load") { run throws(CommandFailure) in
      try run.loadModel()
    }
    var base = ConstrainedModel(loaded)
    try requireReadableRules(of: loaded)
    let changes = try settings.problem.apply(to: &base, console: console)
    report.changes = changes.section(of: base)
    describe(changes, of: loaded)
    guard let omics = settings.omics else {
      return try withEnzymes(
        Problem(patient: base, knockedOutGenes: changes.knockedOutGenes), changes, backend)
    }
    var problem = try timed("personalize") { run throws(CommandFailure) in
      try run.personalizedProblem(base, omics, backend)
    }
    problem.knockedOutGenes = changes.knockedOutGenes
    return try withEnzymes(problem, changes, backend)
  }

  mutating func loadModel() throws(CommandFailure) -> MetabolicModel {
    let loaded = try ModelSource.load(settings.model, console: console)
    report.model = RunReport.modelSection(loaded.model, input: loaded.input)
    hasRawIDs = settings.model.keepsRawIDs && loaded.facts != nil
    return loaded.model
  }

  /// Refuses to work on genes where a rule could not be read: such a reaction would be taken for
  /// one without genes, and its flux for one that no gene can stop.
  private func requireReadableRules(of model: MetabolicModel) throws(CommandFailure) {
    let usesGenes =
      context.parsed.has("omics") || context.parsed.has("kcat")
      || !settings.problem.knockouts.isEmpty
      || (context.parsed.command == .delete && !context.parsed.has("reactions"))
    let broken = model.reactions.filter { $0.unreadableRule != nil }
    guard usesGenes, !settings.model.skipsBrokenRules, let first = broken.first else { return }
    throw CommandFailure(
      .badData,
      "The gene rule of '\(first.id)' cannot be read"
        + (broken.count > 1 ? " (and \(broken.count - 1) more)" : "")
        + ". Correct it in the model, or give --skip-broken-rules to treat such reactions as ones "
        + "without genes.")
  }

  private func describe(_ changes: ProblemSettings.Changes, of model: MetabolicModel) {
    if !changes.knockedOutGenes.isEmpty {
      let ids = changes.closedReactions.map { model.reactions[$0].id }
      console.note(
        "the knock-out closes \(count(ids.count, "reaction"))"
          + (ids.isEmpty ? "" : ": " + listed(ids)))
    }
  }
}

/// A number for a sentence: at most six significant digits.
func readable(_ number: Double) -> String {
  let rounded = NumberText.parse(String(format: "%.6g", number)) ?? number
  return NumberText.text(rounded)
}

/// `1 reaction`, `2 reactions`.
func count(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}

/// The first few of many names.
func listed(_ names: [String], most: Int = 5) -> String {
  let rest = names.count - most
  return names.prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}
