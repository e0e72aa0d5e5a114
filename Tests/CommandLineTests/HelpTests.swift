import Testing

@testable import twinflux

@Suite("The help")
struct HelpTests {
  @Test("of all lists every command")
  func overview() {
    let text = HelpText.text(for: nil)
    for name in CommandName.allCases { #expect(text.contains("\n  \(name.rawValue)")) }
  }

  @Test("of a command names every option and an example", arguments: CommandName.allCases)
  func commandHelp(name: CommandName) {
    let text = HelpText.text(for: name)
    for option in name.declaration.options {
      #expect(
        text.contains("\n  \(option.usage)") == !option.isPlanned,
        "\(option.spelling) of \(name.rawValue)")
    }
    #expect(text.contains("Usage: twinflux \(name.rawValue)"))
    #expect(text.contains(name.declaration.example))
  }

  @Test("has an example that parses", arguments: CommandName.allCases)
  func examples(name: CommandName) throws {
    let words = name.declaration.example.split(separator: " ").map(String.init)
    #expect(words.first == "twinflux")
    switch try ArgumentParser.parse(Array(words.dropFirst())) {
    case .run(let parsed): #expect(parsed.command == name)
    case .help: #expect(name == .help)
    case .familyHelp: Issue.record("the example shows the help of several commands")
    case .version: Issue.record("the example shows the version")
    }
  }

  @Test("declares each option of a command once", arguments: CommandName.allCases)
  func uniqueNames(name: CommandName) {
    let names = name.declaration.options.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("keeps to the width of a terminal")
  func width() {
    let examples = CommandName.allCases.map(\.declaration.example)
    for command in [nil] + CommandName.allCases.map(Optional.some) {
      for line in HelpText.text(for: command).split(separator: "\n")
      where !examples.contains(line.trimmingBlanks()) {
        #expect(line.count <= 100, "\(line)")
      }
    }
  }

  @Test("completes every command and option", arguments: CompletionScript.allCases)
  func completions(shell: CompletionScript) {
    for name in CommandName.allCases {
      #expect(shell.text.contains(name.ownName))
      for option in name.declaration.availableOptions { #expect(shell.text.contains(option.name)) }
    }
  }
}
