import DataFiles

extension EnzymeData {
  /// Reads a table of enzymes: tab, comma or semicolon separated, in UTF-8, with a header.
  ///
  /// The columns that the header names decide what the table holds. Names are compared without regard
  /// to case; other columns are ignored.
  ///
  /// | column | also spelled | holds |
  /// |---|---|---|
  /// | `reaction` | `reaction_id`, `MAR_id` | the reaction; `X_b` is the backward direction of `X` |
  /// | `kcat` | `kcat_per_s`, `kcat_per_s_if_stoich1` | turnover number, s⁻¹ |
  /// | `direction` | | `forward` (`fwd`), `backward` (`rev`, `reverse`), or nothing |
  /// | `isozyme` | `ec_reaction`, which goes first | rows of the same isozyme are one complex |
  /// | `gene` | `gene_product`, `ensembl_gene` | a subunit |
  /// | `stoichiometry` | `copies` | how often it is in the complex; 1 where it is not said |
  /// | `mass` | `mass_kDa`, `MW_kDa` | molecular mass, kDa; `mass_Da` and `MW_Da` in Da |
  ///
  /// `reaction` and `kcat` are turnover numbers: of the whole reaction, or with `gene` of one complex.
  /// `reaction`, `isozyme` and `gene` without `kcat` are the make-up of complexes. `gene` and `mass` are
  /// masses, beside any of these. Where the rows of one complex have different turnover numbers, each
  /// is what its subunit draws: the complex has the largest, and a subunit whose row has half of it
  /// is there twice.
  ///
  /// A row without a number, or without a reaction, says nothing and is counted.
  ///
  /// - Throws: ``OmicsError/enzymes(_:)`` with the line, or an error of the text.
  /// - Complexity: O(bytes).
  public static func read(_ bytes: [UInt8], path: String) throws(OmicsError) -> EnzymeData {
    try DelimitedText.read(bytes, path: path) {
      (text: inout DelimitedText, header: [String]) throws(OmicsError) -> EnzymeData in
      let columns = try EnzymeColumns(header: header, path: path)
      var rows = EnzymeRows(path: path, columns: columns)
      while try text.nextRow(of: header.count) {
        try rows.take(text)
      }
      if rows.isEmpty { throw .noRows(path: path) }
      return try rows.data()
    }
  }
}

/// Which column of a table holds what.
struct EnzymeColumns {
  var reaction: Int?
  var turnover: Int?
  var direction: Int?
  var isozyme: Int?
  var gene: Int?
  var copies: Int?
  var mass: Int?
  /// What a number of the mass column is multiplied by to be in kDa.
  var massFactor = 1.0
  private(set) var names: [String]

  init(header: [String], path: String) throws(OmicsError) {
    names = header
    let lowered = header.map { $0.lowercased() }
    func find(_ spellings: [String]) throws(OmicsError) -> Int? {
      for spelling in spellings {
        let found = lowered.indices.filter { lowered[$0] == spelling }
        if found.count > 1 {
          throw .enzymes(.repeatedColumn(path: path, column: header[found[1]]))
        }
        if let first = found.first { return first }
      }
      return nil
    }
    reaction = try find(["reaction", "reaction_id", "mar_id"])
    turnover = try find(["kcat", "kcat_per_s", "kcat_per_s_if_stoich1"])
    direction = try find(["direction"])
    isozyme = try find(["ec_reaction", "isozyme"])
    gene = try find(["gene", "gene_product", "ensembl_gene"])
    copies = try find(["stoichiometry", "copies"])
    mass = try find(["mass", "mass_kda", "mw_kda"])
    if mass == nil {
      mass = try find(["mass_da", "mw_da"])
      massFactor = 1e-3
    }
    let saysSomething =
      (reaction != nil && turnover != nil) || (gene != nil && mass != nil)
      || (reaction != nil && isozyme != nil && gene != nil)
    if !saysSomething { throw .enzymes(.unknownColumns(path: path, columns: header)) }
  }
}

/// The rows of a table, taken in one by one and put together at the end.
struct EnzymeRows {
  private struct Key: Hashable {
    var reaction: String
    var direction: EnzymeData.Direction?
    /// The isozyme, or the gene where no column names isozymes; empty for the whole reaction.
    var enzyme: String
  }

  private struct Part {
    var gene: String
    var copies: Double
    /// `nil` in a table of complexes.
    var perSecond: Double?
    var line: Int
  }

  private let path: String
  private let columns: EnzymeColumns
  private var order: [Key] = []
  private var parts: [Key: [Part]] = [:]
  private var masses: [String: (mass: Double, line: Int)] = [:]
  private var skipped = 0
  private(set) var isEmpty = true

  init(path: String, columns: EnzymeColumns) {
    self.path = path
    self.columns = columns
  }

  mutating func take(_ text: DelimitedText) throws(OmicsError) {
    isEmpty = false
    let gene = try name(columns.gene, text)
    var said = try takeMass(of: gene, text)
    if let reactionColumn = columns.reaction, columns.turnover != nil || columns.isozyme != nil {
      let reaction = text.text(of: text.fields[reactionColumn])
      if !reaction.isEmpty, try takeEnzyme(reaction, gene, text) { said = true }
    }
    if !said { skipped += 1 }
  }

  private mutating func takeMass(
    of gene: String?, _ text: DelimitedText
  ) throws(OmicsError) -> Bool {
    guard let column = columns.mass, let gene else { return false }
    guard let number = try number(column, text, allowed: "a mass of 0 or above", zero: true) else {
      return false
    }
    let mass = number * columns.massFactor
    if let known = masses.updateValue((mass, text.recordLine), forKey: gene), known.mass != mass {
      throw .enzymes(
        .repeatedRow(
          path: path, what: "The mass of '\(OmicsError.excerpt(gene))'",
          lines: [known.line, text.recordLine]))
    }
    return true
  }

  /// Whether the row says something of an enzyme.
  private mutating func takeEnzyme(
    _ reaction: String, _ gene: String?, _ text: DelimitedText
  ) throws(OmicsError) -> Bool {
    var perSecond: Double?
    if let column = columns.turnover {
      perSecond = try number(column, text, allowed: "a turnover number above 0", zero: false)
      if perSecond == nil { return false }
    }
    var copies = 1.0
    if let column = columns.copies {
      copies = try number(column, text, allowed: "a number of copies above 0", zero: false) ?? 1
    }
    let isozyme = columns.isozyme.map { text.text(of: text.fields[$0]) } ?? ""
    let key = Key(
      reaction: reaction, direction: try direction(text),
      enzyme: isozyme.isEmpty ? gene ?? "" : isozyme)
    let part = Part(gene: gene ?? "", copies: copies, perSecond: perSecond, line: text.recordLine)
    if parts[key] == nil { order.append(key) }
    if let twin = parts[key]?.first(where: { $0.gene == part.gene }) {
      if twin.copies == copies && twin.perSecond == perSecond { return true }
      throw .enzymes(
        .repeatedRow(
          path: path, what: "An enzyme of '\(OmicsError.excerpt(reaction))'",
          lines: [twin.line, part.line]))
    }
    parts[key, default: []].append(part)
    return true
  }

  private func name(_ column: Int?, _ text: DelimitedText) throws(OmicsError) -> String? {
    guard let column else { return nil }
    let name = text.text(of: text.fields[column])
    if name.isEmpty { throw .enzymes(.emptyCell(cell(column, text))) }
    return name
  }

  private func direction(_ text: DelimitedText) throws(OmicsError) -> EnzymeData.Direction? {
    guard let column = columns.direction else { return nil }
    switch text.text(of: text.fields[column]).lowercased() {
    case "": return nil
    case "forward", "fwd", "f", "+": return .forward
    case "backward", "bwd", "reverse", "rev", "b", "r", "-": return .backward
    default: throw .enzymes(.unknownDirection(cell(column, text)))
    }
  }

  private func number(
    _ column: Int, _ text: DelimitedText, allowed: String, zero: Bool
  ) throws(OmicsError) -> Double? {
    switch LevelCell(text.bytes(of: text.fields[column]), unit: nil) {
    case .missing: return nil
    case .level(let value):
      // What is below is no number that a solver could tell from nothing.
      if value == 0 && zero { return 0 }
      if value >= 1e-12, value <= 1e12 { return value }
      throw .enzymes(.numberNotAllowed(cell(column, text), allowed: allowed))
    case .fault(.notANumber): throw .enzymes(.notANumber(cell(column, text)))
    case .fault: throw .enzymes(.numberNotAllowed(cell(column, text), allowed: allowed))
    }
  }

  private func cell(_ column: Int, _ text: DelimitedText) -> EnzymeError.Cell {
    EnzymeError.Cell(
      path: path, line: text.recordLine, column: OmicsError.excerpt(columns.names[column]))
  }

  func data() throws(OmicsError) -> EnzymeData {
    var data = EnzymeData(masses: masses.mapValues(\.mass))
    data.skippedRows = skipped
    for key in order {
      let rows = parts[key] ?? []
      guard let fastest = rows.compactMap(\.perSecond).max() else {
        data.complexes.append(
          .init(
            reaction: key.reaction,
            subunits: rows.map { EnzymeData.Subunit($0.gene, copies: $0.copies) }))
        continue
      }
      let subunits = rows.filter { !$0.gene.isEmpty }.map {
        EnzymeData.Subunit($0.gene, copies: $0.copies * fastest / ($0.perSecond ?? fastest))
      }
      data.turnovers.append(
        .init(
          reaction: key.reaction, direction: key.direction, subunits: subunits, perSecond: fastest))
    }
    return data
  }
}
