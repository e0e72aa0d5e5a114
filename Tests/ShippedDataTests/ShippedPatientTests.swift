import TestSupport
import Testing
import TwinFlux

/// What the shipped patients show on the shipped model.
@Suite(
  "Shipped patients")
struct ShippedPatientTests {
  static let tables = ["patients_rnaseq.tsv", "patients_proteins.tsv"]
  static let others = ShippedPatients.people.map(\.id).filter { $0 != "P07" && $0 != "P12" }

  let model: MetabolicModel

  init() throws { model = try HepatocyteCoreTables.model() }

  @Test("are found for every gene of the model, none of the transcripts missing")
  func coverage() throws {
    let transcripts = try personalized("P01", from: Self.tables[0])
    #expect(transcripts.coverage.measured == model.genes.count)
    let proteins = try personalized("P01", from: Self.tables[1])
    #expect(proteins.coverage.matched == model.genes.count)
    #expect(proteins.coverage.measured < model.genes.count)
    #expect(proteins.coverage.fraction > 0.85)
  }

  /// COBRApy 0.32.1 with E-Flux written anew (and = minimum, or = sum) gives these optima.
  @Test(
    "reach the optima of an independent implementation",
    arguments: [
      ("P01", 1.0620753503157683), ("P04", 1.040448571391895), ("P07", 0.9361328205712016),
      ("P12", 0),
    ])
  func optima(sample: String, expected: Double) throws {
    let optimum = try function(try personalized(sample, from: Self.tables[0]))
    #expect(abs(optimum - expected) < 1e-6)
  }

  @Test("are viable under plain E-Flux but for P12", arguments: tables)
  func viable(table: String) throws {
    for sample in Self.others + ["P07"] {
      let optimum = try function(try personalized(sample, from: table))
      #expect(optimum > 0.5 && optimum < 1.0819, "\(sample)")
    }
    #expect(abs(try function(try personalized("P12", from: table))) < 1e-6)
  }

  /// The one gene that has to give way is OTC's, and P12 then makes a tenth of the urea.
  @Test("names OTC as what blocks P12", arguments: tables)
  func blockingReaction(table: String) throws {
    let backend = try SolverChoice.auto.makeBackend()
    let patient = try personalized("P12", from: table)
    let viability = Viability()
    let assessment = try viability.assess(patient, using: backend)
    #expect(assessment.isBlocked)
    let relaxation = try viability.relaxation(
      of: patient, assessment, fraction: 0.1, using: backend)
    #expect(relaxation.bounds.map(\.id) == ["OCBTm"])
    #expect(relaxation.bounds.first?.genes == ["OTC"])
    #expect(abs(relaxation.total - 0.1 * 1.0818839288 * 0.03) < 1e-6)
  }

  /// The poor metabolizer's capacity is the enzyme's: 200 · level / largest score.
  @Test("shows the poor metabolizer of losartan", arguments: tables)
  func losartan(table: String) throws {
    let poor = try personalized("P07", from: table)
    let level = try #require(try level("CYP2C9", of: "P07", in: table))
    let capacity = try activation(poor)
    guard case .number(let scale) = poor.provenance["scale_value"] else {
      Issue.record("no scale value")
      return
    }
    #expect(abs(capacity - 200 * level / scale) < 1e-6)
    for sample in Self.others {
      #expect(try activation(try personalized(sample, from: table)) > 20 * capacity, "\(sample)")
    }
  }

  private func personalized(_ sample: String, from file: String) throws -> PersonalizedModel {
    let table = try table(file)
    let matching = try GeneMatching(model: model, tableGenes: table.genes)
    let levels = try matching.levels(of: try table.profile(of: sample))
    return try EFlux().personalize(ConstrainedModel(model), with: levels)
  }

  private func table(_ file: String) throws -> OmicsTable {
    let path = ShippedData.path("OmicsFixtures/" + file)
    return try OmicsTable.read(try storedBytes(path), path: path)
  }

  private func level(_ gene: String, of sample: String, in file: String) throws -> Double? {
    let table = try table(file)
    guard let row = table.genes.firstIndex(of: gene) else { return nil }
    return try table.profile(of: sample).levels[row]
  }

  private func function(_ patient: PersonalizedModel) throws -> Double {
    try fluxBalance(of: patient.constrained, using: try SolverChoice.auto.makeBackend())
      .objectiveValue
  }

  /// The most E-3174 that the patient can make when nothing but the enzymes is short.
  private func activation(_ patient: PersonalizedModel) throws -> Double {
    var constrained = patient.constrained
    for id in ["EX_lst_e", "EX_o2_e", "EX_glc__D_e"] {
      let exchange = try #require(model.reactionIndex(id))
      try constrained.setBounds(.reversible, ofReaction: exchange)
    }
    let maintenance = try #require(model.reactionIndex("ATPM"))
    try constrained.setBounds(.irreversible, ofReaction: maintenance)
    let step = try #require(model.reactionIndex("LSTOX2"))
    constrained.objective = FluxObjective(terms: [.init(reaction: step, coefficient: 1)])
    return try fluxBalance(of: constrained, using: try SolverChoice.auto.makeBackend())
      .objectiveValue
  }
}
