import Foundation

/// *g*, which turns the fold change of a capacity into the factor of a parameter.
public struct FoldTransform: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case identity
    /// *f^γ*.
    case power
  }

  public let kind: Kind
  /// γ.
  public let exponent: Double?
  /// Least and greatest factor.
  public let clamp: [Double]?

  enum CodingKeys: String, CodingKey, CaseIterable { case kind, exponent, clamp }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    kind = try fields.word(.kind)
    exponent = try fields.optionalNumber(.exponent, allowed: "a finite number")
    clamp = try fields.optional(.clamp)
    if kind == .power, exponent == nil {
      throw CouplingError.missingKey(path: fields.path(.exponent))
    }
    if kind == .identity, exponent != nil {
      throw CouplingError.notNeeded(
        path: fields.path(.exponent), because: "the transform is the identity")
    }
    guard let clamp else { return }
    guard clamp.count == 2 else {
      throw CouplingError.wrongType(path: fields.path(.clamp), expected: "a list of two numbers")
    }
    guard clamp[0] >= 0, clamp[0] <= clamp[1], clamp[1].isFinite else {
      throw CouplingError.clampOutOfOrder(
        path: fields.path(.clamp), lower: clamp[0], upper: clamp[1])
    }
  }

  /// *g(f)*, and whether the clamp changed it.
  public func factor(_ fold: Double) -> (value: Double, isClamped: Bool) {
    // pow(1, γ) is 1 exactly (IEEE 754), so that no coupling changes no digit.
    let raw = exponent.map { pow(fold, $0) } ?? fold
    guard let clamp else { return (raw, false) }
    let value = min(max(raw, clamp[0]), clamp[1])
    return (value, value != raw)
  }
}
