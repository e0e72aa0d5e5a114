import DataFiles
import MetabolicModels
import OmicsIntegration

/// Who is in a cohort: one row a patient.
///
/// A table of text, separated by tabs, commas or semicolons. The first row names the columns, in any
/// order and case: `sample` and `group`, optionally `pair`, `medium` and `bounds`. Every other column
/// is a covariate. An empty cell, `NA`, `N/A`, `NaN`, `null` and `none` (in any case) is a value that
/// is missing.
///
///     let design = try CohortDesign.read(input.bytes, path: input.path)
///     print(design.groups, design.patients.count)
public struct CohortDesign: Sendable, Hashable {
  public let path: String
  /// The columns that have no meaning of their own, as the table spells them, in its order.
  public let covariates: [String]
  /// In the order of the table, which is the order of every result.
  public let patients: [Patient]

  /// One row of the design.
  public struct Patient: Sendable, Hashable, Codable {
    /// As the omics table spells it.
    public var sample: String
    public var group: String
    /// Patients of one pair, such as a tumour and the normal tissue beside it.
    public var pair: String?
    public var medium: DesignMedium?
    public var bounds: DesignBounds?
    /// One for each of ``CohortDesign/covariates``.
    public var covariates: [String?]
    /// The line of the table, counted from 1.
    public var line: Int

    public init(
      sample: String, group: String, pair: String? = nil, medium: DesignMedium? = nil,
      bounds: DesignBounds? = nil, covariates: [String?] = [], line: Int = 0
    ) {
      self.sample = sample
      self.group = group
      self.pair = pair
      self.medium = medium
      self.bounds = bounds
      self.covariates = covariates
      self.line = line
    }
  }

  /// - Throws: ``DesignError`` if there is no patient or one stands twice.
  public init(
    path: String, covariates: [String] = [], patients: [Patient]
  ) throws(DesignError) {
    if patients.isEmpty { throw .noPatients(path: path) }
    var lines: [String: Int] = [:]
    for patient in patients {
      if let first = lines.updateValue(patient.line, forKey: patient.sample) {
        throw .duplicateSample(path: path, sample: patient.sample, lines: [first, patient.line])
      }
    }
    self.path = path
    self.covariates = covariates
    self.patients = patients
  }

  /// The groups in the order of their first patient.
  public var groups: [String] {
    var seen = Set<String>()
    return patients.map(\.group).filter { seen.insert($0).inserted }
  }

  /// How many patients each of ``groups`` has.
  public var groupSizes: [String: Int] {
    Dictionary(patients.map { ($0.group, 1) }, uniquingKeysWith: +)
  }

  /// Checks that every patient has levels.
  ///
  /// - Parameter samples: Those of the omics table.
  /// - Throws: ``DesignError/unknownSample(path:line:sample:table:suggestion:)``.
  public func check(samples: [String], of table: String) throws(DesignError) {
    let known = Set(samples)
    for patient in patients where !known.contains(patient.sample) {
      throw .unknownSample(
        path: path, line: patient.line, sample: patient.sample, table: table,
        suggestion: Suggestion.nearest(to: patient.sample, among: samples))
    }
  }

  /// Checks that there is something to compare: two groups, and two members of every pair, of
  /// different groups.
  public func checkComparable() throws(DesignError) {
    if groups.count == 1 { throw .oneGroup(path: path, group: groups[0]) }
    try checkPairs()
  }

  /// Checks that every pair has two members, of different groups.
  public func checkPairs() throws(DesignError) {
    var members: [String: [Patient]] = [:]
    for patient in patients {
      if let pair = patient.pair { members[pair, default: []].append(patient) }
    }
    for (pair, patients) in members.sorted(by: { $0.value[0].line < $1.value[0].line }) {
      if patients.count != 2 {
        throw .wrongPair(path: path, pair: pair, samples: patients.map(\.sample))
      }
      if patients[0].group == patients[1].group {
        throw .pairInOneGroup(path: path, pair: pair, group: patients[0].group)
      }
    }
  }
}
