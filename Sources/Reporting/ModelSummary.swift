import DataFiles
import MetabolicModels

/// What is in a model, counted: for `twinflux info`.
public struct ModelSummary: Sendable {
  public let model: MetabolicModel
  /// Reactions (indices) that exchange with the surroundings, drain, or do both.
  public let exchanges: [Int]
  public let demands: [Int]
  public let sinks: [Int]
  /// Exchanges that can import, and the largest import of each in mmol·gDW⁻¹·h⁻¹.
  public let medium: [(reaction: Int, uptake: Double)]

  public init(_ model: MetabolicModel) {
    let boundary = BoundaryReactions(of: model)
    self.init(
      model, exchanges: boundary.exchanges, demands: boundary.demands, sinks: boundary.sinks,
      medium: ConstrainedModel(model).medium.entries.compactMap { entry in
        model.reactionIndex(entry.exchange).map { ($0, entry.uptake) }
      })
  }

  init(
    _ model: MetabolicModel, exchanges: [Int], demands: [Int], sinks: [Int],
    medium: [(reaction: Int, uptake: Double)]
  ) {
    self.model = model
    self.exchanges = exchanges
    self.demands = demands
    self.sinks = sinks
    self.medium = medium
  }

  /// The objective as text that `--objective` reads, such as `maximize BIOMASS` or `2 A - B`.
  public var objective: String {
    if model.objective.terms.isEmpty { return "none" }
    var text = ""
    for term in model.objective.terms {
      let size = abs(term.coefficient)
      let sign = term.coefficient < 0 ? "-" : "+"
      text += text.isEmpty ? (sign == "-" ? "-" : "") : " \(sign) "
      text += size == 1 ? "" : NumberText.text(size) + " "
      text += model.reactions[term.reaction].id
    }
    return "\(model.objective.sense.rawValue) \(text)"
  }

  var rules: Int { model.reactions.count { $0.rule != nil } }
  var unreadableRules: [String] {
    model.reactions.filter { $0.unreadableRule != nil }.map(\.id)
  }
  var forced: [String] { model.reactions.filter(\.bounds.isForced).map(\.id) }
  var infinite: [String] {
    model.reactions.filter { !$0.bounds.lower.isFinite || !$0.bounds.upper.isFinite }.map(\.id)
  }
  var blockedByBounds: Int {
    model.reactions.count { $0.bounds.lower == 0 && $0.bounds.upper == 0 }
  }
  var subsystems: Int {
    Set(model.reactions.lazy.map(\.subsystem).filter { !$0.isEmpty }).count
  }
  var metabolitesByCompartment: [(id: String, name: String, count: Int)] {
    var counts: [String: Int] = [:]
    for metabolite in model.metabolites { counts[metabolite.compartment, default: 0] += 1 }
    return model.compartments.map { ($0.id, $0.name, counts[$0.id, default: 0]) }
  }
}
