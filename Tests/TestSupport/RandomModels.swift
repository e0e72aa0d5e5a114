import MetabolicModels

/// Random metabolic models with inputs, outputs, branches and loops.
public enum RandomModels {
  public static func model(
    seed: UInt64, reactions count: Int, order: [Int]? = nil, scale: Double = 1
  ) throws -> MetabolicModel {
    var random = SeededGenerator(seed: seed)
    let metabolites = count / 2
    var columns: [[(row: Int, value: Double)]] = []
    var reactions: [Reaction] = []
    for index in 0..<count {
      let parts = index < metabolites / 3 ? 1 : Int.random(in: 2...4, using: &random)
      columns.append(
        (0..<parts).map { part in
          let size = Double(Int.random(in: 1...2, using: &random))
          return (Int.random(in: 0..<metabolites, using: &random), part % 2 == 0 ? size : -size)
        })
      let reverse = Bool.random(using: &random) || parts == 1
      let upper = Double(Int.random(in: 1...20, using: &random)) * scale
      let bounds = FluxBounds(lower: reverse ? -upper : 0, upper: upper)
      reactions.append(Reaction(id: "R\(index)", bounds: bounds))
    }
    let order = order ?? Array(0..<count)
    var matrix = StoichiometricMatrix(rowCount: metabolites)
    for index in order { matrix.appendColumn(columns[index]) }
    let target = order.firstIndex(of: count - 1) ?? 0
    return try MetabolicModel(
      id: "random \(seed)", metabolites: (0..<metabolites).map { Metabolite(id: "M\($0)") },
      reactions: order.map { reactions[$0] }, stoichiometry: matrix,
      objective: FluxObjective(terms: [.init(reaction: target, coefficient: 1)]))
  }
}
