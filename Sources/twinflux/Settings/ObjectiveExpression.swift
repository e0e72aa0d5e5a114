import TwinFlux

/// Reads an objective from text: `RXN`, `A + 2 B`, `2*A - B`.
///
///     expression = [sign] term (sign term)*
///     term       = [number ["*"]] reaction
///
/// Identifiers may hold `+`, `-`, digits or parentheses, so at each place the longest run of
/// characters that is one of the model's reactions is taken.
struct ObjectiveExpression {
  enum Failure: Error, Sendable, Hashable {
    case empty
    case unknownReaction(String, suggestion: String?)
    case missingReaction(after: String)
    case missingSign(before: String)
    /// Infinite, or of a size that cannot be meant.
    case invalidCoefficient(String, reaction: String)
  }

  private let model: MetabolicModel
  private var rest: Substring
  private var terms: [FluxTerm] = []

  /// The terms of `text`, in the order of the text.
  static func parse(
    _ text: String, model: MetabolicModel
  ) throws(Failure) -> [FluxTerm] {
    var expression = ObjectiveExpression(model: model, rest: Substring(text))
    return try expression.parseAll()
  }

  private init(model: MetabolicModel, rest: Substring) {
    self.model = model
    self.rest = rest
  }

  private mutating func parseAll() throws(Failure) -> [FluxTerm] {
    skipBlanks()
    if rest.isEmpty { throw .empty }
    while !rest.isEmpty {
      let sign = takeSign()
      if sign == nil, !terms.isEmpty { throw .missingSign(before: String(rest)) }
      try takeTerm(sign: sign ?? 1)
    }
    return terms
  }

  private mutating func takeTerm(sign: Double) throws(Failure) {
    if let reaction = takeReaction() {
      terms.append(.init(reaction: reaction, coefficient: sign))
      return
    }
    let coefficient = takeCoefficient()
    guard let reaction = takeReaction() else { throw noReaction(after: coefficient?.text) }
    if let coefficient, !coefficient.isUsable {
      throw .invalidCoefficient(
        coefficient.text, reaction: model.reactions[reaction].id)
    }
    terms.append(.init(reaction: reaction, coefficient: sign * (coefficient?.value ?? 1)))
  }

  private mutating func takeSign() -> Double? {
    // 'A-B' may be one reaction; a sign that begins an identifier belongs to it.
    if longestReaction() != nil { return nil }
    guard let first = rest.first, "+-\u{2212}".contains(first) else { return nil }
    rest.removeFirst()
    skipBlanks()
    return first == "+" ? 1 : -1
  }

  private struct Coefficient {
    var value: Double
    var text: String

    var isUsable: Bool { value.isFinite && Magnitude.isPlausible(value, spelled: text) }

    /// `nil` if `text` is no number; a number too large for a `Double` is one, and infinite.
    init?(_ text: Substring) {
      let tooLarge = Double(text).flatMap { $0.isInfinite ? $0 : nil }
      guard let value = NumberText.parse(text) ?? tooLarge else { return nil }
      self.value = value
      self.text = String(text)
    }
  }

  private mutating func takeCoefficient() -> Coefficient? {
    let run = rest.prefix { !$0.isWhitespace && $0 != "*" }
    guard let coefficient = Coefficient(run) else { return nil }
    rest = rest[run.endIndex...]
    skipBlanks()
    if rest.first == "*" { rest.removeFirst() }
    skipBlanks()
    return coefficient
  }

  private mutating func takeReaction() -> Int? {
    guard let (index, end) = longestReaction() else { return nil }
    rest = rest[end...]
    skipBlanks()
    return index
  }

  /// The longest beginning of the text that is a reaction and ends where a term may end.
  private func longestReaction() -> (reaction: Int, end: String.Index)? {
    var run = rest.prefix { !$0.isWhitespace }
    while !run.isEmpty {
      if run.endIndex == rest.endIndex || rest[run.endIndex].isWhitespace
        || "+-\u{2212}".contains(rest[run.endIndex]),
        let index = model.reactionIndex(String(run))
      {
        return (index, run.endIndex)
      }
      run.removeLast()
    }
    return nil
  }

  private mutating func skipBlanks() {
    rest = rest.drop(while: \.isWhitespace)
  }

  private func noReaction(after coefficient: String?) -> Failure {
    let name = String(rest.prefix { !$0.isWhitespace })
    if name.isEmpty { return .missingReaction(after: coefficient ?? "the last sign") }
    return .unknownReaction(
      excerpt(name), suggestion: Suggestion.nearest(to: name, among: model.reactions.lazy.map(\.id))
    )
  }
}

extension ObjectiveExpression.Failure: CustomStringConvertible {
  var description: String {
    switch self {
    case .empty: "The objective is empty. Give a reaction, or a sum such as 'A + 2 B'."
    case .unknownReaction(let name, let suggestion):
      ModelError.unknownID(kind: .reaction, id: name, suggestion: suggestion).description
    case .missingReaction(let place):
      "The objective has no reaction after \(excerpt(place)). Give one, as in 'A + 2 B'."
    case .missingSign(let text):
      "The objective has no + or - before '\(excerpt(text))'. Write it as in 'A + 2 B'."
    case .invalidCoefficient(let coefficient, let reaction):
      "The objective's coefficient of '\(reaction)' cannot be '\(excerpt(coefficient))'. "
        + "Give \(Magnitude.expected)."
    }
  }
}
