import FluxAnalysis
import MetabolicModels

/// What is knocked out, one at a time.
public enum DeletionTarget: String, Sendable, Hashable {
  case gene, reaction

  /// The identifier of the gene or the reaction at `index`.
  func id(of index: Int, in model: MetabolicModel) -> String {
    switch self {
    case .gene: model.genes[index].id
    case .reaction: model.reactions[index].id
    }
  }
}

extension Collection where Element == DeletionResult {
  /// Columns `gene growth status` or `reaction growth status`. Without a proven optimum the growth
  /// is an empty cell.
  public func table(of model: MetabolicModel, target: DeletionTarget) -> Table {
    var table = Table(columns: [target.rawValue, "growth", "status"])
    for result in self {
      table.append([
        .text(target.id(of: result.index, in: model)), .optional(result.objectiveValue),
        .text(result.status.rawValue),
      ])
    }
    return table
  }

  /// How many have each status, the statuses in alphabetic order.
  public var statusCounts: [(status: String, count: Int)] {
    Dictionary(grouping: self, by: \.status.rawValue).mapValues(\.count)
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
