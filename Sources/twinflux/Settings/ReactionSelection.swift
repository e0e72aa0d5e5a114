import TwinFlux

/// The value of `--reactions` or `--genes`: `ID,ID`, `@FILE` or a pattern with `*` and `?`.
enum ReactionSelection {
  /// What the names of a selection stand for.
  enum Targets {
    case reactions(MetabolicModel)
    case genes(MetabolicModel)
    /// The reactions of `--vary`.
    case varied(MetabolicModel)

    fileprivate var noun: String {
      switch self {
      case .reactions, .varied: "reaction"
      case .genes: "gene"
      }
    }

    fileprivate var option: String {
      switch self {
      case .reactions: "--reactions"
      case .genes: "--genes"
      case .varied: "--vary"
      }
    }

    fileprivate func index(_ id: String) -> Int? {
      switch self {
      case .reactions(let model), .varied(let model): model.reactionIndex(id)
      case .genes(let model): model.geneIndex(id)
      }
    }

    fileprivate var ids: [String] {
      switch self {
      case .reactions(let model), .varied(let model): model.reactions.map(\.id)
      case .genes(let model): model.genes.map(\.id)
      }
    }

    fileprivate func unknown(_ name: String) -> ModelError {
      switch self {
      case .reactions(let model), .varied(let model): unknownReaction(name, in: model)
      case .genes:
        .unknownID(
          kind: .gene, id: excerpt(name), suggestion: Suggestion.nearest(to: name, among: ids))
      }
    }
  }

  static func indices(
    of text: String, in model: MetabolicModel
  ) throws(CommandFailure) -> [Int] {
    try indices(of: text, in: .reactions(model))
  }

  /// The indices of the targets, in the order asked for, each once; a pattern gives model order.
  static func indices(
    of text: String, in targets: Targets
  ) throws(CommandFailure) -> [Int] {
    var seen = Set<Int>()
    var chosen: [Int] = []
    for name in try names(text, targets) {
      for index in try matches(of: name, in: targets) where seen.insert(index).inserted {
        chosen.append(index)
      }
    }
    if chosen.isEmpty {
      let isFile = text.hasPrefix("@")
      throw CommandFailure(
        isFile ? .badData : .usage,
        (isFile ? "'\(text.dropFirst())'" : targets.option)
          + " names no \(targets.noun). Give ID,ID or @FILE or a pattern such as 'EX_*'.")
    }
    return chosen
  }

  /// One of the names asked for; `place` is its file and line, if it is in a file.
  private struct Name {
    var text: String
    var place: String?

    func failure(_ message: String) -> CommandFailure {
      guard let place else { return CommandFailure(.usage, message) }
      return CommandFailure(.badData, placed(message, at: place))
    }
  }

  private static func names(
    _ text: String, _ targets: Targets
  ) throws(CommandFailure) -> [Name] {
    if text.hasPrefix("@") {
      let path = String(text.dropFirst())
      return try TextFile.lines(of: path).map {
        Name(text: $0.text.trimmingBlanks(), place: "\(path):\($0.number)")
      }
    }
    // An identifier may itself hold a comma.
    if targets.index(text) != nil { return [Name(text: text)] }
    return text.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
      .map { Name(text: $0) }
  }

  private static func matches(
    of name: Name, in targets: Targets
  ) throws(CommandFailure) -> [Int] {
    if let index = targets.index(name.text) { return [index] }
    guard name.text.contains(where: { "*?".contains($0) }) else {
      throw name.failure(targets.unknown(name.text).description)
    }
    let pattern = Array(name.text.utf8)
    let ids = targets.ids
    let found = ids.indices.filter { Glob.matches(pattern, Array(ids[$0].utf8)) }
    if found.isEmpty {
      throw name.failure(
        "No \(targets.noun) matches '\(excerpt(name.text))'. 'twinflux info' shows what the model has."
      )
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
    kind: .reaction, id: excerpt(name),
    suggestion: Suggestion.nearest(to: name, among: model.reactions.lazy.map(\.id)))
}

extension StringProtocol {
  func trimmingBlanks() -> String {
    let head = drop(while: \.isWhitespace)
    return String(head.reversed().drop(while: \.isWhitespace).reversed())
  }
}
