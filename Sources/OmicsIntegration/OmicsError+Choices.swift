import DataFiles

extension OmicsError {
  /// What methods say that choose reactions.
  var choiceDescription: String {
    switch self {
    case .inconsistentCore(let reactions, let epsilon):
      "\(Self.some(reactions)) of the core cannot carry a flux of \(NumberText.text(epsilon)) "
        + "under the bounds of the model. Leave them out with --method-option "
        + "inconsistent-core=drop, or widen the medium."
    case .weakReactions(let reactions, let epsilon):
      "\(Self.some(reactions)) of the chosen reactions cannot carry a flux of "
        + "\(NumberText.text(epsilon)) together with the others alone. Try another "
        + "--method-option epsilon, or another --solver."
    case .emptyCore(let sample):
      "No reaction counts as active in sample '\(Self.excerpt(sample))' and can carry flux, so that "
        + "there is nothing to build a model from. Check the thresholds and the gene identifiers."
    case .unknownReaction(let id, let suggestion):
      "The model has no reaction '\(Self.excerpt(id))'."
        + (suggestion.map { " Did you mean '\(Self.excerpt($0))'?" } ?? "")
    case .unknownMetabolite(let name, let suggestion):
      "The model has no metabolite of the id or name '\(Self.excerpt(name))'."
        + (suggestion.map { " Did you mean '\(Self.excerpt($0))'?" } ?? "")
        + " A name with a comma cannot stand in a list; give the id."
    case .noExpressionPeak(let sample, let flaw):
      "zFPKM finds no peak of expressed genes in sample '\(Self.excerpt(sample))': \(flaw.text). "
        + "Give thresholds of another kind."
    case .tasksNotRestored(let tasks):
      "The patient's model cannot do \(Self.some(tasks)) of the required tasks even with all closed "
        + "reactions given back: bounds that were narrowed stand in the way. Use a method that "
        + "chooses reactions, or take the task out of the list."
    default: ""
    }
  }

  /// At most five names of a list, and how many more there are.
  private static func some(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "'\(excerpt($0))'" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
