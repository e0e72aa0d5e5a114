/// The intrinsic clearances and what they meet, in units that fit each other.
///
/// Read from the twin's parameters by name: `Q_H` (hepatic blood flow), `fu_b` (unbound fraction in
/// blood), and as the outputs need them `V`, `CL_R`, `Fa` and `Fg`. None has a default.
struct LiverParameters: Sendable {
  private let rules: ClearanceDerivation
  /// In the order of the rules, in the unit of the blood flow.
  let clearances: [Double]
  private let clearanceUnit: PharmacokineticUnit
  private let flow: Double
  private let unbound: Double
  /// h⁻¹ from one unit of clearance per unit of volume, with the volume.
  private var hourly = 1.0
  private var volume = 1.0
  private var renal = 0.0
  private var absorbed = 1.0
  private var escaping = 1.0

  init(_ rules: ClearanceDerivation, _ base: PKParameterSet) throws(CouplingError) {
    self.rules = rules
    let purpose = "the hepatic clearance"
    guard let flow = base["Q_H"] else { throw .missingParameter(name: "Q_H", neededFor: purpose) }
    clearanceUnit = flow.unit
    self.flow = try base.value("Q_H", in: clearanceUnit, for: purpose)
    unbound = try base.value("fu_b", in: .one, for: purpose)
    var values: [Double] = []
    for name in rules.clearances {
      values.append(try base.value(name, in: clearanceUnit, for: purpose))
    }
    clearances = values
    try readRates(base)
    guard rules.outputs.contains(.bioavailability) else { return }
    absorbed = try base.value("Fa", in: .one, for: "F")
    escaping = try base.value("Fg", in: .one, for: "F")
  }

  private mutating func readRates(_ base: PKParameterSet) throws(CouplingError) {
    let rates = rules.outputs.filter { $0 == .eliminationRate || $0.needsActivation }
    guard let first = rates.first else { return }
    let perBody = (try? clearanceUnit.factor(to: .litrePerHour)) == nil
    let target: PharmacokineticUnit = perBody ? .litrePerHourPerKilogram : .litrePerHour
    do throws(PharmacokineticError) {
      hourly = try clearanceUnit.factor(to: target)
    } catch {
      throw .parameter(name: "Q_H", problem: error)
    }
    volume = try base.value("V", in: perBody ? .litrePerKilogram : .litre, for: first.rawValue)
    if let needing = rates.first(where: { $0 != .activationRate }) {
      renal = try base.value("CL_R", in: clearanceUnit, for: needing.rawValue)
    }
  }

  func unit(of output: ClearanceDerivation.Output) -> PharmacokineticUnit {
    switch output {
    case .intrinsicClearance, .hepaticClearance: clearanceUnit
    case .extraction, .bioavailability: .one
    case .eliminationRate, .activationRate, .lossRate: .perHour
    }
  }

  /// One output at the clearances read.
  func value(_ output: ClearanceDerivation.Output) throws(CouplingError) -> Double {
    try value(output, at: clearances)
  }

  /// One output at the given intrinsic clearances.
  func value(
    _ output: ClearanceDerivation.Output, at clearances: [Double]
  ) throws(CouplingError) -> Double {
    do throws(PharmacokineticError) {
      let liver = try HepaticClearance(
        intrinsicClearance: clearances.reduce(0, +), bloodFlow: flow, unboundFraction: unbound,
        mixing: rules.hepatic)
      switch output {
      case .intrinsicClearance: return liver.intrinsicClearance
      case .extraction: return liver.extraction
      case .hepaticClearance: return liver.clearance
      case .bioavailability:
        return try liver.bioavailability(absorbed: absorbed, escapingGut: escaping)
      case .eliminationRate:
        return try liver.eliminationRate(volume: volume, renalClearance: renal) * hourly
      case .activationRate:
        return try liver.activationRate(activating: clearances[activating], volume: volume) * hourly
      case .lossRate:
        // Of the other clearances themselves: a difference of two rates could fall below 0.
        var others = clearances
        others[activating] = 0
        let lost = try liver.activationRate(activating: others.reduce(0, +), volume: volume)
        return (lost + renal / volume) * hourly
      }
    } catch {
      throw .parameter(name: output.rawValue, problem: error)
    }
  }

  /// The least or the greatest value of an output over a box of intrinsic clearances.
  ///
  /// Every output is monotone in every clearance, so that it lies at a corner: k_act rises with the
  /// activating clearance and falls with the others, k_loss the other way round, F falls with all,
  /// and the rest rise.
  func end(
    _ output: ClearanceDerivation.Output, least: Bool, lower: [Double], upper: [Double]
  ) throws(CouplingError) -> Double {
    let corner = clearances.indices.map { index in
      let rises =
        switch output {
        case .bioavailability: false
        case .activationRate: index == activating
        case .lossRate: index != activating
        default: true
        }
      return rises == least ? lower[index] : upper[index]
    }
    return try value(output, at: corner)
  }

  private var activating: Int {
    rules.clearances.firstIndex { $0 == rules.activating } ?? 0
  }
}
