import MetabolicModels
import TestSupport
import Testing
import TwinFlux

@testable import ModelFormats

@Suite("Models in MATLAB's format")
struct MATReaderTests {
  private func load(_ model: MATTestModel) throws -> LoadedModel {
    try ModelFile.load(bytes: model.bytes(), path: "m.mat")
  }

  private func optimum(_ model: MetabolicModel) throws -> Double {
    try fluxBalance(of: ConstrainedModel(model), using: SolverChoice.auto.makeBackend())
      .objectiveValue
  }

  @Test("are read in either byte order, compressed or not, with or without small elements")
  func layouts() throws {
    for bits in 0..<8 {
      let writer = MATTestWriter(
        isBigEndian: bits & 1 != 0, compresses: bits & 2 != 0, packsSmallElements: bits & 4 != 0)
      let loaded = try ModelFile.load(bytes: MATTestModel().bytes(writer), path: "-")
      #expect(loaded.warnings.isEmpty)
      #expect(loaded.document == nil)
      let model = loaded.model
      #expect(model.id == "small")
      #expect(model.name == "a small model")
      #expect(model.compartments.map(\.id) == ["e", "c"])
      #expect(
        model.metabolites == [
          Metabolite(id: "a[e]", name: "A", compartment: "e", formula: "C6H12O6", charge: -2),
          Metabolite(id: "b[c]", name: "B", compartment: "c"),
        ])
      #expect(model.genes.map(\.id) == ["g1", "8639.1"])
      #expect(
        model.reactions == [
          Reaction(
            id: "EX_a", name: "a exchange", bounds: FluxBounds(lower: -10, upper: 1000),
            subsystem: "Exchange"),
          Reaction(
            id: "T", name: "Übergang", rule: .all([.gene(0), .gene(1)]), subsystem: "Transport"),
          Reaction(id: "OUT", rule: .any([.gene(0), .gene(1)]), subsystem: "Demand"),
        ])
      #expect(model.objective == FluxObjective(terms: [FluxTerm(reaction: 2, coefficient: 1)]))
      #expect(model.stoichiometry.column(1).map(\.value) == [-1, 2])
      #expect(abs(try optimum(model) - 20) < 1e-9)
    }
  }

  @Test(
    "hold numbers and text in whatever type they were stored",
    arguments: [1, 2, 3, 4, 5, 6, 7, 9, 12, 13])
  func types(type: UInt32) throws {
    var model = MATTestModel()
    model.set("ub", .column([7, 100, 42], type: type))
    if ![2, 4, 6, 13].contains(type) {
      model.set("S", .sparse([[(0, -1)], [(0, -1), (1, 2)], [(1, -1)]], rows: 2, type: type))
    }
    for text: UInt32 in [1, 4, 16, 17, 18] {
      model.set("description", .text("plain", type: text))
      let read = try load(model).model
      #expect(read.reactions.map(\.bounds.upper) == [7, 100, 42])
      #expect(read.stoichiometry.column(1).map(\.value) == [-1, 2])
      #expect(read.name == "plain")
    }
    model.set("description", .text("Ä𝕊", type: 18))
    #expect(try load(model).model.name == "Ä𝕊")
  }

  @Test("may have dense matrices, sparse columns and matrices of characters")
  func shapes() throws {
    let expected = try load(MATTestModel()).model
    var model = MATTestModel()
    model.set("S", .numbers([-1, 0, -1, 2, 0, -1], rows: 2, type: 1))
    model.set("c", .sparse([[(2, 1)]], rows: 3))
    model.set("rxns", .letters(["EX_a", "T   ", "OUT "]))
    model.set("csense", .letters(["E", "E"]))
    let read = try load(model).model
    #expect(read.stoichiometry == expected.stoichiometry)
    #expect(read.objective == expected.objective)
    #expect(read.reactions == expected.reactions)
  }

  @Test("name compartments by number as RAVEN does, or in the ids")
  func compartments() throws {
    var model = MATTestModel()
    model.set("mets", .list(["m1", "m2"]))
    #expect(try load(model).model.metabolites.map(\.compartment) == ["", ""])
    model.set("mets", .list(["glc__D_e", "atp_c0"]))
    #expect(try load(model).model.metabolites.map(\.compartment) == ["e", "c0"])
    model.set("comps", .list(["c", "e"]))
    model.set("compNames", .list(["Cytosol", "Extracellular"]))
    model.set("metComps", .column([2, 1], type: 2))
    let read = try load(model).model
    #expect(read.metabolites.map(\.compartment) == ["e", "c"])
    #expect(read.compartments.map(\.name) == ["Cytosol", "Extracellular"])
    for wrong in [0, 3, 1.5, .nan, -9.3e18, 1e300] {
      model.set("metComps", .column([wrong, 1]))
      #expect(field(of: model) == "metComps")
    }
  }

  @Test("have rules by number where they have none by name")
  func numberedRules() throws {
    var model = MATTestModel()
    model.set("grRules", nil)
    model.set("rules", .list(["", "(x(1) & x(2)) | x(2)", "x(3)"]))
    let loaded = try load(model)
    #expect(loaded.model.reactions[1].rule == .any([.all([.gene(0), .gene(1)]), .gene(1)]))
    #expect(loaded.model.reactions[2].rule == nil)
    #expect(loaded.model.reactions[2].unreadableRule == "x(3)")
    #expect(loaded.warnings.count == 1)
  }

  @Test("keep a rule that cannot be read as text, and add genes that are not listed")
  func oddRules() throws {
    var model = MATTestModel()
    model.set("grRules", .list(["", "g1 or ()", "g1 and g9"]))
    let loaded = try load(model)
    #expect(loaded.model.reactions[1].unreadableRule == "g1 or ()")
    #expect(loaded.model.genes.map(\.id) == ["g1", "8639.1", "g9"])
    guard case .unreadableRule("T", "g1 or ()", _, nil) = try #require(loaded.warnings.first) else {
      Issue.record("no warning of the rule but \(loaded.warnings)")
      return
    }
    #expect(
      loaded.warnings.last == .unknownGeneProduct(reaction: "OUT", gene: "g9", line: nil))
  }

  /// By hand: T = -EX - 3; OUT = 1000 if b may pile down; 2 T - OUT ≥ 4.
  @Test(
    "turn rows that are no balance into constraints",
    arguments: [
      ("EE", [3, 0], "a[e]", 14), ("EL", [0, 0], "b[c]", 1000), ("EG", [0, 4], "b[c]", 16),
    ] as [(String, [Double], String, Double)])
  func unbalanced(senses: String, sides: [Double], id: String, best: Double) throws {
    var model = MATTestModel()
    model.set("csense", .line(senses))
    model.set("b", .column(sides))
    let loaded = try load(model)
    #expect(loaded.warnings == [.metabolitesAsConstraints(metabolites: [id])])
    #expect(loaded.model.metabolites.count == 1)
    #expect(loaded.model.constraints.map(\.id) == [id])
    #expect(abs(try optimum(loaded.model) - best) < 1e-7)
  }

  @Test("add up the parts in which a sparse matrix lists an entry")
  func parts() throws {
    var model = MATTestModel()
    model.set("S", .sparse([[(0, -1)], [(1, 1), (0, -1), (1, 1)], [(1, -1)]], rows: 2))
    model.set("csense", .line("EL"))
    let read = try load(model).model
    #expect(read.stoichiometry.column(1).map(\.value) == [-1])
    let terms = [FluxTerm(reaction: 1, coefficient: 2), FluxTerm(reaction: 2, coefficient: -1)]
    #expect(read.constraints.map(\.terms) == [terms])
  }

  /// The file was written by SciPy 1.17.1 (`savemat` with `do_compression=True`).
  @Test("are read as another program writes them")
  func independent() throws {
    let loaded = try ModelFile.load(bytes: MATFixture.scipy, path: "m.mat")
    #expect(loaded.warnings.isEmpty)
    let model = loaded.model
    #expect(model.reactions.map(\.id) == ["EX_a", "T", "OUT"])
    #expect(model.reactions.map(\.bounds.lower) == [-10, 0, 0])
    #expect(model.reactions.map(\.bounds.upper) == [1000, .infinity, 1000])
    #expect(model.reactions.map(\.rule) == [nil, .all([.gene(0), .gene(1)]), nil])
    #expect(model.reactions.map(\.subsystem) == ["", "Transport", ""])
    #expect(model.metabolites.map(\.id) == ["a[e]", "b[c]"])
    #expect(model.metabolites.map(\.charge) == [0, -2])
    #expect(model.genes.map(\.id) == ["8639.1", "26.1"])
    #expect(abs(try optimum(model) - 20) < 1e-9)
  }

  @Test("have the COBRA Toolbox's further constraints, and either sense")
  func furtherConstraints() throws {
    var model = MATTestModel()
    model.set("C", .sparse([[], [], [(0, 1)]], rows: 1))
    model.set("d", .column([12]))
    model.set("ctrs", .list(["limit"]))
    #expect(throws: SBMLError.matlab(.missingField(path: "m.mat", field: "dsense"))) {
      try load(model)
    }
    model.set("dsense", .line("L"))
    #expect(abs(try optimum(load(model).model) - 12) < 1e-9)
    model.set("dsense", .line("G"))
    model.set("osenseStr", nil)
    model.set("osense", .column([1]))
    #expect(abs(try optimum(load(model).model) - 12) < 1e-9)
    model.set("evars", .list(["x"]))
    #expect(field(of: model) == "evars")
  }

  private func field(of model: MATTestModel) -> String? {
    do throws(SBMLError) {
      _ = try ModelFile.load(bytes: model.bytes(), path: "m.mat")
    } catch {
      #expect(error.description.contains("m.mat"))
      switch error {
      case .matlab(.invalidField(_, let field, _, _)), .matlab(.missingField(_, let field)):
        return field
      case .matlab(.invalidModel): return "model"
      default: return nil
      }
    }
    return nil
  }

  @Test(
    "with a field that says nothing sensible are errors that name it",
    arguments: [
      ("lb", .column([.nan, 0, 0])), ("lb", .column([0, 0])), ("lb", .line("low")), ("lb", nil),
      ("ub", .column([1e-200, 1, 1])), ("ub", nil), ("c", .column([.infinity, 0, 0])),
      ("c", .complex(1)), ("S", .sparse([[(0, -1)], [], []], rows: 3)),
      ("S", .numbers([1, 2, 3], rows: 1, type: 9)), ("S", .line("S")),
      ("S", .sparse([[(0, .nan)], [], []], rows: 2)), ("b", .column([.infinity, 0])),
      ("csense", .line("EX")), ("csense", .line("E")), ("osenseStr", .line("up")),
      ("rxnNames", .list(["one"])), ("rxns", .column([1, 2, 3])),
      ("mets", .cells([.column([1]), .line("b")])), ("grRules", .list(["a"])),
    ] as [(String, MATTestValue?)])
  func badFields(name: String, value: MATTestValue?) {
    var model = MATTestModel()
    model.set(name, value)
    #expect(["model", name].contains(field(of: model) ?? (name == "c" ? "model" : nil)))
  }

  @Test("with bounds out of order, or an id twice, are errors; infinite bounds are none")
  func modelErrors() throws {
    var model = MATTestModel()
    model.set("ub", .column([-20, .infinity, .infinity]))
    #expect(field(of: model) == "model")
    model.set("ub", .column([.infinity, .infinity, .infinity]))
    #expect(try load(model).model.reactions[2].bounds.upper == .infinity)
    model.set("lb", .column([.infinity, 0, 0]))
    #expect(field(of: model) == "model")
    model.set("lb", .column([0, 0, 0]))
    model.set("rxns", .list(["a", "b", "a"]))
    #expect(field(of: model) == "model")
  }

  @Test("without an objective are read with a warning")
  func noObjective() throws {
    var model = MATTestModel()
    model.set("c", nil)
    #expect(try load(model).warnings == [.noObjective])
  }
}
