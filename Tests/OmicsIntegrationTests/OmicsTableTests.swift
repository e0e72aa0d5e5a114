import OmicsIntegration
import Testing
import TwinFlux

@Suite("Omics tables")
struct OmicsTableTests {
  static func read(_ text: String, keeping: Set<String>? = nil) throws(OmicsError) -> OmicsTable {
    try OmicsTable.read(Array(text.utf8), path: "t.tsv", keeping: keeping)
  }

  /// All levels of a table, by sample and gene.
  static func levels(_ table: OmicsTable) throws -> [String: [String: Double?]] {
    var all: [String: [String: Double?]] = [:]
    for sample in table.samples {
      let profile = try table.profile(of: sample)
      all[sample] = Dictionary(uniqueKeysWithValues: zip(profile.genes, profile.levels))
    }
    return all
  }

  static let expected: [String: [String: Double?]] = [
    "S1": ["A": 1, "B": nil, "C": 0], "S2": ["A": 2.5, "B": 300, "C": nil],
  ]

  @Test(
    "say the same in every form",
    arguments: [
      "gene\tS1\tS2\nA\t1\t2.5\nB\t\t300\nC\t0\t\n",
      "gene\tS1\tS2\nA\t1\t2.5\nB\t\t300\nC\t0\t",
      "\u{feff}gene\tS1\tS2\r\nA\t1\t2.5\r\nB\tNA\t3e2\r\nC\t0\tNaN\r\n",
      "gene\tS1\tS2\rA\t1\t2.5\rB\tn/a\t300\rC\t-0\tnull\r",
      "gene,S1,S2\nA,1,2.5\nB,,300\nC,0,\n",
      "gene;S1;S2\nA;1;2.5\n\nB;nan;300\n   \nC;0;None\n\n",
      "\"\",\"S1\",\"S2\"\n\"A\",\"1\",2.5\n\"B\",NA,\"300\"\n\"C\",0,NA\n",
      "S1\tS2\nA\t1\t2.5\nB\tNA\t300\nC\t0\tNA\n",
      "\tS1\tS2\nA\t 1\t2.5 \nB\tNA\t300\nC\t0\tNA\n",
      "sample\tgene\tvalue\nS1\tA\t1\nS1\tB\tNA\nS1\tC\t0\nS2\tA\t2.5\nS2\tB\t300\n",
      "Value,GENE,Sample,unit\n1,A,S1,TPM\n2.5,A,S2,TPM\n300,B,S2,TPM\n0,C,S1,\n",
    ])
  func forms(text: String) throws {
    let table = try Self.read(text)
    #expect(table.samples.sorted() == ["S1", "S2"])
    #expect(table.genes.sorted() == ["A", "B", "C"])
    #expect(try Self.levels(table) == Self.expected)
  }

  @Test("may quote separators, line ends and quotation marks")
  func quoting() throws {
    let table = try Self.read("gene,\"S, \"\"one\"\"\"\n\"A\nB\",1\nC,2\n")
    #expect(table.samples == ["S, \"one\""])
    #expect(table.genes == ["A\nB", "C"])
    #expect(throws: OmicsError.emptyGene(path: "t.tsv", line: 4)) {
      try Self.read("gene,S\n\"A\nB\",1\n,2\n")
    }
  }

  @Test("keep only the samples asked for, and are checked as a whole")
  func keeping() throws {
    let text = "gene\tS1\tS2\tS3\nA\t1\t2\t3\nB\t4\t5\t6\n"
    for sample in ["S1", "S2", "S3"] {
      let all = try Self.read(text).profile(of: sample)
      let one = try Self.read(text, keeping: [sample]).profile(of: sample)
      #expect(one == all)
    }
    let cell = OmicsError.Cell(path: "t.tsv", line: 3, column: 4, gene: "B", sample: "S3")
    #expect(throws: OmicsError.notANumber(cell, .text)) {
      try Self.read("gene\tS1\tS2\tS3\nA\t1\t2\t3\nB\t4\t5\thigh\n", keeping: ["S1"])
    }
  }

  @Test(
    "that hold no number are told what it looks like, and never what it is",
    arguments: [
      ("10,5", .decimalComma), ("1.234,5", .decimalComma), ("-7,25", .decimalComma),
      ("1,234", .thousandsSeparator), ("12,345,678.9", .thousandsSeparator),
      ("12'345", .thousandsSeparator), ("12 345", .thousandsSeparator), ("12%", .percentSign),
      ("12,5 %", .percentSign), ("1e400", .tooLarge), ("secret7", .text), ("1.2.3", .text),
      ("<0.1", .text), ("2024-01-02", .text), ("%", .text), (",", .text), ("1,2,3", .text),
    ] as [(String, OmicsError.NotANumber)])
  func unquoted(text: String, kind: OmicsError.NotANumber) throws {
    let error = OmicsError.notANumber(Self.cell, kind)
    #expect(throws: error) { try Self.read("gene\tS1\nA\t1\nB\t\(text)\n") }
    let message = error.description
    #expect(text.utf8.count < 3 || !message.contains(text))
    #expect(message.contains("'B'") && message.contains("column 2") && message.contains(":3"))
  }

  static let cell = OmicsError.Cell(path: "t.tsv", line: 3, column: 2, gene: "B", sample: "S1")

  @Test(
    "name the place of what is wrong",
    arguments: [
      ("gene\tS1\nA\t1\nB\tlow\n", OmicsError.notANumber(cell, .text)),
      ("gene\tS1\nA\t1\nB\t1,5\n", .notANumber(cell, .decimalComma)),
      ("gene\tS1\nA\t1\nB\t0x1F\n", .notANumber(cell, .text)),
      ("gene\tS1\nA\t1\nB\t1e999\n", .notANumber(cell, .tooLarge)),
      ("gene\tS1\nA\t1\nB\t-0.5\n", .negativeValue(cell)),
      ("gene\tS1\nA\t1\nB\tinf\n", .infiniteValue(cell)),
      ("gene\tS1\nA\t1\nB\t-Infinity\n", .infiniteValue(cell)),
      (
        "gene\tS1\nA\t1\nB\t2\nA\t3\n",
        .duplicateGene(path: "t.tsv", gene: "A", sample: nil, lines: [2, 4])
      ),
      (
        "gene\tS1\tS2\tS1\nA\t1\t2\t3\n",
        .duplicateSample(path: "t.tsv", sample: "S1", columns: [2, 4])
      ),
      (
        "gene\tS1\tS2\nA\t1\t2\nB\t1\n",
        .raggedRow(path: "t.tsv", line: 3, expected: 3, found: 2)
      ),
      (
        "gene\tS1\tS2\nA\t1\t2\nB\t1\t2\t3\n",
        .raggedRow(path: "t.tsv", line: 3, expected: 3, found: 4)
      ),
      ("", .noRows(path: "t.tsv")), ("\n\n", .noRows(path: "t.tsv")),
      ("gene\tS1\n", .noRows(path: "t.tsv")),
      ("sample\tgene\tvalue\n", .noRows(path: "t.tsv")),
      ("gene\n", .noSamples(path: "t.tsv")), ("gene\nA\nB\n", .noSamples(path: "t.tsv")),
      ("gene\tS1\t\nA\t1\t2\n", .emptySampleName(path: "t.tsv", line: 1, column: 3)),
      ("gene\tS1\n\t1\n", .emptyGene(path: "t.tsv", line: 2)),
      ("gene\tS1\nA\t1\u{0}\n", .notText(path: "t.tsv", line: 2, reason: .nulByte)),
      ("gene,S1\n\"A,1\n", .unclosedQuote(path: "t.tsv", line: 2)),
      ("gene,S1\n\"A\"b,1\n", .textAfterQuote(path: "t.tsv", line: 2, column: 1)),
      (
        "sample,gene,value\nS1,A,1\nS2,A,1\nS1,A,1\n",
        .duplicateGene(path: "t.tsv", gene: "A", sample: "S1", lines: [2, 4])
      ),
      (
        "sample,gene,value,Value\nS1,A,1,2\n",
        .duplicateSample(path: "t.tsv", sample: "value", columns: [3, 4])
      ),
      (
        "sample,gene,value\n,A,1\n", .emptySampleName(path: "t.tsv", line: 2, column: 1)
      ),
    ])
  func faults(text: String, error: OmicsError) {
    #expect(throws: error) { try Self.read(text) }
  }

  @Test("must be UTF-8")
  func encoding() {
    let head = Array("gene\tS1\nA".utf8)
    for bad: [UInt8] in [
      [0xff], [0xc0, 0x80], [0xe4], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
    ] {
      #expect(throws: OmicsError.notText(path: "t", line: 2, reason: .invalidUTF8)) {
        try OmicsTable.read(head + bad + Array("\t1\n".utf8), path: "t")
      }
    }
    #expect(throws: OmicsError.notText(path: "t", line: 1, reason: .utf16)) {
      try OmicsTable.read([0xff, 0xfe, 0x67, 0], path: "t")
    }
    #expect(throws: Never.self) { try Self.read("gene\tβ-S€😀\nÄ\t1\n") }
  }

  @Test("say how many samples there are and which is nearest")
  func unknownSample() {
    let error = OmicsError.unknownSample(
      path: "t.tsv", sample: "HEAL", count: 3, suggestion: "HELA")
    let text = "gene\tHELA\tDLD1\tGBM\nA\t1\t2\t3\n"
    #expect(throws: error) { try Self.read(text, keeping: ["HEAL"]) }
    #expect(throws: error) { try Self.read(text).profile(of: "HEAL") }
    #expect(error.description.contains("Did you mean 'HELA'?"))
    #expect(error.description.contains("3"))
  }

  @Test("keep a patient's levels and a terminal's control codes out of messages")
  func messages() {
    let negative = OmicsError.negativeValue(Self.cell).description
    #expect(negative.contains("t.tsv:3") && negative.contains("'B'") && negative.contains("'S1'"))
    let hostile = "\u{1b}]0;x\u{7}" + String(repeating: "9", count: 500)
    do {
      _ = try Self.read("gene\tS1\nA\t\(hostile)\n")
      Issue.record("a text cell was read")
    } catch {
      #expect(!error.description.contains("\u{1b}"))
      #expect(error.description.utf8.count < 300)
    }
  }

  @Test("survive a line of ten million bytes")
  func longLine() throws {
    let long = String(repeating: "x", count: 10_000_000)
    #expect(throws: OmicsError.self) { try Self.read(long) }
    #expect(throws: OmicsError.self) { try Self.read("gene\tS1\nA\t\(long)\n") }
    #expect(try Self.read("gene\tS1\n\(long)\t1\n").genes.count == 1)
    #expect(throws: OmicsError.unclosedQuote(path: "t.tsv", line: 2)) {
      try Self.read("gene\tS1\n\"\(long)\t1\n")
    }
  }

  static func joined(
    _ texts: [String], keeping: Set<String>? = nil
  ) throws(OmicsError) -> OmicsTable {
    try OmicsTable.read(
      texts.enumerated().map {
        InputBytes(bytes: Array($1.utf8), path: "t\($0)", sha256: "", compression: .none)
      }, keeping: keeping)
  }

  @Test("of some samples each are one table, wide and long ones too, whatever is kept")
  func joining() throws {
    let tables = ["gene\tS2\nC\t\nA\t2.5\nB\t300\n", "sample,gene,value\nS1,C,0\nS1,A,1\nS1,B,\n"]
    let table = try Self.joined(tables)
    #expect(table.samples == ["S2", "S1"] && table.genes == ["C", "A", "B"])
    #expect(try Self.levels(table) == Self.expected)
    let one = try Self.joined(tables, keeping: ["S1"])
    #expect(one.samples == table.samples)
    #expect(try one.profile(of: "S1") == table.profile(of: "S1"))
    #expect(
      throws: OmicsError.unknownSample(path: "t0, t1", sample: "S3", count: 2, suggestion: "S2")
    ) { try Self.joined(tables, keeping: ["S1", "S3"]) }
  }

  @Test("that are no parts of one table are refused, by name")
  func notJoined() throws {
    let first = "gene\tS1\nA\t1\nB\t1\n"
    // A sample that nobody asked for counts too: which of the two it is would be chance.
    #expect(throws: OmicsError.sampleInTwoTables(sample: "S1", paths: ["t0", "t1"])) {
      try Self.joined([first, "gene\tS2\tS1\nA\t1\t2\nB\t1\t2\n"], keeping: ["S2"])
    }
    #expect(throws: OmicsError.geneInOneTable(gene: "B", path: "t0", other: "t1")) {
      try Self.joined([first, "gene\tS2\nA\t1\n"])
    }
    #expect(throws: OmicsError.geneInOneTable(gene: "C", path: "t2", other: "t0")) {
      try Self.joined([first, "gene\tS2\nB\t1\nA\t1\n", "gene\tS3\nA\t1\nB\t1\nC\t1\n"])
    }
  }
}
