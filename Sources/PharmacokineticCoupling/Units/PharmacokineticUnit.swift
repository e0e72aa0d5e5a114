/// A unit that the coupling reads or writes, with its dimension.
///
/// The raw value is the text of the files. `gDW` is a gram of dry tissue, `g liver` and `L liver` are
/// wet tissue, `kg` is body mass, `mg protein` microsomal protein, `M cells` a million hepatocytes.
public enum PharmacokineticUnit: String, Codable, Sendable, CaseIterable {
  case one = "1"
  case second = "s"
  case minute = "min"
  case hour = "h"
  case day = "d"
  case perMinute = "min^-1"
  case perHour = "h^-1"
  case perDay = "d^-1"

  case mole = "mol"
  case millimole = "mmol"
  case micromole = "umol"
  case nanomole = "nmol"
  case gram = "g"
  case milligram = "mg"
  case microgram = "ug"
  case nanogram = "ng"

  case litre = "L"
  case millilitre = "mL"
  case litrePerKilogram = "L/kg"
  case kilogramBody = "kg"
  case gramDryWeight = "gDW"
  case gramLiver = "g liver"
  case litreLiver = "L liver"
  case gramLiverPerKilogram = "g liver/kg"
  case kilogramPerLitreLiver = "kg liver/L liver"
  case gramDryWeightPerGramLiver = "gDW/g liver"
  case millionCellsPerGramLiver = "M cells/g liver"
  case milligramProteinPerGramLiver = "mg protein/g liver"

  case molar = "mol/L"
  case millimolar = "mmol/L"
  case micromolar = "umol/L"
  case nanomolar = "nmol/L"
  case milligramPerLitre = "mg/L"
  case nanogramPerMillilitre = "ng/mL"
  case millimolarHour = "mmol*h/L"
  case nanomolarHour = "nmol*h/L"
  case nanogramHourPerMillilitre = "ng*h/mL"

  case litrePerHour = "L/h"
  case millilitrePerMinute = "mL/min"
  case millilitrePerMinutePerKilogram = "mL/min/kg"
  case litrePerHourPerKilogram = "L/h/kg"
  case microlitrePerMinutePerMillionCells = "uL/min/M cells"
  case microlitrePerMinutePerMilligramProtein = "uL/min/mg protein"
  case litrePerMinutePerLitreLiver = "L/min/L liver"

  case flux = "mmol/gDW/h"
  case millimolePerHour = "mmol/h"
  case millimolePerHourPerKilogram = "mmol/h/kg"
  case millimolePerMinutePerLitreLiver = "mmol/min/L liver"
}

/// The exponents of the base quantities of a unit.
struct UnitDimension: Sendable, Hashable {
  var amount = 0
  var drugMass = 0
  var volume = 0
  var time = 0
  var bodyMass = 0
  var dryMass = 0
  var liverMass = 0
  var liverVolume = 0
  var cells = 0
  var protein = 0

  /// The same dimension with every mass of drug read as an amount.
  var asAmount: UnitDimension {
    var result = self
    result.amount += drugMass
    result.drugMass = 0
    return result
  }
}
