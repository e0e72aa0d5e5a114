import OmicsIntegration

/// Why a table is no design of a cohort.
public enum DesignError: Error, Sendable, Hashable {
  /// `line` and `column` count from 1.
  public struct Cell: Sendable, Hashable {
    public var path: String
    public var line: Int
    public var column: Int
    public var sample: String

    public init(path: String, line: Int, column: Int, sample: String) {
      self.path = path
      self.line = line
      self.column = column
      self.sample = sample
    }
  }

  public enum CellProblem: Sendable, Hashable {
    /// A part that is no `id=value`.
    case noEquals(String)
    case twice(String)
    case bounds(of: String)
    case uptake(of: String)
  }

  /// The text itself cannot be read.
  case text(OmicsError)
  case noPatients(path: String)
  case missingColumn(path: String, name: String, columns: [String])
  case unnamedColumn(path: String, line: Int, column: Int)
  case duplicateColumn(path: String, name: String, columns: [Int])
  case raggedRow(path: String, line: Int, expected: Int, found: Int)
  case emptyCell(path: String, line: Int, column: Int, name: String)
  case unreadableCell(Cell, problem: CellProblem)
  case duplicateSample(path: String, sample: String, lines: [Int])
  case unknownSample(path: String, line: Int, sample: String, table: String, suggestion: String?)
  /// The patient's medium or bounds cannot be applied to the model.
  case unusable(path: String, line: Int, sample: String, reason: String)
  case oneGroup(path: String, group: String)
  case wrongPair(path: String, pair: String, samples: [String])
  case pairInOneGroup(path: String, pair: String, group: String)
}

extension DesignError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .text(let error): error.description
    case .noPatients(let path):
      "The design '\(path)' names no patient. Give a header and one row for each sample."
    case .missingColumn(let path, let name, let columns):
      "The design '\(path)' has no column '\(name)'; it has \(columns.joined(separator: ", ")). "
        + "Name it in the first row."
    case .unnamedColumn(let path, let line, let column):
      "Column \(column) of the design has no name (\(path):\(line)). Name it or remove it."
    case .duplicateColumn(let path, let name, let columns):
      "The design '\(path)' has the column '\(name)' twice, as columns \(columns[0]) and "
        + "\(columns[1]). Keep one of them."
    case .raggedRow(let path, let line, let expected, let found):
      "In line \(line) of the design are \(found) cells instead of \(expected) (\(path):\(line)). "
        + "Give one for each column."
    case .emptyCell(let path, let line, let column, let name):
      "In line \(line) of the design the \(name) is empty (\(path):\(line), column \(column)). "
        + "Give one for each patient."
    case .unreadableCell(let cell, let problem):
      "For sample '\(cell.sample)' \(problem.text) (\(cell.path):\(cell.line), column "
        + "\(cell.column)). \(problem.advice)"
    case .duplicateSample, .unknownSample, .unusable, .oneGroup, .wrongPair, .pairInOneGroup:
      patientText
    }
  }

  private var patientText: String {
    switch self {
    case .duplicateSample(let path, let sample, let lines):
      "Sample '\(sample)' stands twice in the design, in lines \(lines[0]) and \(lines[1]) "
        + "(\(path):\(lines[1])). Keep one of them."
    case .unknownSample(let path, let line, let sample, let table, let suggestion):
      "Sample '\(sample)' of the design is not in '\(table)' (\(path):\(line)). "
        + (suggestion.map { "Did you mean '\($0)'?" } ?? "Check its spelling.")
    case .unusable(let path, let line, let sample, let reason):
      "The medium or the bounds of sample '\(sample)' cannot be applied (\(path):\(line)). \(reason)"
    case .oneGroup(let path, let group):
      "All patients of '\(path)' are of the group '\(group)': there is nothing to compare. "
        + "Give at least two groups."
    case .wrongPair(let path, let pair, let samples):
      "The pair '\(pair)' of '\(path)' has \(samples.count) "
        + "member\(samples.count == 1 ? "" : "s") (\(samples.joined(separator: ", "))). "
        + "Give each pair two, or leave the cell empty."
    case .pairInOneGroup(let path, let pair, let group):
      "Both members of the pair '\(pair)' of '\(path)' are of the group '\(group)'. "
        + "Give a pair one member of each of two groups."
    default: ""
    }
  }
}

extension DesignError.CellProblem {
  fileprivate var text: String {
    switch self {
    case .noEquals(let part): "'\(part)' is no pair of an id and a value"
    case .twice(let id): "'\(id)' stands twice in one cell"
    case .bounds(let id): "the bounds of '\(id)' cannot be read"
    case .uptake(let id): "the uptake of '\(id)' is no number from 0"
    }
  }

  fileprivate var advice: String {
    switch self {
    case .noEquals, .bounds:
      "Write id=lower:upper, separated by semicolons, or the name of a file."
    case .twice: "Keep one of them."
    case .uptake: "Write id=uptake, separated by semicolons, or the name of a file."
    }
  }
}
