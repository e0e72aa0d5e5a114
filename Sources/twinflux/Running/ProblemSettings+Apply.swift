import TwinFlux

extension ProblemSettings {
  /// What was changed, for the report.
  struct Changes: Sendable {
    var boundsSet: [Int] = []
    var mediumExchanges: [Int] = []
    var knockedOutGenes: [Int] = []
    var closedReactions: [Int] = []
  }

  /// Applies `--medium`, `--bounds`, `--bound`, `--knockout` and `--objective`, in this order.
  func apply(
    to patient: inout ConstrainedModel, console: Console
  ) throws(CommandFailure) -> Changes {
    var changes = Changes()
    if let mediumPath {
      changes.mediumExchanges = try applyMedium(mediumPath, to: &patient, console)
    }
    if let boundsPath { changes.boundsSet += try applyFile(boundsPath, to: &patient) }
    for bound in bounds {
      changes.boundsSet.append(try set(bound.reaction, bound.bounds, in: &patient, place: nil))
    }
    try knockOut(in: &patient, &changes)
    try setObjective(of: &patient)
    return changes
  }

  private func applyMedium(
    _ path: String, to patient: inout ConstrainedModel, _ console: Console
  ) throws(CommandFailure) -> [Int] {
    var entries: [Medium.Entry] = []
    var indices: [Int] = []
    var lines: [String: Int] = [:]
    let place = { (id: String) in lines[id].map { "\(path):\($0)" } ?? path }
    for row in try DelimitedFile.rows(of: path, columns: ["exchange", "uptake"]) {
      guard let index = patient.model.reactionIndex(row.key) else {
        let error = unknownReaction(row.key, in: patient.model)
        throw CommandFailure(.badData, placed(error.description, at: "\(path):\(row.line)"))
      }
      lines[row.key] = row.line
      entries.append(Medium.Entry(exchange: row.key, uptake: row.values[0]))
      indices.append(index)
    }
    do throws(ModelError) {
      let others = try patient.apply(Medium(entries))
      console.warn(
        others.map {
          "'\($0)' of the medium is no exchange; its import was set all the same (\(place($0)))."
        })
    } catch {
      throw CommandFailure(.badData, placed(error.description, at: place(error.reaction ?? "")))
    }
    return indices
  }

  private func applyFile(
    _ path: String, to patient: inout ConstrainedModel
  ) throws(CommandFailure) -> [Int] {
    var changed: [Int] = []
    for row in try DelimitedFile.rows(of: path, columns: ["reaction", "lower", "upper"]) {
      let bounds = FluxBounds(lower: row.values[0], upper: row.values[1])
      changed.append(try set(row.key, bounds, in: &patient, place: "\(path):\(row.line)"))
    }
    return changed
  }

  private func set(
    _ reaction: String, _ bounds: FluxBounds, in patient: inout ConstrainedModel, place: String?
  ) throws(CommandFailure) -> Int {
    let status: ExitStatus = place == nil ? .usage : .badData
    let described = { (error: ModelError) in
      place.map { placed(error.description, at: $0) } ?? error.description
    }
    guard let index = patient.model.reactionIndex(reaction) else {
      throw CommandFailure(status, described(unknownReaction(reaction, in: patient.model)))
    }
    do throws(ModelError) {
      try patient.setBounds(bounds, ofReaction: index)
    } catch {
      throw CommandFailure(status, described(error))
    }
    return index
  }

  private func knockOut(
    in patient: inout ConstrainedModel, _ changes: inout Changes
  ) throws(CommandFailure) {
    for gene in knockouts {
      guard let index = patient.model.geneIndex(gene) else {
        throw CommandFailure(
          .usage,
          ModelError.unknownID(
            kind: .gene, id: excerpt(gene),
            suggestion: Suggestion.nearest(to: gene, among: patient.model.genes.lazy.map(\.id))
          ).description)
      }
      changes.knockedOutGenes.append(index)
    }
    if changes.knockedOutGenes.isEmpty { return }
    changes.closedReactions = patient.knockOut(genes: Set(changes.knockedOutGenes))
  }

  private func setObjective(of patient: inout ConstrainedModel) throws(CommandFailure) {
    if let objective {
      do throws(ObjectiveExpression.Failure) {
        let terms = try ObjectiveExpression.parse(objective, model: patient.model)
        patient.objective = FluxObjective(sense: sense ?? .maximize, terms: terms)
      } catch {
        throw CommandFailure(.usage, error.description)
      }
    } else if let sense {
      patient.objective.sense = sense
    }
  }
}

extension ModelError {
  /// The reaction that the error is about.
  fileprivate var reaction: String? {
    switch self {
    case .duplicateID(.reaction, let id), .unknownID(.reaction, let id, _),
      .invalidBounds(let id, _, _), .notAnExchange(let id), .invalidUptake(let id, _):
      id
    default: nil
    }
  }
}

extension ProblemSettings.Changes {
  func section(of patient: ConstrainedModel) -> JSONValue {
    let model = patient.model
    let ids = { (indices: [Int]) -> JSONValue in
      .array(indices.map { .string(model.reactions[$0].id) })
    }
    return .members([
      "objective": .object(
        patient.objective.terms.map {
          JSONValue.Member(model.reactions[$0.reaction].id, .number($0.coefficient))
        }),
      "sense": .string(patient.objective.sense.rawValue),
      "bounds_set": ids(boundsSet),
      "medium": ids(mediumExchanges),
      "genes_knocked_out": .array(knockedOutGenes.map { .string(model.genes[$0].id) }),
      "reactions_closed": ids(closedReactions),
    ])
  }
}
