import DataFiles

/// Why tables of enzymes, or tables together with a model, constrain nothing.
public enum EnzymeError: Error, Sendable, Hashable {
  /// The place of a cell, counted from 1.
  public struct Cell: Sendable, Hashable {
    public var path: String
    public var line: Int
    public var column: String

    public init(path: String, line: Int, column: String) {
      self.path = path
      self.line = line
      self.column = column
    }
  }

  /// The header names no set of columns that says something of enzymes.
  case unknownColumns(path: String, columns: [String])
  case repeatedColumn(path: String, column: String)
  case emptyCell(Cell)
  case notANumber(Cell)
  /// A number that is negative, infinite, or zero where it must not be.
  case numberNotAllowed(Cell, allowed: String)
  case unknownDirection(Cell)
  /// Two rows that say something of the same thing.
  case repeatedRow(path: String, what: String, lines: [Int])
  case repeatedElsewhere(what: String)
  case lacks(path: String, what: String, columns: String)
  case noSharedReaction(tableExample: String, modelExample: String)
  case noSharedGene(tableExample: String, modelExample: String)
  case noMasses
  case needsProteins(form: String)
  case nothingConstrained
  case targetOutOfReach(target: Double, best: Double?)
}

extension EnzymeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownColumns(let path, let columns):
      "The header of '\(path)' has the columns \(Self.list(columns)), which do not say what of "
        + "enzymes it holds (\(path):1). Name reaction and kcat, or reaction, isozyme and gene, or "
        + "gene and mass."
    case .repeatedColumn(let path, let column):
      "Two columns are named as '\(column)' (\(path):1). Keep one of them."
    case .emptyCell(let cell):
      "The cell of the column '\(cell.column)' is empty\(cell.place). Fill it in."
    case .notANumber(let cell):
      "The cell of the column '\(cell.column)' holds no number\(cell.place). Give a decimal number, "
        + "or leave it empty where nothing is known."
    case .numberNotAllowed(let cell, let allowed):
      "The number of the column '\(cell.column)' cannot be used\(cell.place). Give \(allowed)."
    case .unknownDirection(let cell):
      "The direction is not known\(cell.place). Give forward, backward, or nothing for both."
    case .repeatedRow(let path, let what, let lines):
      "\(what) stands on line \(lines.map(String.init).joined(separator: " and on line ")) "
        + "of '\(path)', with different numbers. Keep one of them."
    case .repeatedElsewhere(let what):
      "\(what) stands in two tables, with different numbers. Keep one of them."
    case .lacks(let path, let what, let columns):
      "'\(path)' holds no \(what). Name the columns \(columns)."
    case .noSharedReaction(let table, let model):
      "No reaction with a turnover number is in the model: the table has "
        + "'\(OmicsError.excerpt(table))', the model has '\(OmicsError.excerpt(model))'. "
        + "Translate the table's identifiers."
    case .noSharedGene(let table, let model):
      "No protein of the table is one of the model's genes: the table has "
        + "'\(OmicsError.excerpt(table))', the model has '\(OmicsError.excerpt(model))'. "
        + "Translate the table's identifiers, as with --gene-map."
    case .noMasses:
      "A pool of protein needs molecular masses, and none of the model's genes has one. "
        + "Give a table with the columns gene and mass."
    case .needsProteins(let form):
      "The form '\(form)' bounds fluxes by measured proteins, and there are none. "
        + "Give proteomics, or take another form."
    case .nothingConstrained:
      "No reaction has both a gene rule and a turnover number, so that nothing is constrained. "
        + "Check the identifiers of the table."
    case .targetOutOfReach(let target, let best):
      "The model cannot reach an objective of \(NumberText.text(target)) however much of the measured "
        + "proteins there were"
        + (best.map { " (it reaches \(NumberText.text($0)))" } ?? "")
        + ". Check the pool, the medium and the knock-outs."
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(6).map { "'\(OmicsError.excerpt($0))'" }.joined(separator: ", ")
    return names.count > 6 ? shown + ", …" : shown
  }
}

extension EnzymeError.Cell {
  fileprivate var place: String { " (\(path):\(line))" }
}
