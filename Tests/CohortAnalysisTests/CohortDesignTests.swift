import TestSupport
import Testing
import TwinFlux

@Suite("The design of a cohort")
struct CohortDesignTests {
  private func read(_ text: String) throws(DesignError) -> CohortDesign {
    try CohortDesign.read(Array(text.utf8), path: "d.tsv")
  }

  private func expect(_ error: DesignError, from text: String) {
    #expect(throws: error) { try read(text) }
  }

  @Test("reads samples, groups, pairs, media, bounds and covariates in any order")
  func columns() throws {
    let design = try read(
      """
      Age\tGroup\tsample\tpair\tbounds\tmedium
      61\ttumour\tP1 \t1\tPFK=0:8; EX_o2_e=-2:inf\tdmem.tsv
      NA\tnormal\tP2\t1\tnarrow.tsv\tEX_glc__D_e=5;EX_o2_e=20

      44\tnormal\tP3\t\t\t
      """)
    #expect(design.covariates == ["Age"])
    #expect(design.groups == ["tumour", "normal"])
    #expect(design.groupSizes == ["tumour": 1, "normal": 2])
    #expect(design.patients.map(\.sample) == ["P1", "P2", "P3"])
    #expect(design.patients.map(\.pair) == ["1", "1", nil])
    #expect(design.patients.map(\.covariates) == [["61"], [nil], ["44"]])
    #expect(design.patients.map(\.line) == [2, 3, 5])
    #expect(
      design.patients[0].bounds
        == .listed([
          .init(reaction: "PFK", lower: 0, upper: 8),
          .init(reaction: "EX_o2_e", lower: -2, upper: .infinity),
        ]))
    #expect(design.patients[1].bounds == .file("narrow.tsv"))
    #expect(design.patients[0].medium == .file("dmem.tsv"))
    #expect(design.patients[1].medium?.medium?["EX_o2_e"] == 20)
    #expect(design.patients[2].bounds == nil && design.patients[2].medium == nil)
  }

  @Test("commas do, and a byte order mark and Windows line ends")
  func separators() throws {
    let design = try read("\u{feff}sample,group\r\n\"A, B\",x\r\nC,y\r\n")
    #expect(design.patients.map(\.sample) == ["A, B", "C"])
  }

  @Test("an error names the line and the cell")
  func errors() {
    expect(.noPatients(path: "d.tsv"), from: "")
    expect(.noPatients(path: "d.tsv"), from: "sample\tgroup\n")
    expect(
      .missingColumn(path: "d.tsv", name: "group", columns: ["sample", "grp"]),
      from: "sample\tgrp\nA\tx")
    expect(.unnamedColumn(path: "d.tsv", line: 1, column: 2), from: "sample\t\tgroup\nA\t1\tx")
    expect(
      .duplicateColumn(path: "d.tsv", name: "Age", columns: [3, 4]),
      from: "sample\tgroup\tage\tAge\nA\tx\t1\t1")
    expect(
      .raggedRow(path: "d.tsv", line: 3, expected: 2, found: 1), from: "sample\tgroup\nA\tx\nB")
    expect(
      .emptyCell(path: "d.tsv", line: 3, column: 2, name: "group"),
      from: "sample\tgroup\nA\tx\nB\tNA")
    expect(
      .emptyCell(path: "d.tsv", line: 2, column: 1, name: "sample"), from: "sample\tgroup\n\tx")
    expect(
      .duplicateSample(path: "d.tsv", sample: "A", lines: [2, 4]),
      from: "sample\tgroup\nA\tx\nB\tx\nA\ty")
    expect(
      .text(.unclosedQuote(path: "d.tsv", line: 2)), from: "sample\tgroup\n\"A\tx")
  }

  @Test(
    "bounds and media that cannot be read are named",
    arguments: [
      ("PFK=1", DesignError.CellProblem.bounds(of: "PFK")),
      ("PFK=2:1", .bounds(of: "PFK")), ("PFK=a:1", .bounds(of: "PFK")),
      ("PFK=0:1;x", .noEquals("x")), ("=0:1", .noEquals("=0:1")),
      ("PFK=0:1;PFK=0:2", .twice("PFK")),
    ])
  func cells(_ text: String, _ problem: DesignError.CellProblem) {
    expect(
      .unreadableCell(
        .init(path: "d.tsv", line: 2, column: 3, sample: "A"), problem: problem),
      from: "sample\tgroup\tbounds\nA\tx\t\(text)")
  }

  @Test("an uptake below zero is refused")
  func uptake() {
    expect(
      .unreadableCell(
        .init(path: "d.tsv", line: 2, column: 3, sample: "A"), problem: .uptake(of: "EX")),
      from: "sample\tgroup\tmedium\nA\tx\tEX=-1")
  }

  @Test("what cannot be compared is said: one group, a pair with one member or in one group")
  func comparable() throws {
    #expect(throws: DesignError.oneGroup(path: "d.tsv", group: "x")) {
      try read("sample\tgroup\nA\tx\nB\tx").checkComparable()
    }
    #expect(throws: DesignError.wrongPair(path: "d.tsv", pair: "7", samples: ["B"])) {
      try read("sample\tgroup\tpair\nA\tx\t\nB\ty\t7").checkComparable()
    }
    #expect(throws: DesignError.wrongPair(path: "d.tsv", pair: "7", samples: ["A", "B", "C"])) {
      try read("sample\tgroup\tpair\nA\tx\t7\nB\ty\t7\nC\ty\t7").checkComparable()
    }
    #expect(throws: DesignError.pairInOneGroup(path: "d.tsv", pair: "7", group: "y")) {
      try read("sample\tgroup\tpair\nA\ty\t7\nB\ty\t7\nC\tx\t").checkComparable()
    }
    try read("sample\tgroup\tpair\nA\ty\t7\nB\tx\t7\nC\tx\t").checkComparable()
  }

  @Test("a sample that the table does not have is named, with the nearest one")
  func unknownSample() throws {
    let design = try read("sample\tgroup\nHELA\tx\nHCT16\ty")
    #expect(
      throws: DesignError.unknownSample(
        path: "d.tsv", line: 3, sample: "HCT16", table: "t.tsv", suggestion: "HCT116")
    ) { try design.check(samples: ["HELA", "HCT116"], of: "t.tsv") }
    try design.check(samples: ["HELA", "HCT16"], of: "t.tsv")
  }
}
