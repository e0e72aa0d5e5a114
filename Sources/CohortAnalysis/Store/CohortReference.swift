import DataFiles
import MetabolicModels
import OmicsIntegration

/// `reference.json`: what a cohort took from its patients when it was made, and keeps.
///
/// A scale or a starting point that follows the patients at hand changes everyone's numbers when one
/// more joins. This value is made once, from the patients of the whole first design, and read back
/// whenever the cohort goes on.
public struct CohortReference: Sendable, Hashable, Codable {
  public static let currentSchema = "twinflux-cohort-reference-1"

  public var schema = Self.currentSchema
  /// How levels become bounds, in words; empty without levels. Two cohorts of different methods may
  /// have the same reference and no patient in common.
  public var method: String
  /// Whose levels the medians are of, sorted; empty without levels.
  public var samples: [String]
  /// The median over ``samples`` of each gene of the model, by the gene's id; a gene that none of
  /// them has is not here. No other statistic is kept: the least and the largest would be levels of
  /// single people.
  public var levels: [String: Double]
  /// Of each reaction the widest bounds that the designed media and bounds of a patient make, where
  /// they are not those of the base.
  public var bounds: [DesignBounds.Item]
  /// The reference individual's optimum, where the cut is a fraction of it for all; `nil` where it is
  /// another one.
  public var optimum: Double?
  /// The thresholds of activity, where they are made from the cohort: percentiles, and means of
  /// genes over ``samples``. With one bound (local T1) that of a gene of low level is its largest
  /// level, which is one person's.
  public var thresholds: FrozenThresholds?

  public init(
    method: String = "", samples: [String] = [], levels: [String: Double] = [:],
    bounds: [DesignBounds.Item] = [], optimum: Double? = nil
  ) {
    self.method = method
    self.samples = samples.sorted()
    self.levels = levels
    self.bounds = bounds
    self.optimum = optimum
  }

  var bytes: [UInt8] { CohortJSON.bytes(of: self, isPretty: true) }

  /// SHA-256 of the file.
  public var digest: String { SHA256.hexDigest(of: bytes) }

  /// The base under the widest bounds of a patient.
  ///
  /// - Throws: ``ModelError`` where the base is of another model.
  public func widened(_ base: ConstrainedModel) throws(ModelError) -> ConstrainedModel {
    var model = base
    for item in bounds {
      guard let index = model.model.reactionIndex(item.reaction) else {
        throw .unknownID(kind: .reaction, id: item.reaction, suggestion: nil)
      }
      try model.setBounds(FluxBounds(lower: item.lower, upper: item.upper), ofReaction: index)
    }
    return model
  }

  /// The levels of the reference individual, for the genes of a model.
  public func individual(_ model: MetabolicModel, matching: GeneMatching) -> GeneLevels {
    matching.levels(model.genes.map { levels[$0.id] }, named: "median")
  }

  /// - Throws: ``CohortStoreError/damagedManifest(path:problem:)`` where there is a file, and it is
  ///   none of this kind.
  /// - Returns: `nil` where there is no file.
  static func read(in directory: String) throws(CohortStoreError) -> CohortReference? {
    let path = StorePath.reference(directory)
    let bytes: [UInt8]
    do throws(InputError) { bytes = try InputFile.read(path).bytes } catch {
      if case .notFound = error { return nil }
      throw .input(error)
    }
    guard let reference = try? CohortJSON.value(CohortReference.self, from: bytes) else {
      throw .damagedManifest(path: path, problem: "it is no JSON of a cohort's reference")
    }
    if reference.schema != Self.currentSchema {
      throw .newerManifest(path: path, schema: reference.schema)
    }
    guard reference.levels.values.allSatisfy({ $0.isFinite && $0 >= 0 }),
      reference.optimum?.isFinite != false, reference.thresholds?.isPossible != false
    else { throw .damagedManifest(path: path, problem: "a number in it cannot be") }
    return reference
  }
}

extension CohortReference {
  /// The median levels of samples, gene by gene of the model, missing ones left out.
  ///
  /// Samples that cover too few genes to be patients do not count.
  ///
  /// - Throws: ``OmicsError/coverageTooLow(measured:genes:minimum:)`` where no sample covers enough.
  /// - Complexity: O(*n* log *n*) for *n* levels of the model's genes in all.
  public static func medians(
    of samples: [String], in table: OmicsTable, model: MetabolicModel, matching: GeneMatching
  ) throws(OmicsError) -> (samples: [String], levels: [String: Double]) {
    var used: [String] = []
    var columns: [[Double]] = []
    var problem: OmicsError?
    for sample in samples {
      do throws(OmicsError) {
        let levels = try matching.levels(of: table.profile(of: sample)).levels
        columns.append(levels.map { $0 ?? .nan })
        used.append(sample)
      } catch {
        guard case .coverageTooLow = error else { throw error }
        problem = problem ?? error
      }
    }
    if used.isEmpty, let problem { throw problem }
    var medians: [String: Double] = [:]
    for (gene, entry) in model.genes.enumerated() {
      let present = columns.map { $0[gene] }.filter { !$0.isNaN }.sorted()
      guard let last = present.indices.last else { continue }
      // Halves first: the sum of two levels could be too large for a number.
      medians[entry.id] = present[last / 2] / 2 + present[(last + 1) / 2] / 2
    }
    return (used, medians)
  }
}
