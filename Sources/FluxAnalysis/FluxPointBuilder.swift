import LinearProgramming

/// Turns points of the compressed program into points of certificates, for one thread.
final class FluxPointBuilder {
  private let compressed: CompressedProgram
  private let judge: ProgramJudge
  private let tolerance: Double
  private var columns: [Double]
  private var point: [Double]
  /// The compressed columns in the order of the reactions that lead them.
  private let order: [Int]

  init(_ start: FluxVariabilityStart, tolerance: Double) {
    let origins = start.compressed.columnOrigins
    compressed = start.compressed
    judge = ProgramJudge(start.original)
    self.tolerance = tolerance
    columns = Array(repeating: 0, count: origins.count)
    point = Array(repeating: 0, count: start.compressed.carriers.count)
    order = origins.indices.sorted { origins[$0] < origins[$1] }
  }

  /// A flux keeps this many digits, and no place beyond the last one; a claim must be reached to
  /// ``CertificateVerifier/valueTolerance``, and reactions are multiples of their leaders.
  private static let digits = 13
  private static let lastPlace = 14

  /// The fluxes of the leaders, by reaction, with as many digits as a point needs; with all of them
  /// where fewer would leave a residual above the tolerance.
  func point(_ whole: SparseNumbers) -> SparseNumbers {
    let rounded = whole.values.map { value in
      value.rounded(
        toPlaces: min(Self.lastPlace, Self.digits - 1 - value.decimalExponent))
    }
    fill(whole, with: rounded)
    compressed.expand(columns: columns, into: &point)
    if !(judge.primalResidual(of: point) <= tolerance) { fill(whole, with: whole.values) }
    return leaders()
  }

  private func fill(_ numbers: SparseNumbers, with values: [Double]) {
    columns.withUnsafeMutableBufferPointer { columns in
      columns.update(repeating: 0)
      for (index, value) in zip(numbers.indices, values) { columns[Int(index)] = value }
    }
  }

  private func leaders() -> SparseNumbers {
    var indices: [Int32] = []
    var values: [Double] = []
    for column in order where columns[column] != 0 {
      indices.append(compressed.columnOrigins[column])
      values.append(columns[column])
    }
    return SparseNumbers(indices: indices, values: values)
  }
}
