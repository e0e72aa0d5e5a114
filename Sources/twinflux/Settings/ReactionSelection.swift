import TwinFlux

/// The value of `--reactions`: `ID,ID`, `@FILE` or a pattern with `*` and `?`.
enum ReactionSelection {
  /// The indices of the reactions, in the order asked for, each once; a pattern gives model order.
  static func indices(
    of text: String, in model: MetabolicModel
  ) throws(CommandFailure) -> [Int] {
    var seen = Set<Int>()
    var chosen: [Int] = []
    for name in try names(text, model: model) {
      for index in try matches(of: name, in: model) where seen.insert(index).inserted {
        chosen.append(index)
      }
    }
    if chosen.isEmpty {
      throw CommandFailure(.usage, "--reactions names no reaction. Give ID,ID or @FILE or 'EX_*'.")
    }
    return chosen
  }

  private static func names(
    _ text: String, model: MetabolicModel
  ) throws(CommandFailure) -> [String] {
    if text.hasPrefix("@") {
      let input = try readInput(String(text.dropFirst()))
      return String(decoding: input.bytes, as: UTF8.self)
        .split(whereSeparator: \.isNewline)
        .map { $0.trimmingBlanks() }
        .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }
    // An identifier may itself hold a comma.
    if model.reactionIndex(text) != nil { return [text] }
    return text.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
  }

  private static func matches(
    of name: String, in model: MetabolicModel
  ) throws(CommandFailure) -> [Int] {
    if let index = model.reactionIndex(name) { return [index] }
    guard name.contains(where: { "*?".contains($0) }) else {
      throw CommandFailure(.usage, unknownReaction(name, in: model).description)
    }
    let pattern = Array(name.utf8)
    let found = model.reactions.indices.filter {
      Glob.matches(pattern, Array(model.reactions[$0].id.utf8))
    }
    if found.isEmpty {
      throw CommandFailure(
        .usage, "No reaction matches '\(name)'. 'twinflux info' shows what the model has.")
    }
    return found
  }
}

/// Shell patterns: `*` is any run of characters, `?` any one byte.
enum Glob {
  static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    var (p, t) = (0, 0)
    // Where the last star was and how much of the text it has taken so far.
    var star: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == text[t] || pattern[p] == UInt8(ascii: "?") {
        p += 1
        t += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        p = last.pattern + 1
        t = last.text + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

/// The error for a reaction that the model does not have, with the nearest one that it has.
func unknownReaction(_ name: String, in model: MetabolicModel) -> ModelError {
  .unknownID(
    kind: .reaction, id: name,
    suggestion: Suggestion.nearest(to: name, among: model.reactions.lazy.map(\.id)))
}

extension StringProtocol {
  func trimmingBlanks() -> String {
    let head = drop(while: \.isWhitespace)
    return String(head.reversed().drop(while: \.isWhitespace).reversed())
  }
}
