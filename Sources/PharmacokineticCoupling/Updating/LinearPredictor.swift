import Foundation

/// A twin described by a linear model: compartments, prodrugs and their metabolites, first passage.
///
///     let predictor = try LinearPredictor(prior: prior, schedule: schedule) { theta in
///       try ProdrugModel(
///         volume: theta[0], loss: theta[1], activation: 0.22 * theta[2],
///         metabolites: [.init("active", volume: 57, elimination: 0.16)],
///         absorption: Absorption(rate: 1)
///       ).linearModel()
///     }
///
/// The numbers are those of ``LinearModel/simulate(_:)``, and 0 before its start. Each particle's matrix is decomposed into
/// its exponentials once, after which a time costs one exponential for each state. Where that would
/// lose digits, because eigenvalues are equal or complex, the matrix exponential does it.
///
/// - Complexity: For n states, about n⁴ multiplications for each particle, and n exponentials for each
///   different time and dose.
public struct LinearPredictor: TwinPredictor {
  public typealias Model =
    @Sendable (ParameterVector) throws -> LinearModel

  public let parameterNames: [String]
  public let observables: [String]
  private let schedule: DosingSchedule
  private let model: Model
  private let layout: LinearLayout
  /// The states and volumes of the observables.
  private let outputs: [Int]
  private let timeline: InputTimeline
  private let lag: Double

  /// - Parameters:
  ///   - prior: Names the parameters; `model` is tried at its medians.
  ///   - observables: Compartments with a volume and effect sites; `nil` for all of them.
  ///   - model: A pure function, whose models differ in their numbers only.
  /// - Throws: What `model` throws at the medians, as ``LinearModel/simulate(_:)`` for a model that
  ///   cannot be, and ``UpdatingError/unknownObservable(name:known:)``.
  public init(
    prior: LogNormalPrior, schedule: DosingSchedule, observables: [String]? = nil,
    model: @escaping Model
  ) throws(UpdatingError) {
    parameterNames = prior.names
    let medians = ParameterVector(names: prior.names, values: prior.logMeans.map { exp($0) })
    let (reference, layout) = try Self.reference(model, medians)
    let known = layout.system.outputs.map(\.name)
    self.observables = observables ?? known
    var outputs: [Int] = []
    for name in self.observables {
      guard let output = layout.system.outputs.first(where: { $0.name == name }) else {
        throw .unknownObservable(name: name, known: known)
      }
      outputs.append(output.state)
    }
    self.outputs = outputs
    self.schedule = schedule
    self.model = model
    self.layout = layout
    lag = reference.absorption?.lag ?? 0
    let inputs = layout.wholeInputs(lag: lag)
    timeline = try asUpdating { () throws(PharmacokineticError) in
      try InputTimeline(schedule, inputs: inputs)
    }
  }

  private static func reference(
    _ model: Model, _ medians: ParameterVector
  ) throws(UpdatingError) -> (LinearModel, LinearLayout) {
    do {
      let reference = try model(medians)
      return (reference, try LinearLayout(reference))
    } catch {
      throw UpdatingError(error)
    }
  }

  public func predict(
    _ queries: [PredictionQuery], _ parameters: ParameterVector
  ) throws -> [Double] {
    try exactly(queries, try model(parameters))
  }

  public func predict(
    _ queries: [PredictionQuery], _ particles: ParticleTable
  ) -> PredictionTable {
    var table = PredictionTable(queries: queries.count, count: particles.count)
    var engine = Engine(self, queries)
    for i in 0..<particles.count {
      do {
        let model = try model(particles.vector(i))
        if engine.predict(model, into: &table, i) { continue }
        for (q, value) in try exactly(queries, model).enumerated() { table[q, i] = value }
      } catch {
        table.failure = table.failure ?? error
      }
    }
    return table
  }

  /// By matrix exponentials.
  private func exactly(
    _ queries: [PredictionQuery], _ model: LinearModel
  ) throws -> [Double] {
    let curve = try model.simulate(schedule)
    var places: [Int] = []
    for name in observables { places.append(try curve.index(of: name)) }
    let start = curve.start
    let rows = try curve.sampled(at: queries.map { max($0.time, start) }).concentrations
    return zip(rows, queries).map { $1.time < start ? 0 : $0[places[$1.observable]] }
  }
}

extension LinearLayout {
  /// Where doses enter, with all of an oral dose: the part that arrives differs between particles.
  fileprivate func wholeInputs(lag: Double) -> DoseInputs {
    var inputs = system.inputs
    inputs.oral?.lag = lag
    inputs.oral?.bioavailability = 1
    return inputs
  }
}

extension LinearPredictor {
  /// One batch of queries, in the order of time, and the memory that particles share.
  fileprivate struct Engine {
    private let owner: LinearPredictor
    private let order: [Int]
    private let queries: [PredictionQuery]
    private var response: ModalResponse
    private var walk: ModalWalk
    private var matrix: [Double]
    private var volumes: [Double]
    /// The number of a state among the inputs of the response.
    private let oralInput: Int

    init(_ owner: LinearPredictor, _ queries: [PredictionQuery]) {
      self.owner = owner
      self.queries = queries
      order = queries.indices.sorted { (queries[$0].time, $0) < (queries[$1].time, $1) }
      let system = owner.layout.system
      var inputs = [system.inputs.intravenous]
      if let oral = system.inputs.oral { inputs.append(oral.state) }
      oralInput = inputs.count - 1
      response = ModalResponse(owner.layout, inputs: inputs, outputs: owner.outputs)
      walk = ModalWalk(response)
      matrix = [Double](repeating: 0, count: system.matrix.values.count)
      volumes = [Double](repeating: 1, count: system.states.count)
    }

    /// - Returns: False where matrix exponentials have to do it.
    mutating func predict(
      _ model: LinearModel, into table: inout PredictionTable, _ particle: Int
    ) -> Bool {
      // Drug given into the depot directly cannot be told from an oral dose here.
      guard owner.layout.system.inputs.oral?.state != response.inputs[0],
        owner.layout.fill(&matrix, &volumes, from: model), response.decompose(matrix)
      else { return false }
      guard let timeline = timeline(of: model) else { return false }
      let bioavailability = model.absorption?.bioavailability ?? 1
      let start = min(0, timeline.events.first?.time ?? 0)
      walk.begin(at: start)
      var next = 0
      for q in order {
        let query = queries[q]
        while next < timeline.events.count, timeline.events[next].time <= query.time {
          guard apply(timeline.events[next], bioavailability) else { return false }
          next += 1
        }
        walk.advance(to: query.time, response, intravenous: 0)
        let state = owner.outputs[query.observable]
        table[q, particle] = walk.value(query.observable) / volumes[state]
      }
      return true
    }

    /// The schedule's own, unless this particle's lag moves it.
    private func timeline(of model: LinearModel) -> InputTimeline? {
      let lag = model.absorption?.lag ?? 0
      if lag == owner.lag { return owner.timeline }
      return try? InputTimeline(owner.schedule, inputs: owner.layout.wholeInputs(lag: lag))
    }

    private mutating func apply(_ event: InputEvent, _ bioavailability: Double) -> Bool {
      walk.advance(to: event.time, response, intravenous: 0)
      switch event.change {
      case .bolus(let state, let amount):
        let isOral = state != response.inputs[0]
        walk.add(
          isOral ? amount * bioavailability : amount, input: isOral ? oralInput : 0, response)
      case .rate(let change): walk.change(rate: change)
      case .steadyState(let input): return settle(input, at: event.time, bioavailability)
      }
      return true
    }

    /// The steady state of a regimen: one interval from nothing, repeated for ever.
    private mutating func settle(
      _ input: PeriodicInput, at time: Double, _ bioavailability: Double
    ) -> Bool {
      walk.begin(at: 0)
      walk.change(rate: input.initialRate)
      for event in input.events where !apply(event, bioavailability) { return false }
      walk.advance(to: input.interval, response, intravenous: 0)
      guard walk.repeatForEver(input.interval, response) else { return false }
      walk.move(to: time)
      return true
    }
  }
}
