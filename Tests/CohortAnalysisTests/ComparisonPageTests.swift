import DataFiles
import Testing
import TwinFlux

@testable import CohortAnalysis
@testable import Reporting

@Suite("The page and the tables of a comparison")
struct ComparisonPageTests {
  private func page(_ found: CohortComparison) -> String {
    String(decoding: ComparisonPage(found).html(), as: UTF8.self)
  }

  /// Whether every element that is opened is closed, in order. (Text is escaped, so `<` opens a tag.)
  private func isBalanced(_ page: String) -> Bool {
    var open: [Substring] = []
    for part in page.split(separator: "<").dropFirst() {
      guard let tag = part.split(separator: ">", omittingEmptySubsequences: false).first else {
        return false
      }
      if tag.hasSuffix("/") { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else {
        open.append(tag.prefix { $0 != " " })
      }
    }
    return open.isEmpty
  }

  @Test("shows three groups, each against the reference")
  func threeGroups() throws {
    var cohort = ComparisonCohort.random(reactions: 30, size: 9, shifted: 8, by: 5, seed: 1)
    for place in 0..<6 { cohort.patients[place].group = "third" }
    cohort.upperBound = 4
    let found = try cohort.compared { $0.reference = "normal" }
    let text = page(found)
    #expect(isBalanced(text))
    #expect(text.components(separatedBy: "<svg ").count == 4)
    #expect(text.contains("third against normal") && text.contains("tumour against normal"))
    #expect(text.contains("Kruskal and Wallis’ test over all groups"))
    let table = found.reactionTable()
    #expect(table.columns.count == 15 && table.rows.count == 30)
    #expect(table.rows[0][3] == .empty && table.rows[0][11] != .empty)
    #expect(found.contrastTable(isVerbose: true).rows.count == 60)
  }

  @Test("says what is a control, and where pairs are not used")
  func warnings() throws {
    var cohort = ComparisonCohort.random(reactions: 5, size: 6, seed: 1)
    for place in cohort.patients.indices { cohort.patients[place].pair = "\(place % 6)" }
    let paired = page(try cohort.compared())
    #expect(paired.contains("Wilcoxon’s signed-rank test"))
    #expect(!paired.contains("A control:") && !paired.contains("The design has pairs"))
    let control = page(
      try cohort.compared {
        $0.shufflesLabels = true
        $0.usesPairs = false
      })
    #expect(control.contains("A control: the labels of the patients were shuffled (seed 0)"))
    #expect(control.contains("The design has pairs") && isBalanced(control))
  }

  @Test("has a page where nothing differs, and where ends are infinite")
  func extremes() throws {
    let same = ComparisonCohort(groups: ["a", "a", "b", "b"], maxima: [[1, 1, 1, 1]])
    let text = page(try same.compared())
    #expect(isBalanced(text) && text.contains("No reaction differs between any two patients."))
    let infinite = ComparisonCohort(
      groups: ["a", "a", "b", "b"], maxima: [[1, 2, .infinity, .infinity], [0, 0, 3, 4]])
    let other = page(try infinite.compared())
    #expect(isBalanced(other) && other.contains("[0, ∞]") && !other.contains("nan"))
  }

  @Test(
    "writes numbers for people",
    arguments: [
      (0.0, "0"), (1, "1"), (0.05, "0.05"), (-12.345, "−12.3"), (1234.5, "1234"), (99_999, "1·10⁵"),
      (0.00123456, "0.00123"), (1.5e-7, "1.5·10⁻⁷"), (2e6, "2·10⁶"), (.infinity, "∞"),
      (-.infinity, "−∞"), (.nan, ""), (999.96, "1000"),
    ])
  func numbers(value: Double, text: String) {
    #expect(PageNumber.text(value) == text)
  }

  @Test("a scatter plot refuses what has no place, and draws every point within its frame")
  func scatter() throws {
    var plot = ScatterPlot(
      title: "T", summary: "S", x: .init("x"), y: .init("y"),
      series: [
        .init(name: "s", x: [-5, 0, 7], y: [1, 2, 3], labels: ["<", "b", "c"], colour: "#000")
      ],
      identifier: "p")
    var xml = XMLWriter()
    try plot.draw(into: &xml)
    let text = String(decoding: xml.bytes, as: UTF8.self)
    #expect(text.contains("<title>&lt;</title>"))
    for circle in text.components(separatedBy: "<circle cx=\"").dropFirst() {
      let x = try #require(Double(circle.prefix { $0 != "\"" }))
      #expect(x > 0 && x < 900)
    }
    plot.series[0].y[1] = .nan
    #expect(throws: PlotError.self) { try plot.draw(into: &xml) }
  }
}
