import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The certificates of a flux variability analysis as a file.
///
/// Lines of text, fields separated by tabs; a number is the shortest decimal that reads back as the
/// same double, so nothing is lost. In this order:
///
///     twinflux-certificates  2
///     tool       NAME VERSION
///     model      ID
///     sha256     of the model's file
///     structure  the checksum of ``ModelFingerprint``
///     tolerance  the largest residual of a point
///     sense      maximize | minimize
///     fraction   of the optimum that is kept | none
///     cut        LOWER  UPPER        bounds of the cut row
///     rows       how many rows the program has, the cut row being the last
///     reactions  how many there are, and then one line for each:
///     r  ID  LOWER  UPPER  COEFFICIENT         bounds, and the coefficient in the objective
///     f  REACTION  LEADER  FACTOR              in every point, flux = factor · flux of the leader
///     p  INDEX VALUE INDEX VALUE …             a point, by reaction, without followers
///     y  INDEX VALUE …                         duals, by row
///     q  INDEX VALUE …                         a point that is the one before it but for these
///     z  INDEX VALUE …                         duals that are those before them but for these
///     d  INDEX VALUE …                         a direction without end, by reaction
///     o  VALUE  POINT  DUALS                   the optimum that the cut is made at; there may be
///                                              a fifth field, duals that are added to these
///     infeasible  DUALS                        there is no point, and the duals show it
///     unbounded  POINT  DIRECTION              the objective grows for ever
///     e  REACTION  min|max  POINT  PROOF       an end; PROOF is none, bound, or one of
///                                              duals K, duals K + L, leader K, direction K
///     end  how many lines stand before this one
///
/// Reactions, rows, points, duals and directions are counted from 0, in their order. In an
/// identifier, `%09`, `%0A`, `%0D` and `%25` stand for the characters that the format needs. What
/// the proofs mean is said at ``FluxCertificates/Proof``.
public struct CertificateFile: Sendable, Hashable {
  static let magic = "twinflux-certificates"
  static let version = "2"
  /// Version 1 has no `q` and no `z`.
  static let readVersions = ["1", "2"]

  public var tool: String
  public var modelID: String
  /// SHA-256 of the model's file, as it was stored.
  public var modelSHA256: String
  /// ``ModelFingerprint`` of the model.
  public var structure: String
  public var reactionIDs: [String]
  public var rowCount: Int
  public var certificates: FluxCertificates

  /// The certificates of an analysis of `model`, which was read from a file with this checksum.
  public init(_ certificates: FluxCertificates, model: MetabolicModel, modelSHA256: String) {
    tool = "twinflux \(ToolVersion.current)"
    modelID = model.id
    self.modelSHA256 = modelSHA256
    structure = ModelFingerprint.hexDigest(of: model)
    reactionIDs = model.reactions.map(\.id)
    rowCount = model.metabolites.count + model.constraints.count + 1
    self.certificates = certificates
  }

  init(tool: String, certificates: FluxCertificates) {
    self.tool = tool
    (modelID, modelSHA256, structure) = ("", "", "")
    reactionIDs = []
    rowCount = 0
    self.certificates = certificates
  }
}

extension CertificateFile {
  /// The file's content.
  public var bytes: [UInt8] { bytes(threads: 1) }

  /// The file's content, made by as many threads; their number changes no byte.
  ///
  /// - Complexity: O(numbers), some 20 bytes each.
  public func bytes(threads: Int) -> [UInt8] {
    var text = CertificateText()
    writeHead(to: &text)
    let statement = certificates.statement
    var coefficients = [Double](repeating: 0, count: reactionIDs.count)
    for term in statement.objective.terms { coefficients[term.reaction] = term.coefficient }
    for (index, bounds) in statement.bounds.enumerated() {
      text.line(
        "r", CertificateText.escaped(reactionIDs[index]), NumberText.text(bounds.lower),
        NumberText.text(bounds.upper), NumberText.text(coefficients[index]))
    }
    for follower in certificates.followers {
      text.line(
        "f", String(follower.reaction), String(follower.leader), NumberText.text(follower.factor))
    }
    text.lines(certificates.points, "p", changes: "q", threads: threads)
    text.lines(certificates.duals, "y", changes: "z", threads: threads)
    for direction in certificates.directions { text.line("d", direction) }
    if let optimum = certificates.optimum {
      text.line(
        ["o", NumberText.text(optimum.value), String(optimum.point), String(optimum.duals)]
          + (optimum.corrections.map { [String($0)] } ?? []))
    }
    switch certificates.absence {
    case nil: break
    case .infeasible(let duals): text.line("infeasible", String(duals))
    case .unbounded(let point, let direction):
      text.line("unbounded", String(point), String(direction))
    }
    for end in certificates.ends {
      text.line(
        "e", String(end.reaction), end.isMaximum ? "max" : "min", String(end.point),
        Self.word(for: end.proof))
    }
    text.line("end", String(text.lineCount))
    return text.bytes
  }

  private func writeHead(to text: inout CertificateText) {
    let statement = certificates.statement
    text.line(Self.magic, Self.version)
    text.line("tool", CertificateText.escaped(tool))
    text.line("model", CertificateText.escaped(modelID))
    text.line("sha256", modelSHA256)
    text.line("structure", structure)
    text.line("tolerance", NumberText.text(statement.tolerance))
    text.line("sense", statement.objective.sense.rawValue)
    text.line("fraction", statement.fraction.map(NumberText.text) ?? "none")
    text.line("cut", NumberText.text(statement.cut.lower), NumberText.text(statement.cut.upper))
    text.line("rows", String(rowCount))
    text.line("reactions", String(reactionIDs.count))
  }

  private static func word(for proof: FluxCertificates.Proof) -> String {
    switch proof {
    case .none: "none"
    case .bound: "bound"
    case .duals(let index): "duals \(index)"
    case .refinedDuals(let index, let corrections): "duals \(index) + \(corrections)"
    case .leader(let index): "leader \(index)"
    case .direction(let index): "direction \(index)"
    }
  }
}

extension CertificateFile {
  /// In what the model of the certificates differs from `model`; `nil` if their linear programs
  /// are the same but for bounds and objective.
  public func difference(from model: MetabolicModel) -> String? {
    if reactionIDs.count != model.reactions.count {
      return "\(reactionIDs.count) reactions, not \(model.reactions.count)"
    }
    let rows = model.metabolites.count + model.constraints.count + 1
    if rowCount != rows { return "\(rowCount) rows, not \(rows)" }
    for (id, reaction) in zip(reactionIDs, model.reactions) where id != reaction.id {
      return "reaction '\(id)' where the model has '\(reaction.id)'"
    }
    if structure != ModelFingerprint.hexDigest(of: model) {
      return "metabolites, coefficients or constraints are not the same"
    }
    return nil
  }
}
