/// Benjamini and Hochberg's control of the false discovery rate (1995, doi
/// 10.1111/j.2517-6161.1995.tb02031.x).
public enum FalseDiscoveryRate {
  /// The q-value of each p-value: the smallest rate of false discoveries at which it is a discovery.
  ///
  ///     q₍ᵢ₎ = min over j ≥ i of  m·p₍ⱼ₎ / j,   at most 1
  ///
  /// - Parameter pValues: `nil` where there is none: it has no q-value, and *m* does not count it.
  /// - Throws: ``CohortStatisticsError/notAProbability(index:value:)``.
  /// - Complexity: O(*m* log *m*).
  public static func qValues(
    _ pValues: [Double?]
  ) throws(CohortStatisticsError) -> [Double?] {
    var known: [(p: Double, index: Int)] = []
    for (index, p) in pValues.enumerated() {
      guard let p else { continue }
      guard p >= 0, p <= 1 else { throw .notAProbability(index: index, value: p) }
      known.append((p, index))
    }
    known.sort { $0.p < $1.p }
    var qValues = [Double?](repeating: nil, count: pValues.count)
    var least = 1.0
    for place in known.indices.reversed() {
      // Never below p itself, which p·m/m may be by a rounding.
      let scaled = known[place].p * (Double(known.count) / Double(place + 1))
      least = min(least, max(scaled, known[place].p))
      qValues[known[place].index] = least
    }
    return qValues
  }

  /// The smallest of some p-values of one hypothesis, times their number: valid however they depend
  /// on each other. `nil` where there is none.
  ///
  /// The ends and the span of one flux range make one such family.
  public static func bonferroni(_ pValues: [Double?]) -> Double? {
    let known = pValues.compactMap(\.self)
    return known.min().map { min(1, $0 * Double(known.count)) }
  }
}

/// Q-values where several tests ask one question.
///
/// Fully coupled reactions carry proportional fluxes: their tests are one test, and counting it once
/// for each would inflate a single change of expression to dozens of discoveries.
public struct ClassQValues: Sendable, Hashable {
  /// Of each test: that of its class. `nil` where no test of the class has a p-value.
  public var qValues: [Double?]
  /// Of each class: the first test with a p-value, which stands for the class.
  public var representatives: [Int: Int]

  /// The classes with a p-value: the *m* of Benjamini and Hochberg.
  public var testedClasses: Int { representatives.count }

  /// - Parameters:
  ///   - pValues: One for each test, or `nil`.
  ///   - classes: The class of each test, by any number. A test that is coupled with nothing has a
  ///     class of its own.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/notAProbability(index:value:)``.
  /// - Complexity: O(*m* log *m*).
  public init(_ pValues: [Double?], classes: [Int]) throws(CohortStatisticsError) {
    guard classes.count == pValues.count else {
      throw .wrongCount(of: "classes", expected: pValues.count, found: classes.count)
    }
    representatives = [:]
    var standsForClass = [Double?](repeating: nil, count: pValues.count)
    for (index, p) in pValues.enumerated() {
      guard let p else { continue }
      guard p >= 0, p <= 1 else { throw .notAProbability(index: index, value: p) }
      guard representatives[classes[index]] == nil else { continue }
      representatives[classes[index]] = index
      standsForClass[index] = p
    }
    let found = try FalseDiscoveryRate.qValues(standsForClass)
    let representatives = representatives
    qValues = classes.map { representatives[$0].flatMap { found[$0] } }
  }
}
