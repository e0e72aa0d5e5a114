/// A metabolic task: something that a cell must be able to do, such as to make cholesterol from
/// glucose, or must not, such as to make ATP from nothing.
///
/// It is stated without regard to a model's exchanges, all of which are closed: what may come in and
/// what may go out is part of the task. A task can be done if there is a steady state *v* with
///
///     lowerᵢ ≤ (S v)ᵢ ≤ upperᵢ
///
/// where both limits are 0 but for the metabolites that the task names, and where the reactions that
/// the task adds carry the flux that it asks of them. The form is that of RAVEN's task lists (Agren
/// et al., Identification of anticancer drugs for hepatocellular carcinoma through personalized
/// genome-scale metabolic modeling, Mol Syst Biol 2014, doi 10.1002/msb.145122).
public struct MetabolicTask: Sendable, Hashable, Codable {
  /// The most that a task lets in, lets out or lets through where it gives no number, in
  /// mmol·gDW⁻¹·h⁻¹.
  public static let defaultLimit = 1000.0

  /// A metabolite that may come in or go out, and how much of it, in mmol·gDW⁻¹·h⁻¹.
  public struct Exchange: Sendable, Hashable, Codable {
    /// `name[compartment]`, an id, `ALLMETS` or `ALLMETSIN[compartment]`.
    public var name: String
    /// How much must; above 0 it is a demand. A keyword demands nothing.
    public var lower: Double
    /// How much may.
    public var upper: Double
    /// The line of the task list; `nil` where there is none.
    public var line: Int?

    public init(
      _ name: String, lower: Double = 0, upper: Double = MetabolicTask.defaultLimit,
      line: Int? = nil
    ) {
      self.name = name
      self.lower = lower
      self.upper = upper
      self.line = line
    }
  }

  /// A reaction that is there for this task alone.
  public struct Equation: Sendable, Hashable, Codable {
    public var text: String
    /// As in a model: negative where the metabolite is consumed.
    public var terms: [Term]
    public var lower: Double
    public var upper: Double
    public var line: Int?

    public struct Term: Sendable, Hashable, Codable {
      public var name: String
      public var coefficient: Double
    }
  }

  /// Other bounds of a reaction of the model.
  public struct Change: Sendable, Hashable, Codable {
    public var reaction: String
    public var lower: Double
    public var upper: Double
    public var line: Int?

    public init(_ reaction: String, lower: Double, upper: Double, line: Int? = nil) {
      self.reaction = reaction
      self.lower = lower
      self.upper = upper
      self.line = line
    }
  }

  /// Unique in its list.
  public var id: String
  public var description: String
  /// Whether a sound model cannot do it.
  public var shouldFail: Bool
  public var inputs: [Exchange]
  public var outputs: [Exchange]
  public var equations: [Equation]
  public var changes: [Change]
  /// The line of the task list on which it begins.
  public var line: Int?

  public init(
    id: String, description: String = "", shouldFail: Bool = false, inputs: [Exchange] = [],
    outputs: [Exchange] = [], equations: [Equation] = [], changes: [Change] = [], line: Int? = nil
  ) {
    self.id = id
    self.description = description
    self.shouldFail = shouldFail
    self.inputs = inputs
    self.outputs = outputs
    self.equations = equations
    self.changes = changes
    self.line = line
  }
}

extension MetabolicTask.Equation {
  /// Reads `2 A[c] + B[c] => C[m]`; `<=>` makes it reversible.
  ///
  /// - Parameters:
  ///   - lower: `nil` means 0, or −1000 if the equation is reversible.
  ///   - upper: `nil` means 1000.
  /// - Throws: ``TaskError/unreadableEquation(task:line:text:reason:)`` with the task `task`.
  public init(
    _ text: String, lower: Double? = nil, upper: Double? = nil, line: Int? = nil,
    ofTask task: String = ""
  ) throws(TaskError) {
    func unreadable(_ reason: String) -> TaskError {
      .unreadableEquation(task: task, line: line, text: text, reason: reason)
    }
    let isReversible = text.contains("<=>")
    let sides = Self.split(text, at: isReversible ? "<=>" : "=>")
    guard sides.count == 2 else { throw unreadable("it needs one arrow, => or <=>") }
    var terms: [Term] = []
    for (side, sign) in zip(sides, [-1.0, 1.0]) {
      let parts = Self.split(side, at: " + ").map(Self.trimmed)
      if parts == [""] { continue }
      for part in parts {
        guard let term = Self.term(part, sign: sign) else {
          throw unreadable("'\(part)' is no metabolite with a coefficient before it")
        }
        terms.append(term)
      }
    }
    if terms.isEmpty { throw unreadable("it names no metabolite") }
    self.init(
      text: Self.trimmed(text), terms: terms,
      lower: lower ?? (isReversible ? -MetabolicTask.defaultLimit : 0),
      upper: upper ?? MetabolicTask.defaultLimit, line: line)
  }

  /// `A[c]` or `2.5 A[c]`. A name may begin with a number, but no number is a name.
  private static func term(_ part: String, sign: Double) -> Term? {
    if part.isEmpty || part.hasPrefix("+ ") || Double(part) != nil { return nil }
    guard let blank = part.firstIndex(of: " "), let number = Double(part[..<blank]) else {
      return Term(name: part, coefficient: sign)
    }
    guard number.isFinite, number > 0 else { return nil }
    return Term(name: trimmed(part[blank...]), coefficient: sign * number)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
  }

  private static func split(_ text: String, at separator: String) -> [String] {
    let (bytes, mark) = (Array(text.utf8), Array(separator.utf8))
    var parts: [String] = []
    var (start, position) = (0, 0)
    while position + mark.count <= bytes.count {
      if bytes[position..<(position + mark.count)].elementsEqual(mark) {
        parts.append(String(decoding: bytes[start..<position], as: UTF8.self))
        position += mark.count
        start = position
      } else {
        position += 1
      }
    }
    return parts + [String(decoding: bytes[start...], as: UTF8.self)]
  }
}

extension MetabolicTask.Exchange {
  /// - Throws: ``TaskError/invalidLimits(task:line:what:lower:upper:)`` unless 0 ≤ lower ≤ upper.
  public func checkLimits(of task: String) throws(TaskError) {
    if lower >= 0, lower <= upper, lower < .infinity { return }
    throw .invalidLimits(task: task, line: line, what: name, lower: lower, upper: upper)
  }
}

extension MetabolicTask.Equation {
  /// - Throws: ``TaskError/invalidLimits(task:line:what:lower:upper:)`` unless lower ≤ upper.
  public func checkLimits(of task: String) throws(TaskError) {
    if FluxBounds(lower: lower, upper: upper).isValid { return }
    throw .invalidLimits(task: task, line: line, what: text, lower: lower, upper: upper)
  }
}

extension MetabolicTask {
  /// The same as if it had been made by hand: what it says, and not where.
  public var withoutLines: MetabolicTask {
    var task = self
    task.line = nil
    for index in inputs.indices { task.inputs[index].line = nil }
    for index in outputs.indices { task.outputs[index].line = nil }
    for index in equations.indices { task.equations[index].line = nil }
    for index in changes.indices { task.changes[index].line = nil }
    return task
  }
}
