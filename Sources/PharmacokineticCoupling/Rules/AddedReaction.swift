/// A reaction that the model lacks, checked for mass and charge where formulas are known.
public struct AddedReaction: Sendable, Hashable, Codable {
  /// What a metabolite is made of, for one that is new or whose formula in the model is wrong.
  public struct Composition: Sendable, Hashable, Codable {
    /// Hill order, such as `C8H7NO2`.
    public let formula: String
    /// In units of *e*.
    public let charge: Double

    enum CodingKeys: String, CodingKey, CaseIterable { case formula, charge }

    public init(from decoder: any Decoder) throws {
      let fields = try StrictFields<CodingKeys>(decoder)
      formula = try fields.required(.formula)
      charge = try fields.number(.charge, allowed: "a finite number")
      if ElementalComposition(formula) == nil {
        throw CouplingError.wrongType(
          path: fields.path(.formula), expected: "a formula such as C8H7NO2")
      }
    }
  }

  public let id: String
  /// Coefficients by metabolite, negative for what is used up.
  public let equation: [String: Double]
  /// mmol·gDW⁻¹·h⁻¹.
  public let lower: Double
  public let upper: Double
  public let compositions: [String: Composition]

  enum CodingKeys: String, CodingKey, CaseIterable { case id, equation, lower, upper, compositions }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    id = try fields.required(.id)
    equation = try fields.required(.equation)
    lower = try fields.optionalNumber(.lower, allowed: "a finite number") ?? 0
    upper = try fields.number(.upper, allowed: "a finite number")
    compositions = try fields.optional(.compositions) ?? [:]
    if equation.isEmpty { throw CouplingError.emptyList(path: fields.path(.equation)) }
    for (metabolite, value) in equation.sorted(by: { $0.key < $1.key })
    where !value.isFinite || value == 0 {
      throw CouplingError.outOfRange(
        path: "\(fields.path(.equation)).\(metabolite)", value: value,
        allowed: "a finite number other than 0")
    }
    for metabolite in compositions.keys.sorted() where equation[metabolite] == nil {
      throw CouplingError.notNeeded(
        path: "\(fields.path(.compositions)).\(metabolite)", because: "it is not in the equation")
    }
    if lower > upper {
      throw CouplingError.boundsOutOfOrder(
        path: decoder.codingPath.text, lower: lower, upper: upper)
    }
  }
}

/// Bounds that the rules give a reaction of the model.
public struct ReplacedBounds: Sendable, Hashable, Codable {
  public let reaction: String
  /// mmol·gDW⁻¹·h⁻¹.
  public let lower: Double
  public let upper: Double

  enum CodingKeys: String, CodingKey, CaseIterable { case reaction, lower, upper }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    reaction = try fields.required(.reaction)
    lower = try fields.number(.lower, allowed: "a finite number")
    upper = try fields.number(.upper, allowed: "a finite number")
    if lower > upper {
      throw CouplingError.boundsOutOfOrder(
        path: decoder.codingPath.text, lower: lower, upper: upper)
    }
  }
}

/// The atoms of a chemical formula.
struct ElementalComposition: Sendable, Hashable {
  private(set) var counts: [String: Double] = [:]

  /// Reads `C6H12O6`; `nil` for text that is no such formula, with a rest (`R`) or in parentheses.
  init?(_ formula: String) {
    let symbols = Array(formula.utf8)
    var position = 0
    func isLower(_ i: Int) -> Bool { i < symbols.count && (97...122).contains(symbols[i]) }
    while position < symbols.count {
      guard (65...90).contains(symbols[position]) else { return nil }
      let start = position
      position += 1
      while isLower(position) { position += 1 }
      let element = String(decoding: symbols[start..<position], as: UTF8.self)
      if element == "R" || element == "X" { return nil }
      let digits = position
      while position < symbols.count,
        symbols[position] == 46 || (48...57).contains(symbols[position])
      {
        position += 1
      }
      let text = String(decoding: symbols[digits..<position], as: UTF8.self)
      guard let count = text.isEmpty ? 1 : Double(text) else { return nil }
      counts[element, default: 0] += count
    }
    if counts.isEmpty { return nil }
  }
}
