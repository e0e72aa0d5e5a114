import MetabolicModels

/// One of the ways in which a model names its genes: by id, by label, by name, or by a
/// cross-reference such as `ensembl` or `hgnc.symbol`.
struct GeneNamespace: Sendable, Hashable {
  let name: String

  /// All that some gene of `model` has, `id` first and the cross-references in the order of their
  /// first appearance.
  static func all(of model: MetabolicModel) -> [GeneNamespace] {
    var names = ["id"]
    if model.genes.contains(where: { !$0.label.isEmpty }) { names.append("label") }
    if model.genes.contains(where: { !$0.name.isEmpty }) { names.append("name") }
    var seen = Set(names)
    for gene in model.genes {
      for entry in gene.annotations.entries where seen.insert(entry.namespace).inserted {
        names.append(entry.namespace)
      }
    }
    return names.map(GeneNamespace.init)
  }

  func identifiers(of gene: Gene) -> [String] {
    switch name {
    case "id": [gene.id]
    case "label": gene.label.isEmpty ? [] : [gene.label]
    case "name": gene.name.isEmpty ? [] : [gene.name]
    default: gene.annotations[name]
    }
  }

  /// Whether a bare number of a table may be looked up here without being told to. Many databases
  /// number their entries, so that a match of two numbers proves nothing; the Entrez gene number is
  /// the one that tables hold.
  var numbersAreGenes: Bool {
    ["id", "label", "name", "ncbigene", "entrez", "entrezgene", "geneid", "ncbi-geneid"]
      .contains(name.lowercased())
  }
}
