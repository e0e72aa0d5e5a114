import MetabolicModels

/// The objective and the constraints of fbc version 3.
extension SBMLAssembler {
  /// The objective and its id in the document.
  mutating func objective() throws(SBMLError) -> (FluxObjective, String?) {
    try checkObjectiveIDs()
    if let entry = try chosenObjective() {
      let objective = try objective(entry)
      if objective.terms.isEmpty { warnings.append(.noObjective) }
      return (objective, entry.id)
    }
    var terms: [FluxTerm] = []
    for (index, entry) in document.reactions.enumerated() {
      guard let coefficient = entry.kinetics.objectiveCoefficient else { continue }
      try checkCoefficient(coefficient, of: index, line: entry.line)
      terms.append(FluxTerm(reaction: index, coefficient: coefficient))
    }
    let objective = FluxObjective(sense: .maximize, terms: terms)
    if objective.terms.isEmpty { warnings.append(.noObjective) }
    return (objective, nil)
  }

  private mutating func chosenObjective() throws(SBMLError) -> ObjectiveEntry? {
    if let active = document.activeObjective {
      if let entry = document.objectives.first(where: { $0.id == active.id }) { return entry }
      throw .unknownObjective(
        path: path, line: active.line, objective: active.id,
        suggestion: Suggestion.nearest(to: active.id, among: document.objectives.map(\.id)))
    }
    if document.objectives.count > 1, let first = document.objectives.first {
      warnings.append(
        .noActiveObjective(
          chosen: first.id, count: document.objectives.count, line: first.line))
    }
    return document.objectives.first
  }

  private func objective(_ entry: ObjectiveEntry) throws(SBMLError) -> FluxObjective {
    var terms: [FluxTerm] = []
    for term in entry.terms {
      let index = try reactionIndex(
        term.reaction, referrer: "The objective '\(entry.id)'", line: term.line)
      try checkCoefficient(term.coefficient, of: index, line: term.line)
      terms.append(FluxTerm(reaction: index, coefficient: term.coefficient))
    }
    return FluxObjective(sense: entry.sense, terms: terms)
  }

  private func checkObjectiveIDs() throws(SBMLError) {
    var seen = Set<String>()
    for entry in document.objectives where !seen.insert(entry.id).inserted {
      throw .duplicateDefinition(path: path, line: entry.line, element: "objective", id: entry.id)
    }
  }

  private func checkCoefficient(
    _ value: Double, of reaction: Int, line: Int
  ) throws(SBMLError) {
    try checkMagnitude(
      value, of: "The objective coefficient of reaction '\(reactionIDs[reaction])'", line: line)
  }

  // MARK: Constraints

  mutating func constraints() throws(SBMLError) -> [FluxConstraint] {
    var constraints: [FluxConstraint] = []
    var seen = Set<String>()
    for entry in document.constraints {
      if !seen.insert(entry.id).inserted {
        throw .duplicateID(path: path, line: entry.line, kind: .constraint, id: entry.id)
      }
      constraints.append(try constraint(entry))
    }
    return constraints
  }

  private mutating func constraint(_ entry: ConstraintEntry) throws(SBMLError) -> FluxConstraint {
    let referrer = "The constraint '\(entry.id)'"
    var terms: [FluxTerm] = []
    var constant = 0.0
    for term in entry.terms {
      let coefficient = try finiteCoefficient(term, referrer)
      if let index = reactionIndices[term.variable] {
        terms.append(FluxTerm(reaction: index, coefficient: coefficient))
      } else {
        // A parameter is a constant, which moves to the other side.
        constant += coefficient * (try constantVariable(term, entry.id))
      }
    }
    var bounds = FluxBounds(lower: -.infinity, upper: .infinity)
    if let lower = entry.lower {
      bounds.lower = try value(ofParameter: lower, for: referrer, line: entry.line) - constant
    }
    if let upper = entry.upper {
      bounds.upper = try value(ofParameter: upper, for: referrer, line: entry.line) - constant
    }
    if !bounds.isValid {
      throw .constraintOutOfOrder(
        path: path, line: entry.line, constraint: entry.id, lower: bounds.lower,
        upper: bounds.upper)
    }
    for value in [bounds.lower, bounds.upper] {
      try checkMagnitude(value, of: "A bound of the constraint '\(entry.id)'", line: entry.line)
    }
    return FluxConstraint(
      id: entry.id, terms: terms, lower: bounds.lower, upper: bounds.upper)
  }

  private mutating func finiteCoefficient(
    _ term: ConstraintEntry.Term, _ referrer: String
  ) throws(SBMLError) -> Double {
    let coefficient = try value(
      ofParameter: term.coefficient, for: "A coefficient of \(referrer.lowercasedFirst)",
      line: term.line)
    if !coefficient.isFinite {
      throw .invalidValue(
        path: path, line: term.line, element: "userDefinedConstraintComponent",
        attribute: "coefficient", value: "\(coefficient)")
    }
    try checkMagnitude(
      coefficient, of: "A coefficient of \(referrer.lowercasedFirst)", line: term.line)
    return coefficient
  }

  private mutating func constantVariable(
    _ term: ConstraintEntry.Term, _ constraint: String
  ) throws(SBMLError) -> Double {
    guard evaluator.definesParameter(term.variable) else {
      if speciesIndices[term.variable] != nil {
        throw .notSupported(
          path: path, line: term.line, feature: "a species as variable", id: constraint)
      }
      _ = try reactionIndex(
        term.variable, referrer: "The constraint '\(constraint)'", line: term.line)
      return 0
    }
    let value = try value(
      ofParameter: term.variable, for: "The constraint '\(constraint)'", line: term.line)
    if !value.isFinite {
      throw .valueNotANumber(
        path: path, line: term.line, referrer: "The constraint '\(constraint)'",
        parameter: text(term.variable))
    }
    return value
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
