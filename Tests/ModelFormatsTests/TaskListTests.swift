import DataFiles
import Foundation
import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("Task lists")
struct TaskListTests {
  static let captions =
    "\tID\tDESCRIPTION\tSHOULD FAIL\tIN\tIN LB\tIN UB\tOUT\tOUT LB\tOUT UB\tEQU\tEQU LB\tEQU UB\t"
    + "CHANGED RXN\tCHANGED LB\tCHANGED UB\tPRINT FLUX\tCOMMENTS"

  static let list = """
    \(captions)
    #\tignored
    \tER\tATP from glucose\t\tO2[e];glucose[e]\t\t5\tH2O[e]\t\t\tATP[c] + 2 H2O[c] => ADP[c] + H+[c]\t1
    \t\t\t\t\t\t\tCO2[e]\t0.5\t2\tA[c] <=> B[c]\t\t\tR1;R2\t-1\t1
    a comment\tX
    \tER\tNothing from nothing\tTRUE\tALLMETSIN[e]

    """

  private static func read(_ text: String) throws(TaskListError) -> [MetabolicTask] {
    try TaskListReader.read(Array(text.utf8), path: "t.tsv")
  }

  @Test("a task goes on over the rows without an id; what is not given has its default")
  func rows() throws {
    let tasks = try Self.read(Self.list)
    #expect(tasks.map(\.id) == ["ER-1", "ER-2"])
    #expect(tasks.map(\.line) == [3, 6])
    #expect(tasks[0].description == "ATP from glucose")
    #expect(!tasks[0].shouldFail && tasks[1].shouldFail)
    #expect(
      tasks[0].inputs == [
        .init("O2[e]", upper: 5, line: 3), .init("glucose[e]", upper: 5, line: 3),
      ])
    #expect(
      tasks[0].outputs == [
        .init("H2O[e]", lower: 0, upper: 1000, line: 3),
        .init("CO2[e]", lower: 0.5, upper: 2, line: 4),
      ])
    let equations = tasks[0].equations
    #expect(equations.map(\.lower) == [1, -1000])
    #expect(equations.map(\.upper) == [1000, 1000])
    #expect(equations[0].terms.map(\.name) == ["ATP[c]", "H2O[c]", "ADP[c]", "H+[c]"])
    #expect(equations[0].terms.map(\.coefficient) == [-1, -2, 1, 1])
    #expect(
      tasks[0].changes == [
        .init("R1", lower: -1, upper: 1, line: 4), .init("R2", lower: -1, upper: 1, line: 4),
      ])
    #expect(tasks[1].inputs == [.init("ALLMETSIN[e]", line: 6)])
  }

  @Test("line ends and a byte order mark do not matter")
  func lineEnds() throws {
    let tasks = try Self.read(Self.list)
    for end in ["\r\n", "\r"] {
      let text = "\u{FEFF}" + Self.list.replacingOccurrences(of: "\n", with: end)
      #expect(try Self.read(text) == tasks)
    }
  }

  @Test("names may begin with numbers, and hold signs")
  func names() throws {
    let equation = try MetabolicTask.Equation("2 12,15-acid[c] + NAD+[c] => 0.5 H+[c]")
    #expect(equation.terms.map(\.name) == ["12,15-acid[c]", "NAD+[c]", "H+[c]"])
    #expect(equation.terms.map(\.coefficient) == [-2, -1, 0.5])
    #expect(try MetabolicTask.Equation("A[c] =>").terms.count == 1)
    for bad in ["A[c]", "", "=>", "A => B => C", "2 => A", "-1 A => B", "A + + B => C", "0 A => B"]
    {
      #expect(throws: TaskError.self) { try MetabolicTask.Equation(bad) }
    }
  }

  @Test("what is wrong is told with its line")
  func errors() throws {
    func error(_ rows: String...) -> TaskListError? {
      do throws(TaskListError) {
        _ = try Self.read(([Self.captions] + rows).joined(separator: "\n"))
        return nil
      } catch { return error }
    }
    let start = "\t1\tT\t"
    #expect(
      error("\t1\tT\tmaybe")
        == .notTrueOrFalse(path: "t.tsv", line: 2, caption: "SHOULD FAIL", text: "maybe"))
    #expect(
      error(start + "\tA\tone")
        == .notANumber(path: "t.tsv", line: 2, caption: "IN LB", text: "one"))
    #expect(
      error(start + "\tA\t2\t1")
        == .task(
          path: "t.tsv", .invalidLimits(task: "1", line: 2, what: "A", lower: 2, upper: 1)))
    #expect(
      error(start + "\tA\t-1")
        == .task(
          path: "t.tsv", .invalidLimits(task: "1", line: 2, what: "A", lower: -1, upper: 1000)))
    #expect(error("\t\t\t\tA") == .rowBeforeFirstTask(path: "t.tsv", line: 2))
    #expect(error() == .noTasks(path: "t.tsv"))
    #expect(
      error(start + "\t\t\t\t\t\t\t\t\t\tR\t1")
        == .missingBounds(path: "t.tsv", line: 2, reaction: "R"))
    #expect(error("\tA\n\tA\n\tA-1") == .task(path: "t.tsv", .duplicateTask(id: "A-1")))
    #expect(
      throws: TaskListError.noIDColumn(path: "t.tsv", line: 1, captions: ["A", "B"])
    ) { try Self.read("A\tB\n1\t2") }
    #expect(throws: TaskListError.empty(path: "t.tsv")) { try Self.read("\n#\n") }
    #expect(throws: TaskListError.notText(path: "t.tsv", line: 1)) {
      try Self.read("PK\u{3}\u{4}\u{0}")
    }
    #expect("\(try #require(error(start + "\tA\tone")))".contains("line 2"))
  }

  @Test("a damaged list is read or refused, never more")
  func fuzz() throws {
    let sound = Array(Self.list.utf8)
    var state: UInt64 = 7
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var (read, refused) = (0, 0)
    for _ in 0..<3000 {
      var bytes = sound
      for _ in 0...next(6) {
        let place = next(bytes.count)
        switch next(4) {
        case 0: bytes[place] = UInt8(next(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
        default: bytes[place] = [9, 10, 59, 45, 43, 62][next(6)]
        }
      }
      do throws(TaskListError) {
        let tasks = try TaskListReader.read(bytes, path: "t.tsv")
        read += 1
        #expect(Set(tasks.map(\.id)).count == tasks.count)
        #expect(
          tasks.flatMap { $0.inputs + $0.outputs }.allSatisfy {
            0 <= $0.lower && $0.lower <= $0.upper
          })
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(read > 100 && refused > 100)
  }

  @Test(
    "RAVEN's lists for human cells are read",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
  func publishedLists() throws {
    for (name, count, failing) in [
      ("Essential", 57, 0), ("Full", 257, 16), ("VerifyModel", 21, 21),
    ] {
      let path = SharedFiles.path("reference/metabolicTasks_\(name).tsv")
      let tasks = try TaskListReader.read(InputFile.read(path).bytes, path: path)
      #expect(tasks.count == count)
      #expect(tasks.count(where: \.shouldFail) == failing)
    }
  }
}
