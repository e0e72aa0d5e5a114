import Foundation

/// The simulated cohort of `OmicsFixtures/`: twelve people, transcripts and proteins.
///
/// A level is log-normal around what `liver_levels.tsv` states for the gene:
///
///     transcript = level · 2^(effect if MASLD-like) · exp(0.25 z)       TPM
///     protein    = transcript · exp(0.8 z of the gene) · exp(0.20 z)    scaled to ppm
///
/// with *z* a standard normal deviate, made of twelve uniform ones so that the numbers do not
/// depend on a mathematical library (only `exp` and `exp2` do, and the files keep four digits).
/// `OmicsFixtures/SOURCES.md` says what this leaves out.
public struct ShippedPatients: Sendable {
  public struct Person: Sendable, Hashable {
    public var id: String
    public var hasMASLD: Bool
    /// What one gene's transcript and protein are multiplied with, by symbol.
    public var factors: [String: Double]
  }

  /// Transcript and protein levels of one gene, in the order of ``ShippedPatients/people``.
  struct Levels: Sendable {
    var gene: String
    var transcripts: [Double]
    var proteins: [Double?]
  }

  public static let seed: UInt64 = 20_240_601
  static let transcriptDeviation = 0.25
  static let geneDeviation = 0.8
  static let proteinDeviation = 0.2
  /// Protein for a transcript of the mitochondrial genome, against one of the nucleus: those
  /// transcripts are far more abundant than the subunits they code for.
  static let mitochondrialYield = 0.02
  /// Below this many ppm a protein is missed three times in five.
  static let detectionLimit = 12.0

  /// P01–P06 healthy, P07–P12 MASLD-like. P07 lacks CYP2C9, as a poor metabolizer with two null
  /// alleles does; in P12 no OTC is found.
  public static let people: [Person] = (1...12).map { number in
    let factors: [String: Double] =
      switch number {
      case 7: ["CYP2C9": 0.001]
      case 12: ["OTC": 0]
      default: [:]
      }
    return Person(
      id: "P" + (number < 10 ? "0" : "") + "\(number)", hasMASLD: number > 6, factors: factors)
  }

  let levels: [Levels]

  /// Simulates the cohort from `OmicsFixtures/liver_levels.tsv`.
  public init() throws {
    var generator = SeededGenerator(seed: Self.seed)
    var levels: [Levels] = []
    for row in try ShippedTable("OmicsFixtures/liver_levels.tsv").rows {
      levels.append(
        Self.simulate(
          gene: try row.text("gene"), level: try row.number("tpm"),
          effect: try row.number("masld_log2"), using: &generator))
    }
    self.levels = Self.inPartsPerMillion(levels, using: &generator)
  }

  /// The sum of twelve uniform deviates less six: mean 0, variance 1.
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + uniform(&generator) }
  }

  private static func uniform(_ generator: inout SeededGenerator) -> Double {
    Double(generator.next() >> 11) * 0x1p-53
  }

  private static func simulate(
    gene: String, level: Double, effect: Double, using generator: inout SeededGenerator
  ) -> Levels {
    let ratio =
      exp(geneDeviation * normal(&generator)) * (gene.hasPrefix("MT-") ? mitochondrialYield : 1)
    var transcripts: [Double] = []
    var proteins: [Double?] = []
    for person in people {
      let shift = person.hasMASLD ? exp2(effect) : 1
      let transcript =
        level * shift * exp(transcriptDeviation * normal(&generator))
        * (person.factors[gene] ?? 1)
      transcripts.append(transcript)
      proteins.append(transcript * ratio * exp(proteinDeviation * normal(&generator)))
    }
    return Levels(gene: gene, transcripts: transcripts, proteins: proteins)
  }

  /// Scales each person's proteins to a million and drops what an instrument would miss. A level
  /// that a factor sets is always there: it is what the fixture is for.
  private static func inPartsPerMillion(
    _ levels: [Levels], using generator: inout SeededGenerator
  ) -> [Levels] {
    let totals = people.indices.map { person in
      levels.reduce(0) { $0 + ($1.proteins[person] ?? 0) }
    }
    return levels.map { level in
      var level = level
      for person in people.indices {
        let share = (level.proteins[person] ?? 0) / totals[person] * 1e6
        let isMissed = uniform(&generator) < (share < detectionLimit ? 0.6 : 0.01)
        let isSet = people[person].factors[level.gene] != nil
        level.proteins[person] = isMissed && !isSet ? nil : share
      }
      return level
    }
  }
}

extension ShippedPatients {
  /// `patients_rnaseq.tsv`: TPM, genes by people.
  public var transcriptTable: String {
    table(levels.map { level in [level.gene] + level.transcripts.map(Self.text) })
  }

  /// `patients_proteins.tsv`: ppm of the proteins of the table; an empty cell is missing.
  public var proteinTable: String {
    table(levels.map { level in [level.gene] + level.proteins.map { $0.map(Self.text) ?? "" } })
  }

  /// `design.tsv`.
  public var designTable: String {
    let rows = Self.people.map { person in
      [
        person.id, person.hasMASLD ? "masld" : "healthy",
        person.factors["CYP2C9"] == nil ? "normal" : "poor",
      ]
    }
    return Self.lines([["sample", "group", "cyp2c9"]] + rows)
  }

  private func table(_ rows: [[String]]) -> String {
    Self.lines([["gene"] + Self.people.map(\.id)] + rows)
  }

  private static func lines(_ rows: [[String]]) -> String {
    rows.map { $0.joined(separator: "\t") + "\n" }.joined()
  }

  /// Four significant digits, as tables of this kind carry, never in scientific notation.
  private static func text(_ value: Double) -> String {
    if value == 0 { return "0" }
    let decimals = max(0, 3 - Int(log10(value).rounded(.down)))
    return String(format: "%.\(decimals)f", value)
  }
}
