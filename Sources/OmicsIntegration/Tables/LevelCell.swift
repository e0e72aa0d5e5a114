import DataFiles

/// What one cell of a table says.
enum LevelCell {
  case level(Double)
  case missing
  case fault(Fault)

  enum Fault {
    case notANumber(OmicsError.NotANumber)
    case negative, infinite, tooLargeForLogarithm

    func error(at cell: OmicsError.Cell) -> OmicsError {
      switch self {
      case .notANumber(let kind): .notANumber(cell, kind)
      case .negative: .negativeValue(cell)
      case .infinite: .infiniteValue(cell)
      case .tooLargeForLogarithm: .notALogarithm(cell)
      }
    }
  }

  /// - Parameter unit: What the number is; `nil` for a linear one.
  init(_ field: UnsafeRawBufferPointer, unit: LevelUnit?) {
    if field.isEmpty {
      self = .missing
    } else if let value = NumberText.parse(field) {
      self = Self.level(value, unit)
    } else {
      self = Self.isMissing(field) ? .missing : .fault(.notANumber(.init(field)))
    }
  }

  private static func level(_ value: Double, _ unit: LevelUnit?) -> LevelCell {
    // What R writes for the logarithm of zero.
    if value == -.infinity, let unit, unit.isLogarithm, !unit.addsOne { return .level(0) }
    if value.isInfinite { return .fault(.infinite) }
    guard let unit, unit.isLogarithm else {
      // Adding zero makes zero of a negative zero.
      return value < 0 ? .fault(.negative) : .level(value + 0)
    }
    let level = unit.linear(value)
    if level > largestPower { return .fault(.tooLargeForLogarithm) }
    return level < 0 ? .fault(.negative) : .level(level)
  }

  /// No amount is larger: what is, was no logarithm.
  private static let largestPower = 1e20

  /// The spellings of a missing value that R, pandas and spreadsheets write.
  private static func isMissing(_ field: UnsafeRawBufferPointer) -> Bool {
    if field.count > 4 { return false }
    return switch String(decoding: field, as: UTF8.self).lowercased() {
    case "na", "n/a", "nan", "null", "none", "#n/a", "<na>": true
    default: false
    }
  }
}
