import DataFiles
import FluxAnalysis
import Foundation
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

/// What tables of enzymes say, and what becomes of numbers that are not there.
@Suite("Tables of enzymes")
struct EnzymeDataTests {
  private static func read(_ text: String) throws -> EnzymeData {
    try EnzymeData.read(Array(text.utf8), path: "t.tsv")
  }

  @Test("hold turnover numbers, complexes and masses by the names of their columns")
  func columns() throws {
    let all = try Self.read(
      "MAR_id\tdirection\tisozyme\tensembl_gene\tMW_kDa\tkcat_per_s_if_stoich1\n"
        + "R1\tfwd\t1\tA\t50\t10\nR1\tfwd\t1\tB\t20\t5\nR1\trev\t1\tA\t50\t2\n\t\t\tC\t7\tNA\n")
    #expect(all.masses == ["A": 50, "B": 20, "C": 7])
    #expect(
      all.turnovers == [
        // B draws as much as two copies of it at 10 s⁻¹.
        .init(
          reaction: "R1", direction: .forward, subunits: [.init("A"), .init("B", copies: 2)],
          perSecond: 10),
        .init(reaction: "R1", direction: .backward, subunits: [.init("A")], perSecond: 2),
      ])
    let complexes = try Self.read(
      "reaction,isozyme,gene_product,stoichiometry\nR1,iso1,A,3\nR1,iso1,B,\n")
    #expect(
      complexes.complexes == [.init(reaction: "R1", subunits: [.init("A", copies: 3), .init("B")])])
    let daltons = try Self.read("gene;mass_Da\nA;50000\n")
    #expect(abs((daltons.masses["A"] ?? 0) - 50) <= 1e-12)
    #expect(try Self.read("reaction\tkcat\nR\t\nS\t3\n").skippedRows == 1)
  }

  @Test("say in which line they are wrong")
  func errors() {
    func error(_ text: String) -> String {
      do {
        _ = try EnzymeData.read(Array(text.utf8), path: "t.tsv")
        return ""
      } catch { return error.description }
    }
    #expect(error("a\tb\n1\t2\n").contains("t.tsv:1"))
    #expect(error("reaction\tkcat\nR\t1\nS\t0\n").contains("t.tsv:3"))
    #expect(error("reaction\tkcat\nR\t-1\n").contains("t.tsv:2"))
    #expect(error("reaction\tkcat\nR\tinf\n").contains("t.tsv:2"))
    #expect(error("reaction\tkcat\nR\tfast\n").contains("holds no number (t.tsv:2)"))
    #expect(error("reaction\tkcat\nR\t1\t2\n").contains("t.tsv:2"))
    #expect(error("reaction\tkcat\nR\t1\nR\t2\n").contains("line 2 and on line 3"))
    #expect(error("gene\tmass\nA\t1\nA\t2\n").contains("line 2 and on line 3"))
    #expect(error("gene\tmass\n\t1\n").contains("t.tsv:2"))
    #expect(error("reaction\tkcat\tdirection\nR\t1\tup\n").contains("t.tsv:2"))
    #expect(error("reaction\tkcat\tkcat\nR\t1\t1\n").contains("named as 'kcat'"))
    #expect(error("reaction\tkcat\n").contains("t.tsv"))
  }

  @Test("are refused where they lack what was asked of them, or contradict each other")
  func contents() throws {
    var data = EnzymeData()
    #expect(throws: OmicsError.self) {
      try data.add(Array("gene\tmass\nA\t1\n".utf8), path: "m", content: .turnovers)
    }
    try data.add(Array("gene\tmass\nA\t1\n".utf8), path: "m")
    #expect(throws: OmicsError.enzymes(.repeatedElsewhere(what: "The mass of 'A'"))) {
      try data.add(Array("gene\tmass\nA\t2\n".utf8), path: "n")
    }
  }

  @Test("give each enzyme its number by a stated order, and count from where")
  func sources() throws {
    let base = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("complex", ["a": 1], rule: "A and B"), .init("part", ["a": 1], rule: "A and C"),
          .init("whole", ["a": 1], rule: "A"), .init("other", ["a": 1], rule: "A or B"),
          .init("back", ["a": 1], (-5, 5), rule: "A"), .init("none", ["a": 1], rule: "A"),
          .init("free", ["a": -1]),
        ], objective: "free"))
    let data = try Self.read(
      "reaction\tdirection\tisozyme\tgene\tkcat\tmass\n"
        + "complex\t\t1\tB\t4\t10\ncomplex\t\t1\tA\t4\t20\npart\t\t1\tA\t7\t20\n"
        + "other\t\t1\tA\t3\t20\nback_b\t\t1\tA\t9\t20\n")
    var whole = data
    try whole.add(Array("reaction\tkcat\nwhole\t5\n".utf8), path: "w")
    let model = try EnzymeConstraints().constrain(base, by: whole)
    #expect(
      model.summary.turnovers == [
        .complex: 3, .subunits: 1, .reaction: 1, .otherIsozymes: 1, .otherDirection: 1, .assumed: 1,
      ])
    #expect(model.summary.medianTurnover == 5)
    #expect(model.summary.withoutTurnover.map { base.model.reactions[$0].id } == ["none"])
    #expect(model.summary.withoutMass.map { base.model.genes[$0].id } == ["C"])
    #expect(model.summary.assumedMass == 15)
    var unconstrained = EnzymeConstraints()
    unconstrained.missingTurnovers = .unconstrained
    let left = try unconstrained.constrain(base, by: whole)
    #expect(
      left.summary.reactions == 5 && left.constrained.model.metaboliteIndex("arm_none") == nil)
  }

  @Test("refuse to constrain what they have nothing in common with")
  func nothingShared() throws {
    let base = try EnzymeToyTests.model()
    var data = EnzymeToyTests.data
    data.turnovers = [.init(reaction: "elsewhere", perSecond: 1)]
    #expect(
      throws: OmicsError.enzymes(.noSharedReaction(tableExample: "elsewhere", modelExample: "S1"))
    ) { try EnzymeConstraints().constrain(base, by: data) }
    data = EnzymeToyTests.data
    data.turnovers = data.turnovers.filter { $0.subunits.isEmpty }
    data.masses = [:]
    #expect(throws: OmicsError.enzymes(.noMasses)) {
      try EnzymeConstraints().constrain(base, by: data)
    }
    var assumed = EnzymeConstraints()
    assumed.missingMass = 40
    #expect(try assumed.constrain(base, by: data).summary.withoutMass.count == 5)
    var bound = EnzymeConstraints()
    bound.form = .bound
    #expect(throws: OmicsError.enzymes(.needsProteins(form: "bound"))) {
      try bound.constrain(base, by: EnzymeToyTests.data)
    }
  }

  @Test("keep the cheapest isozyme of a rule with too many")
  func explosion() throws {
    // 2^40 alternatives; the light gene of each pair is its second.
    let rule = (0..<40).map { "(H\($0) or L\($0))" }.joined(separator: " and ")
    let base = ConstrainedModel(
      try OmicsModels.model(
        [.init("S", ["a": 1], rule: rule), .init("T", ["a": -1])], objective: "T"))
    var masses: [String: Double] = [:]
    for index in 0..<40 { (masses["H\(index)"], masses["L\(index)"]) = (30, 10) }
    let data = EnzymeData(turnovers: [.init(reaction: "S", perSecond: 1)], masses: masses)
    let model = try EnzymeConstraints().constrain(base, by: data)
    #expect(model.summary.cheapestOnly == [0])
    #expect(Set(model.proteins.map(\.id)) == Set((0..<40).map { "L\($0)" }))
  }

  @Test("are read or refused when they are damaged, and never crash")
  func fuzz() throws {
    let seeds = [
      "reaction\tkcat\nR1\t1\nR1_b\t2e-3\nR2\t\n",
      "reaction,isozyme,gene_product,stoichiometry\nR1,1,A,3\nR1,1,B,1\n",
      "gene;mass\nA;10.5\nB;0\n",
      "ec_reaction\tMAR_id\tdirection\tensembl_gene\tMW_kDa\tkcat_per_s_if_stoich1\n"
        + "N1\tR2\tfwd\tA\t10.5\t3\nN1\tR2\tfwd\tC\t7\t3\nN2\tR2\trev\tA\t10.5\t4e6\n",
    ].map { Array($0.utf8) }
    let pieces = [
      "\t", ",", ";", "\n", "\r", "\"", "-", "1e999", "nan", "NA", "inf", "0", "reaction", "kcat",
      "gene", "mass", "\u{0}", "é", "_b", "1e-300",
    ].map { Array($0.utf8) }
    let base = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("R1", ["a": 1], (-5, 5), rule: "A and B or C"),
          .init("R2", ["a": -1], rule: "A"),
        ], objective: "R2"))
    var generator = SeededGenerator(seed: 7)
    var constrained = 0
    for _ in 0..<3000 {
      var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        let end = min(bytes.count, place + Int.random(in: 0...4, using: &generator))
        bytes.replaceSubrange(place..<end, with: piece)
      }
      guard let data = try? EnzymeData.read(bytes, path: "f") else { continue }
      #expect(data.masses.values.allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(data.turnovers.allSatisfy { $0.perSecond > 0 && $0.perSecond.isFinite })
      var constraints = EnzymeConstraints()
      constraints.missingMass = 40
      do {
        let model = try constraints.constrain(base, by: data)
        #expect(model.constrained.model.stoichiometry.values.allSatisfy { $0.isFinite })
        constrained += 1
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(constrained > 100)
  }
}
