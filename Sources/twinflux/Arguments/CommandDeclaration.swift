/// A command of `twinflux`, as data.
struct CommandDeclaration: Sendable {
  struct Operand: Sendable, Hashable {
    var name: String
    var summary: String
    var isRequired = true
    /// Whether more of the same may follow; of the last operand only.
    var isRepeatable = false
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

/// The commands of this version, in the order of the help. A name of two words is one of a family.
enum CommandName: String, Sendable, Hashable, CaseIterable {
  case info, fba, fva, verify, blocked, coupling, delete, sample, envelope, tasks, personalize
  case cohortRun = "cohort run"
  case cohortStatus = "cohort status"
  case cohortMerge = "cohort merge"
  case cohortSimulate = "cohort simulate"
  case cohortCompare = "cohort compare"
  case cohortScore = "cohort score"
  case cohortSlurm = "cohort slurm"
  case cohortSnakemake = "cohort snakemake"
  case pkCheck = "pk check"
  case pkCouple = "pk couple"
  case pkSimulate = "pk simulate"
  case pkCurve = "pk curve"
  case pkUpdate = "pk update"
  case pkExport = "pk export"
  case completions, help

  /// Commands of the published command line that this version does not have.
  static let planned = ["check", "convert"]

  /// The first words of names of two.
  static var families: [String] {
    var seen = Set<String>()
    return allCases.compactMap(\.family).filter { seen.insert($0).inserted }
  }

  /// The first word, of a name of two.
  var family: String? {
    rawValue.firstIndex(of: " ").map { String(rawValue[..<$0]) }
  }

  /// The last word.
  var ownName: String { String(rawValue.split(separator: " ").last ?? "") }

  static func members(of family: String) -> [CommandName] {
    allCases.filter { $0.family == family }
  }

  /// The first words of all names, each once.
  static var firstWords: [String] {
    var seen = Set<String>()
    return allCases.map { $0.family ?? $0.rawValue }.filter { seen.insert($0).inserted }
  }
}
