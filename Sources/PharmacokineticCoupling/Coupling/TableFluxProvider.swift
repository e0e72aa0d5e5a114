/// A provider without a solver: the capacity of a sum of fluxes is that of its scarcest need.
///
///     capacity = min over needs of bound / amount
///
/// which is what a network with one way to do things gives. For tests, and for twins that have
/// capacities from elsewhere.
public struct TableFluxProvider: FluxProvider {
  public struct Row: Sendable, Hashable {
    /// The reactions whose fluxes are added up.
    public var reactions: Set<String>
    /// What one unit of the sum takes of each reaction: an uptake, or a cap.
    public var needs: [String: Double]

    public init(_ reactions: Set<String>, needs: [String: Double]) {
      self.reactions = reactions
      self.needs = needs
    }
  }

  public let network: FluxNetwork
  public let rows: [Row]

  public init(_ network: FluxNetwork, rows: [Row]) {
    self.network = network
    self.rows = rows
  }

  public func maxima(
    of questions: [FluxSum], changing changes: [FluxBoundChange]
  ) throws(CouplingError) -> [FluxMaximum] {
    var bounds = network.reactions
    for change in changes {
      bounds[change.reaction]?.lower = change.lower
      bounds[change.reaction]?.upper = change.upper
    }
    var answers: [FluxMaximum] = []
    for question in questions { answers.append(try maximum(of: question, under: bounds)) }
    return answers
  }

  private func maximum(
    of question: FluxSum, under bounds: [String: FluxNetwork.Reaction]
  ) throws(CouplingError) -> FluxMaximum {
    let names = Set(question.terms.map(\.reaction))
    guard let row = rows.first(where: { $0.reactions == names }) else {
      throw .pathwayNotMeasured(reactions: names.sorted())
    }
    var best: FluxMaximum?
    for (id, amount) in row.needs.sorted(by: { $0.key < $1.key }) {
      guard let need = bounds[id] else {
        throw .unknownReaction(path: "a row of the table", id: id, suggestion: nil)
      }
      let isImport = need.importsBackwards == true
      let value = (isImport ? 0 - need.lower : need.upper) / amount
      if let best, best.value <= value { continue }
      let bound = isImport ? need.lower : need.upper
      let gain = (isImport ? -1 : 1) / amount
      best = FluxMaximum(
        value: value, outerBound: value,
        limits: [.init(id, bound: bound, gain: gain)])
    }
    return best ?? FluxMaximum(value: 0)
  }
}
