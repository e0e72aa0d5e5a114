import DataFiles
import MetabolicModels

/// Species, reactions and genes, with their notes and annotations.
extension SBMLWriter {
  mutating func writeSpecies() {
    guard !model.metabolites.isEmpty else { return }
    xml.start("listOfSpecies")
    for index in model.metabolites.indices { writeSpecies(index) }
    xml.end()
  }

  private mutating func writeSpecies(_ index: Int) {
    let metabolite = model.metabolites[index]
    let id = metaboliteIDs[index]
    let sboTerm = Self.sboTerm(metabolite.annotations)
    let formula = metabolite.formula.flatMap { Self.isFormula($0) ? $0 : nil }
    let charge = metabolite.charge.flatMap(charge)
    var notes: [(String, String)] = []
    if formula == nil, let odd = metabolite.formula { notes.append(("FORMULA", odd)) }
    if charge == nil, let odd = metabolite.charge { notes.append(("CHARGE", Self.number(odd))) }
    xml.start(
      "species",
      [
        "metaid": Self.metaID(id, metabolite.annotations, sboTerm), "id": id,
        "sboTerm": sboTerm,
        "name": metabolite.name.isEmpty ? nil : metabolite.name,
        "compartment": compartmentID(metabolite.compartment),
        "hasOnlySubstanceUnits": "false", "boundaryCondition": "false", "constant": "false",
        "fbc:charge": charge, "fbc:chemicalFormula": formula,
      ])
    writeNotes(notes)
    writeAnnotations(metabolite.annotations, of: id, besides: sboTerm)
    xml.end()
  }

  /// Versions 1 and 2 of fbc hold 32-bit integers, version 3 any number.
  private func charge(_ value: Double) -> String? {
    if usesVersion3 { return Self.number(value) }
    return Int32(exactly: value).map { "\($0)" }
  }

  /// Element symbols with counts (fbc version 2, section 3.4).
  static func isFormula(_ text: String) -> Bool {
    guard let first = text.utf8.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z")
    else { return false }
    var last = first
    for byte in text.utf8.dropFirst() {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
      // A small letter continues a symbol, which a count has ended.
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        if last <= UInt8(ascii: "9") { return false }
      default: return false
      }
      last = byte
    }
    return true
  }

  // MARK: Reactions

  mutating func writeReactions() {
    guard !model.reactions.isEmpty else { return }
    xml.start("listOfReactions")
    for index in model.reactions.indices { writeReaction(index) }
    xml.end()
  }

  private mutating func writeReaction(_ index: Int) {
    let reaction = model.reactions[index]
    let id = reactionIDs[index]
    xml.start(
      "reaction",
      [
        "metaid": Self.metaID(id, reaction.annotations, nil), "id": id,
        "sboTerm": reaction.sboTerm.flatMap { Self.isSBOTerm($0) ? $0 : nil },
        "name": reaction.name.isEmpty ? nil : reaction.name,
        "reversible": bounds[index].lower < 0 ? "true" : "false", "fast": "false",
        "fbc:lowerFluxBound": constants.id(of: bounds[index].lower),
        "fbc:upperFluxBound": constants.id(of: bounds[index].upper),
      ])
    writeNotes(reaction.unreadableRule.map { [("UNREADABLE_GENE_ASSOCIATION", $0)] } ?? [])
    writeAnnotations(reaction.annotations, of: id, besides: nil)
    let column = model.stoichiometry.column(index)
    writeReferences("listOfReactants", column.filter { $0.value < 0 })
    writeReferences("listOfProducts", column.filter { $0.value > 0 })
    if let rule = reaction.rule {
      xml.start("fbc:geneProductAssociation")
      writeRule(rule)
      xml.end()
    }
    xml.end()
  }

  private mutating func writeReferences(_ list: String, _ entries: [(row: Int, value: Double)]) {
    let ids = metaboliteIDs
    xml.list(list) { xml in
      for entry in entries {
        xml.empty(
          "speciesReference",
          [
            "species": ids[entry.row],
            "stoichiometry": Self.number(abs(entry.value)), "constant": "true",
          ])
      }
    }
  }

  private mutating func writeRule(_ rule: GeneReactionRule) {
    switch rule {
    case .gene(let gene):
      xml.empty("fbc:geneProductRef", ["fbc:geneProduct": geneIDs[gene]])
    case .all(let parts): writeParts("fbc:and", parts)
    case .any(let parts): writeParts("fbc:or", parts)
    }
  }

  private mutating func writeParts(_ name: String, _ parts: [GeneReactionRule]) {
    xml.start(name)
    for part in parts { writeRule(part) }
    xml.end()
  }

  // MARK: Genes

  mutating func writeGenes() {
    guard !model.genes.isEmpty else { return }
    xml.start("fbc:listOfGeneProducts")
    for (gene, id) in zip(model.genes, geneIDs) {
      let sboTerm = Self.sboTerm(gene.annotations)
      xml.start(
        "fbc:geneProduct",
        [
          "metaid": Self.metaID(id, gene.annotations, sboTerm), "sboTerm": sboTerm,
          "fbc:id": id, "fbc:name": gene.name.isEmpty ? nil : gene.name,
          // The label is not optional.
          "fbc:label": gene.label.isEmpty ? id : gene.label,
        ])
      writeAnnotations(gene.annotations, of: id, besides: sboTerm)
      xml.end()
    }
    xml.end()
  }

  // MARK: Notes and annotations

  private mutating func writeNotes(_ notes: [(key: String, value: String)]) {
    guard !notes.isEmpty else { return }
    xml.start("notes")
    xml.start("body", ["xmlns": "http://www.w3.org/1999/xhtml"])
    for note in notes { xml.element("p", text: "\(note.key): \(note.value)") }
    xml.end()
    xml.end()
  }

  /// `sboTerm` stands in an attribute and is not repeated.
  private mutating func writeAnnotations(
    _ annotations: Annotations, of id: String, besides sboTerm: String?
  ) {
    let resources = Self.resources(annotations, besides: sboTerm)
    guard !resources.isEmpty else { return }
    xml.start("annotation")
    xml.start(
      "rdf:RDF",
      [
        "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xmlns:bqbiol": "http://biomodels.net/biology-qualifiers/",
      ])
    xml.start("rdf:Description", ["rdf:about": "#meta_\(id)"])
    xml.start("bqbiol:is")
    xml.start("rdf:Bag")
    for resource in resources { xml.empty("rdf:li", ["rdf:resource": resource]) }
    for _ in 0..<5 { xml.end() }
  }

  private static func resources(_ annotations: Annotations, besides sboTerm: String?) -> [String] {
    annotations.entries.flatMap { entry in
      let isSBO = entry.namespace == "sbo"
      return entry.identifiers.filter { !isSBO || $0 != sboTerm }
        .map { "https://identifiers.org/\(entry.namespace)/\($0)" }
    }
  }

  private static func metaID(
    _ id: String, _ annotations: Annotations, _ sboTerm: String?
  ) -> String? {
    resources(annotations, besides: sboTerm).isEmpty ? nil : "meta_\(id)"
  }

  /// A term that comes first, as one read from the attribute does.
  private static func sboTerm(_ annotations: Annotations) -> String? {
    guard let first = annotations.entries.first, first.namespace == "sbo" else { return nil }
    return first.identifiers.first.flatMap { isSBOTerm($0) ? $0 : nil }
  }

  private static func isSBOTerm(_ text: String) -> Bool {
    text.utf8.count == 11 && text.hasPrefix("SBO:")
      && text.utf8.dropFirst(4).allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }
}
