/// The checks that make a ``MetabolicModel`` one whose parts fit each other.
enum ModelValidation {
  static func uniqueIndices(
    of ids: [String], kind: ModelError.Kind
  ) throws(ModelError) -> [String: Int] {
    var indices = [String: Int](minimumCapacity: ids.count)
    for (index, id) in ids.enumerated() {
      if id.isEmpty { throw .emptyID(kind: kind, index: index) }
      if indices.updateValue(index, forKey: id) != nil { throw .duplicateID(kind: kind, id: id) }
    }
    return indices
  }

  static func check(_ model: MetabolicModel) throws(ModelError) {
    try checkShape(model)
    try checkReactions(model)
    try checkCoefficients(model)
    try checkObjective(model)
    try checkConstraints(model)
  }

  private static func checkShape(_ model: MetabolicModel) throws(ModelError) {
    let matrix = model.stoichiometry
    if matrix.columnCount != model.reactions.count {
      throw .sizeMismatch(
        what: "stoichiometric columns", expected: model.reactions.count, found: matrix.columnCount)
    }
    if matrix.rowCount != model.metabolites.count {
      throw .sizeMismatch(
        what: "stoichiometric rows", expected: model.metabolites.count, found: matrix.rowCount)
    }
  }

  private static func checkReactions(_ model: MetabolicModel) throws(ModelError) {
    for reaction in model.reactions {
      if !reaction.bounds.isValid {
        throw .invalidBounds(
          id: reaction.id, lower: reaction.bounds.lower, upper: reaction.bounds.upper)
      }
      for gene in reaction.rule?.genes ?? [] where !model.genes.indices.contains(gene) {
        throw .indexOutOfRange(what: "the gene rule of '\(reaction.id)'", index: gene)
      }
    }
  }

  private static func checkCoefficients(_ model: MetabolicModel) throws(ModelError) {
    let matrix = model.stoichiometry
    for column in 0..<matrix.columnCount {
      for position in matrix.range(ofColumn: column) where !matrix.values[position].isFinite {
        throw .coefficientNotFinite(
          reaction: model.reactions[column].id,
          metabolite: model.metabolites[Int(matrix.rows[position])].id,
          value: matrix.values[position])
      }
    }
  }

  private static func checkObjective(_ model: MetabolicModel) throws(ModelError) {
    for term in model.objective.terms {
      guard model.reactions.indices.contains(term.reaction) else {
        throw .indexOutOfRange(what: "the objective", index: term.reaction)
      }
      if !term.coefficient.isFinite {
        throw .objectiveNotFinite(
          reaction: model.reactions[term.reaction].id, value: term.coefficient)
      }
    }
  }

  private static func checkConstraints(_ model: MetabolicModel) throws(ModelError) {
    _ = try uniqueIndices(of: model.constraints.map(\.id), kind: .constraint)
    for constraint in model.constraints {
      if !FluxBounds(lower: constraint.lower, upper: constraint.upper).isValid {
        throw .invalidBounds(
          id: constraint.id, lower: constraint.lower, upper: constraint.upper)
      }
      for term in constraint.terms {
        guard model.reactions.indices.contains(term.reaction) else {
          throw .indexOutOfRange(what: "constraint '\(constraint.id)'", index: term.reaction)
        }
        if !term.coefficient.isFinite {
          throw .objectiveNotFinite(
            reaction: model.reactions[term.reaction].id, value: term.coefficient)
        }
      }
    }
  }
}
