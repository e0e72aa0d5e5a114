import DataFiles
import MetabolicModels
import OmicsIntegration

extension ThresholdComparison {
  /// Columns `reaction subsystem`, one for each scheme, `flips genes`: one row for each reaction of
  /// the model. A reaction without a measured gene has empty cells.
  public func table(of model: MetabolicModel) -> Table {
    var table = Table(
      columns: ["reaction", "subsystem"] + outcomes.map(\.scheme.text) + ["flips", "genes"])
    let places = Dictionary(uniqueKeysWithValues: zip(flipping, genes))
    for (index, reaction) in model.reactions.enumerated() {
      table.append(
        [.text(reaction.id), .text(reaction.subsystem)]
          + outcomes.map { .optional($0.activities[index]?.text) }
          + [
            .flag(places[index] != nil), .text((places[index] ?? []).joined(separator: ";")),
          ])
    }
    return table
  }

  /// The counts and the pairwise overlaps.
  public var json: JSONValue {
    let pairs = outcomes.indices.flatMap { one in
      outcomes.indices.filter { $0 > one }.map { other in
        JSONValue.members([
          "one": .string(outcomes[one].scheme.text), "other": .string(outcomes[other].scheme.text),
          "jaccard": .number(jaccard(one, other)),
        ])
      }
    }
    return .members([
      "sample": .string(sample),
      "schemes": .array(
        outcomes.map { outcome in
          .members([
            "scheme": .string(outcome.scheme.text), "rule": .string(outcome.rule),
            "active": .integer(outcome.count(.active)),
            "undetermined": .integer(outcome.count(.undetermined)),
            "inactive": .integer(outcome.count(.inactive)),
          ])
        }),
      "overlaps": .array(pairs), "reactions_that_change": .integer(flipping.count),
    ])
  }
}

extension Activity {
  /// As tables and reports have it.
  var text: String {
    switch self {
    case .active: "active"
    case .inactive: "inactive"
    case .undetermined: "undetermined"
    }
  }
}
