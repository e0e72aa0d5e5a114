import DataFiles

/// What one cell of a table says.
enum LevelCell {
  case level(Double)
  case missing
  case fault(Fault)

  enum Fault {
    case notANumber(OmicsError.NotANumber)
    case negative, infinite

    func error(at cell: OmicsError.Cell) -> OmicsError {
      switch self {
      case .notANumber(let kind): .notANumber(cell, kind)
      case .negative: .negativeValue(cell)
      case .infinite: .infiniteValue(cell)
      }
    }
  }

  init(_ field: UnsafeRawBufferPointer) {
    if field.isEmpty {
      self = .missing
    } else if let value = NumberText.parse(field) {
      if value.isInfinite {
        self = .fault(.infinite)
      } else {
        // Adding zero makes zero of a negative zero.
        self = value < 0 ? .fault(.negative) : .level(value + 0)
      }
    } else {
      self = Self.isMissing(field) ? .missing : .fault(.notANumber(.init(field)))
    }
  }

  /// The spellings of a missing value that R, pandas and spreadsheets write.
  private static func isMissing(_ field: UnsafeRawBufferPointer) -> Bool {
    if field.count > 4 { return false }
    return switch String(decoding: field, as: UTF8.self).lowercased() {
    case "na", "n/a", "nan", "null", "none", "#n/a", "<na>": true
    default: false
    }
  }
}
