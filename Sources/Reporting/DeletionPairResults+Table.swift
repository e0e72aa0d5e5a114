import FluxAnalysis
import MetabolicModels

extension DeletionPairResults {
  /// Columns `gene_1 gene_2 growth status` or `reaction_1 reaction_2 growth status`. Without a
  /// proven optimum the growth is an empty cell.
  public func tableBlocks(of model: MetabolicModel, target: DeletionTarget) -> TableBlocks {
    let id = { (index: Int) -> Table.Cell in
      switch target {
      case .gene: .text(model.genes[index].id)
      case .reaction: .text(model.reactions[index].id)
      }
    }
    let name = target.rawValue
    return TableBlocks(
      columns: ["\(name)_1", "\(name)_2", "growth", "status"], count: targets.count
    ) { index in
      block(index).map { result in
        [
          id(result.first), id(result.second), .optional(result.objectiveValue),
          .text(result.status.rawValue),
        ]
      }
    }
  }
}
