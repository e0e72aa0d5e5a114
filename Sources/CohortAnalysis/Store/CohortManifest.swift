import DataFiles
import FluxAnalysis
import Foundation
import MetabolicModels

/// What makes results of two runs the same cohort's: every number of every patient depends on it.
public struct CohortIdentity: Sendable, Hashable, Codable {
  /// The version of the program that computes.
  public var version: String
  public var solver: String
  public var model: String
  /// SHA-256 of the model's file, or of what else identifies it.
  public var modelDigest: String
  public var analysis: CohortAnalysisOptions
  /// Indices of the reactions that are analysed, or deleted; `nil` means all.
  public var reactions: [Int]?
  /// Indices of the genes that are deleted; `nil` means all.
  public var genes: [Int]?
  /// The objective's terms, each as reaction, coefficient; and whether it is maximized.
  public var objective: [ObjectiveTerm]
  public var maximizes: Bool
  /// The digest of the bounds that patients are compared with (``CohortKey/digest(of:)``): the
  /// starting point of every solve, and so a part of the last digits.
  public var referenceDigest: String
  /// `nil` where the patients' levels are taken as they are.
  public var shrinkage: Shrinkage?
  /// The digest of the tasks that are checked; `nil` where none are.
  public var tasksDigest: String?
  /// What limits the enzymes; `nil` where nothing does.
  public var enzymes: String?

  public struct ObjectiveTerm: Sendable, Hashable, Codable {
    public var reaction: String
    public var coefficient: Double
  }

  /// SHA-256 of the canonical JSON of tasks, whatever the lines that they stand on.
  static func digest(of tasks: [MetabolicTask]) -> String {
    SHA256.hexDigest(of: CohortJSON.bytes(of: tasks.map(\.withoutLines), isPretty: false))
  }

  /// SHA-256 of the canonical JSON of the identity.
  public var digest: String { SHA256.hexDigest(of: CohortJSON.bytes(of: self, isPretty: false)) }
}

/// What is computed for each patient, as far as it changes a digit.
public struct CohortAnalysisOptions: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Flux variability analysis.
    case ranges
    /// Flux balance analysis. Only the objective can be compared: the fluxes are seldom the only ones
    /// that reach it.
    case fluxes
    /// Flux balance analysis with the least total flux (pFBA). The objective and the total flux can be
    /// compared; the fluxes are often, but not always, the only ones.
    case parsimoniousFluxes
    /// The optimum without each reaction in turn.
    case reactionDeletions
    /// The optimum without each gene in turn.
    case geneDeletions
    /// Which metabolic tasks pass.
    case tasks
  }

  /// What the fluxes of ranges must leave of the objective.
  public enum Cut: Sendable, Hashable, Codable {
    /// This fraction of each patient's own optimum.
    case fraction(Double)
    /// At least this value (at most, when minimizing), the same for every patient.
    case absolute(Double)
    case none
  }

  public var kind = Kind.ranges
  public var cut = Cut.fraction(0.9)
  /// What parsimonious fluxes must leave of each patient's own optimum, from 0 to 1.
  public var parsimoniousFraction = 1.0
  public var tolerance = 1e-7
  /// Whether to store the proven outer bounds of ranges too, which doubles the file.
  public var keepsOuterBounds = false

  public init() {}
}

/// `cohort.json`: what a store holds, and in which order.
public struct CohortManifest: Sendable, Hashable, Codable {
  public static let currentSchema = "twinflux-cohort-1"

  public var schema = Self.currentSchema
  public var identity: CohortIdentity
  /// ``CohortIdentity/digest``.
  public var digest: String
  /// What else was read, such as the omics table and the design.
  public var inputs: [Input]
  /// Names of covariates, one for each of a sample's.
  public var covariates: [String]
  public var samples: [Sample]
  /// The ids of the reactions that are analysed, in the order of the numbers; none where the numbers
  /// are of genes.
  public var reactions: [String]
  /// The ids of the genes that are deleted, in the order of the numbers; `nil` where the numbers are of
  /// reactions.
  public var genes: [String]?
  /// The ids of the tasks that are checked, in the order of the numbers; `nil` where the numbers are of
  /// reactions or genes.
  public var tasks: [String]?
  /// What the patients' expression is shrunk by; `nil` where it is not.
  public var expression: ExpressionStatistics?
  /// What else a comparison needs to know of them, in the same order.
  public var annotation: ReactionAnnotation

  public struct Input: Sendable, Hashable, Codable {
    public var role: String
    public var name: String
    public var sha256: String

    public init(role: String, name: String, sha256: String) {
      self.role = role
      self.name = name
      self.sha256 = sha256
    }
  }

  public struct Sample: Sendable, Hashable, Codable {
    public var sample: String
    public var group: String
    public var pair: String?
    public var covariates: [String?]
    /// Where its record is, inside the store.
    public var file: String
  }

  public init(
    identity: CohortIdentity, inputs: [Input], design: CohortDesign, reactions: [String],
    genes: [String]? = nil, tasks: [String]? = nil, expression: ExpressionStatistics? = nil,
    annotation: ReactionAnnotation? = nil
  ) {
    self.identity = identity
    digest = identity.digest
    self.inputs = inputs.sorted { ($0.role, $0.name) < ($1.role, $1.name) }
    covariates = design.covariates
    samples = Self.samples(of: design)
    self.reactions = reactions
    self.annotation = annotation ?? ReactionAnnotation(count: reactions.count)
    self.genes = genes
    self.tasks = tasks
    self.expression = expression
  }

  static func samples(of design: CohortDesign) -> [Sample] {
    design.patients.map {
      Sample(
        sample: $0.sample, group: $0.group, pair: $0.pair, covariates: $0.covariates,
        file: file(of: $0.sample))
    }
  }

  /// The ids of what the numbers are of, reactions, genes or tasks, in their order.
  public var rows: [String] { tasks ?? genes ?? reactions }

  /// What each of ``rows`` is: `reaction`, `gene` or `task`.
  public var rowName: String { tasks != nil ? "task" : genes != nil ? "gene" : "reaction" }

  /// Whether a record is one that the cohort's analysis makes.
  func fits(_ record: CohortRecord) -> Bool {
    if record.failure != nil { return true }
    let kind = identity.analysis.kind
    let isOfKind =
      switch record.outcome {
      case .ranges: kind == .ranges
      case .fluxes(let fluxes):
        kind == (fluxes.totalFlux == nil ? .fluxes : .parsimoniousFluxes)
      case .deletions: kind == .reactionDeletions || kind == .geneDeletions
      case .tasks: kind == .tasks
      case .failed: true
      }
    return isOfKind && record.rowCount == rows.count
      && (rows.isEmpty || record.columns.map(\.column) == identity.columns)
  }

  /// The file of a sample: its name with everything but letters, digits, `-`, `_` and `.` as `%XX`;
  /// a digest where that is too long for a file name.
  static func file(of sample: String) -> String {
    var name = ""
    for byte in sample.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f:
        name.unicodeScalars.append(.init(byte))
      case 0x2e where !name.isEmpty: name += "."
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        name += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    if name.utf8.count > 200 { name = "%sha256-" + SHA256.hexDigest(of: Array(sample.utf8)) }
    return "patients/\(name).flux"
  }
}

/// JSON with sorted keys: one text for one value.
enum CohortJSON {
  static func bytes(of value: some Encodable, isPretty: Bool) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("a value of numbers and texts that is no JSON")
    }
    return Array(data) + (isPretty ? [10] : [])
  }

  static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Data(bytes))
  }
}
