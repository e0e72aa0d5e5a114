import MetabolicModels
import Testing

/// A model of reactions over single metabolites: (id, compartments of its metabolites with
/// coefficients, bounds, term).
private func model(
  compartments: [String], _ reactions: [Reaction], columns: [[(row: Int, value: Double)]]
) throws -> MetabolicModel {
  var matrix = StoichiometricMatrix(rowCount: compartments.count)
  for column in columns { matrix.appendColumn(column) }
  return try MetabolicModel(
    id: "m",
    metabolites: compartments.enumerated().map {
      Metabolite(id: "m\($0.offset)", compartment: $0.element)
    }, reactions: reactions, stoichiometry: matrix)
}

@Suite("Boundary reactions")
struct BoundaryReactionsTests {
  private func kinds(_ reaction: Reaction, in compartment: String) throws -> [String] {
    let model = try model(
      compartments: ["e", "c"], [reaction],
      columns: [[(compartment == "e" ? 0 : 1, -1)]])
    let found = BoundaryReactions(of: model)
    return (found.exchanges.isEmpty ? [] : ["exchange"])
      + (found.demands.isEmpty ? [] : ["demand"]) + (found.sinks.isEmpty ? [] : ["sink"])
  }

  @Test("are told by compartment and reversibility")
  func heuristics() throws {
    #expect(try kinds(Reaction(id: "x", bounds: .reversible), in: "e") == ["exchange"])
    #expect(try kinds(Reaction(id: "x", bounds: .irreversible), in: "e") == ["exchange"])
    #expect(try kinds(Reaction(id: "x", bounds: .irreversible), in: "c") == ["demand"])
    #expect(try kinds(Reaction(id: "x", bounds: .reversible), in: "c") == ["sink"])
  }

  @Test("whose id speaks of another kind are not taken for this one")
  func ids() throws {
    #expect(try kinds(Reaction(id: "DM_x", bounds: .reversible), in: "e") == [])
    #expect(try kinds(Reaction(id: "EX_x", bounds: .irreversible), in: "c") == [])
    #expect(try kinds(Reaction(id: "x_sink", bounds: .reversible), in: "c") == ["sink"])
  }

  @Test("with a term of the ontology are what it says")
  func terms() throws {
    #expect(
      try kinds(Reaction(id: "DM_x", bounds: .reversible, sboTerm: "SBO:0000627"), in: "c")
        == ["exchange"])
    #expect(try kinds(Reaction(id: "x", sboTerm: "sbo:0000628"), in: "e") == ["demand"])
    #expect(try kinds(Reaction(id: "x", sboTerm: "SBO:0000632"), in: "e") == ["sink"])
    #expect(try kinds(Reaction(id: "x", sboTerm: "SBO:0000629"), in: "e") == [])
    #expect(try kinds(Reaction(id: "x", sboTerm: "SBO:0000176"), in: "e") == ["exchange"])
  }

  @Test("have one metabolite")
  func oneMetabolite() throws {
    let model = try model(
      compartments: ["e", "c"], [Reaction(id: "t"), Reaction(id: "nothing"), Reaction(id: "x")],
      columns: [[(0, -1), (1, 1)], [], [(0, 1)]])
    #expect(BoundaryReactions(of: model).exchanges == [2])
  }

  private func external(_ compartments: [String], boundaryAt: [Int]) throws -> (String?, Bool) {
    let model = try model(
      compartments: compartments, boundaryAt.indices.map { Reaction(id: "r\($0)") },
      columns: boundaryAt.map { [($0, -1)] })
    let found = BoundaryReactions(of: model)
    return (found.externalCompartment, found.isExternalCompartmentGuessed)
  }

  @Test("The outside is the compartment with a known name, else the one with most of them")
  func externalCompartment() throws {
    #expect(try external(["c", "e"], boundaryAt: [0, 0, 1]) == ("e", false))
    #expect(try external(["C_c", "C_e"], boundaryAt: [0]) == ("C_e", false))
    #expect(try external(["e", "out", "c"], boundaryAt: [0, 1, 1]) == ("out", false))
    #expect(try external(["e", "out", "c"], boundaryAt: [0, 1]) == (nil, false))
    #expect(try external(["x", "y"], boundaryAt: [1, 1, 0]) == ("y", true))
    #expect(try external(["x", "y"], boundaryAt: []) == (nil, false))
  }
}

@Suite("Media")
struct MediumTests {
  /// EX_a: a_e ⇌, EX_b: → b_e, EX_c: c_e → (forced export), t: a_e → a_c, DM: a_c →.
  private func constrained() throws -> ConstrainedModel {
    ConstrainedModel(
      try model(
        compartments: ["e", "e", "e", "c"],
        [
          Reaction(id: "EX_a", bounds: FluxBounds(lower: -10, upper: 500)),
          Reaction(id: "EX_b", bounds: FluxBounds(lower: -3, upper: 4)),
          Reaction(id: "EX_c", bounds: FluxBounds(lower: 2, upper: 20)),
          Reaction(id: "t"), Reaction(id: "DM_a", bounds: FluxBounds(lower: 0, upper: 9)),
        ],
        columns: [[(0, -1)], [(1, 1)], [(2, -1)], [(0, -1), (3, 1)], [(3, -1)]]))
  }

  @Test("are read from the import sides of the exchanges")
  func read() throws {
    #expect(
      try constrained().medium
        == Medium([.init(exchange: "EX_a", uptake: 10), .init(exchange: "EX_b", uptake: 4)]))
  }

  /// Values as `Model.medium = …` of COBRApy leaves them.
  @Test("set import sides, close all others, and leave exports alone")
  func applied() throws {
    var model = try constrained()
    #expect(try model.apply(Medium([.init(exchange: "EX_b", uptake: 1.5)])) == [])
    #expect(model.bounds[0] == FluxBounds(lower: 0, upper: 500))
    #expect(model.bounds[1] == FluxBounds(lower: -3, upper: 1.5))
    #expect(model.bounds[2] == FluxBounds(lower: 2, upper: 20))
    #expect(model.bounds[4] == FluxBounds(lower: 0, upper: 9))
    #expect(model.medium == Medium([.init(exchange: "EX_b", uptake: 1.5)]))
    try model.apply(Medium([.init(exchange: "EX_a", uptake: .infinity)]))
    #expect(model.bounds[0].lower == -.infinity)
    #expect(model.bounds[1] == FluxBounds(lower: -3, upper: 0))
  }

  @Test("lift the forced export of an exchange that they list, even without uptake")
  func forcedExport() throws {
    var model = try constrained()
    let forced = model.model.reactions[2].id
    #expect(model.bounds[2] == FluxBounds(lower: 2, upper: 20))
    try model.apply(Medium([.init(exchange: forced, uptake: 0)]))
    #expect(model.bounds[2] == FluxBounds(lower: 0, upper: 20))
  }

  @Test("say which of their reactions are no exchanges")
  func notExchanges() throws {
    var model = try constrained()
    #expect(try model.apply(Medium([.init(exchange: "DM_a", uptake: 1)])) == ["DM_a"])
    #expect(model.bounds[4] == FluxBounds(lower: -1, upper: 9))
  }

  @Test("that make no sense are refused, and nothing is changed")
  func refused() throws {
    var model = try constrained()
    let before = model.bounds
    let good = Medium.Entry(exchange: "EX_b", uptake: 1)
    for (entry, error) in [
      (
        .init(exchange: "EX_aa", uptake: 1),
        .unknownID(
          kind: .reaction, id: "EX_aa", suggestion: "EX_a")
      ),
      (.init(exchange: "t", uptake: 1), .notAnExchange(id: "t")),
      (.init(exchange: "EX_a", uptake: -1), .invalidUptake(id: "EX_a", value: -1)),
      (good, .duplicateID(kind: .reaction, id: "EX_b")),
    ] as [(Medium.Entry, ModelError)] {
      #expect(throws: error) { try model.apply(Medium([good, entry])) }
      #expect(model.bounds == before)
    }
    #expect(throws: ModelError.self) {
      try model.apply(Medium([.init(exchange: "EX_a", uptake: .nan)]))
    }
  }
}
