/// The equations of a saturable model, with the intravenous rate and the exposures as states
/// besides.
///
/// States: the amounts of the linear system, then ∫C dt of each output.
struct SaturableSystem: OrdinarySystem {
  struct Flow: Sendable {
    var from: Int
    var to: Int?
    /// Vmax, mmol·h⁻¹.
    var maximumRate: Double
    /// Km, mmol·L⁻¹.
    var halfSaturation: Double
    /// fu/V: from the amount to the unbound concentration.
    var toConcentration: Double
  }

  let linear: LinearSystem
  let flows: [Flow]
  /// Row by row, and the outputs without their names: what the derivative reads.
  private let matrix: [Double]
  private let areas: [(state: Int, inverseVolume: Double)]
  let amountCount: Int
  /// What supplies allow of each flow.
  private let limits: [StepFunction?]
  /// mmol·h⁻¹ into the intravenous state.
  var rate = 0.0
  /// The cap of each flow, mmol·h⁻¹, constant until ``holdCaps(at:)``. A stage at the very end of a
  /// stretch must still see the cap of that stretch, so it is not looked up by time.
  private(set) var caps: [Double]

  init(_ model: SaturableModel) throws(PharmacokineticError) {
    linear = try LinearSystem(model.linear)
    var flows: [Flow] = []
    for pathway in model.pathways { flows.append(try Self.flow(pathway, model, linear)) }
    self.flows = flows
    limits = model.pathways.map(\.cap)
    matrix = linear.matrix.values
    amountCount = linear.matrix.order
    areas = linear.outputs.map { ($0.state, 1 / $0.volume) }
    caps = flows.map { _ in .infinity }
  }

  mutating func holdCaps(at time: Double) {
    caps = limits.map { $0?.value(at: time) ?? .infinity }
  }

  private static func flow(
    _ pathway: SaturableModel.Pathway, _ model: SaturableModel, _ system: LinearSystem
  ) throws(PharmacokineticError) -> Flow {
    try Check.nonnegative(pathway.maximumRate, "maximum rate from '\(pathway.from)'")
    try Check.positive(pathway.halfSaturation, "half saturation from '\(pathway.from)'")
    try Check.fraction(pathway.unboundFraction, "unbound fraction of '\(pathway.from)'")
    try pathway.cap?.check("cap from '\(pathway.from)'")
    guard
      let source = model.linear.compartments.first(where: { $0.name == pathway.from }),
      let volume = source.volume, let from = system.states.firstIndex(of: pathway.from)
    else {
      let known = model.linear.compartments.filter { $0.volume != nil }.map(\.name)
      throw .unknownName(kind: "compartment with a volume", name: pathway.from, known: known)
    }
    var to: Int?
    if let product = pathway.to {
      guard let index = model.linear.compartments.firstIndex(where: { $0.name == product }) else {
        throw .unknownName(
          kind: "compartment", name: product, known: model.linear.compartments.map(\.name))
      }
      to = index
    }
    return Flow(
      from: from, to: to, maximumRate: pathway.maximumRate,
      halfSaturation: pathway.halfSaturation,
      toConcentration: pathway.unboundFraction / volume)
  }

  var dimension: Int { amountCount + linear.outputs.count }

  func derivative(at time: Double, _ state: [Double], into slope: inout [Double]) {
    let n = amountCount
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n { sum += matrix[i * n + j] * state[j] }
      slope[i] = sum
    }
    slope[linear.inputs.intravenous] += rate
    for index in flows.indices {
      let flow = flows[index]
      let speed = min(flow.enzymeRate(state), caps[index])
      slope[flow.from] -= speed
      if let to = flow.to { slope[to] += speed }
    }
    for k in areas.indices { slope[n + k] = state[areas[k].state] * areas[k].inverseVolume }
  }

  func jacobian(at time: Double, _ state: [Double]) -> [Double]? {
    let (n, all) = (amountCount, dimension)
    var result = [Double](repeating: 0, count: all * all)
    for i in 0..<n { for j in 0..<n { result[i * all + j] = linear.matrix[i, j] } }
    for (flow, cap) in zip(flows, caps) where flow.enzymeRate(state) < cap {
      let slope = flow.enzymeSlope(state)
      result[flow.from * all + flow.from] -= slope
      if let to = flow.to { result[to * all + flow.from] += slope }
    }
    for (k, output) in linear.outputs.enumerated() {
      result[(n + k) * all + output.state] = 1 / output.volume
    }
    return result
  }

  var switchCount: Int { limits.count { $0 != nil } }

  func switches(at time: Double, _ state: [Double], into values: inout [Double]) {
    var k = 0
    for index in flows.indices where limits[index] != nil {
      values[k] = flows[index].enzymeRate(state) - caps[index]
      k += 1
    }
  }

  /// The times at which a cap changes.
  var breaks: [Double] { limits.flatMap { $0?.times ?? [] } }
}

extension SaturableSystem.Flow {
  /// Vmax·Cu/(Km + Cu). Below zero, where only the error of a step can lead, it goes on as a line,
  /// so that the pole at −Km is never met.
  func enzymeRate(_ state: [Double]) -> Double {
    let level = toConcentration * state[from]
    let slope = maximumRate / halfSaturation
    return level < 0
      ? slope * level : maximumRate * level / (halfSaturation + level)
  }

  func enzymeSlope(_ state: [Double]) -> Double {
    let level = max(0, toConcentration * state[from])
    let sum = halfSaturation + level
    return toConcentration * maximumRate * halfSaturation / (sum * sum)
  }
}
