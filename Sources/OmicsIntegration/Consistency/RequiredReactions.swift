import MetabolicModels

/// Reactions that a patient's model must be able to use, whatever the genes say.
public enum RequiredReactions: Sendable, Hashable {
  /// Those of the objective.
  case objective
  /// By their ids.
  case named([String])

  /// Reads `objective`, `none`, or ids separated by commas.
  public init(_ text: String) {
    switch text {
    case "objective": self = .objective
    case "none": self = .named([])
    default: self = .named(OptionList.parts(of: text, separator: ","))
    }
  }

  /// Their indices, ascending.
  ///
  /// - Throws: ``OmicsError/unknownReaction(id:suggestion:)``.
  func reactions(of base: ConstrainedModel) throws(OmicsError) -> [Int] {
    switch self {
    case .objective: return Set(base.objective.terms.map(\.reaction)).sorted()
    case .named(let ids):
      var found = Set<Int>()
      for id in ids {
        guard let index = base.model.reactionIndex(id) else {
          throw .unknownReaction(
            id: id,
            suggestion: Suggestion.nearest(to: id, among: base.model.reactions.lazy.map(\.id)))
        }
        found.insert(index)
      }
      return found.sorted()
    }
  }
}

/// Lists in the text of an option.
enum OptionList {
  /// The parts between separators, without blanks around them; empty ones are left out.
  static func parts(of text: String, separator: Character) -> [String] {
    text.split(separator: separator).map { part in
      var part = part
      while part.first == " " { part.removeFirst() }
      while part.last == " " { part.removeLast() }
      return String(part)
    }.filter { !$0.isEmpty }
  }
}
