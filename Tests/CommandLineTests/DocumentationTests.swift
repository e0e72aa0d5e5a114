import Foundation
import TestSupport
import Testing

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
}
