import MetabolicModels

/// Reads `Models/hepatocyte_core/*.tsv`, the source of the shipped model, into a model.
///
/// `metabolites.tsv` lists a metabolite once, with the compartments it is in: `atp` in `c m` makes
/// `atp_c` and `atp_m`. `reactions.tsv` writes a reaction as `atp_c + 2 h_c => adp_c`; the arrow is
/// for the reader, the columns `lower` and `upper` are what counts.
public enum HepatocyteCoreTables {
  public enum Failure: Error {
    case equation(reaction: String, text: String)
    case unknownMetabolite(reaction: String, id: String)
    case rule(reaction: String, GeneRuleParser.Failure)
    case unknownGene(reaction: String, id: String)
  }

  static let directory = "Models/hepatocyte_core/"
  static let objective = "HEPFUN"
  static let compartments = [
    Compartment(id: "c", name: "cytosol, with the cytosolic face of the endoplasmic reticulum"),
    Compartment(id: "m", name: "mitochondrial matrix and inner membrane"),
    Compartment(id: "e", name: "blood"),
    Compartment(id: "r", name: "lumen of the endoplasmic reticulum"),
  ]

  /// The model of the tables.
  ///
  /// - Parameter probes: Irreversible reactions to add, by id, written as in the table.
  public static func model(adding probes: [String: String] = [:]) throws -> MetabolicModel {
    let metabolites = try metabolites()
    let genes = try genes()
    let metaboliteIndices = indices(metabolites.map(\.id))
    let geneIndices = indices(genes.map(\.id))
    var matrix = StoichiometricMatrix(rowCount: metabolites.count)
    var reactions: [Reaction] = []
    for row in try ShippedTable(directory + "reactions.tsv").rows {
      reactions.append(try reaction(row, genes: geneIndices))
      let equation = try row.text("equation")
      matrix.appendColumn(
        try coefficients(equation, of: try row.text("id"), metabolites: metaboliteIndices))
    }
    for (id, equation) in probes.sorted(by: { $0.key < $1.key }) {
      reactions.append(Reaction(id: id))
      matrix.appendColumn(try coefficients(equation, of: id, metabolites: metaboliteIndices))
    }
    let terms = reactions.indices.filter { reactions[$0].id == objective }
      .map { FluxObjective.Term(reaction: $0, coefficient: 1) }
    return try MetabolicModel(
      id: "hepatocyte_core", name: "Human hepatocyte core", compartments: compartments,
      metabolites: metabolites, reactions: reactions, genes: genes, stoichiometry: matrix,
      objective: FluxObjective(terms: terms))
  }

  private static func indices(_ ids: [String]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
  }
}

extension HepatocyteCoreTables {
  private static func metabolites() throws -> [Metabolite] {
    try ShippedTable(directory + "metabolites.tsv").rows.flatMap { row in
      let base = try row.text("id")
      var annotations = Annotations()
      for compound in try row.text("kegg.compound").split(separator: " ") {
        annotations.add(String(compound), namespace: "kegg.compound")
      }
      return try row.text("compartments").split(separator: " ").map { compartment in
        Metabolite(
          id: "\(base)_\(compartment)", name: try row.text("name"),
          compartment: String(compartment), formula: try row.text("formula"),
          charge: try row.number("charge"), annotations: annotations)
      }
    }
  }

  private static func genes() throws -> [Gene] {
    try ShippedTable(directory + "genes.tsv").rows.map { row in
      let symbol = try row.text("id")
      var annotations = Annotations()
      annotations.add(symbol, namespace: "hgnc.symbol")
      for namespace in ["ensembl", "ncbigene", "uniprot"] {
        for identifier in try row.text(namespace).split(separator: ";") {
          annotations.add(String(identifier), namespace: namespace)
        }
      }
      return Gene(
        id: symbol, name: try row.text("name"), label: symbol, annotations: annotations)
    }
  }

  private static func reaction(_ row: ShippedTable.Row, genes: [String: Int]) throws -> Reaction {
    let id = try row.text("id")
    var annotations = Annotations()
    for code in try row.text("ec-code").split(separator: " ") {
      annotations.add(String(code), namespace: "ec-code")
    }
    return Reaction(
      id: id, name: try row.text("name"),
      bounds: FluxBounds(lower: try row.number("lower"), upper: try row.number("upper")),
      rule: try rule(try row.text("rule"), of: id, genes: genes),
      subsystem: try row.text("subsystem"), sboTerm: sboTerm(of: id), annotations: annotations)
  }

  /// The terms that tell exchanges, sinks, maintenance and the functional pseudo-reaction from
  /// biochemistry.
  private static func sboTerm(of id: String) -> String {
    if id.hasPrefix("EX_") { return "SBO:0000627" }
    if id.hasPrefix("SK_") { return "SBO:0000632" }
    if id == "ATPM" { return "SBO:0000630" }
    if id == objective { return "SBO:0000629" }
    return "SBO:0000176"
  }

  private static func rule(
    _ text: String, of reaction: String, genes: [String: Int]
  ) throws -> GeneReactionRule? {
    if text.isEmpty { return nil }
    var unknown: [String] = []
    do {
      let rule = try GeneRuleParser.parse(text) { name in
        if let index = genes[name] { return index }
        unknown.append(name)
        return 0
      }
      if let name = unknown.first { throw Failure.unknownGene(reaction: reaction, id: name) }
      return rule
    } catch let failure as GeneRuleParser.Failure {
      throw Failure.rule(reaction: reaction, failure)
    }
  }

  private static func coefficients(
    _ equation: String, of reaction: String, metabolites: [String: Int]
  ) throws -> [(row: Int, value: Double)] {
    let words = equation.split(separator: " ").map(String.init)
    guard let arrow = words.firstIndex(where: { $0 == "=>" || $0 == "<=>" }) else {
      throw Failure.equation(reaction: reaction, text: equation)
    }
    let sides = [(words[..<arrow], -1.0), (words[(arrow + 1)...], 1.0)]
    return try sides.flatMap { side, sign in
      try side.split(separator: "+").map { term in
        guard let name = term.last, let amount = term.count == 1 ? 1 : Double(term.first ?? ""),
          term.count <= 2
        else { throw Failure.equation(reaction: reaction, text: equation) }
        guard let index = metabolites[name] else {
          throw Failure.unknownMetabolite(reaction: reaction, id: name)
        }
        return (index, sign * amount)
      }
    }
  }
}

extension Reaction {
  /// Whether the reaction of the hepatocyte core passes the border of the system.
  public var leavesHepatocyte: Bool { id.hasPrefix("EX_") || id.hasPrefix("SK_") }
}
