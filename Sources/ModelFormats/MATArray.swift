/// A value of a MAT-file, as far as models have need of it.
enum MATArray: Sendable, Hashable {
  /// Numbers of any class, and logical values as 0 and 1, column by column.
  case numbers([Double], rows: Int, columns: Int)
  case sparse(MATSparse)
  /// Characters, column by column.
  case text(String, rows: Int)
  case cells([MATArray])
  /// One struct, of its fields those asked for.
  case structure([String: MATArray])
  /// Something that no field of a model is, by the name of its class.
  case other(String)

  static let empty = MATArray.numbers([], rows: 0, columns: 0)

  var isEmpty: Bool {
    switch self {
    case .numbers(let values, _, _): values.isEmpty
    case .sparse(let matrix): matrix.rowCount == 0 || matrix.columnCount == 0
    case .text(let text, _): text.isEmpty
    case .cells(let cells): cells.isEmpty
    case .structure(let fields): fields.isEmpty
    case .other: false
    }
  }

  /// What it is, for errors.
  var kind: String {
    switch self {
    case .numbers(_, let rows, let columns): "a \(rows)×\(columns) array of numbers"
    case .sparse(let matrix): "a \(matrix.rowCount)×\(matrix.columnCount) sparse matrix"
    case .text: "text"
    case .cells(let cells): "a cell array of \(cells.count)"
    case .structure: "a struct"
    case .other(let name): "a value of class \(name)"
    }
  }
}

/// A matrix in compressed columns: the entries of column *j* are at `columnStarts[j] ..<
/// columnStarts[j + 1]`, which is checked, as are the rows.
struct MATSparse: Sendable, Hashable {
  var rowCount: Int
  var columnCount: Int
  var columnStarts: [Int]
  var rows: [Int]
  var values: [Double]
}

/// The classes of arrays (`mxCLASS_ID`), MAT-File Format, table 1-3.
enum MATClass: UInt8 {
  case cell = 1
  case structure, object, char, sparse, double, single, int8, uint8, int16, uint16, int32, uint32,
    int64, uint64, functionHandle, opaque

  var isNumeric: Bool {
    rawValue >= MATClass.double.rawValue && rawValue <= MATClass.uint64.rawValue
  }
}
