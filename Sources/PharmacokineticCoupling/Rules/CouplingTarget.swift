/// A parameter of the twin's model, and the pathway that scales it.
public struct CouplingTarget: Sendable, Hashable, Codable {
  public let parameter: String
  public let pathway: String
  public let unit: PharmacokineticUnit

  enum CodingKeys: String, CodingKey, CaseIterable { case parameter, pathway, unit }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    parameter = try fields.required(.parameter)
    pathway = try fields.required(.pathway)
    unit = try fields.word(.unit)
  }
}

/// What follows from the intrinsic clearances.
public struct ClearanceDerivation: Sendable, Hashable, Codable {
  public enum Output: String, Sendable, Hashable, Codable, CaseIterable {
    case intrinsicClearance = "CLint"
    case extraction = "E_H"
    case hepaticClearance = "CL_H"
    case bioavailability = "F"
    case eliminationRate = "k_el"
    case activationRate = "k_act"
    /// What leaves by any other way than activation.
    case lossRate = "k_loss"
  }

  public let hepatic: LiverMixing
  /// The targets that are intrinsic clearances and add up to the liver's.
  public let clearances: [String]
  /// The one of them that activates a prodrug.
  public let activating: String?
  public let outputs: [Output]

  enum CodingKeys: String, CodingKey, CaseIterable { case hepatic, clearances, activating, outputs }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    hepatic = try fields.word(.hepatic)
    clearances = try fields.required(.clearances)
    activating = try fields.optional(.activating)
    outputs = try fields.words(.outputs)
  }
}

extension ClearanceDerivation.Output {
  /// Whether it takes to know which of the clearances activates.
  var needsActivation: Bool { self == .activationRate || self == .lossRate }

  /// The parameters that it reads beside the intrinsic clearances, by name.
  var inputs: [String] {
    switch self {
    case .intrinsicClearance: []
    case .extraction, .hepaticClearance: ["Q_H", "fu_b"]
    case .bioavailability: ["Q_H", "fu_b", "Fa", "Fg"]
    case .activationRate: ["Q_H", "fu_b", "V"]
    case .eliminationRate, .lossRate: ["Q_H", "fu_b", "V", "CL_R"]
    }
  }
}

/// How uncertain the activities are, and how much of the capacity the drug is taken to use.
public struct CouplingUncertainty: Sendable, Hashable, Codable {
  /// The standard deviation of the logarithm of every activity.
  public let omicsLogSD: Double
  /// The demand as a part of the capacity of all pathways together, for the interval of the split.
  public let structuralFraction: Double?
  public let draws: Int
  public let seed: UInt64

  enum CodingKeys: String, CodingKey, CaseIterable {
    case omicsLogSD, structuralFraction, draws, seed
  }

  static let mostDraws = 100_000

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    omicsLogSD = try fields.number(.omicsLogSD, atLeast: 0, allowed: zeroOrMore)
    structuralFraction = try fields.optionalNumber(
      .structuralFraction, atLeast: 0, strictly: true, allowed: "a number above 0, at most 1")
    draws = try fields.required(.draws)
    seed = try fields.required(.seed)
    guard (0...Self.mostDraws).contains(draws) else {
      throw CouplingError.outOfRange(
        path: fields.path(.draws), value: Double(draws), allowed: "0 to \(Self.mostDraws)")
    }
    if let structuralFraction, structuralFraction > 1 {
      throw CouplingError.outOfRange(
        path: fields.path(.structuralFraction), value: structuralFraction,
        allowed: "a number above 0, at most 1")
    }
  }
}

/// The limits that the checks hold the rules to.
public struct CheckLimits: Sendable, Hashable, Codable {
  /// The most that a pathway may carry without the drug, mmol·gDW⁻¹·h⁻¹.
  public let zeroProbeTol: Double
  public let probeNotBinding: Bool
  /// The least capacity of the reference individual, mmol·gDW⁻¹·h⁻¹.
  public let referenceMin: Double
  /// How far the fractions may be from adding up to 1.
  public let fractionTol: Double

  enum CodingKeys: String, CodingKey, CaseIterable {
    case zeroProbeTol, probeNotBinding, referenceMin, fractionTol
  }

  public init() {
    (zeroProbeTol, probeNotBinding, referenceMin, fractionTol) = (1e-6, true, 1e-6, 1e-6)
  }

  public init(from decoder: any Decoder) throws {
    let fields = try StrictFields<CodingKeys>(decoder)
    let usual = CheckLimits()
    func limit(_ key: CodingKeys, _ usual: Double) throws -> Double {
      try fields.optionalNumber(key, atLeast: 0, strictly: true, allowed: aboveZero) ?? usual
    }
    zeroProbeTol = try limit(.zeroProbeTol, usual.zeroProbeTol)
    referenceMin = try limit(.referenceMin, usual.referenceMin)
    fractionTol = try limit(.fractionTol, usual.fractionTol)
    probeNotBinding = try fields.optional(.probeNotBinding) ?? usual.probeNotBinding
  }
}
