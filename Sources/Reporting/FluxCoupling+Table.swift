import FluxAnalysis
import MetabolicModels

extension FluxCoupling {
  /// Columns `reaction status set full_set`, one row for each reaction in model order. A set is
  /// named by its first reaction; the status is blocked, coupled (not alone in its set) or single.
  public func table(of model: MetabolicModel) -> Table {
    var table = Table(columns: ["reaction", "status", "set", "full_set"])
    var members: [Int: Int] = [:]
    for (group, set) in setOfGroup.enumerated() { members[set, default: 0] += groups[group].count }
    for (index, reaction) in model.reactions.enumerated() {
      guard let group = groupOfReaction[index] else {
        table.append([.text(reaction.id), .text("blocked"), .empty, .empty])
        continue
      }
      let set = setOfGroup[group]
      table.append([
        .text(reaction.id), .text(members[set, default: 0] > 1 ? "coupled" : "single"),
        .text(model.reactions[groups[set][0]].id), .text(model.reactions[groups[group][0]].id),
      ])
    }
    return table
  }

  /// Columns `reaction_1 reaction_2 relation`: for each reaction in model order the later ones that
  /// it is fully or partially coupled to, and all those that it is directionally coupled to.
  public func pairBlocks(of model: MetabolicModel) -> TableBlocks {
    TableBlocks(
      columns: ["reaction_1", "reaction_2", "relation"], count: model.reactions.count
    ) { first in
      guard groupOfReaction[first] != nil else { return [] }
      return model.reactions.indices.compactMap { second in
        if first == second { return nil }
        let relation = relation(of: first, to: second)
        switch relation {
        case .none: return nil
        case .full, .partial: if second < first { return nil }
        case .directional: break
        }
        return [
          .text(model.reactions[first].id), .text(model.reactions[second].id),
          .text(relation.rawValue),
        ]
      }
    }
  }

  /// How many pairs of reactions have each relation; a directional pair counts in its direction.
  public var pairCounts: (full: Int, partial: Int, directional: Int) {
    let sizes = groups.map(\.count)
    var counts = (full: 0, partial: 0, directional: 0)
    for group in groups.indices {
      counts.full += sizes[group] * (sizes[group] - 1) / 2
      for other in groups.indices where other != group {
        switch relation(of: groups[group][0], to: groups[other][0]) {
        case .partial where other > group: counts.partial += sizes[group] * sizes[other]
        case .directional: counts.directional += sizes[group] * sizes[other]
        default: break
        }
      }
    }
    return counts
  }
}
