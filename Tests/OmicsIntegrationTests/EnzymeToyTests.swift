import FluxAnalysis
import LinearProgramming
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// The small network of GECKO's unit tests (MIT licence), and closed forms.
@Suite("Enzyme constraints on small networks")
struct EnzymeToyTests {
  static let parts: [OmicsModels.Part] = [
    .init("S1", ["e1": 1]), .init("R1", ["e1": -1, "m1": 1], (-1000, 1000)),
    .init("R2", ["m1": -1, "m2": 1], (-1000, 1000), rule: "(G1 and G2) or G3"),
    .init("R3", ["m1": -1, "m2": 1], rule: "G4"), .init("R4", ["m1": -1, "m2": 1]),
    .init("R5", ["m2": -1, "e2": 1], rule: "G5"), .init("S2", ["e2": -1]),
  ]

  /// Without the free bypass R4, so that the enzymes limit the network.
  static func model(bypass: Bool = false) throws -> ConstrainedModel {
    ConstrainedModel(
      try OmicsModels.model(parts.filter { bypass || $0.id != "R4" }, objective: "S2"))
  }

  static let data = EnzymeData(
    turnovers: [
      .init(
        reaction: "R2", direction: .forward, subunits: [.init("G1"), .init("G2", copies: 2)],
        perSecond: 1),
      .init(reaction: "R2", direction: .forward, subunits: [.init("G3")], perSecond: 1),
      .init(
        reaction: "R2", direction: .backward, subunits: [.init("G1"), .init("G2", copies: 2)],
        perSecond: 10),
      .init(reaction: "R2", direction: .backward, subunits: [.init("G3")], perSecond: 10),
      .init(reaction: "R3", perSecond: 1010), .init(reaction: "R5", perSecond: 100),
    ],
    masses: ["G1": 10, "G2": 20, "G3": 30, "G4": 40, "G5": 50])

  static func constraints(
    _ form: EnzymeConstraints.Form = .full, pool: Double? = 2
  ) -> EnzymeConstraints {
    var constraints = EnzymeConstraints()
    constraints.form = form
    constraints.pool = pool
    return constraints
  }

  static func levels(
    _ base: ConstrainedModel, _ concentrations: [String: Double]
  ) -> ProteinLevels {
    ProteinLevels(
      sample: "S", concentrations: base.model.genes.map { concentrations[$0.id] })
  }

  static func optimum(_ model: EnzymeConstrainedModel) throws -> Double {
    let found = try fluxBalance(of: model.constrained, using: SolverChoice.auto.makeBackend())
    #expect(found.isCertified)
    return found.objectiveValue
  }

  private static func entry(
    _ model: EnzymeConstrainedModel, _ row: String, _ column: String
  ) throws -> Double {
    let expanded = model.constrained.model
    let rowIndex = try #require(expanded.metaboliteIndex(row))
    let columnIndex = try #require(expanded.reactionIndex(column))
    return expanded.stoichiometry.column(columnIndex).first { $0.row == rowIndex }?.value ?? 0
  }

  @Test("have GECKO's coefficients")
  func coefficients() throws {
    let full = try Self.constraints().constrain(Self.model(bypass: true), by: Self.data)
    // mg/gDW of a unit of flux: GECKO's coefficient is the draw times the protein's mass.
    func mass(_ gene: String, _ column: String) throws -> Double {
      try Self.entry(full, "prot_\(gene)", column)
        * -Self.entry(full, "prot_pool", "usage_\(gene)")
    }
    #expect(abs(try mass("G4", "R3_forward_1") - -40000 / 1010.0 / 3600) <= 1e-12)
    #expect(abs(try mass("G1", "R2_forward_1") - -10000 / 3600.0) <= 1e-12)
    #expect(abs(try mass("G2", "R2_forward_1") - -2 * 20000 / 3600.0) <= 1e-12)
    #expect(abs(try mass("G3", "R2_backward_2") - -30000 / 10.0 / 3600) <= 1e-12)
    #expect(try Self.entry(full, "arm_R2", "R2") == 1)
    #expect(try Self.entry(full, "arm_R2", "R2_forward_1") == -1)
    #expect(try Self.entry(full, "arm_R2", "R2_backward_1") == 1)
    let light = try Self.constraints(.light).constrain(Self.model(bypass: true), by: Self.data)
    #expect(
      abs(try Self.entry(light, "prot_pool", "R2_forward") - -min(50000, 30000) / 3600.0) <= 1e-12)
  }

  @Test("give the full and the light form one optimum")
  func formsAgree() throws {
    let base = try Self.model()
    let full = try Self.optimum(Self.constraints().constrain(base, by: Self.data))
    let light = try Self.optimum(Self.constraints(.light).constrain(base, by: Self.data))
    // The pool goes to R3, the cheapest way from m1 to m2, and R5.
    let cost = 40000 / 1010.0 / 3600 + 50000 / 100.0 / 3600
    #expect(abs(full - 2 / cost) <= 1e-9)
    #expect(abs(full - light) <= 1e-10 * full)
  }

  @Test("bound one enzyme, a complex and isozymes by v ≤ kcat·[E]")
  func capacities() throws {
    let base = try Self.model(bypass: true)
    let levels = Self.levels(base, ["G1": 6, "G2": 8, "G3": 5, "G5": 7])
    let bound = try Self.constraints(.bound).constrain(base, by: Self.data, proteins: levels)
    func bounds(_ id: String) throws -> FluxBounds {
      bound.constrained.bounds[try #require(base.model.reactionIndex(id))]
    }
    // nmol · s⁻¹ · 3600 s/h · 10⁻⁶ mmol/nmol; the complex has two G2, 8/2 = 4 < 6.
    let unit = 3600e-6
    #expect(abs(try bounds("R2").upper - (4 + 5) * unit) <= 1e-12)
    #expect(abs(try bounds("R2").lower + 10 * (4 + 5) * unit) <= 1e-12)
    #expect(abs(try bounds("R5").upper - 7 * 100 * unit) <= 1e-12)
    #expect(try bounds("R3") == base.bounds[3], "G4 was not measured")
    #expect(bound.summary.boundedReactions == 2 && bound.summary.measuredProteins == 4)
    #expect(bound.constrained.model.reactions.count == base.model.reactions.count)
  }

  @Test("keep a forced flux that the enzymes do not allow, and say so")
  func forced() throws {
    var base = try Self.model(bypass: true)
    let reaction = try #require(base.model.reactionIndex("R5"))
    try base.setBounds(FluxBounds(lower: 3, upper: 1000), ofReaction: reaction)
    let bound = try Self.constraints(.bound).constrain(
      base, by: Self.data, proteins: Self.levels(base, ["G5": 1]))
    #expect(bound.constrained.bounds[reaction] == FluxBounds(lower: 3, upper: 3))
    #expect(bound.summary.forced == [reaction])
  }

  @Test("hold a measured protein to its concentration, in the full and the light form")
  func measured() throws {
    let base = try Self.model()
    let levels = Self.levels(base, ["G5": 4])
    for form in [EnzymeConstraints.Form.full, .light, .moment] {
      let model = try Self.constraints(form, pool: 1000)
        .constrain(base, by: Self.data, proteins: levels)
      // Without a limit on the others: v = kcat·[E].
      #expect(abs(try Self.optimum(model) - 4 * 100 * 3600e-6) <= 1e-9)
      #expect(model.summary.measuredProteins == 1)
    }
    let unpooled = try Self.constraints(.full, pool: nil)
      .constrain(base, by: Self.data, proteins: levels)
    #expect(abs(try Self.optimum(unpooled) - 4 * 100 * 3600e-6) <= 1e-9)
    #expect(unpooled.poolColumn == nil)
    #expect(unpooled.constrained.model.reactionIndex("usage_G3") == nil)
  }

  @Test("let a shared protein serve all reactions at once in MOMENT only")
  func moment() throws {
    let base = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("S", ["a": 1]), .init("A", ["a": -1, "b": 1], rule: "G"),
          .init("B", ["b": -1, "c": 1], rule: "G"), .init("T", ["c": -1]),
        ], objective: "T"))
    let data = EnzymeData(
      turnovers: [.init(reaction: "A", perSecond: 10), .init(reaction: "B", perSecond: 10)],
      masses: ["G": 36])
    let single = 2 * 10 * 3.6 / 36
    let moment = try Self.constraints(.moment).constrain(base, by: data)
    #expect(abs(try Self.optimum(moment) - single) <= 1e-9)
    let full = try Self.constraints(.full).constrain(base, by: data)
    #expect(abs(try Self.optimum(full) - single / 2) <= 1e-9)
  }

  @Test("close the isozymes of a gene that is knocked out")
  func knockOut() throws {
    let base = try Self.model()
    var model = try Self.constraints(pool: 1000).constrain(base, by: Self.data).constrained
    let gene = try #require(model.model.geneIndex("G4"))
    model.knockOut(genes: [gene])
    let closed = model.model.reactions.indices.filter {
      model.bounds[$0] == FluxBounds(lower: 0, upper: 0)
    }.map { model.model.reactions[$0].id }
    #expect(closed == ["R3", "R3_forward_1", "usage_G4"])
    let third = try #require(model.model.geneIndex("G3"))
    model.knockOut(genes: [third])
    let only = try #require(model.model.reactionIndex("R2_forward_2"))
    #expect(model.bounds[only].upper == 0)
  }

  @Test("refuse an id of the model that an enzyme would get")
  func collision() throws {
    let base = ConstrainedModel(
      try OmicsModels.model(Self.parts + [.init("usage_G3", ["m1": 1])], objective: "S2"))
    #expect(
      throws: OmicsError.flux(.model(.duplicateID(kind: .reaction, id: "usage_G3")))
    ) {
      try Self.constraints().constrain(base, by: Self.data)
    }
  }
}
