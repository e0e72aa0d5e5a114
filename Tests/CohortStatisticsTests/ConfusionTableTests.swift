import CohortStatistics
import Testing

@Suite("Confusion tables")
struct ConfusionTableTests {
  static func table(_ tp: Int, _ tn: Int, _ fp: Int, _ fn: Int) -> ConfusionTable {
    var table = ConfusionTable()
    table.truePositives = tp
    table.trueNegatives = tn
    table.falsePositives = fp
    table.falseNegatives = fn
    return table
  }

  /// The table that Robinson et al. 2020 print for Human-GEM (Science Signaling 13, eaaz1482) has
  /// TP 38, TN 2371, FP 131, FN 78 and the correlation 0.230; the digits are those of
  /// scikit-learn's formula in exact fractions.
  @Test("Matthews' correlation is that of a published table")
  func published() throws {
    let table = Self.table(38, 2371, 131, 78)
    #expect(abs(try #require(table.matthewsCorrelation) - 0.230) < 0.0005)
    #expect(table.sensitivity == 38.0 / 116)
    #expect(table.specificity == 2371.0 / 2502)
    #expect(table.precision == 38.0 / 169)
    #expect(table.all == 2618)
  }

  @Test("a figure without a meaning is none")
  func undefined() {
    #expect(Self.table(0, 5, 0, 3).matthewsCorrelation == nil)
    #expect(Self.table(0, 5, 0, 3).precision == nil)
    #expect(Self.table(4, 0, 2, 0).specificity == 0)
    #expect(Self.table(4, 0, 0, 0).specificity == nil)
    #expect(ConfusionTable().sensitivity == nil)
  }

  @Test("the correlation is 1 for what is right, −1 for the contrary, and knows no sides")
  func properties() {
    #expect(Self.table(3, 4, 0, 0).matthewsCorrelation == 1)
    #expect(Self.table(0, 0, 4, 3).matthewsCorrelation == -1)
    let one = Self.table(7, 20, 3, 5).matthewsCorrelation ?? .nan
    let other = Self.table(20, 7, 5, 3).matthewsCorrelation ?? .nan
    #expect(abs(one - other) < 1e-15)
    var counted = ConfusionTable()
    for (predicted, actual) in [(true, true), (true, false), (false, true), (false, false)] {
      counted.count(predicted: predicted, actual: actual)
    }
    #expect(counted + counted == Self.table(2, 2, 2, 2))
  }
}
