import Foundation

/// What the numbers of a table are: an amount, and how it is written.
///
/// The text is `tpm`, or `log2-tpm` for log₂(TPM), or `log2-tpm+1` for log₂(TPM + 1); so for every
/// amount, and with `log10` and `ln`. Amounts are linear once read; those that are relative, such as
/// label-free intensities, are fit for scores and not for amounts of an enzyme.
public struct LevelUnit: Sendable, Hashable, Codable {
  public enum Quantity: String, Sendable, Hashable, CaseIterable, Codable {
    /// Transcripts per million.
    case tpm
    /// Fragments (reads) per kilobase and million; becomes TPM.
    case fpkm
    case rpkm
    /// Fragments that were counted, and counts per million; with the lengths of genes these become
    /// TPM.
    case counts
    case cpm
    /// Label-free intensities of proteins, in proportion to mass, and those in proportion to moles.
    case lfq
    case ibaq
    /// Parts per million of all protein molecules.
    case ppm
    /// Molecules per cell.
    case copies
    /// mmol·gDW⁻¹.
    case amount = "mmol-gdw"
    /// Anything linear, taken as it is.
    case relative
  }

  public enum Scale: String, Sendable, Hashable, CaseIterable, Codable {
    case linear = ""
    case log2 = "log2"
    case log10 = "log10"
    case ln = "ln"
  }

  public var quantity: Quantity
  public var scale: Scale
  /// Whether 1 was added before the logarithm, so that 0 stayed 0.
  public var addsOne: Bool

  public init(_ quantity: Quantity, scale: Scale = .linear, addsOne: Bool = false) {
    self.quantity = quantity
    self.scale = scale
    self.addsOne = scale != .linear && addsOne
  }

  /// - Throws: ``OmicsError/invalidOption(name:value:allowed:)``.
  public init(_ text: String) throws(OmicsError) {
    var rest = Substring(text)
    var scale = Scale.linear
    for candidate in Scale.allCases where candidate != .linear {
      if rest.hasPrefix(candidate.rawValue + "-") {
        scale = candidate
        rest = rest.dropFirst(candidate.rawValue.count + 1)
        break
      }
    }
    let addsOne = scale != .linear && rest.hasSuffix("+1")
    if addsOne { rest = rest.dropLast(2) }
    guard let quantity = Quantity(rawValue: String(rest)) else {
      throw .invalidOption(
        name: "--unit", value: "'\(OmicsError.excerpt(text))'", allowed: Self.allowed)
    }
    self.init(quantity, scale: scale, addsOne: addsOne)
  }

  /// What may be given.
  public static let allowed =
    Quantity.allCases.map(\.rawValue).joined(separator: ", ")
    + ", or one of them as a logarithm, such as log2-tpm+1 for log2(TPM + 1) and log2-lfq; also "
    + "log10- and ln-"

  public var text: String {
    (scale == .linear ? "" : scale.rawValue + "-") + quantity.rawValue + (addsOne ? "+1" : "")
  }

  public var isLogarithm: Bool { scale != .linear }

  /// What a number of this unit is on the linear scale; infinite if it is too large.
  func linear(_ number: Double) -> Double {
    let power: Double =
      switch scale {
      case .linear: number
      case .log2: exp2(number)
      case .log10: pow(10, number)
      case .ln: exp(number)
      }
    guard addsOne else { return power + 0 }
    // What rounding left below zero is zero: log2(0 + 1) is written as -1e-16 by some tools.
    let level = power - 1
    return level < 0 && level > -1e-9 ? 0 : level
  }
}
