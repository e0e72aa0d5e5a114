import MetabolicModels

/// A method as the command line and the documentation know it.
public struct OmicsMethodEntry: Sendable {
  public let name: String
  public let summary: String
  public let parameters: [MethodParameter]
  public let usesThresholds: Bool
  public let setsBounds: Bool
  private let make: @Sendable (MethodSettings) throws(OmicsError) -> any OmicsMethod

  init<Method: OmicsMethod>(_ method: Method.Type) {
    name = Method.name
    summary = Method.summary
    parameters = Method.parameters
    usesThresholds = Method.usesThresholds
    setsBounds = Method.setsBounds
    make = { (settings: MethodSettings) throws(OmicsError) -> any OmicsMethod in
      let method: Method = try Method(settings)
      return method
    }
  }

  /// - Throws: ``OmicsError/invalidOption(name:value:allowed:)`` for a parameter that the method has
  ///   not, and for a value that it does not take.
  public func callAsFunction(_ settings: MethodSettings) throws(OmicsError) -> any OmicsMethod {
    let known = parameters.map(\.name)
    if let unknown = settings.values.keys.sorted().first(where: { !known.contains($0) }) {
      throw .invalidOption(
        name: "--method-option", value: "'\(unknown)' with --method \(name)",
        allowed: known.isEmpty ? "none: it has no options" : known.joined(separator: ", "))
    }
    return try make(settings)
  }
}

/// All methods, by name.
public enum OmicsMethods {
  public static let all = [
    OmicsMethodEntry(EFlux.self),
    OmicsMethodEntry(MediumEFlux.self),
    OmicsMethodEntry(OriginalEFlux.self),
    OmicsMethodEntry(EFlux2.self),
    OmicsMethodEntry(SPOT.self),
    OmicsMethodEntry(Gimme.self),
    OmicsMethodEntry(IMAT.self),
    OmicsMethodEntry(Init.self),
    OmicsMethodEntry(FtInit.self),
    OmicsMethodEntry(FastcoreMethod.self),
    OmicsMethodEntry(RFastcormics.self),
    OmicsMethodEntry(Corda.self),
    OmicsMethodEntry(Prime.self),
    OmicsMethodEntry(RIPTiDe.self),
  ]

  /// - Throws: ``OmicsError/invalidOption(name:value:allowed:)`` for a name that no method has.
  public static func entry(_ name: String) throws(OmicsError) -> OmicsMethodEntry {
    if let entry = all.first(where: { $0.name == name }) { return entry }
    throw .invalidOption(
      name: "--method", value: "'\(name)'", allowed: all.map(\.name).joined(separator: ", "))
  }
}
