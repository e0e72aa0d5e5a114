/// One option of a command, as data: what parsing, help and completion need to know of it.
struct OptionDeclaration: Sendable, Hashable {
  enum Form: Sendable, Hashable {
    case flag
    /// Takes one value and may be given once.
    case value(String)
    /// A flag that may carry a value: behind '=', or as the next argument if that begins with '@'.
    case optional(String)
    /// Takes one value each time it is given.
    case repeated(String)
  }

  /// The headings of the help, in their order.
  enum Group: String, Sendable, Hashable, CaseIterable {
    case analysis = "Analysis"
    case problem = "The problem"
    case cohort = "The cohort"
    case cluster = "The cluster"
    case person = "The individual"
    case dosing = "Dosing"
    case omics = "A patient's omics"
    case enzymes = "Enzymes"
    case reading = "Reading the model"
    case solving = "Solving"
    case output = "Output"
    case general = "General"
  }

  /// Without the dashes.
  var name: String
  var form: Form
  var group: Group
  var summary: String
  /// The only values allowed; empty where any text may stand.
  var choices: [String] = []
  /// Whether the value is a file, for completion.
  var isFile = false
  /// Whether this version knows the name and cannot do it yet.
  var isPlanned = false

  /// With two dashes, or one before a single letter.
  var spelling: String { (name.count == 1 ? "-" : "--") + name }

  var valueName: String? {
    switch form {
    case .flag, .optional: nil
    case .value(let valueName), .repeated(let valueName): valueName
    }
  }

  /// `--fraction F`, as the help shows it.
  var usage: String {
    if case .optional(let name) = form { return "\(spelling)[=\(name)]" }
    return spelling + (valueName.map { " " + $0 } ?? "")
  }

  static func flag(_ name: String, _ group: Group, _ summary: String) -> OptionDeclaration {
    OptionDeclaration(name: name, form: .flag, group: group, summary: summary)
  }

  static func value(
    _ name: String, _ valueName: String, _ group: Group, _ summary: String,
    choices: [String] = [], isFile: Bool = false
  ) -> OptionDeclaration {
    OptionDeclaration(
      name: name, form: .value(valueName), group: group, summary: summary, choices: choices,
      isFile: isFile)
  }

  static func repeated(
    _ name: String, _ valueName: String, _ group: Group, _ summary: String
  ) -> OptionDeclaration {
    OptionDeclaration(name: name, form: .repeated(valueName), group: group, summary: summary)
  }

  static func optional(
    _ name: String, _ valueName: String, _ group: Group, _ summary: String
  ) -> OptionDeclaration {
    OptionDeclaration(name: name, form: .optional(valueName), group: group, summary: summary)
  }

  /// An option of a later version: recognized, so that nobody thinks that it did something.
  static func planned(_ name: String, takesValue: Bool, _ group: Group) -> OptionDeclaration {
    OptionDeclaration(
      name: name, form: takesValue ? .repeated("VALUE") : .flag, group: group,
      summary: "Not in this version.", isPlanned: true)
  }
}
