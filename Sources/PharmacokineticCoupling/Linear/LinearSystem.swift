/// A checked linear model as a matrix: x' = A·x + input, C = x/V.
struct LinearSystem: Sendable, Hashable {
  struct Output: Sendable, Hashable {
    var name: String
    var state: Int
    var volume: Double
  }

  static let depot = "depot"

  /// Compartments, then effect sites, then the depot.
  let states: [String]
  let matrix: SquareMatrix
  let outputs: [Output]
  let inputs: DoseInputs
  /// The states that are concentrations at an effect site, and hold no drug.
  let effectStates: [Int]

  init(_ model: LinearModel) throws(PharmacokineticError) {
    states = try Self.names(of: model)
    var assembly = Assembly(states: states)
    try assembly.add(model)
    matrix = assembly.matrix
    outputs = try Self.outputs(of: model, assembly)
    var oral: DoseInputs.Oral?
    if let absorption = model.absorption {
      oral = DoseInputs.Oral(
        state: states.count - 1, lag: absorption.lag, bioavailability: absorption.bioavailability)
    }
    inputs = DoseInputs(intravenous: try assembly.index(model.intravenous), oral: oral)
    let first = model.compartments.count
    effectStates = Array(first..<first + model.effectSites.count)
  }

  private static func names(of model: LinearModel) throws(PharmacokineticError) -> [String] {
    var names = model.compartments.map(\.name) + model.effectSites.map(\.name)
    if model.absorption != nil { names.append(depot) }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw .duplicateName(kind: "compartment", name: name)
    }
    guard names.count <= LinearModel.stateLimit else {
      throw .tooManyCompartments(count: names.count, limit: LinearModel.stateLimit)
    }
    return names
  }

  private static func outputs(
    of model: LinearModel, _ assembly: Assembly
  ) throws(PharmacokineticError) -> [Output] {
    var outputs: [Output] = []
    for compartment in model.compartments {
      guard let volume = compartment.volume else { continue }
      try Check.positive(volume, "volume of '\(compartment.name)'")
      outputs.append(
        Output(
          name: compartment.name, state: try assembly.index(compartment.name), volume: volume))
    }
    for site in model.effectSites {
      outputs.append(Output(name: site.name, state: try assembly.index(site.name), volume: 1))
    }
    return outputs
  }

  /// The places of the matrix, filled one flow after the other.
  private struct Assembly {
    let states: [String]
    var matrix: SquareMatrix

    init(states: [String]) {
      self.states = states
      matrix = SquareMatrix(order: states.count)
    }

    func index(_ name: String) throws(PharmacokineticError) -> Int {
      guard let index = states.firstIndex(of: name) else {
        throw .unknownName(kind: "compartment", name: name, known: states)
      }
      return index
    }

    mutating func add(_ model: LinearModel) throws(PharmacokineticError) {
      for compartment in model.compartments {
        try Check.nonnegative(compartment.elimination, "elimination of '\(compartment.name)'")
        let i = try index(compartment.name)
        matrix[i, i] -= compartment.elimination
      }
      for transfer in model.transfers {
        try addFlow(transfer.rate, from: transfer.from, to: transfer.to)
      }
      if let absorption = model.absorption {
        try absorption.check()
        try addFlow(absorption.rate, from: LinearSystem.depot, to: model.absorptionTarget)
      }
      for site in model.effectSites { try add(site, of: model) }
    }

    private mutating func addFlow(
      _ rate: Double, from: String, to: String
    ) throws(PharmacokineticError) {
      try Check.nonnegative(rate, "rate from '\(from)' to '\(to)'")
      let (i, j) = (try index(to), try index(from))
      guard i != j else { throw .duplicateName(kind: "end of a transfer", name: from) }
      matrix[i, j] += rate
      matrix[j, j] -= rate
    }

    /// An effect site is a concentration, so it takes k/V of the amount, and takes nothing away.
    private mutating func add(
      _ site: LinearModel.EffectSite, of model: LinearModel
    ) throws(PharmacokineticError) {
      try Check.positive(site.rate, "rate ke0 of '\(site.name)'")
      guard let source = model.compartments.first(where: { $0.name == site.source }),
        let volume = source.volume
      else {
        let known = model.compartments.filter { $0.volume != nil }.map(\.name)
        throw .unknownName(kind: "compartment with a volume", name: site.source, known: known)
      }
      let i = try index(site.name)
      matrix[i, try index(site.source)] += site.rate / volume
      matrix[i, i] -= site.rate
    }
  }
}
