import TwinFlux

/// The words of `--help`, made from the declarations.
enum HelpText {
  static let width = 88

  static func version() -> String { "twinflux \(ToolVersion.current)\n" }

  /// The help of one command, or of the whole program.
  static func text(for command: CommandName?) -> String {
    command.map { text(for: $0.declaration) } ?? overview()
  }

  private static func overview() -> String {
    let rows = CommandName.allCases.map { name in
      (name.declaration.usageHead, name.declaration.summary)
    }
    return """
      twinflux: genome-scale metabolic models under a patient's omics

      Usage: twinflux COMMAND [options]

      Commands:
      \(table(rows))
      'twinflux help COMMAND' shows the options and an example.

      Exit status: 0 done, 1 the answer is negative (infeasible, …), 64 wrong usage, 65 bad input
      data, 66 no such input, 70 internal error, 73 cannot create the output, 75 stopped by a
      limit, 130 interrupted.

      """
  }

  /// The help of the commands that begin with one word.
  static func text(forFamily family: String) -> String {
    let rows = CommandName.members(of: family).map { name in
      (name.declaration.usageHead, name.declaration.summary)
    }
    return """
      Usage: twinflux \(family) COMMAND [options]

      Commands:
      \(table(rows))
      'twinflux help \(family) COMMAND' shows the options and an example.

      """
  }

  private static func text(for command: CommandDeclaration) -> String {
    var parts = [
      command.summary,
      "Usage: twinflux \(command.usageHead)\(command.availableOptions.isEmpty ? "" : " [options]")",
    ]
    parts += command.discussion.map { wrap($0, indent: 0) }
    if !command.operands.isEmpty {
      parts.append(
        "Arguments:\n" + table(command.operands.map { ($0.name, $0.summary) }, trailing: ""))
    }
    for group in OptionDeclaration.Group.allCases {
      let options = command.availableOptions.filter { $0.group == group }
      if options.isEmpty { continue }
      parts.append(
        "\(group.rawValue):\n" + table(options.map { ($0.usage, $0.summary) }, trailing: ""))
    }
    parts.append("Example:\n  \(command.example)")
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Two columns: a name, and its summary wrapped beside it, or below it if the name is long.
  private static func table(
    _ rows: [(name: String, summary: String)], trailing: String = "\n"
  ) -> String {
    let column = 28
    let lines = rows.map { name, summary in
      let text = wrap(summary, indent: column)
      if name.count + 4 > column {
        return "  \(name)\n" + String(repeating: " ", count: column) + text
      }
      return "  \(name)" + String(repeating: " ", count: column - 2 - name.count) + text
    }
    return lines.joined(separator: "\n") + trailing
  }

  /// Breaks `text` at blanks; lines after the first begin with `indent` blanks.
  static func wrap(_ text: String, indent: Int) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if !last.isEmpty, indent + last.count + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}

extension CommandDeclaration {
  /// `fva MODEL`.
  var usageHead: String {
    let operands = operands.map { operand in
      (operand.isRequired ? operand.name : "[\(operand.name)]")
        + (operand.isRepeatable ? "..." : "")
    }
    return ([name.rawValue] + operands).joined(separator: " ")
  }
}
