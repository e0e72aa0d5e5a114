import CohortStatistics
import OmicsIntegration

/// Why cohorts cannot be compared.
public enum ComparisonError: Error, Sendable, Hashable {
  case store(CohortStoreError)
  case statistics(CohortStatisticsError)
  case invalidOption(name: String, value: String, allowed: String)
  case cancelled

  // What is stored.
  /// The store has no ranges.
  case notRanges(directory: String, kind: String)
  case reversedRange(sample: String, reaction: String, minimum: Double, maximum: Double)

  // Who is compared.
  case unknownColumn(name: String, columns: [String], suggestion: String?)
  /// Every patient has a value of its own.
  case allDifferent(column: String, patients: Int)
  case oneGroup(column: String, group: String?)
  case unknownReference(name: String, groups: [String], suggestion: String?)
  case unfinishedGroup(column: String, group: String, patients: [String])
  case wrongPair(pair: String, samples: [String])
  case pairInOneGroup(pair: String, group: String)
  case noFinishedPair(pairs: [String])

  // A table of coupling classes.
  case classText(OmicsError)
  case classColumn(path: String, name: String)
  case classRow(path: String, line: Int, problem: String)
  case classTwice(path: String, line: Int, reaction: String, first: Int)
  case unclassified(path: String, reactions: [String], suggestion: String?)
}

extension ComparisonError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .store(let error): error.description
    case .statistics(let error): error.description
    case .invalidOption(let name, let value, let allowed):
      "The option \(name) cannot be \(value). Give \(allowed)."
    case .cancelled: "The comparison was cancelled."
    case .notRanges(let directory, let kind):
      "'\(directory)' holds \(kind) and no flux ranges, so there are no ranges to compare. "
        + "Give a cohort of ranges."
    case .reversedRange(let sample, let reaction, let minimum, let maximum):
      "The range of '\(reaction)' in '\(sample)' has the minimum \(minimum) above its maximum "
        + "\(maximum). Run the patient again."
    default: groupText ?? classText
    }
  }

  private var groupText: String? {
    switch self {
    case .unknownColumn(let name, let columns, let suggestion):
      "The design has no column '\(name)' to compare by. "
        + (suggestion.map { "Did you mean '\($0)'?" }
          ?? "It has \(columns.joined(separator: ", ")).")
    case .allDifferent(let column, let patients):
      "Each of the \(patients) patients has a value of its own in the column '\(column)', so it makes "
        + "no groups. Give a column in which patients share a value."
    case .oneGroup(let column, let group?):
      "All patients are of one group by '\(column)': '\(group)'. A comparison needs two; give another "
        + "column."
    case .oneGroup(let column, nil):
      "No patient has a value in the column '\(column)'. Give another column."
    case .unknownReference(let name, let groups, let suggestion):
      "There is no group '\(name)' to compare with; there are \(groups.joined(separator: ", ")). "
        + (suggestion.map { "Did you mean '\($0)'?" } ?? "Give one of them.")
    case .unfinishedGroup(let column, let group, let patients):
      "No patient of the group '\(group)' (column '\(column)') has ranges: "
        + "\(Self.list(patients)). Look at why with cohort status."
    case .wrongPair(let pair, let samples):
      "The pair '\(pair)' has \(samples.count) member\(samples.count == 1 ? "" : "s") among the "
        + "patients compared (\(Self.list(samples))). Give each pair two, or compare without pairs."
    case .pairInOneGroup(let pair, let group):
      "Both members of the pair '\(pair)' are of the group '\(group)', and those of other pairs are "
        + "not. Compare without pairs, or by another column."
    case .noFinishedPair(let pairs):
      "Of no pair (\(Self.list(pairs))) have both members ranges. Compare without pairs, or look at "
        + "why with cohort status."
    default: nil
    }
  }

  private var classText: String {
    switch self {
    case .classText(let error): error.description
    case .classColumn(let path, let name):
      "The table of classes '\(path)' has no column '\(name)'. Give what the command coupling writes "
        + "(as TSV or CSV)."
    case .classRow(let path, let line, let problem):
      "In line \(line) of the table of classes \(problem) (\(path):\(line)). Give what the command "
        + "coupling writes."
    case .classTwice(let path, let line, let reaction, let first):
      "The reaction '\(reaction)' stands twice in the table of classes, in lines \(first) and \(line) "
        + "(\(path):\(line)). Keep one of them."
    case .unclassified(let path, let reactions, let suggestion):
      "\(reactions.count) reaction\(reactions.count == 1 ? "" : "s") of the cohort are not in the "
        + "table of classes '\(path)', such as '\(reactions.first ?? "")'. "
        + (suggestion.map { "The table has '\($0)': were ids spelled in another way?" }
          ?? "Make the table of the cohort's own model.")
    default: ""
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
  }
}
