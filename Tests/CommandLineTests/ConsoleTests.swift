import Synchronization
import Testing

@testable import twinflux

@Suite("Messages")
struct ConsoleTests {
  /// What a console wrote, kept for the test.
  private final class Record: Sendable {
    let text = Mutex("")
    func append(_ more: String) { text.withLock { $0 += more } }
    var lines: [String] { text.withLock { $0.split(separator: "\n").map(String.init) } }
  }

  private func console(
    _ verbosity: Console.Verbosity, color: Bool = false, terminal: Bool = false
  ) -> (Console, Record) {
    let record = Record()
    let console = Console(verbosity: verbosity, isTerminal: terminal, usesColor: color) {
      record.append($0)
    }
    return (console, record)
  }

  @Test("of one kind are grouped, and all are kept for the report")
  func grouping() {
    let (console, record) = console(.normal)
    console.warn((1...8).map { "w\($0)" })
    #expect(record.lines.count == 6)
    #expect(record.lines.first == "twinflux: warning: w1")
    #expect(record.lines.last == "twinflux: warning: … and 3 more (--verbose lists them).")
    #expect(console.warnings.count == 8)
  }

  @Test("are all shown with --verbose")
  func verbose() {
    let (console, record) = console(.verbose)
    console.warn((1...8).map { "w\($0)" })
    #expect(record.lines.count == 8)
  }

  @Test("that --quiet silences are notes, never warnings or errors")
  func quiet() {
    let (console, record) = console(.quiet)
    console.note("note")
    console.detail("detail")
    console.state("coverage")
    console.warn("careful")
    console.error("wrong")
    #expect(
      record.lines == [
        "twinflux: coverage", "twinflux: warning: careful", "twinflux: error: wrong",
      ])
  }

  @Test("cannot send control codes of a file's name to the terminal")
  func controlCodes() {
    let (console, record) = console(.normal)
    console.error("file '\u{1B}[2J\u{7}'")
    #expect(record.lines == ["twinflux: error: file '\u{FFFD}[2J\u{FFFD}'"])
  }

  @Test("are coloured only where asked for")
  func color() {
    let (console, record) = console(.normal, color: true)
    console.error("x")
    #expect(record.lines == ["twinflux: \u{1B}[1;31merror: \u{1B}[0mx"])
  }

  @Test("of progress need a terminal and no --quiet")
  func progressNeedsTerminal() {
    #expect(ProgressBar(on: console(.normal).0, unit: "ends") == nil)
    #expect(ProgressBar(on: console(.quiet, terminal: true).0, unit: "ends") == nil)
    #expect(ProgressBar(on: console(.normal, terminal: true).0, unit: "ends") != nil)
  }

  @Test("of progress show share, rate and time left")
  func progressLine() {
    #expect(
      ProgressBar.line(done: 50, of: 200, seconds: 10, unit: "ends")
        == "[######··················] 25 %  50/200 ends  5/s  0:30 left")
    #expect(
      ProgressBar.line(done: 0, of: 0, seconds: 0, unit: "ends")
        == "[########################] 100 %  0/0 ends")
    // Forty patients were there before: the rate is that of the ten in 20 s.
    #expect(
      ProgressBar.line(done: 50, of: 200, seconds: 20, unit: "patients, 1 failed", earlier: 40)
        == "[######··················] 25 %  50/200 patients, 1 failed  30/min  5:00 left")
    #expect(
      ProgressBar.line(done: 1, of: 2, seconds: 1800, unit: "patients").hasSuffix("2/h  30:00 left")
    )
    #expect(
      ProgressBar.line(done: 40, of: 200, seconds: 20, unit: "patients", earlier: 40)
        .hasSuffix("40/200 patients"))
    #expect(ProgressBar.clock(3723) == "1:02:03")
    #expect(ProgressBar.clock(.infinity) == "99:59:59")
  }
}
