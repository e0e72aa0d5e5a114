import DataFiles

/// Something of a method that can be set by name, as `--method-option NAME=VALUE` does.
public struct MethodParameter: Sendable, Hashable {
  /// Lowercase, words joined by hyphens: `"biomass-fraction"`.
  public var name: String
  /// What may stand there, in words: `a number above 0 and up to 1`.
  public var allowed: String
  public var defaultText: String
  public var summary: String

  public init(_ name: String, allowed: String, defaultText: String, summary: String) {
    self.name = name
    self.allowed = allowed
    self.defaultText = defaultText
    self.summary = summary
  }
}

/// What a method is made from: the values of its parameters as text, and what all methods share.
public struct MethodSettings: Sendable {
  /// By the name of the parameter; what is not there takes its default.
  public var values: [String: String]
  /// How gene rules are scored; `nil` for the method's own way.
  public var scoring: GeneRuleScoring?
  /// Which genes are expressed; `nil` for the method's own rule.
  public var thresholds: ThresholdRule?
  /// Whether to leave reactions without a score whose gene rule cannot be read, instead of failing.
  public var skipUnreadableRules = false
  /// Another sample to compare with.
  public var reference: GeneLevels?
  /// What ``Prime`` learnt from a cohort.
  public var prime: PrimeModel?
  /// Tasks that the model must still be able to do, for a method that can keep an eye on them.
  public var requiredTasks: RequiredTasks?

  public init(_ values: [String: String] = [:]) {
    self.values = values
  }

  /// A number of the parameter `name`.
  public func number(
    _ name: String, default fallback: Double, allowed: String, where isAllowed: (Double) -> Bool
  ) throws(OmicsError) -> Double {
    guard let text = values[name] else { return fallback }
    guard let value = NumberText.parse(text[...]), value.isFinite, isAllowed(value) else {
      throw .invalidOption(name: "--method-option \(name)", value: "'\(text)'", allowed: allowed)
    }
    return value
  }

  /// A whole number of the parameter `name`.
  public func integer(
    _ name: String, default fallback: Int, in range: ClosedRange<Int>
  ) throws(OmicsError) -> Int {
    guard let text = values[name] else { return fallback }
    guard let value = Int(text), range.contains(value) else {
      throw .invalidOption(
        name: "--method-option \(name)", value: "'\(text)'",
        allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Words of the parameter `name`, separated by commas; none by default.
  ///
  /// - Parameter noun: What one of them is.
  public func list(_ name: String, of noun: String) throws(OmicsError) -> [String] {
    guard let text = values[name] else { return [] }
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if words.contains("") || Set(words).count < words.count {
      throw .invalidOption(
        name: "--method-option \(name)", value: "'\(text)'",
        allowed: "each \(noun) once, separated by commas without anything between")
    }
    return words
  }

  /// `yes` or `no` of the parameter `name`.
  public func flag(_ name: String, default fallback: Bool) throws(OmicsError) -> Bool {
    guard let text = values[name] else { return fallback }
    switch text {
    case "yes": return true
    case "no": return false
    default:
      throw .invalidOption(
        name: "--method-option \(name)", value: "'\(text)'", allowed: "yes or no")
    }
  }

  /// One of a few words of the parameter `name`.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, default fallback: Choice
  ) throws(OmicsError) -> Choice {
    guard let text = values[name] else { return fallback }
    guard let choice = Choice(rawValue: text) else {
      throw .invalidOption(
        name: "--method-option \(name)", value: "'\(text)'",
        allowed: Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}
