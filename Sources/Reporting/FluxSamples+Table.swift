import FluxAnalysis
import MetabolicModels

extension FluxSamples {
  /// One row for each sample and one column for each reaction, as COBRApy's `sample` gives them.
  public func tableBlocks(of model: MetabolicModel) -> TableBlocks {
    TableBlocks(columns: model.reactions.map(\.id), count: count) { sample in
      [fluxes(sample).map(Table.Cell.number)]
    }
  }

  /// Columns `reaction mean sd split_rhat ess geweke`, one row for each reaction in model order. A
  /// flux that does not change has empty cells.
  public func diagnosticsTable(of model: MetabolicModel) -> Table {
    var table = Table(columns: ["reaction", "mean", "sd", "split_rhat", "ess", "geweke"])
    for (reaction, found) in zip(model.reactions, diagnostics) {
      table.append([
        .text(reaction.id), .number(found.mean), .number(found.deviation),
        .optional(found.splitRhat), .optional(found.effectiveSize), .optional(found.geweke),
      ])
    }
    return table
  }
}
