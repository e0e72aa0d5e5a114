extension PharmacokineticUnit {
  /// The dimension, and how many base units one of this is.
  ///
  /// Base units: mmol, mg of drug, L, h, kg of body, gDW, g of liver, L of liver, a million cells, mg of
  /// protein.
  var definition: (dimension: UnitDimension, factor: Double) {
    timeDefinition ?? substanceDefinition ?? sizeDefinition ?? concentrationDefinition
      ?? clearanceDefinition ?? rateDefinition
  }

  private var timeDefinition: (UnitDimension, Double)? {
    switch self {
    case .one: (UnitDimension(), 1)
    case .second: (UnitDimension(time: 1), 1 / 3600)
    case .minute: (UnitDimension(time: 1), 1 / 60)
    case .hour: (UnitDimension(time: 1), 1)
    case .day: (UnitDimension(time: 1), 24)
    case .perMinute: (UnitDimension(time: -1), 60)
    case .perHour: (UnitDimension(time: -1), 1)
    case .perDay: (UnitDimension(time: -1), 1 / 24)
    default: nil
    }
  }

  private var substanceDefinition: (UnitDimension, Double)? {
    switch self {
    case .mole: (UnitDimension(amount: 1), 1e3)
    case .millimole: (UnitDimension(amount: 1), 1)
    case .micromole: (UnitDimension(amount: 1), 1e-3)
    case .nanomole: (UnitDimension(amount: 1), 1e-6)
    case .gram: (UnitDimension(drugMass: 1), 1e3)
    case .milligram: (UnitDimension(drugMass: 1), 1)
    case .microgram: (UnitDimension(drugMass: 1), 1e-3)
    case .nanogram: (UnitDimension(drugMass: 1), 1e-6)
    default: nil
    }
  }

  private var sizeDefinition: (UnitDimension, Double)? {
    switch self {
    case .litre: (UnitDimension(volume: 1), 1)
    case .millilitre: (UnitDimension(volume: 1), 1e-3)
    case .litrePerKilogram: (UnitDimension(volume: 1, bodyMass: -1), 1)
    case .kilogramBody: (UnitDimension(bodyMass: 1), 1)
    case .gramDryWeight: (UnitDimension(dryMass: 1), 1)
    case .gramLiver: (UnitDimension(liverMass: 1), 1)
    case .litreLiver: (UnitDimension(liverVolume: 1), 1)
    case .gramLiverPerKilogram: (UnitDimension(bodyMass: -1, liverMass: 1), 1)
    case .kilogramPerLitreLiver: (UnitDimension(liverMass: 1, liverVolume: -1), 1e3)
    case .gramDryWeightPerGramLiver: (UnitDimension(dryMass: 1, liverMass: -1), 1)
    case .millionCellsPerGramLiver: (UnitDimension(liverMass: -1, cells: 1), 1)
    case .milligramProteinPerGramLiver: (UnitDimension(liverMass: -1, protein: 1), 1)
    default: nil
    }
  }

  private var concentrationDefinition: (UnitDimension, Double)? {
    switch self {
    case .molar: (UnitDimension(amount: 1, volume: -1), 1e3)
    case .millimolar: (UnitDimension(amount: 1, volume: -1), 1)
    case .micromolar: (UnitDimension(amount: 1, volume: -1), 1e-3)
    case .nanomolar: (UnitDimension(amount: 1, volume: -1), 1e-6)
    case .milligramPerLitre: (UnitDimension(drugMass: 1, volume: -1), 1)
    case .nanogramPerMillilitre: (UnitDimension(drugMass: 1, volume: -1), 1e-3)
    case .millimolarHour: (UnitDimension(amount: 1, volume: -1, time: 1), 1)
    case .nanomolarHour: (UnitDimension(amount: 1, volume: -1, time: 1), 1e-6)
    case .nanogramHourPerMillilitre: (UnitDimension(drugMass: 1, volume: -1, time: 1), 1e-3)
    default: nil
    }
  }

  private var clearanceDefinition: (UnitDimension, Double)? {
    switch self {
    case .litrePerHour: (UnitDimension(volume: 1, time: -1), 1)
    case .millilitrePerMinute: (UnitDimension(volume: 1, time: -1), 0.06)
    case .millilitrePerMinutePerKilogram: (UnitDimension(volume: 1, time: -1, bodyMass: -1), 0.06)
    case .litrePerHourPerKilogram: (UnitDimension(volume: 1, time: -1, bodyMass: -1), 1)
    case .microlitrePerMinutePerMillionCells:
      (UnitDimension(volume: 1, time: -1, cells: -1), 6e-5)
    case .microlitrePerMinutePerMilligramProtein:
      (UnitDimension(volume: 1, time: -1, protein: -1), 6e-5)
    case .litrePerMinutePerLitreLiver: (UnitDimension(volume: 1, time: -1, liverVolume: -1), 60)
    default: nil
    }
  }

  private var rateDefinition: (UnitDimension, Double) {
    switch self {
    case .flux: (UnitDimension(amount: 1, time: -1, dryMass: -1), 1)
    case .millimolePerHour: (UnitDimension(amount: 1, time: -1), 1)
    case .millimolePerHourPerKilogram: (UnitDimension(amount: 1, time: -1, bodyMass: -1), 1)
    case .millimolePerMinutePerLitreLiver:
      (UnitDimension(amount: 1, time: -1, liverVolume: -1), 60)
    default: preconditionFailure("The unit \(rawValue) has no definition.")
    }
  }

  /// Returns what one of this unit is in `target`.
  ///
  /// - Parameter molarMass: g/mol (= mg/mmol), needed only between a mass and an amount of drug.
  /// - Throws: ``PharmacokineticError/incompatibleUnits(from:to:)`` and
  ///   ``PharmacokineticError/needsMolarMass(from:to:)``.
  public func factor(
    to target: PharmacokineticUnit, molarMass: Double? = nil
  ) throws(PharmacokineticError) -> Double {
    let (from, scale) = definition
    let (to, targetScale) = target.definition
    guard from.asAmount == to.asAmount else {
      throw .incompatibleUnits(from: self, to: target)
    }
    guard from != to else { return scale / targetScale }
    guard let molarMass else { throw .needsMolarMass(from: self, to: target) }
    try Check.positive(molarMass, "molar mass")
    let massesBecomingAmounts = from.drugMass - to.drugMass
    let ratio = massesBecomingAmounts > 0 ? 1 / molarMass : molarMass
    return scale / targetScale * ratio
  }
}
