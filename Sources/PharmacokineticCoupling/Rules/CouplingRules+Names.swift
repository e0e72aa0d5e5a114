import MetabolicModels

extension CouplingRules {
  /// Every name is given once, and leads somewhere.
  func checkNames() throws(CouplingError) {
    try Self.checkList(pathways.map(\.id), "pathways", "id")
    try Self.checkList(targets.map(\.parameter), "targets", "parameter")
    try Self.checkUnique(pools.map(\.id), "pools", "id")
    try Self.checkUnique(extensions.map(\.id), "extensions", "id")
    try Self.checkUnique(bounds.map(\.reaction), "bounds", "reaction")
    try checkPathways()
    try checkTargets()
    try checkDerivation()
  }

  private func checkPathways() throws(CouplingError) {
    if statistic == .bound, !pools.isEmpty {
      throw .notNeeded(path: "pools", because: "the statistic 'bound' asks no network")
    }
    for (index, pathway) in pathways.enumerated() {
      let path = "pathways[\(index)]"
      if statistic == .bound, pathway.constant == nil, pathway.cap?.isEnzymatic != true {
        throw .missingKey(path: "\(path).cap")
      }
      if statistic == .bound, case .rule = pathway.cap, pathway.reactions.count > 1 {
        throw .outOfRange(
          path: "\(path).reactions", value: Double(pathway.reactions.count),
          allowed: "one reaction: a bound from a gene rule is that of one reaction")
      }
    }
  }

  private func checkTargets() throws(CouplingError) {
    let known = pathways.map(\.id)
    for (index, target) in targets.enumerated() where !known.contains(target.pathway) {
      throw .unknownPathway(
        path: "targets[\(index)].pathway", id: target.pathway,
        suggestion: Suggestion.nearest(to: target.pathway, among: known))
    }
  }

  private func checkDerivation() throws(CouplingError) {
    guard let derive else { return }
    try Self.checkList(derive.clearances, "derive.clearances", nil)
    try Self.checkList(derive.outputs.map(\.rawValue), "derive.outputs", nil)
    let known = targets.map(\.parameter)
    for (index, name) in derive.clearances.enumerated() where !known.contains(name) {
      throw .unknownParameter(
        path: "derive.clearances[\(index)]", name: name,
        suggestion: Suggestion.nearest(to: name, among: known))
    }
    if let name = derive.activating, !derive.clearances.contains(name) {
      throw .unknownParameter(
        path: "derive.activating", name: name,
        suggestion: Suggestion.nearest(to: name, among: derive.clearances))
    }
    let wantsActivation = derive.outputs.contains(where: \.needsActivation)
    if wantsActivation, derive.activating == nil { throw .missingKey(path: "derive.activating") }
    if !wantsActivation, derive.activating != nil {
      throw .notNeeded(
        path: "derive.activating", because: "neither k_act nor k_loss is among the outputs")
    }
    for output in derive.outputs where known.contains(output.rawValue) {
      throw .duplicateID(path: "derive.outputs", id: output.rawValue)
    }
  }

  private static func checkList(
    _ names: [String], _ path: String, _ key: String?
  ) throws(CouplingError) {
    if names.isEmpty { throw .emptyList(path: path) }
    try checkUnique(names, path, key)
  }

  static func checkUnique(
    _ names: [String], _ path: String, _ key: String?
  ) throws(CouplingError) {
    var seen = Set<String>()
    for (index, name) in names.enumerated() {
      let place = "\(path)[\(index)]" + (key.map { ".\($0)" } ?? "")
      if name.isEmpty { throw .wrongType(path: place, expected: "a text that is not empty") }
      if !seen.insert(name).inserted { throw .duplicateID(path: place, id: name) }
    }
  }
}
