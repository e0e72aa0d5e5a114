import DataFiles
import MetabolicModels
import OmicsIntegration

extension PersonalizedModel {
  /// Columns `reaction lower upper`, one row for each reaction in model order, and with `verbose`
  /// also `score scale measured_genes changed relaxed kept activity flux`. A reaction without a score
  /// has empty cells, and so have the last three where the method does not choose reactions, asks for
  /// no threshold, or gives no flux of its own.
  public func table(verbose: Bool = false) -> Table {
    var columns = ["reaction", "lower", "upper"]
    if verbose {
      columns += [
        "score", "scale", "measured_genes", "changed", "relaxed", "kept", "activity", "flux",
      ]
    }
    var table = Table(columns: columns)
    for (index, reaction) in base.model.reactions.enumerated() {
      let bounds = constrained.bounds[index]
      var row: [Table.Cell] = [
        .text(reaction.id), .number(bounds.lower), .number(bounds.upper),
      ]
      if verbose {
        row += [
          .optional(scores[index]), .optional(scales[index]), .integer(measuredGenes[index]),
          .flag(changed[index]), .flag(relaxed[index]),
          kept.map { .flag($0[index]) } ?? .empty,
          .optional(activities.flatMap { $0[index]?.text }),
          .optional(flux?.fluxes[index]),
        ]
      }
      table.append(row)
    }
    return table
  }

  /// The sample, the method and its options, the coverage and the counts: no level of any gene.
  public func reportMembers() -> [JSONValue.Member] {
    [
      .init("sample", .string(provenance.sample)),
      .init("method", .string(provenance.method)),
      .init(
        "method_options",
        .object((provenance.scoring.figures + provenance.parameters).map(\.json))),
      .init("findings", .object(findings.map(\.json))),
      .init("flux", flux?.json ?? .null),
      .init("coverage", coverage.json),
      .init("reactions", counts.json),
      .init("unreadable_rules", ids(unreadable)),
      .init("unlimited_bounds", ids(unlimited)),
    ]
  }

  private func ids(_ reactions: [Int]) -> JSONValue {
    .array(reactions.map { .string(base.model.reactions[$0].id) })
  }
}

extension MethodFlux {
  /// What the numbers of the column `flux` are.
  var json: JSONValue {
    .members([
      "criterion": .string(criterion), "unique": .bool(isUnique), "relative": .bool(isRelative),
    ])
  }
}

extension MethodFigure {
  var json: JSONValue.Member {
    switch value {
    case .text(let text): .init(name, .string(text))
    case .number(let number): .init(name, .number(number))
    case .integer(let integer): .init(name, .integer(integer))
    case .flag(let flag): .init(name, .bool(flag))
    case .list(let texts): .init(name, .array(texts.map(JSONValue.string)))
    }
  }
}

extension GeneCoverage {
  var json: JSONValue {
    var map = JSONValue.null
    if let used = self.map {
      map = .members([
        "from": .string(used.from), "to": .string(used.to),
        "translated": .integer(used.translated),
      ])
    }
    return .members([
      "model_genes": .integer(modelGenes), "table_genes": .integer(tableGenes),
      "matched": .integer(matched), "measured": .integer(measured),
      "fraction": .number(fraction), "namespace": .string(namespace), "gene_map": map,
      "genes_with_several_rows": .integer(collapsed),
      "several_rows_become": .string(collapse.rawValue),
      "unmatched": .array(unmatched.map(JSONValue.string)),
    ])
  }
}

extension PersonalizedModel.Counts {
  var json: JSONValue {
    .members([
      "scored": .integer(scored), "unscored": .integer(unscored),
      "unmeasured_rules": .integer(unmeasuredRules), "changed": .integer(changed),
      "closed": .integer(closed), "capped": .integer(capped), "clamped": .integer(clamped),
      "forced": .integer(forced),
    ])
  }
}
