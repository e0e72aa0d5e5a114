import DataFiles

extension CohortMerge {
  /// Writes an archive for `numpy.load`, with matrices of rows by patients: one for each of
  /// ``CohortIdentity/columns``, such as `minimum` and `maximum` (NaN where there is no value),
  /// and their statuses such as `minimum_status` (as in ``CohortRecordFile``, 255 where there is no
  /// result); and vectors: `reactions`, `genes` or `tasks`, which name the rows, `samples`, `groups`,
  /// `objective`, `failed` (0, or the kind of failure; 255 where there is no result), `total_flux` of
  /// parsimonious fluxes, and `draws`, how many had an answer, where there are intervals.
  ///
  ///     ranges = numpy.load("ranges.npz"); spans = ranges["maximum"] - ranges["minimum"]
  ///
  /// - Parameters:
  ///   - path: As in ``OutputFile/write(_:to:compression:)``.
  ///   - isCancelled: As for ``init(_:isPartial:isCancelled:)``.
  /// - Throws: ``CohortStoreError/output(_:)``; ``CohortStoreError/incomplete(missing:damaged:)`` where
  ///   a record changed since the merge was made; ``CohortStoreError/input(_:)``.
  /// - Complexity: Reads each number once. Memory for one column of one patient.
  public func writeNumPyArchive(
    to path: String?, isCancelled: () -> Bool = { false }
  ) throws(CohortStoreError) {
    let output = try CohortOutput(path)
    var zip = StoredZip()
    for (name, bytes) in vectors {
      try output.write(
        zip.header(of: name, size: UInt64(bytes.count), checksum: CRC32(bytes).value))
      try output.write(bytes)
    }
    for (column, matrix) in matrices.enumerated() {
      let header = NumPyArray.matrixHeader(
        matrix.element, rows: manifest.rows.count, columns: patients.count)
      var sum = CRC32(header)
      sum.append(checksums[column])
      try output.write(zip.header(of: matrix.name, size: sum.byteCount, checksum: sum.value))
      try output.write(header)
      try write(column: column, matrix.element, to: output, isCancelled)
    }
    try output.write(zip.end())
    try output.finish()
  }

  private var vectors: [(name: String, bytes: [UInt8])] {
    let objectives = patients.map { $0?.objective ?? .nan }
    var vectors = [
      ("samples.npy", NumPyArray.vector(manifest.samples.map(\.sample))),
      ("groups.npy", NumPyArray.vector(manifest.samples.map(\.group))),
      ("\(manifest.rowName)s.npy", NumPyArray.vector(manifest.rows)),
      ("objective.npy", NumPyArray.vector(objectives)),
      ("failed.npy", NumPyArray.vector(patients.map { $0?.failed ?? CohortFiller.status })),
    ]
    if manifest.identity.analysis.kind == .parsimoniousFluxes {
      let totals = patients.map { $0?.totalFlux ?? .nan }
      vectors.append(("total_flux.npy", NumPyArray.vector(totals)))
    }
    if manifest.identity.hasIntervals {
      let draws = patients.map { Double($0?.draws ?? 0) }
      vectors.append(("draws.npy", NumPyArray.vector(draws)))
    }
    return vectors
  }

  private var matrices: [(name: String, element: NumPyArray.Element)] {
    let identity = manifest.identity
    return identity.columns.map { ("\($0.rawValue).npy", .double) }
      + identity.statusColumns.map { ("\($0.rawValue)_status.npy", .byte) }
  }

  private func write(
    column: Int, _ element: NumPyArray.Element, to output: CohortOutput,
    _ isCancelled: () -> Bool
  ) throws(CohortStoreError) {
    let layout = CohortFileLayout(manifest)
    let range = layout.range(ofColumn: column, rows: 0..<layout.rows)
    let filler =
      element == .double
      ? CohortFiller.numbers(layout.rows)
      : [UInt8](repeating: CohortFiller.status, count: layout.rows)
    for index in patients.indices {
      try check(isCancelled)
      try output.write(try bytes(range, ofSample: index) ?? filler)
    }
  }

  /// Part of a patient's file; `nil` where there are no numbers.
  func bytes(
    _ range: Range<Int>, ofSample index: Int
  ) throws(CohortStoreError) -> [UInt8]? {
    guard let file = try file(ofNumbers: index) else { return nil }
    let bytes = try file.bytes(at: range.lowerBound, count: range.count)
    if bytes.count == range.count { return bytes }
    throw .incomplete(missing: [], damaged: [manifest.samples[index].sample])
  }
}

/// An ``OutputFileWriter`` whose errors are those of a store.
struct CohortOutput {
  private let writer: OutputFileWriter

  init(
    _ path: String?, compression: OutputFile.Compression = OutputFile.Compression()
  ) throws(CohortStoreError) {
    do throws(OutputError) {
      writer = try OutputFileWriter(path, compression: compression)
    } catch {
      throw .output(error)
    }
  }

  func write(_ bytes: [UInt8]) throws(CohortStoreError) {
    do throws(OutputError) { try writer.write(bytes) } catch { throw .output(error) }
  }

  func finish() throws(CohortStoreError) {
    do throws(OutputError) { try writer.finish() } catch { throw .output(error) }
  }
}
