import DataFiles
import MetabolicModels
import OmicsIntegration

extension EnzymeConstrainedModel {
  /// What was constrained and what had to be assumed, a sentence each: for standard error.
  public var sentences: [String] {
    let sources = TurnoverSource.allCases.compactMap { source in
      summary.turnovers[source].map { "\($0) \(source.words)" }
    }
    let many = { (count: Int, noun: String) in "\(count) \(noun)\(count == 1 ? "" : "s")" }
    var sentences = [
      "Enzymes limit \(many(summary.reactions, "reaction")) (form \(constraints.form.rawValue)): "
        + "\(many(summary.enzymes, "isozyme")) of \(many(summary.proteins, "protein")), "
        + "\(summary.measuredProteins) of them measured; "
        + (constraints.form == .bound
          ? "\(many(summary.boundedReactions, "reaction")) got other bounds."
          : constraints.pool.map { "pool \(NumberText.text($0)) mg/gDW." } ?? "no pool."),
      "Turnover numbers: \(sources.joined(separator: ", ")).",
    ]
    if !summary.withoutTurnover.isEmpty {
      sentences.append(
        "\(many(summary.withoutTurnover.count, "reaction")) with a gene rule had no turnover number: "
          + missingTurnoverWords + ".")
    }
    if !summary.withoutMass.isEmpty, constraints.form != .bound {
      sentences.append(
        "\(many(summary.withoutMass.count, "protein")) had no mass and took "
          + "\(NumberText.text(summary.assumedMass)) kDa.")
    }
    if !summary.cheapestOnly.isEmpty {
      sentences.append(
        "\(many(summary.cheapestOnly.count, "gene rule")) with more than "
          + "\(constraints.alternativesLimit) alternatives kept the cheapest alone.")
    }
    if summary.unmatchedTurnovers > 0 {
      sentences.append(
        "\(summary.unmatchedTurnovers) of the table's \(summary.tableTurnovers) turnover numbers "
          + "are of reactions that the model has not.")
    }
    if !summary.forced.isEmpty {
      sentences.append(
        "\(many(summary.forced.count, "forced flux")) beyond what the enzymes allow "
          + "\(summary.forced.count == 1 ? "was" : "were") kept.")
    }
    return sentences
  }

  private var missingTurnoverWords: String {
    switch constraints.missingTurnovers {
    case .median: "they took the median, \(NumberText.text(summary.medianTurnover)) per second"
    case .unconstrained: "they are not constrained"
    case .value(let value): "they took \(NumberText.text(value)) per second"
    }
  }

  /// The section of the report: counts, and the ids of all that was assumed. No amount of any protein.
  public func reportMembers(
    inputs: [JSONValue.Member] = [], proteins: ProteinLevels? = nil
  ) -> [JSONValue.Member] {
    let model = base.model
    var members: [JSONValue.Member] = [
      .init("inputs", .object(inputs)),
      .init("form", .string(constraints.form.rawValue)),
      .init("pool_mg_per_gdw", .optional(constraints.form == .bound ? nil : constraints.pool)),
      .init("reactions", .integer(summary.reactions)),
      .init("isozymes", .integer(summary.enzymes)),
      .init("proteins", .integer(summary.proteins)),
      .init("measured_proteins", .integer(summary.measuredProteins)),
      .init(
        "turnover_numbers",
        .object(
          TurnoverSource.allCases.map {
            .init($0.rawValue, .integer(summary.turnovers[$0, default: 0]))
          })),
      .init("median_kcat_per_s", .number(summary.medianTurnover)),
      .init("table_turnover_numbers", .integer(summary.tableTurnovers)),
      .init("unmatched_turnover_numbers", .integer(summary.unmatchedTurnovers)),
      .init("rows_without_a_number", .integer(summary.skippedRows)),
      .init("assumed_mass_kda", .number(summary.assumedMass)),
      .init("reactions_with_other_bounds", .integer(summary.boundedReactions)),
    ]
    let lists: [(String, [String])] = [
      ("reactions_without_kcat", summary.withoutTurnover.map { model.reactions[$0].id }),
      ("proteins_without_mass", summary.withoutMass.map { model.genes[$0].id }),
      ("cheapest_isozyme_only", summary.cheapestOnly.map { model.reactions[$0].id }),
      ("forced_fluxes_kept", summary.forced.map { model.reactions[$0].id }),
    ]
    members += lists.map { .init($0.0, .array($0.1.map(JSONValue.string))) }
    if let proteins {
      members.append(
        .init(
          "proteomics",
          .members([
            "sample": .string(proteins.sample),
            "coverage": proteins.coverage?.json ?? .null,
            "below_detection": .integer(proteins.belowDetection),
            "assumed_masses": .integer(proteins.assumedMasses),
          ])))
    }
    return members
  }
}

extension EnzymeFlexibilization {
  /// Which proteins had to give, and by how much.
  public var json: JSONValue {
    .members([
      "target": .number(target), "objective_value": .number(objectiveValue),
      "total_relative_raise": .number(total),
      "raised": .array(
        raised.map {
          .members([
            "protein": .string($0.id), "from_nmol_per_gdw": .number($0.from),
            "to_nmol_per_gdw": .number($0.to),
          ])
        }),
    ])
  }
}

extension TurnoverSource {
  fileprivate var words: String {
    switch self {
    case .complex: "of the very complex"
    case .subunits: "of a subunit"
    case .reaction: "of the reaction"
    case .otherIsozymes: "of other isozymes"
    case .otherDirection: "of the other direction"
    case .assumed: "assumed"
    }
  }
}
