/// Dosing as people write it: `50 mg PO q24h x7`.
///
///     schedule = dose { (";" | ",") dose }
///     dose     = number unit route [over] [at] [every [times | "ss"]]
///     route    = "PO" | "oral" | "IV" | "bolus"
///     over     = "over" time          an infusion: IV only
///     at       = "at" time            when the first one is given; 0 where nothing is said
///     every    = "q" time             with times or ss; "qd" is q24h, "bid" q12h, "tid" q8h, "qid" q6h
///     times    = "x" count            that many in all
///     ss       = at the first dose the body is as if it had always been dosed so
///     time     = number ("min" | "h" | "d" | "wk")
///
/// Letters of either case. A dose in a unit of mass takes the molar mass of the drug.
struct DoseText {
  private var words: [Substring]
  private let text: String

  /// - Throws: ``PharmacokineticError/notADose(text:problem:)``.
  static func doses(
    _ text: String, molarMass: Double
  ) throws(PharmacokineticError) -> [Dose] {
    var result: [Dose] = []
    for part in text.split(whereSeparator: { $0 == ";" || $0 == "," }) {
      var reader = DoseText(String(part))
      if reader.words.isEmpty { continue }
      result.append(try reader.dose(molarMass: molarMass))
    }
    if result.isEmpty { throw .notADose(text: text, problem: "it is empty") }
    return result
  }

  private init(_ text: String) {
    self.text = text
    words = text.split(whereSeparator: \.isWhitespace)
  }

  private mutating func dose(molarMass: Double) throws(PharmacokineticError) -> Dose {
    let amount = try amount()
    var dose = try Dose(
      quantity: amount, molarMass: molarMass, route: try route())
    var said = Set<String>()
    while !words.isEmpty {
      let word = words.removeFirst().lowercased()
      let kind = Self.kind(of: word)
      guard said.insert(kind).inserted else {
        throw failure("'\(word)' says \(kind) once more: say it once")
      }
      switch word {
      case "over": dose.route = try infusion(dose.route)
      case "at": dose.time = try time(next())
      case "ss": dose.steadyState = true
      default: try repetition(word, of: &dose)
      }
    }
    if dose.interval == nil, dose.steadyState || dose.additional > 0 {
      throw failure("it repeats, and does not say how often: give q24h")
    }
    // One dose, which is what no count would come to, is hardly meant by "every".
    if dose.interval != nil, !dose.steadyState, !said.contains(Self.times) {
      throw failure("it repeats, and does not say how many times: give x7, or ss")
    }
    return dose
  }

  private static let times = "how many times"

  /// What a word behind the route is about.
  private static func kind(of word: String) -> String {
    switch word {
    case "over": "how long"
    case "at": "when"
    case "ss": "the steady state"
    default: word.hasPrefix("x") ? times : "how often"
    }
  }

  private mutating func amount() throws(PharmacokineticError) -> Quantity {
    let word = next()
    let digits = word.prefix { $0.isNumber || ".+-".contains($0) || $0 == "e" || $0 == "E" }
    let unitText = digits.count < word.count ? word.dropFirst(digits.count) : next()
    guard let value = Double(digits), value.isFinite, value >= 0 else {
      throw failure("'\(word)' is no amount: give a number of 0 or more and a unit, as in '50 mg'")
    }
    guard let unit = PharmacokineticUnit(rawValue: String(unitText)),
      [.mole, .millimole, .micromole, .nanomole, .gram, .milligram, .microgram, .nanogram]
        .contains(unit)
    else {
      throw failure(
        "'\(unitText)' is no unit of a dose: give g, mg, ug, ng, mol, mmol, umol or nmol")
    }
    return Quantity(value, unit)
  }

  private mutating func route() throws(PharmacokineticError) -> Dose.Route {
    switch next().lowercased() {
    case "po", "oral", "orally": return .oral
    case "iv", "bolus": return .bolus
    case let word:
      throw failure("'\(word)' is no route: give PO or IV")
    }
  }

  private mutating func infusion(_ route: Dose.Route) throws(PharmacokineticError) -> Dose.Route {
    if route == .oral { throw failure("an oral dose is given at once: leave out 'over'") }
    return .infusion(duration: try time(next()))
  }

  private mutating func repetition(
    _ word: String, of dose: inout Dose
  ) throws(PharmacokineticError) {
    let daily = ["qd": 24.0, "bid": 12, "tid": 8, "qid": 6]
    if let hours = daily[word] {
      dose.interval = hours
    } else if word.hasPrefix("q") {
      dose.interval = try time(word.dropFirst())
    } else if word.hasPrefix("x"), let count = Int(word.dropFirst()), count > 0 {
      dose.additional = count - 1
    } else {
      throw failure(
        "'\(word)' is not understood: give at 2h, over 30min, q24h, x7 or ss")
    }
  }

  /// Hours.
  private func time(_ word: Substring) throws(PharmacokineticError) -> Double {
    guard let hours = DurationText.hours(word) else {
      throw failure("'\(word)' is no time: give a number and min, h, d or wk, as in '24h'")
    }
    return hours
  }

  private mutating func next() -> Substring {
    words.isEmpty ? "" : words.removeFirst()
  }

  private func failure(_ problem: String) -> PharmacokineticError {
    .notADose(text: text, problem: problem)
  }
}

/// A time with its unit: `30min`, `24h`, `7d`, `2wk`.
public enum DurationText {
  private static let units: [(name: String, hours: Double)] = [
    ("min", 1.0 / 60), ("h", 1), ("d", 24), ("wk", 168),
  ]

  /// The hours that `text` stands for; `nil` where it is no time of 0 or more.
  public static func hours(_ text: some StringProtocol) -> Double? {
    let text = text.lowercased()
    for unit in units where text.hasSuffix(unit.name) {
      guard let value = Double(text.dropLast(unit.name.count)) else { continue }
      return value.isFinite && value >= 0 ? value * unit.hours : nil
    }
    return nil
  }
}

extension DosingSchedule {
  /// Reads a schedule such as `50 mg PO q24h x7` or `100 mg IV over 1h; 20 mg PO at 12h q8h x3`.
  ///
  /// - Parameter molarMass: g/mol of the drug.
  /// - Throws: ``PharmacokineticError/notADose(text:problem:)``, and as ``init(_:)``.
  public init(text: String, molarMass: Double) throws(PharmacokineticError) {
    let doses = try DoseText.doses(text, molarMass: molarMass)
    try self.init(doses)
  }
}
