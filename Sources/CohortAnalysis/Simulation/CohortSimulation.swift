import CohortStatistics
import DataFiles
import OmicsIntegration

/// Simulates the levels of people who do not exist, from measured profiles.
///
/// The level of a gene in patient *p* of group *k*, made from profile *b*, is
///
///     level = ((1 − w) · profile b + w · another profile) · exp(S · z) · 2^effect(gene, k)
///
/// - *b*: patients of a group take the profiles in turn; *w*: uniform from 0 to ``mixture``, and the
///   other profile at random, once for each patient.
/// - *z*: the sum of twelve uniform numbers less six, which is standard normal but beyond some three
///   standard deviations; for each gene and patient. *S* is ``variation``.
/// - effect: of a share ``effectShare`` of the genes, drawn gene by gene, ±``effect`` with a sign of
///   its own in every group but the first, whose effect is 0.
///
/// A level that the profile does not have is missing; each other one is with the probability
/// ``dropout``. Zero stays zero. Genes are independent of each other, which those of people are not.
///
/// The seed decides every digit, on every machine. A patient depends on the patient's number and the
/// profiles alone: more patients change nothing about the first ones, and another dropout changes no
/// level that is left.
public struct CohortSimulation: Sendable, Hashable {
  public var patients: Int
  /// Dealt out in turn: patient *i* is of group *i* mod their count.
  public var groups = ["A", "B"]
  public var seed: UInt64 = 0
  /// The standard deviation of the natural logarithm of a level, from 0 to 3.
  public var variation = 0.3
  /// The largest share of another profile, from 0 to 1.
  public var mixture = 0.0
  /// The share of genes that differ between groups, from 0 to 1.
  public var effectShare = 0.05
  /// The base-2 logarithm of the ratio between groups, from 0 to 10.
  public var effect = 1.0
  /// The share of levels that are missing, from 0 up to, but not including, 1.
  public var dropout = 0.0

  public init(patients: Int) { self.patients = patients }

  /// What was simulated.
  public struct Outcome: Sendable {
    public var design: CohortDesign
    public var genes: [String]
    /// For each patient the levels of ``genes``, to six significant digits; NaN is missing.
    public var levels: [[Double]]
    /// The genes that differ, and the base-2 logarithm of the ratio to the first group in each of the
    /// others.
    public var effects: [(gene: String, log2Ratios: [Double])]
  }

  /// Why nothing can be simulated.
  public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
    case invalidOption(name: String, value: String, allowed: String)
    case noProfiles

    public var description: String {
      switch self {
      case .invalidOption(let name, let value, let allowed):
        "\(name) cannot be '\(value)'. Give \(allowed)."
      case .noProfiles: "There is no profile to simulate from. Give at least one sample."
      }
    }
  }

  /// Simulates the cohort.
  ///
  /// - Parameter profiles: Of one table, with the same genes.
  /// - Complexity: O(patients · genes), thirteen random numbers each.
  public func simulate(from profiles: [OmicsProfile]) throws(Problem) -> Outcome {
    guard let first = profiles.first else { throw .noProfiles }
    precondition(profiles.allSatisfy { $0.genes.count == first.genes.count }, "of one table")
    try check()
    let effects = first.genes.map(logRatios)
    let factors = effects.map { ratios in ratios.map(PortableNumbers.powerOfTwo) }
    let levels = (0..<patients).map { patient in
      self.levels(of: patient, from: profiles, factors: factors)
    }
    return Outcome(
      design: try design(profiles), genes: first.genes, levels: levels,
      effects: zip(first.genes, effects).filter { $0.1.contains { $0 != 0 } }.map {
        (gene: $0.0, log2Ratios: Array($0.1.dropFirst()))
      })
  }

  private func check() throws(Problem) {
    func require(
      _ name: String, _ value: Double, _ allowed: ClosedRange<Double>
    ) throws(Problem) {
      if allowed.contains(value) { return }
      throw .invalidOption(
        name: name, value: NumberText.text(value),
        allowed: "a number from \(NumberText.text(allowed.lowerBound)) to "
          + NumberText.text(allowed.upperBound))
    }
    // More would not fit any memory, and the names would not sort.
    try require("patients", Double(patients), 1...99_999)
    try require("variation", variation, 0...3)
    try require("mixture", mixture, 0...1)
    try require("effect-genes", effectShare, 0...1)
    try require("effect", effect, 0...10)
    try require("dropout", dropout, 0...0.999)
    // A design takes some names for a value that is missing.
    if groups.isEmpty || groups.contains(where: CohortDesign.isMissing)
      || Set(groups).count < groups.count
    {
      throw .invalidOption(
        name: "groups", value: groups.joined(separator: ","),
        allowed: "different names, none of them a word for a missing value such as NA")
    }
  }

  /// The effect of each group on a gene: a matter of the gene's name, wherever it stands.
  private func logRatios(of gene: String) -> [Double] {
    var random = SeededRandom(seed: seed, stream: SeededRandom.stream(of: "gene " + gene))
    let differs = random.uniform() < effectShare
    return groups.indices.map { group in
      let isUp = random.uniform() < 0.5
      return differs && group > 0 ? (isUp ? effect : -effect) : 0
    }
  }

  private func levels(
    of patient: Int, from profiles: [OmicsProfile], factors: [[Double]]
  ) -> [Double] {
    var random = SeededRandom(
      seed: seed, stream: SeededRandom.stream(of: "patient \(patient + 1)"))
    let group = patient % groups.count
    let base = profile(of: patient, among: profiles.count)
    let share = mixture * random.uniform()
    let other = random.index(below: profiles.count)
    return profiles[base].genes.indices.map { gene in
      let deviation = (0..<12).reduce(-6) { sum, _ in sum + random.uniform() }
      let isMissing = random.uniform() < dropout
      guard let own = profiles[base].levels[gene], !isMissing else { return .nan }
      let mixed = (1 - share) * own + share * (profiles[other].levels[gene] ?? own)
      let level =
        mixed * PortableNumbers.exponential(variation * deviation) * factors[gene][group]
      return PortableNumbers.sixDigits(min(level, .greatestFiniteMagnitude))
    }
  }

  private func profile(of patient: Int, among count: Int) -> Int {
    patient / groups.count % count
  }

  private func design(_ profiles: [OmicsProfile]) throws(Problem) -> CohortDesign {
    let people = (0..<patients).map { patient in
      let digits = String(patient + 1)
      return CohortDesign.Patient(
        sample: "S" + String(repeating: "0", count: 5 - digits.count) + digits,
        group: groups[patient % groups.count],
        covariates: [profiles[profile(of: patient, among: profiles.count)].sample],
        line: patient + 2)
    }
    do throws(DesignError) {
      return try CohortDesign(path: "simulated", covariates: ["profile"], patients: people)
    } catch {
      preconditionFailure("names that are numbered stand twice: \(error)")
    }
  }
}
