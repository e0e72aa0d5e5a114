import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The certificates of a flux variability analysis as a file.
///
/// Lines of text, fields separated by tabs; a number is the shortest decimal that reads back as the
/// same double, so nothing is lost. In this order:
///
///     twinflux-certificates  1
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
///     d  INDEX VALUE …                         a direction without end, by reaction
///     o  VALUE  POINT  DUALS                   the optimum that the cut is made at
///     infeasible  DUALS                        there is no point, and the duals show it
///     unbounded  POINT  DIRECTION              the objective grows for ever
///     e  REACTION  min|max  POINT  PROOF       an end; PROOF is none, bound, or one of
///                                              duals K, leader K, direction K
///     end  how many lines stand before this one
///
/// Reactions, rows, points, duals and directions are counted from 0, in their order. In an
/// identifier, `%09`, `%0A`, `%0D` and `%25` stand for the characters that the format needs. What
/// the proofs mean is said at ``FluxCertificates/Proof``.
public struct CertificateFile: Sendable, Hashable {
  static let magic = "twinflux-certificates"
  static let version = "1"

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
  ///
  /// - Complexity: O(numbers), some 25 bytes each.
  public var bytes: [UInt8] {
    var text = CertificateText(capacity: 27 * numberCount)
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
    for point in certificates.points { text.line("p", point) }
    for duals in certificates.duals { text.line("y", duals) }
    for direction in certificates.directions { text.line("d", direction) }
    if let optimum = certificates.optimum {
      text.line(
        "o", NumberText.text(optimum.value), String(optimum.point), String(optimum.duals))
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

  /// About how many numbers the file holds.
  private var numberCount: Int {
    let tables = [certificates.points, certificates.duals, certificates.directions]
    return tables.joined().reduce(4 * (reactionIDs.count + certificates.ends.count)) {
      $0 + $1.indices.count
    }
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
    case .leader(let index): "leader \(index)"
    case .direction(let index): "direction \(index)"
    }
  }
}

/// Lines of tab-separated fields.
struct CertificateText {
  private(set) var bytes: [UInt8] = []
  private(set) var lineCount = 0

  /// - Parameter capacity: Room for what will be written: an array that grows by doubling would
  ///   for a moment be there twice.
  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func line(_ fields: String...) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: "\t")) }
      bytes.append(contentsOf: field.utf8)
    }
    endLine()
  }

  mutating func line(_ tag: String, _ numbers: SparseNumbers) {
    bytes.append(contentsOf: tag.utf8)
    for (place, index) in numbers.indices.enumerated() {
      bytes.append(UInt8(ascii: place == 0 ? "\t" : " "))
      bytes.append(contentsOf: String(index).utf8)
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: NumberText.text(numbers.values[place]).utf8)
    }
    endLine()
  }

  private mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    lineCount += 1
  }

  static func escaped(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\t", with: "%09")
      .replacing("\n", with: "%0A").replacing("\r", with: "%0D")
  }

  static func unescaped(_ text: String) -> String {
    text.replacing("%0D", with: "\r").replacing("%0A", with: "\n")
      .replacing("%09", with: "\t").replacing("%25", with: "%")
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
