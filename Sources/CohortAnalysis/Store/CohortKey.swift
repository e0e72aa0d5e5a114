import DataFiles
import MetabolicModels

/// The SHA-256 digest of everything that a patient's result depends on: the cohort's identity
/// (model, objective, options, reference, shrinkage, version) and the patient's bounds.
///
/// Two results with one key are the same to the last digit.
public struct CohortKey: Sendable, Hashable {
  /// 64 lowercase hexadecimal digits.
  public let hexDigits: String

  /// The key of a patient.
  ///
  /// - Parameters:
  ///   - identity: ``CohortIdentity/digest``.
  ///   - draws: What else the patient's bounds may be.
  public init(identity: String, bounds: [FluxBounds], draws: [[FluxBounds]] = []) {
    var hash = SHA256()
    hash.update(Array("twinflux cohort patient 1\n\(identity)\n".utf8))
    hash.update(Self.bytes(of: bounds))
    for draw in draws { hash.update(Self.bytes(of: draw)) }
    hexDigits = hash.hexDigest()
  }

  /// The key of a patient whose data give no bounds: it is the message that is repeated or changes.
  public init(identity: String, problem: String) {
    hexDigits = SHA256.hexDigest(
      of: Array("twinflux cohort problem 1\n\(identity)\n\(problem)".utf8))
  }

  init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == 32 else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    hexDigits = String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The 32 bytes.
  var bytes: [UInt8] { Self.bytes(ofHex: hexDigits) }

  static func bytes(ofHex text: String) -> [UInt8] {
    let nibbles = text.utf8.map { $0 < 0x3a ? $0 &- 0x30 : $0 &- 0x57 }
    return stride(from: 0, to: nibbles.count - 1, by: 2).map {
      nibbles[$0] << 4 | nibbles[$0 + 1]
    }
  }

  /// The digest of a whole array of bounds, as little-endian doubles, lower before upper.
  public static func digest(of bounds: [FluxBounds]) -> String {
    SHA256.hexDigest(of: bytes(of: bounds))
  }

  private static func bytes(of bounds: [FluxBounds]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16 * bounds.count)
    for pair in bounds {
      // −0 and 0 are one bound.
      bytes.append(littleEndian: pair.lower + 0)
      bytes.append(littleEndian: pair.upper + 0)
    }
    return bytes
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: Double) { append(littleEndian: value.bitPattern) }

  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
