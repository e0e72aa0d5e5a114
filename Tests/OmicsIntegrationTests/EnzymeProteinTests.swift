import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// Abundances as concentrations, and measured proteins that have to give.
@Suite("Measured proteins")
struct EnzymeProteinTests {
  @Test("become concentrations by the formula of their unit")
  func units() throws {
    // Two proteins of 50 and 25 kDa: 1:2 by moles is 1:1 by mass, 0.25 g each of 0.5 g.
    let masses: [Double?] = [50, 25]
    let moles = ProteinAbundance.fromMoleShares([10, 20], masses: masses, total: 0.5)
    let mass = ProteinAbundance.fromMassShares([7, 7], masses: masses, total: 0.5)
    for found in [moles, mass] {
      #expect(abs(try #require(found[0]) - 0.25 / 50 * 1e6) <= 1e-9)
      #expect(abs(try #require(found[1]) - 0.25 / 25 * 1e6) <= 1e-9)
    }
    // A thousand copies in 1 pg: 1000/6.022e23 mol/1e-12 g = 1.66 nmol/g·10³.
    #expect(
      abs(ProteinAbundance.fromCopies(1000, gramsPerCell: 1e-12) - 1.66053906717) <= 1e-9)
    #expect(ProteinAbundance.fromMilligrams(5, mass: 50) == 100)
    #expect(ProteinAbundance.fromLog2(10) == 1024)
    #expect(ProteinAbundance.fromMoleShares([nil, 3], masses: [4, nil], total: 1) == [nil, nil])
  }

  @Test("have the pool of GECKO's human adapter")
  func pool() throws {
    #expect(abs(ProteinPool.human.milligrams - 20.83484) <= 1e-9)
    #expect(ProteinPool().milligrams == 125)
    let fraction = ProteinPool.enzymeFraction(
      abundances: [1, 2, nil, 5], masses: [10, 20, 30, nil], isEnzyme: [true, false, true, true])
    #expect(try #require(fraction) == 0.2)
    #expect(ProteinPool.enzymeFraction(abundances: [nil], masses: [1], isEnzyme: [true]) == nil)
  }

  private static func levels(
    _ table: String, _ options: ProteinOptions
  ) throws -> ProteinLevels {
    let base = try EnzymeToyTests.model()
    let profile = try OmicsTable.read(Array(table.utf8), path: "p").profile(of: "S")
    var matching = GeneMatchingOptions()
    matching.minimumCoverage = 0
    return try ProteinLevels(
      profile,
      matching: GeneMatching(
        model: base.model, tableGenes: profile.genes, options: matching),
      model: base.model, data: EnzymeToyTests.data, options: options)
  }

  @Test("that are below detection stay in the pool, or have the detection limit; never nothing")
  func belowDetection() throws {
    var options = ProteinOptions()
    options.unit = .nmol
    let table = "gene\tS\nG1\t4\nG2\t0\nG3\tNA\nG5\t2\n"
    let pooled = try Self.levels(table, options)
    // Genes in the order of the rules: G1 G2 G3 G4 G5.
    #expect(pooled.concentrations == [4, nil, nil, nil, 2])
    #expect(pooled.belowDetection == 1 && pooled.detectionLimit == 2)
    options.belowDetection = .limit
    #expect(try Self.levels(table, options).concentrations == [4, 2, nil, nil, 2])
    options.unit = .mg
    options.isLog2 = true
    let logarithms = try Self.levels("gene\tS\nG1\t3\nX\t1\n", options)
    #expect(logarithms.concentrations[0] == 8 / 10.0 * 1e3)
    #expect(logarithms.assumedMasses == 1)
  }

  /// 1,899 proteins by UniProt accession, found through the model's cross-references.
  @Test(
    "are read from a published table", .enabled(if: SharedFiles.arePresent),
    arguments: ["Standard _A", "Standard _C"])
  func yeast(sample: String) throws {
    let input = try InputFile.read(SharedFiles.path("omics/enzyme/yeast_proteomics.tsv"))
    let profile = try OmicsTable.read(input.bytes, path: input.path).profile(of: sample)
    #expect(profile.genes.count == 1899)
    var gene = Gene(id: "YJR009C")
    gene.annotations.add("P00358", namespace: "uniprot")
    let base = ConstrainedModel(
      try OmicsModels.model(
        [.init("TDH", ["a": 1], rule: "YJR009C")], genes: [gene], objective: "TDH"))
    var matching = GeneMatchingOptions()
    matching.minimumCoverage = 0
    var options = ProteinOptions()
    options.unit = .umol
    let levels = try ProteinLevels(
      profile,
      matching: GeneMatching(model: base.model, tableGenes: profile.genes, options: matching),
      model: base.model, data: EnzymeData(), options: options)
    let expected = sample == "Standard _A" ? 3.40e-02 : 3.18e-02
    #expect(abs(try #require(levels.concentrations[0]) - expected * 1e3) <= 1e-9)
  }

  private static func tight() throws -> EnzymeConstrainedModel {
    let base = try EnzymeToyTests.model()
    return try EnzymeToyTests.constraints(pool: 1000).constrain(
      base, by: EnzymeToyTests.data,
      proteins: EnzymeToyTests.levels(base, ["G4": 3, "G5": 4, "G3": 100]))
  }

  @Test("are raised as little as the growth rate needs", arguments: SolverChoice.available)
  func flexibilization(solver: SolverChoice) throws {
    let model = try Self.tight()
    let before = try EnzymeToyTests.optimum(model)
    #expect(abs(before - 4 * 100 * 3600e-6) <= 1e-9)
    let target = 2 * before
    let found = try model.flexibilized(
      reaching: target, using: MethodSolver(solver.makeBackend()))
    // R5 alone is in the way: it needs 8 nmol and has 4; R3 can carry 10.9.
    #expect(found.raised.map(\.id) == ["G5"])
    #expect(abs(found.raised[0].to - 8) <= 1e-5 && found.raised[0].from == 4)
    #expect(abs(found.total - 1) <= 1e-6)
    #expect(found.objectiveValue >= target * (1 - 1e-9))
    #expect(abs(try EnzymeToyTests.optimum(found.model) - found.objectiveValue) <= 1e-9)
    let none = try model.flexibilized(
      reaching: before / 2, using: MethodSolver(solver.makeBackend()))
    #expect(none.raised.isEmpty && none.total <= 1e-9)
  }

  @Test("are no use where the pool is too small, or none was measured")
  func outOfReach() throws {
    let solver = MethodSolver(try SolverChoice.auto.makeBackend())
    do {
      _ = try Self.tight().flexibilized(reaching: 2000, using: solver)
      Issue.record("2000 was reached")
    } catch OmicsError.enzymes(.targetOutOfReach(let target, let best)) {
      let best = try #require(best)
      #expect(target == 2000 && abs(best - 1000) <= 1e-6)
    }
    let unmeasured = try EnzymeToyTests.constraints().constrain(
      EnzymeToyTests.model(), by: EnzymeToyTests.data)
    #expect(throws: OmicsError.enzymes(.needsProteins(form: "full"))) {
      try unmeasured.flexibilized(reaching: 1, using: solver)
    }
  }

  @Test("never lower the optimum by being more, and change nothing by their order or unit")
  func properties() throws {
    var generator = SeededGenerator(seed: 11)
    let genes = ["G1", "G2", "G3", "G4", "G5"]
    for _ in 0..<12 {
      let base = try EnzymeToyTests.model()
      var some: [String: Double] = [:]
      for gene in genes where Bool.random(using: &generator) {
        some[gene] = Double.random(in: 0.01...20, using: &generator)
      }
      let more = some.mapValues { $0 * Double.random(in: 1...3, using: &generator) }
      for form in [EnzymeConstraints.Form.full, .light, .moment] {
        let constraints = EnzymeToyTests.constraints(form, pool: 3)
        func optimum(
          _ base: ConstrainedModel, _ levels: [String: Double], _ data: EnzymeData
        ) throws -> Double {
          try EnzymeToyTests.optimum(
            constraints.constrain(base, by: data, proteins: EnzymeToyTests.levels(base, levels)))
        }
        let value = try optimum(base, some, EnzymeToyTests.data)
        let near = 1e-9 * max(1, value)
        #expect(try optimum(base, more, EnzymeToyTests.data) >= value - near)
        var shuffled = EnzymeToyTests.data
        shuffled.turnovers.shuffle(using: &generator)
        let parts = EnzymeToyTests.parts.filter { $0.id != "R4" }.shuffled(using: &generator)
        let other = ConstrainedModel(try OmicsModels.model(parts, objective: "S2"))
        #expect(abs(try optimum(other, some, shuffled) - value) <= near)
        // A second turnover twice as fast and half of all protein: the same fluxes.
        var fast = EnzymeToyTests.data
        for index in fast.turnovers.indices { fast.turnovers[index].perSecond *= 2 }
        var half = constraints
        half.pool = 1.5
        let halved = try half.constrain(
          base, by: fast,
          proteins: EnzymeToyTests.levels(base, some.mapValues { $0 / 2 }))
        #expect(abs(try EnzymeToyTests.optimum(halved) - value) <= near)
      }
    }
  }
}
