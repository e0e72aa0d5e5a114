import CohortStatistics
import Testing

@Suite("Correlations")
struct CorrelationTests {
  /// SciPy 1.17.1, `pearsonr` and `spearmanr`.
  @Test(
    "agree with SciPy",
    arguments: [
      (CorrelationTest.Kind.pearson, 0.8631860503212404, 0.012336249357852583),
      (.spearman, 0.8928571428571429, 0.006807187408935393),
    ])
  func references(kind: CorrelationTest.Kind, coefficient: Double, pValue: Double) throws {
    let test = try #require(
      try CorrelationTest(
        [1, 2.5, 3, 4.2, 5, 6.1, 7], [2, 1, 4.5, 3, 6, 5.5, 9], kind: kind))
    #expect(abs(test.coefficient - coefficient) < 1e-14)
    #expect(abs(test.pValue - pValue) < 1e-13)
  }

  @Test(
    "agree with SciPy where ranks are tied",
    arguments: [
      (CorrelationTest.Kind.pearson, -0.5803810000880094, 0.4196189999119906),
      (.spearman, -0.632455532033676, 0.367544467966324),
    ])
  func ties(kind: CorrelationTest.Kind, coefficient: Double, pValue: Double) throws {
    let test = try #require(try CorrelationTest([1, 2, 2, 4], [9, 7, 1, 3], kind: kind))
    #expect(abs(test.coefficient - coefficient) < 1e-14)
    #expect(abs(test.pValue - pValue) < 1e-13)
  }

  @Test("are none of a constant, and refuse what is no pair of lists")
  func refusals() throws {
    #expect(try CorrelationTest([2, 2, 2], [1, 2, 3]) == nil)
    #expect(throws: CohortStatisticsError.self) { try CorrelationTest([1, 2, 3], [1, 2]) }
    #expect(throws: CohortStatisticsError.self) { try CorrelationTest([1, 2], [1, 2]) }
    #expect(throws: CohortStatisticsError.self) { try CorrelationTest([1, 2, .nan], [1, 2, 3]) }
    let perfect = try #require(try CorrelationTest([1, 2, 3], [-2, -4, -6]))
    #expect(abs(perfect.coefficient + 1) < 1e-15)
    #expect(perfect.pValue < 1e-7)
  }
}
