/// A command of `twinflux`, as data.
struct CommandDeclaration: Sendable {
  struct Operand: Sendable, Hashable {
    var name: String
    var summary: String
    var isRequired = true
  }

  var name: CommandName
  var summary: String
  var operands: [Operand]
  var options: [OptionDeclaration]
  /// Paragraphs that the help shows under the summary.
  var discussion: [String]
  /// A command line that works from the root of the repository.
  var example: String

  func option(named name: String) -> OptionDeclaration? {
    options.first { $0.name == name }
  }

  /// The options that this version can do.
  var availableOptions: [OptionDeclaration] { options.filter { !$0.isPlanned } }
}

/// The commands of this version, in the order of the help.
enum CommandName: String, Sendable, Hashable, CaseIterable {
  case info, fba, fva, verify, blocked, coupling, delete, sample, envelope, personalize,
    completions, help

  /// Commands of the published command line that this version does not have.
  static let planned = [
    "check", "convert", "tasks", "cohort",
    "pk",
  ]
}
