import MetabolicModels

/// Finds what a task names: metabolites by `name[compartment]` or by id, case ignored where the
/// exact name is not there.
struct TaskNames {
  private let model: MetabolicModel
  private var exact: [String: [Int]] = [:]
  private var folded: [String: [Int]] = [:]
  private var compartments: [String: [Int]] = [:]

  init(of model: MetabolicModel) {
    self.model = model
    for (index, metabolite) in model.metabolites.enumerated() {
      let name = Self.name(of: metabolite)
      exact[name, default: []].append(index)
      folded[name.lowercased(), default: []].append(index)
      compartments[metabolite.compartment.lowercased(), default: []].append(index)
    }
  }

  /// `name[compartment]`; the id where the model gives no name.
  static func name(of metabolite: Metabolite) -> String {
    if metabolite.name.isEmpty { return metabolite.id }
    return "\(metabolite.name)[\(metabolite.compartment)]"
  }

  func metabolite(_ name: String, task: String, line: Int?) throws(TaskError) -> Int {
    let found = exact[name] ?? model.metaboliteIndex(name).map { [$0] } ?? folded[name.lowercased()]
    guard let found, let first = found.first else {
      throw .unknownMetabolite(
        task: task, line: line, name: name,
        suggestion: Suggestion.nearest(to: name, among: exact.keys.sorted()))
    }
    guard found.count == 1 else {
      throw .ambiguousMetabolite(
        task: task, line: line, name: name, ids: found.map { model.metabolites[$0].id })
    }
    return first
  }

  /// What `ALLMETS` or `ALLMETSIN[compartment]` stands for; `nil` if `name` is no keyword.
  func group(_ name: String, task: String, line: Int?) throws(TaskError) -> [Int]? {
    let word = name.uppercased()
    if word == "ALLMETS" { return Array(model.metabolites.indices) }
    guard word.hasPrefix("ALLMETSIN[") && word.hasSuffix("]") else { return nil }
    let compartment = String(name.dropFirst("ALLMETSIN[".count).dropLast())
    guard let found = compartments[compartment.lowercased()] else {
      throw .unknownCompartment(
        task: task, line: line, name: compartment,
        compartments: Array(Set(model.metabolites.map(\.compartment))).sorted())
    }
    return found
  }

  func reaction(_ id: String, task: String, line: Int?) throws(TaskError) -> Int {
    if let index = model.reactionIndex(id) { return index }
    throw .unknownReaction(
      task: task, line: line, id: id,
      suggestion: Suggestion.nearest(to: id, among: model.reactions.lazy.map(\.id)))
  }
}
