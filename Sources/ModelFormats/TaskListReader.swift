import DataFiles
import MetabolicModels

/// Reads task lists in the format of RAVEN, as tab-separated text.
///
/// A row of captions comes first; of them only `ID` must be there. A task begins on a row with an id
/// and goes on over the rows below it that have none. Rows with something in the column without a
/// caption that comes before all others are comments, and so are rows that begin with `#`.
///
/// Published lists give many tasks one id, such as `ER` for energy and redox; those are numbered
/// `ER-1`, `ER-2` and so on, in the order of the list.
public enum TaskListReader {
  /// - Parameters:
  ///   - bytes: What the file holds, decompressed.
  ///   - path: What to call the file in errors.
  /// - Throws: ``TaskListError``, with the line.
  public static func read(
    _ bytes: [UInt8], path: String
  ) throws(TaskListError) -> [MetabolicTask] {
    let rows = try TaskListRows(bytes, path: path)
    var tasks: [MetabolicTask] = []
    for row in rows.rows {
      if !row[.id].isEmpty {
        tasks.append(
          MetabolicTask(
            id: row[.id], description: row[.description], shouldFail: try row.shouldFail(),
            line: row.line))
      } else if tasks.isEmpty {
        throw .rowBeforeFirstTask(path: path, line: row.line)
      }
      try row.add(to: &tasks[tasks.count - 1])
    }
    if tasks.isEmpty { throw .noTasks(path: path) }
    return try numbered(tasks, path: path)
  }

  private static func numbered(
    _ tasks: [MetabolicTask], path: String
  ) throws(TaskListError) -> [MetabolicTask] {
    var counts: [String: Int] = [:]
    for task in tasks { counts[task.id, default: 0] += 1 }
    var seen: [String: Int] = [:]
    var result = tasks
    var ids = Set<String>()
    for (index, task) in tasks.enumerated() {
      seen[task.id, default: 0] += 1
      if counts[task.id] ?? 0 > 1 { result[index].id = "\(task.id)-\(seen[task.id] ?? 0)" }
      guard ids.insert(result[index].id).inserted else {
        throw .task(path: path, .duplicateTask(id: result[index].id))
      }
    }
    return result
  }
}

/// Why a file is no task list.
public enum TaskListError: Error, Sendable, Hashable {
  case empty(path: String)
  /// The bytes are no text: a workbook, perhaps.
  case notText(path: String, line: Int)
  case noIDColumn(path: String, line: Int, captions: [String])
  case repeatedCaption(path: String, line: Int, caption: String)
  case rowBeforeFirstTask(path: String, line: Int)
  case noTasks(path: String)
  case notANumber(path: String, line: Int, caption: String, text: String)
  case notTrueOrFalse(path: String, line: Int, caption: String, text: String)
  /// A reaction whose bounds change, without both numbers.
  case missingBounds(path: String, line: Int, reaction: String)
  case task(path: String, TaskError)
}

extension TaskListError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty(let path): "The task list '\(path)' is empty. Give a file with tasks."
    case .notText(let path, let line):
      "'\(path)' holds bytes that are no text (line \(line)). "
        + "Save the task list as tab-separated text in UTF-8."
    case .noIDColumn(let path, let line, let captions):
      "'\(path)' has no column ID among its captions (line \(line)): "
        + captions.prefix(6).joined(separator: ", ") + ". Begin the list with RAVEN's captions, "
        + "separated by tabs."
    case .repeatedCaption(let path, let line, let caption):
      "'\(path)' has two columns \(caption) (line \(line)). Remove one."
    case .rowBeforeFirstTask(let path, let line):
      "'\(path)' has a row before the first task (line \(line)). Give it an ID, or begin it with #."
    case .noTasks(let path):
      "'\(path)' has captions and no task. Give at least one row with an ID."
    case .notANumber(let path, let line, let caption, let text):
      "'\(text)' in the column \(caption) of '\(path)' (line \(line)) is no number. "
        + "Give a number or nothing."
    case .notTrueOrFalse(let path, let line, let caption, let text):
      "'\(text)' in the column \(caption) of '\(path)' (line \(line)) is neither true nor false. "
        + "Give TRUE, FALSE or nothing."
    case .missingBounds(let path, let line, let reaction):
      "'\(path)' changes the bounds of '\(reaction)' (line \(line)) and does not give both. "
        + "Fill CHANGED LB and CHANGED UB."
    case .task(let path, let error): "\(path): \(error)"
    }
  }
}
