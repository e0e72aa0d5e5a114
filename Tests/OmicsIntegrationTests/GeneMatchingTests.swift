import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("Genes of a table and of a model")
struct GeneMatchingTests {
  private func model(_ genes: [Gene]) throws -> MetabolicModel {
    try OmicsModels.model([.init("R")], genes: genes)
  }

  private func genes(_ ids: String...) -> [Gene] { ids.map { Gene(id: $0) } }

  private func annotated(_ id: String, _ references: [(String, String)]) -> Gene {
    var annotations = Annotations()
    for (namespace, identifier) in references {
      annotations.add(identifier, namespace: namespace)
    }
    return Gene(id: id, annotations: annotations)
  }

  /// The levels of the model's genes when the table's are 1, 2, 3, … in its order.
  private func match(
    _ genes: [Gene], _ table: [String], map: GeneMap? = nil,
    _ change: (inout GeneMatchingOptions) -> Void = { _ in }
  ) throws -> GeneLevels {
    var options = GeneMatchingOptions()
    options.minimumCoverage = 0
    change(&options)
    let matching = try GeneMatching(
      model: model(genes), tableGenes: table, map: map, options: options)
    return try matching.levels(
      of: OmicsProfile(
        sample: "S", genes: table, levels: table.indices.map { Double($0 + 1) }))
  }

  @Test("has its defaults")
  func defaults() {
    let options = GeneMatchingOptions()
    #expect(options.minimumCoverage == 0.5)
    #expect(options.collapse == .maximum)
    #expect(options.namespace == nil)
  }

  @Test("are the same id, whatever the order")
  func ids() throws {
    let found = try match(genes("A", "B", "C"), ["C", "X", "A"])
    #expect(found.levels == [3, nil, 1])
    #expect(found.coverage.namespace == "id")
    #expect(found.coverage.matched == 2)
    #expect(found.coverage.measured == 2)
    #expect(found.coverage.modelGenes == 3)
    #expect(found.coverage.tableGenes == 3)
    #expect(found.coverage.unmatched == ["B"])
    #expect(found.coverage.fraction == 2.0 / 3)
    #expect(found.coverage.tableChanges == .init())
  }

  @Test("differ by a version, a transcript or a prefix, on either side, which is said")
  func normalized() throws {
    let ensembl = try match(
      genes("ENSG00000000419", "ENSG00000001036.14"), ["ENSG00000000419.12", "ENSG00000001036"])
    #expect(ensembl.levels == [1, 2])
    #expect(ensembl.coverage.tableChanges.version == 1)
    #expect(ensembl.coverage.modelChanges.version == 1)
    #expect(ensembl.coverage.notes.joined().contains("version suffix"))

    let entrez = try match(genes("8639.1", "8639.2", "26_AT1", "314"), ["8639", "26", "314.7"])
    #expect(entrez.levels == [1, 1, 2, 3])
    #expect(entrez.coverage.modelChanges.version == 3)

    let prefixes = try match(genes("G_b0001", "TP53"), ["b0001", "HGNC:TP53"])
    #expect(prefixes.levels == [1, 2])
    #expect(prefixes.coverage.modelChanges.modelPrefix == 1)
    #expect(prefixes.coverage.tableChanges.hgncPrefix == 1)

    let swapped = try match(genes("b0001", "HGNC:TP53"), ["G_b0001", "TP53"])
    #expect(swapped.levels == [1, 2])
  }

  @Test("keep a point that belongs to the name")
  func points() throws {
    let found = try match(genes("orf19.5", "Y110A7A.10", "Q"), ["orf19.6", "Y110A7A.1", "Q"])
    #expect(found.levels == [nil, nil, 3])
  }

  @Test("take the exact id before one without its version")
  func exactFirst() throws {
    let found = try match(genes("8639.1", "8639.2", "8639"), ["8639.2", "8639.1"])
    #expect(found.levels == [2, 1, 2])
  }

  @Test("combine several rows of one gene as asked")
  func collapse() throws {
    let table = ["8639.1", "8639.2", "26"]
    #expect(try match(genes("8639", "26"), table).levels == [2, 3])
    let sum = try match(genes("8639", "26"), table) { $0.collapse = .sum }
    #expect(sum.levels == [3, 3])
    #expect(sum.coverage.collapsed == 1)
    #expect(sum.coverage.notes.joined().contains("sum"))
  }

  @Test("combine rows of one gene even if one is spelt as in the model, and say so")
  func collapseBesideExact() throws {
    for (ids, table) in [
      (["g1", "g2"], ["g1", "g2", "G_g1"]), (["g1", "g2"], ["G_g1", "g2", "g1"]),
      (["ENSG00000141510", "g2"], ["ENSG00000141510.5", "g2", "ENSG00000141510"]),
    ] {
      let genes = ids.map { Gene(id: $0) }
      let largest = try match(genes, table)
      #expect(largest.levels == [3, 2])
      #expect(largest.coverage.collapsed == 1)
      #expect(largest.coverage.notes.joined().contains("1 model gene has several rows"))
      #expect(try match(genes, table) { $0.collapse = .sum }.levels == [4, 2])
    }
    // The model tells 8639.1 from 8639.2, so the table's 8639.3 is all that joins either.
    let told = try match(genes("8639.1", "8639.2"), ["8639.1", "8639.2", "8639.3"])
    #expect(told.levels == [3, 3])
    #expect(told.coverage.collapsed == 2)
  }

  @Test("are found by label, name or cross-reference when ids do not match")
  func namespaces() throws {
    let labelled = [Gene(id: "g1", name: "one", label: "TP53"), Gene(id: "g2", label: "BRCA1")]
    let byLabel = try match(labelled, ["BRCA1", "TP53"])
    #expect(byLabel.levels == [2, 1])
    #expect(byLabel.coverage.namespace == "label")

    let annotated = [
      annotated("g1", [("ensembl", "ENSG00000141510"), ("hgnc.symbol", "TP53")]),
      annotated("g2", [("ensembl", "ENSG00000012048"), ("hgnc.symbol", "BRCA1")]),
    ]
    #expect(try match(annotated, ["TP53", "BRCA1"]).coverage.namespace == "hgnc.symbol")
    let ensembl = try match(annotated, ["ENSG00000012048.3", "X"])
    #expect(ensembl.levels == [nil, 1])
    #expect(ensembl.coverage.namespace == "ensembl")
    let named = try match(annotated, ["TP53", "ENSG00000012048"]) { $0.namespace = "ensembl" }
    #expect(named.levels == [nil, 2])
    #expect(
      throws: OmicsError.unknownNamespace(
        name: "uniprot", namespaces: ["id", "ensembl", "hgnc.symbol"])
    ) { try match(annotated, ["TP53"]) { $0.namespace = "uniprot" } }
  }

  @Test("never take one database's number for another's")
  func numbers() throws {
    let genes = [
      annotated("a", [("hgnc", "HGNC:1100"), ("ncbigene", "672"), ("ncbigi", "7157")]),
      annotated("b", [("hgnc", "11998"), ("ncbigene", "7157"), ("ncbigi", "672")]),
    ]
    #expect(try match(genes, ["672", "7157"]).levels == [1, 2])
    #expect(try match(genes, ["HGNC:11998", "hgnc:1100"]).levels == [2, 1])
    #expect(throws: OmicsError.self) { try match(genes, ["1100", "11998"]) }
    #expect(try match(genes, ["1100", "11998"]) { $0.namespace = "hgnc" }.levels == [1, 2])
    // HGNC:672 is not Entrez gene 672.
    #expect(throws: OmicsError.self) { try match(genes, ["HGNC:672"]) }
    #expect(throws: OmicsError.self) { try match(self.genes("672"), ["HGNC:672"]) }
  }

  @Test("are translated by a gene map")
  func map() throws {
    let text = """
      "genes"\t"symbols"\t"entrez"
      "ENSG00000000001"\t"AAA"\t"1;2"
      "ENSG00000000002"\t"BBB; CCC"\t""
      "ENSG00000000003"\t"CCC"\t"NA"
      """
    let map = try GeneMap.read(Array(text.utf8), path: "map", from: "Symbols", to: "genes")
    let genes = genes("ENSG00000000001", "ENSG00000000002.7", "ENSG00000000003", "ENSG00000000004")
    let found = try match(genes, ["AAA", "BBB", "CCC", "DDD"], map: map)
    #expect(found.levels == [1, 3, 3, nil])
    #expect(found.coverage.map?.translated == 3)
    #expect(found.coverage.map?.from == "symbols")
    #expect(found.coverage.collapsed == 1)
    let numbers = try GeneMap.read(Array(text.utf8), path: "map", from: "entrez", to: "genes")
    #expect(try match(genes, ["2.1"], map: numbers).levels == [1, nil, nil, nil])
    #expect(
      throws: OmicsError.unknownColumn(
        path: "map", column: "uniprot", columns: ["genes", "symbols", "entrez"])
    ) { try GeneMap.read(Array(text.utf8), path: "map", from: "uniprot", to: "genes") }
  }

  @Test("refuse what covers too little, counting values and not rows")
  func coverage() throws {
    let table = ["A", "B"]
    let matching = try GeneMatching(
      model: model(genes("A", "B", "C", "D")), tableGenes: table)
    let full = OmicsProfile(sample: "S", genes: table, levels: [1, 0])
    #expect(try matching.levels(of: full).coverage.fraction == 0.5)
    let gap = OmicsProfile(sample: "S", genes: table, levels: [1, nil])
    #expect(throws: OmicsError.coverageTooLow(measured: 1, genes: 4, minimum: 0.5)) {
      try matching.levels(of: gap)
    }
  }

  @Test("refuse tables that share no gene, with an example of each side")
  func nothingShared() throws {
    let error = OmicsError.noSharedGene(tableExample: "TP53", modelExample: "b0001")
    #expect(throws: error) { try match(genes("b0001", "b0002"), ["TP53", "BRCA1"]) }
    #expect(error.description.contains("'TP53'") && error.description.contains("'b0001'"))
    #expect(throws: OmicsError.modelWithoutGenes(model: "test")) { try match([], ["TP53"]) }
  }
}
