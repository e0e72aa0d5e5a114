import Foundation
import MetabolicModels
import TestSupport
import Testing

@testable import ModelFormats

@Suite("Writing SBML")
struct SBMLWriterTests {
  /// A model with everything that SBML can hold, in ways that are easy to lose.
  private func model(constraints: Bool = false) throws -> MetabolicModel {
    var references = Annotations()
    references.add("SBO:0000247", namespace: "sbo")
    references.add("CHEBI:17234", namespace: "chebi")
    references.add("C00031", namespace: "kegg.compound")
    var cross = Annotations()
    cross.add("R00200 & more", namespace: "kegg.reaction")
    let metabolites = [
      Metabolite(
        id: "glc-D[e]", name: "D-glucose <\"α\">", compartment: "e", formula: "C6H12O6", charge: 0,
        annotations: references),
      Metabolite(id: "2pg", name: " spaced ", compartment: "c", formula: "C3H4O7P", charge: -3),
      Metabolite(id: "M_odd__45__", compartment: "c", formula: "(C2H4)n", charge: 0.5),
      Metabolite(id: "poly.x", compartment: "c"),
    ]
    var matrix = StoichiometricMatrix(rowCount: 4)
    matrix.appendColumn([(0, -1)])
    matrix.appendColumn([(0, -0.1), (1, 2), (2, 1.0 / 3)])
    matrix.appendColumn([(1, -1e-7), (3, 12345.678)])
    matrix.appendColumn([(3, -1)])
    return try MetabolicModel(
      id: "test", name: "A & B",
      compartments: [Compartment(id: "e", name: "outside"), Compartment(id: "c")],
      metabolites: metabolites,
      reactions: [
        Reaction(
          id: "EX_glc(e)", name: "exchange",
          bounds: FluxBounds(lower: -.infinity, upper: .infinity),
          subsystem: "Exchange", sboTerm: "SBO:0000627"),
        Reaction(
          id: "r-1", bounds: FluxBounds(lower: 0, upper: 0.1),
          rule: .any([
            .gene(0), .all([.gene(1), .any([.gene(0), .gene(2)])]),
          ]), subsystem: "Glycolysis & co", annotations: cross),
        Reaction(
          id: "R_x", bounds: FluxBounds(lower: -1000, upper: 1e-90),
          unreadableRule: "2*(a and b)", subsystem: "Exchange"),
        Reaction(id: "out", bounds: FluxBounds(lower: 5, upper: 5), rule: .gene(2)),
      ],
      genes: [
        Gene(id: "8639.1", name: "AOC3", label: "AOC3"), Gene(id: "ENSG1", label: "b"),
        Gene(id: "G_3", label: "c", annotations: cross),
      ],
      stoichiometry: matrix,
      objective: FluxObjective(
        sense: .minimize,
        terms: [.init(reaction: 1, coefficient: -2.5), .init(reaction: 3, coefficient: 1)]),
      constraints: constraints
        ? [
          FluxConstraint(
            id: "sum",
            terms: [.init(reaction: 0, coefficient: 1), .init(reaction: 3, coefficient: -0.25)],
            lower: -.infinity, upper: 7)
        ] : [])
  }

  private func expectEqual(_ a: MetabolicModel, _ b: MetabolicModel) {
    #expect(a.id == b.id)
    #expect(a.name == b.name)
    #expect(a.compartments == b.compartments)
    #expect(a.metabolites == b.metabolites)
    #expect(a.reactions == b.reactions)
    #expect(a.genes == b.genes)
    #expect(a.stoichiometry == b.stoichiometry)
    #expect(a.objective == b.objective)
    #expect(a.constraints == b.constraints)
  }

  @Test("and reading gives an equal model", arguments: [false, true])
  func roundTrip(constraints: Bool) throws {
    let model = try model(constraints: constraints)
    let bytes = SBMLWriter.write(model)
    let again = try SBMLReader.read(bytes, path: "again.xml")
    expectEqual(model, again.model)
    #expect(again.document?.fbcVersion == (constraints ? 3 : 2))
    #expect(again.document?.isStrict == true)
    // The unreadable rule is still one.
    #expect(again.warnings.count == 1)
    #expect(SBMLWriter.write(again.model) == bytes)
  }

  @Test("takes the bounds and the objective of a patient")
  func constrained() throws {
    var constrained = ConstrainedModel(try model())
    try constrained.setBounds(FluxBounds(lower: -2, upper: 0.125), ofReaction: 2)
    constrained.objective = FluxObjective(terms: [.init(reaction: 0, coefficient: 1)])
    let again = try SBMLReader.read(SBMLWriter.write(constrained), path: "again.xml").model
    #expect(again.reactions.map(\.bounds) == constrained.bounds)
    #expect(again.objective == constrained.objective)
  }

  /// Raw ids can be the very names that the writer gives to parameters, objectives and groups.
  @Test("and reading with raw ids gives the same ids")
  func rawIDs() throws {
    let model = try model()
    let ids = ["obj", "cobra_0_bound", "plus_inf", "subsystem_1"]
    var reactions = model.reactions
    for (index, id) in ids.enumerated() { reactions[index].id = id }
    let renamed = try MetabolicModel(
      id: model.id, compartments: model.compartments, metabolites: model.metabolites,
      reactions: reactions, genes: model.genes, stoichiometry: model.stoichiometry,
      objective: model.objective)
    let bytes = SBMLWriter.write(renamed, rawIDs: true)
    let again = try SBMLReader.read(
      bytes, path: "again.xml", options: SBMLReadingOptions(rawIDs: true)
    ).model
    #expect(again.reactions.map(\.id) == ids)
    #expect(again.reactions.map(\.bounds) == model.reactions.map(\.bounds))
    #expect(again.objective == model.objective)
  }

  @Test("shares one parameter among equal bounds")
  func sharedParameters() throws {
    let model = try load(SBMLDocument3()).model
    let text = String(decoding: SBMLWriter.write(model), as: UTF8.self)
    #expect(text.components(separatedBy: "<parameter ").count - 1 == 2)
    #expect(text.contains("id=\"cobra_default_ub\" value=\"1000\""))
    #expect(!text.contains("version3"))
  }

  @Test("knows which formulas fbc can hold")
  func formulas() {
    for formula in ["H2O", "C6H12O6", "X", "C10H16Fe2", "FULR"] {
      #expect(SBMLWriter.isFormula(formula))
    }
    for formula in ["", "(CH2)n", "c6", "C1.5", "C2h", "H2O*", "2H"] {
      #expect(!SBMLWriter.isFormula(formula))
    }
  }

  @Test("spells numbers so that they round back")
  func numbers() {
    for (value, text) in [
      (1.0, "1"), (-0.0, "0"), (0.1, "0.1"), (1e-7, "1e-07"), (.infinity, "INF"),
      (-.infinity, "-INF"), (1.0 / 3, "0.3333333333333333"), (1e22, "1e+22"),
    ] as [(Double, String)] {
      #expect(SBMLWriter.number(value) == text)
    }
  }

  @Test("gives a compartment that is named like a metabolite an id of its own")
  func compartmentNamedAsSpecies() throws {
    let model = try MetabolicModel(
      id: "m", metabolites: [Metabolite(id: "A", compartment: "M_A")], reactions: [], genes: [],
      stoichiometry: StoichiometricMatrix(rowCount: 1),
      objective: FluxObjective(sense: .maximize, terms: []))
    let again = try SBMLReader.read(SBMLWriter.write(model), path: "again.xml").model
    #expect(again.metabolites.map(\.id) == ["A"])
    #expect(again.metabolites.map(\.compartment) == ["M_A_"])
    #expect(again.compartments.map(\.id) == ["M_A_"])
  }
}
