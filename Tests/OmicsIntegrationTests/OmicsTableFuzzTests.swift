import Foundation
import OmicsIntegration
import TestSupport
import Testing

/// Damaged tables: each must give a table that keeps its promises, or an error; never a crash.
@Suite("Damaged omics tables")
struct OmicsTableFuzzTests {
  private static let seconds = ProcessInfo.processInfo.environment["TWINFLUX_FUZZ_SECONDS"]
    .flatMap(Double.init)

  private static let seeds: [[UInt8]] = [
    "gene\tS1\tS2\tS3\nENSG00000000419\t73.99\t0\tNA\nENSG00000000938.5\t1e-3\t2\t\nTP53\t1\t2\t3\n",
    "\u{feff}\"\",\"S, 1\",\"S\"\"2\"\r\n\"A\",1,2\r\n\"B\nC\",NaN,4\r\n",
    "sample;gene;value\nP1;A;1\nP1;B;\nP2;A;1,5\nP2;B;2\n",
    "HELA\tDLD1\nA\t1\t2\nB\t3\t4\nHGNC:5\t0\t-0\nG_b0001\t1e308\t2e308\n",
    "Gene,Value,Sample\rA,1,X\rB,inf,X\rA,0x1F,Y\r", "", "gene\n", "gene\tS1\n",
  ].map { Array($0.utf8) }

  private static let pieces: [[UInt8]] =
    [
      "\t", ",", ";", "\n", "\r", "\r\n", "\"", "\"\"", " ", "-", ".", "e", "1e999", "nan", "NA",
      "inf", "-1", "0", "sample", "gene", "value", "\u{0}", "\u{feff}", "é", "\u{1f600}",
      "99999999999999999999999999", "1e-999999999999", "A", "S1",
    ].map { Array($0.utf8) } + [[0xff], [0xfe, 0xff], [0xc3], [0xed, 0xa0, 0x80]]

  @Test("give a table or an error", .timeLimit(.minutes(120)))
  func mutations() throws {
    var generator = SeededGenerator(seed: 20_261_121)
    let end = Self.seconds.map { Date(timeIntervalSinceNow: $0) }
    var tried = 0
    var read = 0
    while end.map({ Date() < $0 }) ?? (tried < 4000) {
      for _ in 0..<100 {
        let bytes = Self.mutant(using: &generator)
        tried += 1
        if try Self.keepsItsPromises(bytes) { read += 1 }
      }
    }
    // Mutants that are all refused, or all read, would test nothing.
    #expect(read > tried / 100 && read < tried)
    if Self.seconds != nil { print("omics tables: \(tried) damaged inputs, \(read) of them read") }
  }

  /// Whether the bytes were read as a table, after checking what a table promises.
  private static func keepsItsPromises(_ bytes: [UInt8]) throws -> Bool {
    _ = try? GeneMap.read(bytes, path: "map", from: "gene", to: "value")
    let table: OmicsTable
    do {
      table = try OmicsTable.read(bytes, path: "fuzz")
    } catch {
      #expect(!error.description.isEmpty)
      return false
    }
    #expect(!table.genes.isEmpty && !table.samples.isEmpty)
    #expect(Set(table.genes).count == table.genes.count && !table.genes.contains(""))
    #expect(Set(table.samples).count == table.samples.count && !table.samples.contains(""))
    for sample in table.samples.prefix(5) {
      let profile = try table.profile(of: sample)
      let sound = profile.levels.allSatisfy { $0.map { $0.isFinite && $0 >= 0 } ?? true }
      #expect(sound && profile.levels.count == table.genes.count)
      let alone = try OmicsTable.read(bytes, path: "fuzz", keeping: [sample])
      #expect(try alone.profile(of: sample) == profile)
    }
    return true
  }

  private static func mutant(using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = seeds.randomElement(using: &generator) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, using: &generator) }
    return bytes
  }

  private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = Int.random(in: place...bytes.count, using: &generator)
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
    case 1: bytes.removeSubrange(place..<min(place + 3, bytes.count))
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.removeSubrange(place..<end)
    case 4:
      if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
    case 5:
      let piece = pieces.randomElement(using: &generator) ?? []
      bytes.replaceSubrange(place..<min(place + piece.count, bytes.count), with: piece)
    default:
      let other = seeds.randomElement(using: &generator) ?? []
      bytes.insert(contentsOf: other.suffix(Int.random(in: 0...40, using: &generator)), at: place)
    }
  }
}
