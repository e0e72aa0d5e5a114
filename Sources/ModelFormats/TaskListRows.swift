import DataFiles
import MetabolicModels

/// The rows of a task list that say something, as cells by caption.
struct TaskListRows {
  enum Caption: String, CaseIterable {
    case id = "ID"
    case description = "DESCRIPTION"
    case shouldFail = "SHOULD FAIL"
    case input = "IN"
    case inputLower = "IN LB"
    case inputUpper = "IN UB"
    case output = "OUT"
    case outputLower = "OUT LB"
    case outputUpper = "OUT UB"
    case equation = "EQU"
    case equationLower = "EQU LB"
    case equationUpper = "EQU UB"
    case changed = "CHANGED RXN"
    case changedLower = "CHANGED LB"
    case changedUpper = "CHANGED UB"
  }

  struct Row {
    let path: String
    let line: Int
    let cells: [Caption: String]

    subscript(caption: Caption) -> String { cells[caption] ?? "" }
  }

  private(set) var rows: [Row] = []

  init(_ bytes: [UInt8], path: String) throws(TaskListError) {
    var columns: [(caption: Caption, column: Int)]?
    var hasCommentColumn = false
    for (index, fields) in try Self.lines(bytes, path: path).enumerated() {
      let line = index + 1
      if fields.allSatisfy(\.isEmpty) || fields[0].hasPrefix("#") { continue }
      guard let columns else {
        columns = try Self.columns(fields, path: path, line: line)
        hasCommentColumn = fields[0].isEmpty
        continue
      }
      if hasCommentColumn, !fields[0].isEmpty { continue }
      var cells: [Caption: String] = [:]
      for (caption, column) in columns where column < fields.count && !fields[column].isEmpty {
        if fields[column].unicodeScalars.contains("\u{FFFD}") {
          throw .notText(path: path, line: line)
        }
        cells[caption] = fields[column]
      }
      if !cells.isEmpty { rows.append(Row(path: path, line: line, cells: cells)) }
    }
    if columns == nil { throw .empty(path: path) }
  }

  /// The fields of every line. Lines end in LF, CRLF or CR; bytes that are no UTF-8 are marked, and
  /// matter only where a cell is used: published lists have them in their comments.
  private static func lines(_ bytes: [UInt8], path: String) throws(TaskListError) -> [[String]] {
    let content = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
    var lines: [[String]] = []
    var fields: [String] = []
    var start = content.startIndex
    var previous: UInt8 = 0
    func field(_ end: Int) -> String {
      String(decoding: content[start..<end], as: UTF8.self).unquoted
    }
    for position in content.indices {
      let byte = content[position]
      switch byte {
      case 0: throw .notText(path: path, line: lines.count + 1)
      case 9:
        fields.append(field(position))
        start = position + 1
      case 10 where previous == 13: start = position + 1
      case 10, 13:
        lines.append(fields + [field(position)])
        fields = []
        start = position + 1
      default: break
      }
      previous = byte
    }
    return lines + [fields + [field(content.endIndex)]]
  }

  private static func columns(
    _ fields: [String], path: String, line: Int
  ) throws(TaskListError) -> [(caption: Caption, column: Int)] {
    var found: [(caption: Caption, column: Int)] = []
    for (column, field) in fields.enumerated() {
      guard let caption = Caption(rawValue: field.uppercased()) else { continue }
      if found.contains(where: { $0.caption == caption }) {
        throw .repeatedCaption(path: path, line: line, caption: caption.rawValue)
      }
      found.append((caption, column))
    }
    guard found.contains(where: { $0.caption == .id }) else {
      throw .noIDColumn(path: path, line: line, captions: fields.filter { !$0.isEmpty })
    }
    return found
  }
}

extension TaskListRows.Row {
  func shouldFail() throws(TaskListError) -> Bool {
    switch self[.shouldFail].lowercased() {
    case "", "false", "f", "no", "0": return false
    case "true", "t", "yes", "1": return true
    default:
      throw .notTrueOrFalse(
        path: path, line: line, caption: TaskListRows.Caption.shouldFail.rawValue,
        text: self[.shouldFail])
    }
  }

  /// Adds what the row says to the task that it belongs to.
  func add(to task: inout MetabolicTask) throws(TaskListError) {
    task.inputs += try exchanges(.input, .inputLower, .inputUpper, of: task)
    task.outputs += try exchanges(.output, .outputLower, .outputUpper, of: task)
    if !self[.equation].isEmpty { task.equations.append(try equation(of: task)) }
    for reaction in names(.changed) {
      guard let lower = try number(.changedLower), let upper = try number(.changedUpper) else {
        throw .missingBounds(path: path, line: line, reaction: reaction)
      }
      try check(lower, upper, of: reaction, in: task)
      task.changes.append(.init(reaction, lower: lower, upper: upper, line: line))
    }
  }

  private func equation(of task: MetabolicTask) throws(TaskListError) -> MetabolicTask.Equation {
    let (lower, upper) = (try number(.equationLower), try number(.equationUpper))
    do throws(TaskError) {
      let equation = try MetabolicTask.Equation(
        self[.equation], lower: lower, upper: upper, line: line, ofTask: task.id)
      try equation.checkLimits(of: task.id)
      return equation
    } catch {
      throw .task(path: path, error)
    }
  }

  private func exchanges(
    _ names: TaskListRows.Caption, _ lower: TaskListRows.Caption, _ upper: TaskListRows.Caption,
    of task: MetabolicTask
  ) throws(TaskListError) -> [MetabolicTask.Exchange] {
    let names = self.names(names)
    if names.isEmpty { return [] }
    let limits = (
      lower: try number(lower) ?? 0, upper: try number(upper) ?? MetabolicTask.defaultLimit
    )
    return try names.map { name throws(TaskListError) in
      let exchange = MetabolicTask.Exchange(
        name, lower: limits.lower, upper: limits.upper, line: line)
      do throws(TaskError) { try exchange.checkLimits(of: task.id) } catch {
        throw .task(path: path, error)
      }
      return exchange
    }
  }

  private func check(
    _ lower: Double, _ upper: Double, of what: String, in task: MetabolicTask
  ) throws(TaskListError) {
    if FluxBounds(lower: lower, upper: upper).isValid { return }
    throw .task(
      path: path,
      .invalidLimits(task: task.id, line: line, what: what, lower: lower, upper: upper))
  }

  private func names(_ caption: TaskListRows.Caption) -> [String] {
    self[caption].split(separator: ";").map { String($0).unquoted }.filter { !$0.isEmpty }
  }

  private func number(_ caption: TaskListRows.Caption) throws(TaskListError) -> Double? {
    let text = self[caption]
    if text.isEmpty { return nil }
    guard let value = NumberText.parse(text) else {
      throw .notANumber(path: path, line: line, caption: caption.rawValue, text: text)
    }
    return value
  }
}

extension String {
  /// Without blanks around it, and without the quotation marks that a spreadsheet adds.
  fileprivate var unquoted: String {
    var rest = self[...]
    func trim() {
      while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
      while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    }
    trim()
    guard rest.count > 1, rest.first == "\"", rest.last == "\"" else { return String(rest) }
    rest = rest.dropFirst().dropLast()
    trim()
    return String(rest)
  }
}
