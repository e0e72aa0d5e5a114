import FluxAnalysis
import MetabolicModels

/// Why a table, or a table together with a model, gives no bounds.
///
/// A patient's values are never quoted, nor is a cell that holds no number.
public enum OmicsError: Error, Sendable, Hashable {
  /// A cell of a table: `line` and `column` count from 1.
  public struct Cell: Sendable, Hashable {
    public var path: String
    public var line: Int
    public var column: Int
    public var gene: String
    public var sample: String

    public init(path: String, line: Int, column: Int, gene: String, sample: String) {
      self.path = path
      self.line = line
      self.column = column
      self.gene = gene
      self.sample = sample
    }
  }

  // The text of a file.
  case notText(path: String, line: Int, reason: NotText)
  case unclosedQuote(path: String, line: Int)
  case textAfterQuote(path: String, line: Int, column: Int)
  case raggedRow(path: String, line: Int, expected: Int, found: Int)
  case noRows(path: String)

  // The table.
  case noSamples(path: String)
  case emptySampleName(path: String, line: Int, column: Int)
  case emptyGene(path: String, line: Int)
  case duplicateSample(path: String, sample: String, columns: [Int])
  /// `sample` is named where the table is long.
  case duplicateGene(path: String, gene: String, sample: String?, lines: [Int])
  case notANumber(Cell, NotANumber)
  case negativeValue(Cell)
  case infiniteValue(Cell)
  case notALogarithm(Cell)
  case looksLogarithmic(path: String, largest: Double)
  case countsWithoutLengths(path: String)
  case lengthsMissing(path: String, known: Int, genes: Int)
  case invalidLength(path: String, line: Int, gene: String)
  case unknownSample(path: String, sample: String, count: Int, suggestion: String?)

  // Tables that are joined.
  case sampleInTwoTables(sample: String, paths: [String])
  case geneInOneTable(gene: String, path: String, other: String)

  // Genes of the table and genes of the model.
  case unknownColumn(path: String, column: String, columns: [String])
  case unknownNamespace(name: String, namespaces: [String])
  case modelWithoutGenes(model: String)
  case noSharedGene(tableExample: String, modelExample: String)
  case coverageTooLow(measured: Int, genes: Int, minimum: Double)

  // The method.
  case unreadableRule(reaction: String, rule: String, count: Int)
  case tooManyAlternatives(reaction: String, limit: Int)
  case nothingScored(sample: String)
  /// All scored reactions are between the thresholds of activity and of silence.
  case nothingDecided(sample: String)
  case allZero(sample: String)
  case scaleIsZero(sample: String, percentile: Double)
  case invalidOption(name: String, value: String, allowed: String)
  case flux(FluxError)
  case cannotReach(target: Double, best: Double?)
  case ambiguousUptake(reaction: String, least: Double, greatest: Double)
  case noUptake(reaction: String)
  case limitedFlux(reaction: String, method: String)
  case noFluxThroughScored(sample: String)

  // Methods that are trained on a cohort.
  case untrained(method: String)
  case trainingDoesNotFit(reason: String)

  // Choices of reactions.
  case inconsistentCore(reactions: [String], epsilon: Double)
  case weakReactions(reactions: [String], epsilon: Double)
  case emptyCore(sample: String)
  case unknownReaction(id: String, suggestion: String?)
  case noExpressionPeak(sample: String, reason: ZFPKM.Flaw)
  case enzymes(EnzymeError)
  case needsObjective(method: String, model: String)
  /// A mixed-integer program that is too large to be solved without a time limit.
  case tooManyBinaries(method: String, binaries: Int, limit: Int)
  /// A mixed-integer program for which no point was found before a limit.
  case noSolution(method: String, reason: String)

  public enum NotText: String, Sendable, Hashable {
    case invalidUTF8, nulByte, utf16
  }
}

extension OmicsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notText, .unclosedQuote, .textAfterQuote, .raggedRow, .noRows: textDescription
    case .noSamples, .emptySampleName, .emptyGene, .duplicateSample, .duplicateGene, .notANumber,
      .negativeValue, .infiniteValue, .unknownSample, .sampleInTwoTables, .geneInOneTable:
      tableDescription
    case .notALogarithm, .looksLogarithmic, .countsWithoutLengths, .lengthsMissing, .invalidLength:
      unitDescription
    case .unknownColumn, .unknownNamespace, .modelWithoutGenes, .noSharedGene, .coverageTooLow:
      geneDescription
    case .unreadableRule, .tooManyAlternatives, .nothingScored, .nothingDecided, .allZero,
      .scaleIsZero,
      .invalidOption, .flux, .cannotReach, .needsObjective, .tooManyBinaries, .noSolution:
      methodDescription
    case .ambiguousUptake, .noUptake, .limitedFlux, .noFluxThroughScored, .untrained,
      .trainingDoesNotFit:
      stateDescription
    case .inconsistentCore, .weakReactions, .emptyCore, .unknownReaction, .noExpressionPeak:
      choiceDescription
    case .enzymes(let error): error.description
    }
  }
}
