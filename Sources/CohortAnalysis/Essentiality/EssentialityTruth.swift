import DataFiles
import OmicsIntegration

/// What experiments found of the genes of a model: which are essential, sample by sample.
public struct EssentialityTruth: Sendable {
  /// For each call, by the gene of the model.
  public let essential: [[String: Bool]]
  public let calls: [EssentialityCall]
  /// Rows whose gene is none of the model's, or that the map does not know.
  public private(set) var foreignRows = 0
  /// Genes with several rows that do not agree, for at least one call: they count for none.
  public private(set) var contradictory: [String] = []

  /// Reads a table with a header: one column of genes, and columns of numbers. A cell without a
  /// number says nothing of its gene.
  ///
  /// - Parameters:
  ///   - geneColumn: The column of genes; `nil` takes the first.
  ///   - map: Translates the table's genes first. A gene that it translates to several of the model's
  ///     speaks for none of them.
  ///   - genes: The ids of the model's genes.
  /// - Throws: ``EssentialityError``.
  /// - Complexity: O(bytes).
  public init(
    _ bytes: [UInt8], path: String, geneColumn: String? = nil, map: GeneMap? = nil,
    calls: [EssentialityCall], genes: [String]
  ) throws(EssentialityError) {
    let rows = try EssentialityRows.read(
      bytes, path: path, geneColumn: geneColumn, columns: calls.map(\.column))
    let known = Set(genes)
    var found = [[String: Bool]](repeating: [:], count: calls.count)
    var contradictory: Set<String> = []
    for row in rows {
      let names = map.map { $0.translations(of: row.gene) } ?? [row.gene]
      let targets = Set(names).intersection(known)
      guard targets.count == 1, let gene = targets.first else {
        foreignRows += 1
        continue
      }
      for (index, call) in calls.enumerated() {
        guard let value = row.values[index] else { continue }
        let isEssential = call.comparison.holds(value, call.threshold)
        if let other = found[index].updateValue(isEssential, forKey: gene), other != isEssential {
          contradictory.insert(gene)
        }
      }
    }
    for index in found.indices { for gene in contradictory { found[index][gene] = nil } }
    if found.allSatisfy(\.isEmpty) {
      throw .noSharedGene(path: path, example: rows.first?.gene ?? "", model: genes.first ?? "")
    }
    essential = found
    self.calls = calls
    self.contradictory = contradictory.sorted()
  }
}

/// The rows of a table of experiments.
private struct EssentialityRows {
  struct Row {
    var gene: String
    /// One for each column asked for.
    var values: [Double?]
  }

  static func read(
    _ bytes: [UInt8], path: String, geneColumn: String?, columns: [String]
  ) throws(EssentialityError) -> [Row] {
    do throws(OmicsError) {
      return try DelimitedText.read(bytes, path: path) {
        (text: inout DelimitedText, header: [String]) throws(OmicsError) -> [Row] in
        func place(_ column: String) throws(OmicsError) -> Int {
          if let index = header.firstIndex(of: column) { return index }
          throw .unknownColumn(path: path, column: column, columns: header)
        }
        let gene = try geneColumn.map { column throws(OmicsError) in try place(column) } ?? 0
        var places: [Int] = []
        for column in columns { places.append(try place(column)) }
        var rows: [Row] = []
        while try text.nextRow(of: header.count) {
          let values = places.map { place in
            NumberText.parse(text.text(of: text.fields[place])[...]).flatMap { $0.isNaN ? nil : $0 }
          }
          rows.append(Row(gene: text.text(of: text.fields[gene]), values: values))
        }
        if rows.isEmpty { throw OmicsError.noRows(path: path) }
        return rows
      }
    } catch {
      throw .table(error)
    }
  }
}
