import DataFiles
import Foundation
import OmicsIntegration
import TestSupport
import Testing

@Suite("Units of levels")
struct LevelUnitTests {
  private static func read(
    _ text: String, unit: String? = nil, _ duplicates: LevelReading.Duplicates = .error
  ) throws(OmicsError) -> OmicsTable {
    var reading = LevelReading(duplicates: duplicates)
    if let unit { reading.unit = try LevelUnit(unit) }
    return try OmicsTable.read(Array(text.utf8), path: "t.tsv", reading: reading)
  }

  private static func levels(_ table: OmicsTable, _ sample: String = "S") throws -> [Double?] {
    try table.profile(of: sample).levels
  }

  @Test(
    "are read as they are written",
    arguments: ["tpm", "log2-tpm", "log2-tpm+1", "log10-lfq", "ln-fpkm+1", "mmol-gdw", "relative"])
  func text(text: String) throws {
    #expect(try LevelUnit(text).text == text)
  }

  @Test("are refused if nobody knows them", arguments: ["", "TPM", "log2", "tpm+1", "log3-tpm"])
  func unknown(text: String) {
    #expect(throws: OmicsError.self) { try LevelUnit(text) }
  }

  /// By hand: 2³ − 1 = 7, 2⁰ − 1 = 0; the logarithm of zero is −Inf without the 1.
  @Test(
    "take logarithms back",
    arguments: [
      ("log2-tpm+1", "3", 7.0), ("log2-tpm+1", "0", 0), ("log2-tpm+1", "-1e-16", 0),
      ("log2-tpm", "-2", 0.25), ("log2-tpm", "-Inf", 0), ("log2-lfq", "0", 1),
      ("log10-tpm", "2", 100), ("ln-tpm+1", "0", 0), ("tpm", "5", 5),
    ])
  func logarithms(unit: String, cell: String, expected: Double) throws {
    let levels = try Self.levels(Self.read("gene\tS\nA\t\(cell)\nB\t\n", unit: unit))
    #expect(levels == [expected, nil])
  }

  @Test(
    "refuse what cannot be",
    arguments: [
      ("log2-tpm+1", "-1"), ("log2-tpm", "500"), ("log2-tpm", "Inf"), ("tpm", "-1"),
      ("relative", "-0.5"), ("log2-tpm+1", "-Inf"),
    ])
  func refused(unit: String, cell: String) {
    #expect(throws: OmicsError.self) { try Self.read("gene\tS\nA\t\(cell)\n", unit: unit) }
  }

  /// By hand: counts 10, 20, 30 over lengths 1000, 500, none are 10, 40 in reads per kilobase, that
  /// is 200,000 and 800,000 per million. Missing stays missing and zero stays zero.
  @Test(
    "make TPM of counts",
    arguments: [
      "gene\tS\nA.1\t10\nB\t20\nC\t30\nD\t\nE\t0\n",
      "sample\tgene\tvalue\nS\tA.1\t10\nS\tB\t20\nS\tC\t30\nS\tD\tNA\nS\tE\t0\n",
    ])
  func counts(text: String) throws {
    let lengths = try GeneLengths.read(
      Array("Gene,Length\nA.1,1000\nB,500\nD,7\nE,9\n".utf8), path: "l.csv")
    let table = try Self.read(text, unit: "counts")
    let converted = try ValueConversion(unit: LevelUnit("counts"), lengths: lengths)(table)
    #expect(try Self.levels(converted.table) == [200_000, 800_000, nil, nil, 0])
    #expect(converted.notes.contains { $0.contains("4 of 5") })
    #expect(throws: OmicsError.countsWithoutLengths(path: "t.tsv")) {
      try ValueConversion(unit: LevelUnit("counts"))(table)
    }
    #expect(throws: OmicsError.lengthsMissing(path: "t.tsv", known: 1, genes: 5)) {
      try ValueConversion(unit: LevelUnit("counts"), lengths: GeneLengths(["B": 1]))(table)
    }
  }

  @Test("make TPM of FPKM, sample by sample, and leave a sample of zeros")
  func fpkm() throws {
    let table = try Self.read("gene\tS\tT\tU\nA\t1\t0\t3\nB\t3\t0\t\n", unit: "fpkm")
    let converted = try ValueConversion(unit: LevelUnit("fpkm"))(table).table
    #expect(try Self.levels(converted) == [250_000, 750_000])
    #expect(try Self.levels(converted, "T") == [0, 0])
    #expect(try Self.levels(converted, "U") == [1e6, nil])
  }

  @Test("refuse lengths that are none", arguments: ["0", "-3", "x", "", "inf", "nan"])
  func lengths(length: String) {
    #expect(throws: OmicsError.self) {
      try GeneLengths.read(Array("gene\tlength\nA\t\(length)\n".utf8), path: "l.tsv")
    }
  }

  /// By hand; the mean of 1, 2 and 6 is 3, and a missing level counts for nothing.
  @Test(
    "combine rows of one gene as told, in either layout",
    arguments: [
      (LevelReading.Duplicates.maximum, [6.0, 5]), (.sum, [9, 5]), (.mean, [3, 5]),
    ])
  func duplicates(rule: LevelReading.Duplicates, expected: [Double]) throws {
    let wide = try Self.read("gene\tS\nA\t1\nB\tNA\nA\t2\nB\t5\nA\t6\n", rule)
    let long = try Self.read(
      "sample,gene,value\nS,A,1\nS,B,NA\nS,A,2\nS,B,5\nS,A,6\n", rule)
    for table in [wide, long] {
      #expect(try Self.levels(table) == expected)
      #expect(table.genes == ["A", "B"])
      #expect(table.combinedRows == 3)
    }
  }

  private static func read(
    _ text: String, _ duplicates: LevelReading.Duplicates
  ) throws(OmicsError) -> OmicsTable { try read(text, unit: nil, duplicates) }

  @Test("combine logarithms as the levels they stand for")
  func duplicateLogarithms() throws {
    let table = try Self.read("gene\tS\nA\t1\nA\t2\n", unit: "log2-tpm", .sum)
    #expect(try Self.levels(table) == [6])
  }

  @Test("name the lines of duplicate genes, and the way out")
  func duplicateError() {
    let error = #expect(throws: OmicsError.self) { try Self.read("gene\tS\nA\t1\nA\t2\n") }
    #expect(error == .duplicateGene(path: "t.tsv", gene: "A", sample: nil, lines: [2, 3]))
    #expect(error?.description.contains("--duplicates") == true)
  }
}

@Suite("What levels look like")
struct LevelSurveyTests {
  private static func table(_ values: [Double], unit: String? = nil) throws -> OmicsTable {
    let rows = values.enumerated().map { "G\($0)\t\($1)\n" }.joined()
    let reading = LevelReading(unit: try unit.map { try LevelUnit($0) })
    return try OmicsTable.read(Array(("gene\tS\n" + rows).utf8), path: "t.tsv", reading: reading)
  }

  /// Lognormal levels with a standard deviation of 2 in ln: what transcriptomes look like.
  private static let linear: [Double] = {
    var generator = SeededGenerator(seed: 5)
    return (0..<2000).map { _ in
      let uniforms = (0..<12).map { _ in Double.random(in: 0..<1, using: &generator) }
      return exp(1 + 2 * (uniforms.reduce(0, +) - 6))
    }
  }()

  @Test("tells logarithms from levels")
  func logarithms() throws {
    let linear = try Self.table(Self.linear)
    #expect(!LevelSurvey(linear).looksLogarithmic)
    for logarithm in [Self.linear.map { log2($0 + 1) }, Self.linear.map { 25 + log2($0) / 2 }] {
      let table = try Self.table(logarithm)
      #expect(LevelSurvey(table).looksLogarithmic)
      let error = #expect(throws: OmicsError.self) { try ValueConversion(unit: nil)(table) }
      #expect(error?.description.contains("--unit") == true)
      #expect(throws: OmicsError.self) { try ValueConversion(unit: LevelUnit(.tpm))(table) }
      #expect(throws: Never.self) { try ValueConversion(unit: LevelUnit(.relative))(table) }
    }
    let declared = try Self.table(Self.linear.map { log2($0 + 1) }, unit: "log2-tpm+1")
    #expect(throws: Never.self) { try ValueConversion(unit: LevelUnit("log2-tpm+1"))(declared) }
  }

  @Test("tells counts, and says so")
  func counts() throws {
    let table = try Self.table(Self.linear.map { ($0 * 20).rounded() })
    #expect(LevelSurvey(table).looksCounted)
    let outcome = try ValueConversion(unit: nil)(table)
    #expect(outcome.warnings.contains { $0.contains("--lengths") })
    #expect(try ValueConversion(unit: LevelUnit(.relative))(table).warnings.isEmpty)
    #expect(!LevelSurvey(try Self.table(Self.linear)).looksCounted)
    // Intensities are whole too.
    #expect(
      !LevelSurvey(try Self.table(Self.linear.map { ($0 * 1e5).rounded() + 1e4 })).looksCounted)
  }

  @Test("says nothing of a few genes, and counts what is there")
  func few() throws {
    let survey = LevelSurvey(
      try OmicsTable.read(Array("gene\tS\tT\nA\t1.5\t0\nB\t\t2\n".utf8), path: "t"))
    #expect(!survey.looksLogarithmic && !survey.looksCounted)
    #expect(survey.positive == 2 && survey.zeros == 1 && survey.missing == 1)
    #expect(survey.largest == 2 && survey.least == 1.5 && survey.whole == 1)
  }

  @Test(
    "takes real transcriptomes for what they are",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
  func real() throws {
    let input = try InputFile.read(SharedFiles.path("omics/Hart2015_RNAseq.tsv.gz"))
    let table = try OmicsTable.read(input.bytes, path: input.path, keeping: ["HELA"])
    #expect(!LevelSurvey(table).looksLogarithmic && !LevelSurvey(table).looksCounted)
  }
}
