import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The documentation")
struct DocumentationTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: CommandLineProgram.root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The content of the README's fenced blocks of shell commands.
  private static func shellBlocks() throws -> [String] {
    try text("README.md").components(separatedBy: "```sh\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
  }

  @Test("and CI run the tests by the same command")
  func testCommand() throws {
    let blocks = try Self.shellBlocks()
    #expect(blocks[0].contains("swift run -c release twinflux fva"))
    #expect(blocks[1].contains("swift test"))
    for block in blocks[0...1] { #expect(!block.contains("\n"), "one command line each") }
    let script = try Self.text(".ci/run")
    #expect(script.split(separator: "\n").contains { $0 == blocks[1] })
    #expect(script.contains("swift test --disable-default-traits"))
  }

  @Test("says what the licence is")
  func licence() throws {
    let license = try Self.text("LICENSE")
    #expect(license.contains("Apache License") && license.contains("Version 2.0, January 2004"))
    let readme = try Self.text("README.md")
    #expect(readme.contains("GPL-3.0") && readme.contains("Apache-2.0"))
  }

  /// One command of the README's tour and what the README says that it prints.
  struct Step: Sendable, CustomTestStringConvertible {
    var command: String
    var output: [String]
    var testDescription: String { command }
  }

  private static func tour() throws -> [Step] {
    let blocks = try text("README.md").components(separatedBy: "\n```\n")
    var steps: [Step] = []
    for block in blocks where block.hasPrefix("$ twinflux") || block.hasPrefix("$ for") {
      let lines = block.replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
      for line in lines {
        if line.hasPrefix("$ ") {
          steps.append(Step(command: String(line.dropFirst(2)), output: []))
        } else if line != "…" {
          steps[steps.count - 1].output.append(line)
        }
      }
    }
    return steps
  }

  @Test(
    "shows in its tour what the commands print")
  func tourIsTrue() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    for folder in ["Models", "OmicsFixtures"] {
      try FileManager.default.createSymbolicLink(
        at: scratch.url.appendingPathComponent(folder),
        withDestinationURL: CommandLineProgram.root.appendingPathComponent(folder))
    }
    let steps = try Self.tour()
    #expect(steps.count == 29)
    for step in steps where ExactSolverChoice.isAvailable || !step.command.contains("--exact") {
      let printed = try Self.printed(by: step.command, in: scratch)
      for line in step.output {
        #expect(printed.contains { Self.agree($0, line) }, "\(step.command)\n\(line)")
      }
    }
  }

  /// Whether two lines are the same, numbers up to the agreement that results are held to: their
  /// last digits may differ between machines.
  private static func agree(_ line: String, _ other: String) -> Bool {
    let words = line.split(whereSeparator: \.isWhitespace)
    let others = other.split(whereSeparator: \.isWhitespace)
    return words.count == others.count
      && zip(words, others).allSatisfy { word, other in
        if word == other { return true }
        guard let a = NumberText.parse(word), let b = NumberText.parse(other) else { return false }
        return abs(a - b) <= 1e-6 * max(1, abs(b))
      }
  }

  /// The lines that a shell prints, results and messages.
  private static func printed(
    by command: String, in scratch: CommandLineScratch
  ) throws -> [String] {
    let folder = try #require(CommandLineProgram.executable).deletingLastPathComponent().path
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    shell.arguments = ["-c", "exec > printed.txt 2>&1; PATH=\"$0:$PATH\"; " + command, folder]
    shell.currentDirectoryURL = scratch.url
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0, "\(command)")
    return try scratch.text("printed.txt").split(separator: "\n").map(String.init)
  }
}
