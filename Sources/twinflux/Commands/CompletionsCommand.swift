import MetabolicModels

/// `twinflux completions bash|zsh|fish`.
enum CompletionsCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let name = context.parsed.operands.first ?? ""
    guard let script = CompletionScript(rawValue: name) else {
      let shells = CompletionScript.allCases.map(\.rawValue)
      throw .usage(
        .invalidChoice(
          option: "SHELL", value: name, choices: shells,
          suggestion: Suggestion.nearest(to: name, among: shells)))
    }
    try writeOutput(Array(script.text.utf8), to: nil)
    return .done
  }
}
