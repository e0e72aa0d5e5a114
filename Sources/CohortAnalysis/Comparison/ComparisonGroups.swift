import CohortStatistics
import MetabolicModels

/// Who is compared with whom.
public struct ComparisonGroups: Sendable, Hashable {
  public struct Group: Sendable, Hashable {
    public var name: String
    /// The places in the design of the patients that are compared, in its order; in a paired design
    /// place *i* of both groups is one pair.
    public var patients: [Int]
  }

  /// A patient that is not compared.
  public struct Exclusion: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
      /// No value in the column.
      case noValue
      /// The patient has no ranges.
      case failed(CohortRecord.Failure)
      /// Neither a result nor a failure is stored.
      case missing
      /// In a paired comparison: in no pair.
      case noPair
      /// In a paired comparison: the other of the pair has no ranges.
      case partner(String)
    }

    public var sample: String
    public var reason: Reason
  }

  /// As the design spells it.
  public var column: String
  /// The reference first, the others in the order of their first patient.
  public var groups: [Group]
  public var isPaired: Bool
  /// In the order of the design.
  public var exclusions: [Exclusion] = []
  /// Whether the design has pairs that are not used, so that not all patients are independent.
  public var ignoresPairs = false

  private let samples: [CohortManifest.Sample]

  /// The groups by the design alone, whatever results there are.
  ///
  /// Pairs are used where there are two groups and every pair has one member in each. Where no pair
  /// has, they are ignored.
  init(_ manifest: CohortManifest, _ options: CohortComparisonOptions) throws(ComparisonError) {
    try self.init(manifest.samples, covariates: manifest.covariates, options)
  }

  /// The same before there is a store: what a comparison of the cohort would refuse is refused here.
  ///
  /// - Throws: ``ComparisonError``: there is no such column, reference or second group, or a pair is
  ///   none.
  public init(
    of design: CohortDesign, options: CohortComparisonOptions
  ) throws(ComparisonError) {
    try self.init(
      CohortManifest.samples(of: design), covariates: design.covariates, options)
  }

  private init(
    _ samples: [CohortManifest.Sample], covariates: [String], _ options: CohortComparisonOptions
  ) throws(ComparisonError) {
    self.samples = samples
    let (column, values) = try Self.values(samples, covariates, options.column)
    self.column = column
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (patient, value) in values.enumerated() {
      guard let value else {
        exclusions.append(.init(sample: samples[patient].sample, reason: .noValue))
        continue
      }
      if members[value] == nil { order.append(value) }
      members[value, default: []].append(patient)
    }
    if order.count < 2 { throw .oneGroup(column: column, group: order.first) }
    let known = values.count { $0 != nil }
    if order.count == known, known > 2 { throw .allDifferent(column: column, patients: known) }
    if let reference = options.reference {
      guard let place = order.firstIndex(of: reference) else {
        throw .unknownReference(
          name: reference, groups: order,
          suggestion: Suggestion.nearest(to: reference, among: order))
      }
      order.insert(order.remove(at: place), at: 0)
    }
    groups = order.map { Group(name: $0, patients: members[$0] ?? []) }
    isPaired = false
    let hasPairs = groups.contains { $0.patients.contains { samples[$0].pair != nil } }
    if hasPairs { try pair(options) }
  }

  private static func values(
    _ samples: [CohortManifest.Sample], _ covariates: [String], _ name: String
  ) throws(ComparisonError) -> (String, [String?]) {
    if let place = covariates.firstIndex(of: name)
      ?? covariates.firstIndex(where: { $0.lowercased() == name.lowercased() })
    {
      return (
        covariates[place],
        samples.map { $0.covariates.indices.contains(place) ? $0.covariates[place] : nil }
      )
    }
    if name.lowercased() == "group" { return ("group", samples.map(\.group)) }
    let columns = ["group"] + covariates
    throw .unknownColumn(
      name: name, columns: columns, suggestion: Suggestion.nearest(to: name, among: columns))
  }

  // MARK: Pairs

  private mutating func pair(_ options: CohortComparisonOptions) throws(ComparisonError) {
    ignoresPairs = true
    if !options.usesPairs || groups.count > 2 { return }
    var order: [String] = []
    var members: [String: [(group: Int, patient: Int)]] = [:]
    let compared = groups.indices.flatMap { group in
      groups[group].patients.map { (group: group, patient: $0) }
    }
    for one in compared.sorted(by: { $0.patient < $1.patient }) {
      guard let pair = samples[one.patient].pair else { continue }
      if members[pair] == nil { order.append(pair) }
      members[pair, default: []].append(one)
    }
    let crossing = order.filter { Set(members[$0]?.map(\.group) ?? []).count == 2 }
    if crossing.isEmpty, order.allSatisfy({ members[$0]?.count == 2 }), column != "group" { return }
    var partners: [(Int, Int)] = []
    for pair in order {
      let own = members[pair] ?? []
      guard own.count == 2 else {
        throw .wrongPair(pair: pair, samples: own.map { samples[$0.patient].sample })
      }
      if own[0].group == own[1].group {
        throw .pairInOneGroup(pair: pair, group: groups[own[0].group].name)
      }
      partners.append(
        own[0].group == 0 ? (own[0].patient, own[1].patient) : (own[1].patient, own[0].patient))
    }
    for (_, patient) in compared where samples[patient].pair == nil {
      exclusions.append(.init(sample: samples[patient].sample, reason: .noPair))
    }
    groups[0].patients = partners.map(\.0)
    groups[1].patients = partners.map(\.1)
    (isPaired, ignoresPairs) = (true, false)
  }

  // MARK: Results

  /// Takes away those without ranges.
  ///
  /// - Parameter reasons: Of each patient of the design why there are none; `nil` where there are.
  mutating func keepFinished(_ reasons: [Exclusion.Reason?]) throws(ComparisonError) {
    let before = groups
    for group in groups.indices {
      for patient in groups[group].patients {
        guard let reason = reasons[patient] else { continue }
        exclusions.append(.init(sample: samples[patient].sample, reason: reason))
      }
      groups[group].patients.removeAll { reasons[$0] != nil }
    }
    for (place, group) in groups.enumerated() where group.patients.isEmpty {
      throw .unfinishedGroup(
        column: column, group: group.name,
        patients: before[place].patients.map { samples[$0].sample })
    }
    if isPaired { try keepWholePairs(before, reasons) }
    let places = Dictionary(
      samples.enumerated().map { ($0.element.sample, $0.offset) }, uniquingKeysWith: min)
    exclusions.sort { places[$0.sample] ?? 0 < places[$1.sample] ?? 0 }
  }

  private mutating func keepWholePairs(
    _ before: [Group], _ reasons: [Exclusion.Reason?]
  ) throws(ComparisonError) {
    var kept: [(Int, Int)] = []
    for (one, other) in zip(before[0].patients, before[1].patients) {
      switch (reasons[one] == nil, reasons[other] == nil) {
      case (true, true): kept.append((one, other))
      case (true, false): exclude(one, partner: other)
      case (false, true): exclude(other, partner: one)
      case (false, false): break
      }
    }
    groups[0].patients = kept.map(\.0)
    groups[1].patients = kept.map(\.1)
    if kept.isEmpty {
      throw .noFinishedPair(pairs: before[0].patients.compactMap { samples[$0].pair })
    }
  }

  private mutating func exclude(_ patient: Int, partner: Int) {
    exclusions.append(
      .init(sample: samples[patient].sample, reason: .partner(samples[partner].sample)))
  }

  /// Shuffles who is in which group, or which of a pair is which.
  mutating func shuffle(seed: UInt64) {
    var random = SeededRandom(seed: seed, stream: 1)
    if isPaired {
      for pair in groups[0].patients.indices where random.next() & 1 == 1 {
        let one = groups[0].patients[pair]
        groups[0].patients[pair] = groups[1].patients[pair]
        groups[1].patients[pair] = one
      }
      return
    }
    var all = groups.flatMap(\.patients)
    for place in stride(from: all.count - 1, to: 0, by: -1) {
      all.swapAt(place, random.index(below: place + 1))
    }
    for group in groups.indices {
      let size = groups[group].patients.count
      groups[group].patients = all.prefix(size).sorted()
      all.removeFirst(size)
    }
  }

  /// As ``CohortStatistics`` takes it.
  var design: ComparisonDesign {
    isPaired
      ? .pairs(first: groups[1].patients, second: groups[0].patients)
      : .groups(groups.map(\.patients))
  }

  /// One group against the reference.
  func contrast(_ group: Int) -> GroupDesign {
    isPaired
      ? .paired(first: groups[group].patients, second: groups[0].patients)
      : .independent(first: groups[group].patients, second: groups[0].patients)
  }
}
