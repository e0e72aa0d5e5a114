/// What a run did, with what and how long: the file of `--report`.
///
/// It names inputs by path and SHA-256, so that a result can be traced to them. It holds no level of
/// any gene of a patient.
public struct RunReport: Sendable {
  /// The command, such as `"fva"`.
  public var command: String
  /// The command line after the program's name.
  public var arguments: [String]
  /// `"optimal"`, `"infeasible"`, `"unbounded"`, `"cancelled"`, … ; what the analysis found.
  public var status: String
  public var model: JSONValue = .null
  /// What the command line changed in the model.
  public var changes: JSONValue = .null
  /// The omics table, its coverage and the bounds it made; `null` without one.
  public var omics: JSONValue = .null
  /// The tables of enzymes and what they constrain; `null` without any.
  public var enzymes: JSONValue = .null
  public var solver: JSONValue = .null
  public var result: JSONValue = .null
  public var warnings: [String] = []
  /// The phases in the order in which they ran.
  public private(set) var seconds: [(phase: String, seconds: Double)] = []

  public init(command: String, arguments: [String], status: String = "not run") {
    self.command = command
    self.arguments = arguments
    self.status = status
  }

  /// Adds the time of a phase; times of the same phase are added up.
  public mutating func record(_ phase: String, seconds new: Double) {
    if let index = seconds.firstIndex(where: { $0.phase == phase }) {
      seconds[index].seconds += new
    } else {
      seconds.append((phase, new))
    }
  }

  /// Counts a part of the time of one phase, which has ended, as that of another.
  public mutating func move(seconds part: Double, from phase: String, to other: String) {
    record(phase, seconds: -part)
    record(other, seconds: part)
  }

  /// The report with a fixed order of keys. All but `seconds` is the same for the same inputs,
  /// whatever the machine.
  public var json: JSONValue {
    .members([
      "tool": .members(["name": "twinflux", "version": .string(ToolVersion.current)]),
      "command": .string(command),
      "arguments": .array(arguments.map(JSONValue.string)),
      "status": .string(status),
      "model": model,
      "changes": changes,
      "omics": omics,
      "enzymes": enzymes,
      "solver": solver,
      "result": result,
      "warnings": .array(warnings.map(JSONValue.string)),
      "seconds": .object(
        seconds.map { phase, seconds in
          // A millisecond is as fine as such a time can be repeated.
          JSONValue.Member(phase, .number((seconds * 1000).rounded() / 1000))
        }),
    ])
  }
}
