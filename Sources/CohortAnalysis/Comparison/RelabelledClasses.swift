import CohortStatistics
import LinearProgramming

/// The tested classes under every relabelling of the patients.
struct RelabelledClasses {
  /// Of each tested class.
  let pValues: [Double?]
  let familyPValues: [Double?]
  private let run: ComparisonRun
  private let tested: [Int]
  /// The names of the subsystems, and the tested classes of each.
  private let names: [String]
  private let members: [[Int]]
  /// Of each subsystem, labelling by labelling: the sum over its classes.
  private let sums: [[Int64]]

  init(
    _ run: ComparisonRun, tested: [Int], reactions: [ComparedReaction]
  ) throws(ComparisonError) {
    self.run = run
    self.tested = tested
    (names, members) = Self.subsystems(run, tested: tested)
    let count = run.tester.permutations
    if count == 0 || tested.isEmpty {
      pValues = tested.map { _ in nil }
      familyPValues = pValues
      sums = []
      return
    }
    var owners = [[Int]](repeating: [], count: tested.count)
    for (subsystem, places) in members.enumerated() {
      for place in places { owners[place].append(subsystem) }
    }
    let (subsystemCount, ownersOfPlace) = (names.count, owners)
    let parts = try mapSlices(of: tested.count, threads: run.threads, leastSlice: 16) {
      slice throws(ComparisonError) in
      var part = Part(labellings: count + 1, subsystems: subsystemCount)
      for place in slice {
        let row = tested[place]
        let permuted = try ComparisonRun.statistics { () throws(CohortStatisticsError) in
          try run.tester.ranks(minima: run.ranges.minima, maxima: run.ranges.maxima, row: row)
            .map { run.tester.permuted($0) }
        }
        part.add(permuted, to: ownersOfPlace[place])
        if run.progress?(run.ranges.minima.rowCount, run.ranges.minima.rowCount) == false {
          throw .cancelled
        }
      }
      return part
    }
    let whole = Part(parts)
    pValues = whole.pValues
    sums = whole.sums
    familyPValues = whole.observed.map { observed in
      run.tester.pValue([observed] + whole.largest.dropFirst())
    }
  }

  /// What one thread has found; all sums are of whole numbers, so that their order changes no digit.
  private struct Part: Sendable {
    var pValues: [Double?] = []
    var observed: [Double] = []
    /// Of each labelling the largest statistic.
    var largest: [Double]
    var sums: [[Int64]]

    init(labellings: Int, subsystems: Int) {
      largest = [Double](repeating: 0, count: labellings)
      sums = [[Int64]](repeating: [Int64](repeating: 0, count: labellings), count: subsystems)
    }

    init(_ parts: [Part]) {
      self = parts[0]
      for part in parts.dropFirst() {
        pValues += part.pValues
        observed += part.observed
        for index in largest.indices { largest[index] = max(largest[index], part.largest[index]) }
        for subsystem in sums.indices {
          for index in largest.indices { sums[subsystem][index] += part.sums[subsystem][index] }
        }
      }
    }

    mutating func add(_ permuted: RangeTester.Permuted?, to subsystems: [Int]) {
      pValues.append(permuted?.pValue)
      observed.append(permuted?.statistics.first ?? 0)
      guard let statistics = permuted?.statistics else { return }
      for (index, statistic) in statistics.enumerated() {
        largest[index] = max(largest[index], statistic)
      }
      for subsystem in subsystems {
        sums[subsystem].withUnsafeMutableBufferPointer { sums in
          for (index, statistic) in statistics.enumerated() {
            sums[index] += Int64((statistic.squareRoot() * RelabelledClasses.unit).rounded())
          }
        }
      }
    }
  }

  /// Of a |z| of 1 in the sums.
  private static let unit = 0x1p20

  // MARK: Subsystems

  /// The subsystems in the order of their first reaction, and the places among `tested` of the
  /// classes that have a member in each.
  private static func subsystems(
    _ run: ComparisonRun, tested: [Int]
  ) -> (names: [String], members: [[Int]]) {
    var places: [Int: Int] = [:]
    for (place, row) in tested.enumerated() { places[run.classes[row]] = place }
    var names: [String] = []
    var members: [String: Set<Int>] = [:]
    for (row, name) in run.ranges.manifest.annotation.subsystems.enumerated() where !name.isEmpty {
      if members[name] == nil {
        names.append(name)
        members[name] = []
      }
      if let place = places[run.classes[row]] { members[name]?.insert(place) }
    }
    return (names, names.map { (members[$0] ?? []).sorted() })
  }

  /// What became of each subsystem, in the order of their first reactions.
  func subsystems(of reactions: [ComparedReaction]) throws(ComparisonError) -> [ComparedSubsystem] {
    var sizes: [String: Int] = [:]
    for name in run.ranges.manifest.annotation.subsystems { sizes[name, default: 0] += 1 }
    var found = names.indices.map { subsystem in
      ComparedSubsystem(
        name: names[subsystem], reactions: sizes[names[subsystem]] ?? 0,
        classes: members[subsystem].count,
        found: members[subsystem].count {
          reactions[tested[$0]].qValue ?? 1 <= CohortComparisonOptions.discoveryRate
        })
    }
    for subsystem in found.indices where !sums.isEmpty && found[subsystem].classes > 0 {
      let unit = Self.unit * Double(found[subsystem].classes)
      let relabelled = sums[subsystem].dropFirst().reduce(0) { $0 + Double($1) }
      found[subsystem].observed = Double(sums[subsystem][0]) / unit
      found[subsystem].expected = relabelled / unit / Double(run.tester.permutations)
      found[subsystem].pValue = run.tester.pValue(sums[subsystem].map(Double.init))
    }
    let qValues = try ComparisonRun.statistics { () throws(CohortStatisticsError) in
      try FalseDiscoveryRate.qValues(found.map(\.pValue))
    }
    for (subsystem, q) in qValues.enumerated() { found[subsystem].qValue = q }
    return found
  }
}
