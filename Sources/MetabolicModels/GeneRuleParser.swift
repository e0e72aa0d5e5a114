/// Reads a gene-reaction rule from text: `A and (B or C)`.
///
///     rule  = term (("or" | "|" | "||") term)*
///     term  = part (("and" | "&" | "&&") part)*
///     part  = gene | "(" rule ")"
///
/// `and` binds more strongly than `or`. The words are recognized in any case, and only as whole
/// words, so that `orf19.5` is one gene. A gene is any run of characters but blanks, parentheses,
/// `&` and `|`; arithmetic, lists, other brackets and quotation marks (`2*(A and B)`, `A,B`, `A+B`,
/// `[A and B]`, `"A" and B`) are errors, never guessed at.
public struct GeneRuleParser {
  /// What makes a text no rule; `offset` counts UTF-8 bytes from the start of the text.
  public enum Failure: Error, Sendable, Hashable {
    case empty
    case unbalancedParenthesis(offset: Int)
    case missingOperator(offset: Int)
    case missingOperand(offset: Int)
    case unexpectedCharacter(Character, offset: Int)
    case tooDeep(limit: Int)
  }

  /// A deeper nest of parentheses is refused, so that a hostile rule cannot exhaust the stack.
  public static let depthLimit = 256

  private enum Token {
    case gene(Substring.UTF8View)
    case and, or, open, close
  }

  private let tokens: [(token: Token, offset: Int)]
  private let length: Int
  private let resolve: (String) -> Int
  private var position = 0

  /// Parses `text`; `resolve` turns a gene's name in the text into its index.
  ///
  /// - Throws: ``Failure``, with the place in the text.
  /// - Complexity: O(length of the text).
  public static func parse(
    _ text: String, resolve: (String) -> Int
  ) throws(Failure) -> GeneReactionRule {
    do {
      return try withoutActuallyEscaping(resolve) { resolve in
        var parser = try GeneRuleParser(text, resolve: resolve)
        let rule = try parser.rule(depth: 0)
        if parser.position < parser.tokens.count { throw parser.unexpectedToken() }
        return rule
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      preconditionFailure("the parser throws only its own failures: \(error)")
    }
  }

  private init(_ text: String, resolve: @escaping (String) -> Int) throws(Failure) {
    self.tokens = try Self.tokens(of: text)
    self.length = text.utf8.count
    self.resolve = resolve
    if tokens.isEmpty { throw .empty }
  }

  private mutating func rule(depth: Int) throws(Failure) -> GeneReactionRule {
    var terms = [try term(depth: depth)]
    while case .or? = peek {
      position += 1
      terms.append(try term(depth: depth))
    }
    return terms.count == 1 ? terms[0] : .any(terms)
  }

  private mutating func term(depth: Int) throws(Failure) -> GeneReactionRule {
    var parts = [try part(depth: depth)]
    while case .and? = peek {
      position += 1
      parts.append(try part(depth: depth))
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func part(depth: Int) throws(Failure) -> GeneReactionRule {
    if depth > Self.depthLimit { throw .tooDeep(limit: Self.depthLimit) }
    switch peek {
    case .gene(let name):
      position += 1
      return .gene(resolve(String(Substring(name))))
    case .open:
      let opening = tokens[position].offset
      position += 1
      let inner = try rule(depth: depth + 1)
      guard case .close? = peek else {
        throw position < tokens.count ? unexpectedToken() : .unbalancedParenthesis(offset: opening)
      }
      position += 1
      return inner
    case .close, .and, .or, nil:
      throw .missingOperand(offset: offset)
    }
  }

  private var peek: Token? { position < tokens.count ? tokens[position].token : nil }
  private var offset: Int { position < tokens.count ? tokens[position].offset : length }

  private func unexpectedToken() -> Failure {
    if case .close? = peek { return .unbalancedParenthesis(offset: offset) }
    return .missingOperator(offset: offset)
  }
}

extension GeneRuleParser {
  private static func tokens(of text: String) throws(Failure) -> [(token: Token, offset: Int)] {
    var tokens: [(Token, Int)] = []
    let bytes = text.utf8
    var index = bytes.startIndex
    var offset = 0
    while index < bytes.endIndex {
      let start = (index, offset)
      let byte = bytes[index]
      bytes.formIndex(after: &index)
      offset += 1
      switch byte {
      case UInt8(ascii: " "), 9, 10, 13: continue
      case UInt8(ascii: "("): tokens.append((.open, start.1))
      case UInt8(ascii: ")"): tokens.append((.close, start.1))
      case UInt8(ascii: "&"), UInt8(ascii: "|"):
        if index < bytes.endIndex, bytes[index] == byte {
          bytes.formIndex(after: &index)
          offset += 1
        }
        tokens.append((byte == UInt8(ascii: "&") ? .and : .or, start.1))
      default:
        while index < bytes.endIndex, !isDelimiter(bytes[index]) {
          bytes.formIndex(after: &index)
          offset += 1
        }
        tokens.append((try word(text[start.0..<index], offset: start.1), start.1))
      }
    }
    return tokens
  }

  private static func word(_ word: Substring, offset: Int) throws(Failure) -> Token {
    switch word.utf8.count <= 3 ? word.lowercased() : "" {
    case "and": return .and
    case "or": return .or
    default: break
    }
    // An apostrophe may belong to a name (`b0001'`), but in front of one it is a quotation mark.
    if word.utf8.first == UInt8(ascii: "'") { throw .unexpectedCharacter("'", offset: offset) }
    for (position, byte) in word.utf8.enumerated() where #"*+,;[]{}<>""#.utf8.contains(byte) {
      throw .unexpectedCharacter(Character(Unicode.Scalar(byte)), offset: offset + position)
    }
    if let quote = word.firstIndex(where: { "“”„«»".contains($0) }) {
      let position = word.utf8.distance(from: word.startIndex, to: quote)
      throw .unexpectedCharacter(word[quote], offset: offset + position)
    }
    return .gene(word.utf8)
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), 9, 10, 13, UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "&"), UInt8(ascii: "|"):
      true
    default: false
    }
  }
}

extension GeneRuleParser.Failure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty: "it is empty"
    case .unbalancedParenthesis(let offset):
      "the parenthesis at character \(offset + 1) has no partner"
    case .missingOperator(let offset): "'and' or 'or' is missing before character \(offset + 1)"
    case .missingOperand(let offset): "a gene is missing at character \(offset + 1)"
    case .unexpectedCharacter(let character, let offset):
      "'\(character)' at character \(offset + 1) is no part of a rule"
    case .tooDeep(let limit): "its parentheses are nested more than \(limit) deep"
    }
  }
}
