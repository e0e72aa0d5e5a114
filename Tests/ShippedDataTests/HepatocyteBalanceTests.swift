import MetabolicModels
import TestSupport
import Testing

/// The hepatocyte core on paper: sizes, balances, references.
@Suite("Hepatocyte core, structure")
struct HepatocyteBalanceTests {
  let model: MetabolicModel

  init() throws { model = try HepatocyteCoreTables.model() }

  @Test("has the sizes that its documentation states")
  func sizes() {
    #expect(model.reactions.count == 249)
    #expect(model.metabolites.count == 220)
    #expect(model.genes.count == 283)
  }

  /// Every reaction but exchanges, the glycogen store and the functional pseudo-reaction.
  @Test("is balanced in every element and in charge")
  func balance() throws {
    let formulas = try model.metabolites.map { try ChemicalFormula($0.formula ?? "") }
    for (index, reaction) in model.reactions.enumerated()
    where !reaction.leavesHepatocyte && reaction.id != "HEPFUN" {
      var sums: [String: Double] = [:]
      for (row, value) in model.stoichiometry.column(index) {
        for (element, count) in formulas[row].atoms {
          sums[element, default: 0] += value * Double(count)
        }
        sums["charge", default: 0] += value * (model.metabolites[row].charge ?? .nan)
      }
      let open = sums.filter { !(abs($0.value) < 1e-12) }
      #expect(open.isEmpty, "\(reaction.id): \(open)")
    }
  }

  @Test("gives every metabolite a formula and a charge")
  func formulas() {
    #expect(model.metabolites.allSatisfy { $0.formula != nil && $0.charge != nil })
  }

  @Test("uses every gene and every metabolite, and repeats no reaction")
  func noLooseParts() {
    let used = Set(model.reactions.flatMap { $0.rule?.genes ?? [] })
    #expect(used == Set(model.genes.indices))
    let rows = Set(model.stoichiometry.rows.map(Int.init))
    #expect(rows == Set(model.metabolites.indices))
    let columns = model.reactions.indices.map { index in
      model.stoichiometry.column(index).map { "\($0.row):\($0.value)" }.joined(separator: " ")
    }
    let repeated = Dictionary(grouping: model.reactions.indices) { columns[$0] }
      .values.filter { $0.count > 1 }.map { $0.map { model.reactions[$0].id } }
    #expect(repeated.isEmpty, "\(repeated)")
  }

  @Test("annotates every gene with its symbol, Ensembl and Entrez ids")
  func annotations() {
    for gene in model.genes {
      #expect(gene.annotations["hgnc.symbol"] == [gene.id])
      #expect(gene.annotations["ensembl"].first?.hasPrefix("ENSG") == true, "\(gene.id)")
      #expect(gene.annotations["ncbigene"].first.flatMap { Int($0) } != nil, "\(gene.id)")
      #expect(!gene.annotations["uniprot"].isEmpty, "\(gene.id)")
    }
  }

  @Test("names every enzyme-catalysed reaction's direction by its bounds")
  func bounds() throws {
    for row in try ShippedTable("Models/hepatocyte_core/reactions.tsv").rows {
      let id = try row.text("id")
      if id.hasPrefix("EX_") || id.hasPrefix("SK_") { continue }
      let isReversible = try row.text("equation").contains("<=>")
      #expect(try (row.number("lower") < 0) == isReversible, "\(id)")
    }
  }
}
