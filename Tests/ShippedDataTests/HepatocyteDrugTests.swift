import TestSupport
import Testing
import TwinFlux

/// Drug handling that follows from supply alone, whatever the enzymes.
@Suite(
  "Hepatocyte core, drugs")
struct HepatocyteDrugTests {
  /// What sulfur comes in, and how much product can leave, in mmol·gDW⁻¹·h⁻¹.
  struct SulfurCase: Sendable, CustomTestStringConvertible {
    var supply: [String: Double]
    var expected: Double
    var testDescription: String { "\(supply) gives \(expected)" }
  }

  static let sulfations = [
    SulfurCase(supply: [:], expected: 0),
    SulfurCase(supply: ["EX_so4_e": 0.5], expected: 0.5),
    SulfurCase(supply: ["EX_cys__L_e": 0.1], expected: 0.1),
    SulfurCase(supply: ["EX_met__L_e": 0.1], expected: 0.1),
    SulfurCase(
      supply: ["EX_so4_e": 0.2, "EX_cys__L_e": 0.1, "EX_met__L_e": 0.1], expected: 0.4),
  ]

  static let thiols = [
    SulfurCase(supply: ["EX_so4_e": 10], expected: 0),
    SulfurCase(supply: ["EX_cys__L_e": 0.1], expected: 0.1),
    SulfurCase(supply: ["EX_met__L_e": 0.1], expected: 0.1),
    SulfurCase(supply: ["EX_cys__L_e": 0.1, "EX_met__L_e": 0.1], expected: 0.2),
  ]

  static let products = [
    "EX_apapglcur_e", "EX_apapsul_e", "EX_apapgsh_e", "EX_apapcys_e", "EX_apapnac_e",
    "EX_lst3174_e", "EX_lstglcur_e", "EX_1ohmdz_e",
  ]

  @Test("makes no drug metabolite without the drug", arguments: products)
  func zeroProbe(product: String) throws {
    var experiment = try HepatocyteExperiment()
    for reaction in experiment.constrained.model.reactions
    where reaction.leavesHepatocyte && !Self.drugs.contains(reaction.id) {
      try experiment.allow(reaction.id, 100)
    }
    #expect(abs(try experiment.optimum(product)) < 1e-6)
    for drug in ["EX_apap_e", "EX_lst_e", "EX_mdz_e"] { try experiment.allow(drug, 1) }
    #expect(abs(try experiment.optimum(product) - 1) < 1e-6, "and one from one")
  }

  private static let drugs = Set(products + ["EX_apap_e", "EX_lst_e", "EX_mdz_e"])

  /// The sugar acid is the glucose, and its two NADH pay for making it when there is oxygen.
  @Test("makes one glucuronide from one glucose", arguments: [1.0, 2.0])
  func glucuronidePerGlucose(glucose: Double) throws {
    var experiment = try acetaminophen(["EX_glc__D_e": glucose])
    try experiment.allow("EX_o2_e", glucose)
    #expect(abs(try experiment.optimum("EX_apapglcur_e") - glucose) < 1e-6)
  }

  /// For a share x of the glucose the two NADH of UDP-glucose dehydrogenase need two glycerols as
  /// their sink, made of another x at 2 ATP each; the conjugate takes 3 ATP with its export, and
  /// what ferments gives 2: x + x + 5x/2 = 1.
  @Test("makes two ninths of a glucuronide from a glucose without oxygen")
  func glucuronideWithoutOxygen() throws {
    let experiment = try acetaminophen(["EX_glc__D_e": 1])
    #expect(abs(try experiment.optimum("EX_apapglcur_e") - 2.0 / 9) < 1e-6)
  }

  @Test("sulfates as far as sulfur goes", arguments: sulfations)
  func sulfation(sulfur: SulfurCase) throws {
    var experiment = try acetaminophen(sulfur.supply)
    for exchange in ["EX_o2_e", "EX_glc__D_e", "EX_nh4_e"] { try experiment.allow(exchange, 100) }
    #expect(abs(try experiment.optimum("EX_apapsul_e") - sulfur.expected) < 1e-6)
  }

  /// Sulfate cannot become a thiol: why N-acetylcysteine is the antidote.
  @Test("binds NAPQI as far as cysteine and methionine go", arguments: thiols)
  func glutathione(sulfur: SulfurCase) throws {
    var experiment = try acetaminophen(sulfur.supply)
    for exchange in ["EX_o2_e", "EX_glc__D_e", "EX_nh4_e"] { try experiment.allow(exchange, 100) }
    #expect(abs(try experiment.optimum("NAPQIGST") - sulfur.expected) < 1e-6)
    #expect(abs(try experiment.optimum("EX_apapnac_e") - sulfur.expected) < 1e-6)
  }

  @Test("activates losartan with two oxygens and hydroxylates midazolam with one")
  func oxygen() throws {
    for (drug, product, oxygens) in [
      ("EX_lst_e", "EX_lst3174_e", 2.0), ("EX_mdz_e", "EX_1ohmdz_e", 1.0),
    ] {
      var experiment = try HepatocyteExperiment()
      try experiment.allow(drug, 1000)
      try experiment.allow("EX_glc__D_e", 100)
      #expect(abs(try experiment.optimum(product)) < 1e-6)
      try experiment.allow("EX_o2_e", 3)
      #expect(abs(try experiment.optimum(product) - 3 / oxygens) < 1e-6)
    }
  }

  /// 24 electrons leave a glucose, two to each NADPH: 12 at most, less what phosphorylating the
  /// glucose takes. 11.8 is COBRApy's answer on the same tables.
  @Test("hydroxylates fewer than twelve midazolams a glucose")
  func reductant() throws {
    var experiment = try HepatocyteExperiment()
    try experiment.allow("EX_mdz_e", 1000)
    try experiment.allow("EX_glc__D_e", 1)
    try experiment.allow("EX_o2_e", 1000)
    #expect(abs(try experiment.optimum("EX_1ohmdz_e") - 11.8) < 1e-6)
  }

  @Test("activates losartan through CYP2C9 alone")
  func activation() throws {
    let model = try HepatocyteCoreTables.model()
    var constrained = ConstrainedModel(model)
    let gene = try #require(model.geneIndex("CYP2C9"))
    let lost = constrained.knockOut(genes: [gene]).map { model.reactions[$0].id }
    #expect(lost == ["LSTOX1", "LSTOX2"])
  }

  private func acetaminophen(_ supplies: [String: Double]) throws -> HepatocyteExperiment {
    var experiment = try HepatocyteExperiment()
    try experiment.allow("EX_apap_e", 1000)
    for (exchange, rate) in supplies { try experiment.allow(exchange, rate) }
    return experiment
  }
}
