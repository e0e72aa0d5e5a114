import Foundation

/// Which capacities of a metabolic network drive which pharmacokinetic parameters of one drug.
///
/// Data, not code: a JSON document with the schema `twinflux.coupling/1`. Nothing about a drug is
/// built in. Reading is strict: an unknown key, a wrong type, an unknown unit, a negative weight or a
/// name that leads nowhere is a ``CouplingError`` that names its place in the document.
///
///     let rules = try CouplingRules(json: bytes)
public struct CouplingRules: Sendable, Hashable, Codable {
  public static let schemaName = "twinflux.coupling/1"

  public let schema: String
  public let drug: CoupledDrug
  public let model: ModelHint
  public let probe: CouplingProbe
  /// Reactions that the model lacks.
  public let extensions: [AddedReaction]
  /// Bounds that replace those of the model, for every individual.
  public let bounds: [ReplacedBounds]
  /// Enzymes that several reactions share.
  public let pools: [EnzymePool]
  public let pathways: [CoupledPathway]
  public let statistic: CouplingStatistic
  public let transform: FoldTransform
  public let targets: [CouplingTarget]
  public let derive: ClearanceDerivation?
  /// The drug's own pharmacokinetic model; `nil` where the twin has one of its own.
  public let pharmacokinetics: KineticModel?
  public let uncertainty: CouplingUncertainty?
  public let checks: CheckLimits

  enum CodingKeys: String, CodingKey, CaseIterable {
    case schema, drug, model, probe, extensions, bounds, pools, pathways, statistic, transform
    case targets, derive, pharmacokinetics, uncertainty, checks
  }

  /// Reads a rules document.
  ///
  /// - Throws: ``CouplingError``, naming the first place that is wrong.
  public init(json bytes: [UInt8]) throws(CouplingError) {
    self = try StrictDocument.read(bytes)
  }

  public init(from decoder: any Decoder) throws {
    schema = try StrictDocument.schema(
      decoder, at: CodingKeys.schema, expected: Self.schemaName)
    let fields = try StrictFields<CodingKeys>(decoder)
    drug = try fields.required(.drug)
    model = try fields.required(.model)
    probe = try fields.required(.probe)
    extensions = try fields.list(.extensions)
    bounds = try fields.list(.bounds)
    pools = try fields.list(.pools)
    pathways = try fields.required(.pathways)
    statistic = try fields.word(.statistic)
    transform = try fields.required(.transform)
    targets = try fields.required(.targets)
    derive = try fields.optional(.derive)
    pharmacokinetics = try fields.optional(.pharmacokinetics)
    uncertainty = try fields.optional(.uncertainty)
    checks = try fields.optional(.checks) ?? CheckLimits()
    try checkNames()
  }

  /// The document in a form that does not depend on how it was written, for digests.
  func canonicalBytes() throws(CouplingError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return Array(try encoder.encode(self)) } catch { throw CouplingError(error) }
  }
}

/// The number that is taken from the network for each pathway.
public enum CouplingStatistic: String, Sendable, Hashable, Codable, CaseIterable {
  /// The greatest flux that the network can carry under the individual's bounds.
  case capacity
  /// The enzyme cap alone, without a linear program: for models without the drug.
  case bound
}
