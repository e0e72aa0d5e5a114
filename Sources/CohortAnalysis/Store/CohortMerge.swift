import DataFiles

/// The stores of a cohort's shards, or one whole store, as one: to be stored or exported.
///
/// Exports are written as they are read, with memory for a few patients, however many there are.
public struct CohortMerge: Sendable {
  private let archives: [CohortArchive]
  /// What the check found of each patient; `nil` where there is no result.
  let patients: [CheckedPatient?]
  /// Of each column of the files and then of each column of statuses: the checksum over all patients,
  /// with ``CohortFiller`` where one has no result.
  let checksums: [CRC32]
  private let reference: CohortReference?

  public var manifest: CohortManifest { archives[0].manifest }

  /// Reads every record once, to check it.
  ///
  /// - Parameters:
  ///   - isPartial: Whether patients may be missing or damaged.
  ///   - isCancelled: Asked before each patient; `true` ends it with ``CohortStoreError/input(_:)`` of
  ///     `cancelled`.
  /// - Throws: ``CohortStoreError/otherCohort(directory:differences:)`` where the stores are not of
  ///   one cohort with the same inputs; ``CohortStoreError/conflict(sample:directories:)``;
  ///   ``CohortStoreError/incomplete(missing:damaged:)``.
  public init(
    _ archives: [CohortArchive], isPartial: Bool = false, isCancelled: () -> Bool = { false }
  ) throws(CohortStoreError) {
    guard let first = archives.first else { throw .nothingToMerge }
    let reference = try first.reference()
    for other in archives.dropFirst() {
      try Self.check(other, belongsTo: first, reference: reference)
    }
    self.archives = archives
    self.reference = reference
    var sums = ColumnChecksums(first.manifest)
    var patients: [CheckedPatient?] = []
    var (missing, damaged): ([String], [String]) = ([], [])
    for index in first.manifest.samples.indices {
      try first.check(isCancelled)
      let found = try Self.patient(index, in: archives, &sums)
      patients.append(found.patient)
      if found.patient != nil { continue }
      let sample = first.manifest.samples[index].sample
      if found.isDamaged { damaged.append(sample) } else { missing.append(sample) }
    }
    if !isPartial, !missing.isEmpty || !damaged.isEmpty {
      throw .incomplete(missing: missing, damaged: damaged)
    }
    self.patients = patients
    checksums = sums.values
  }

  private static func check(
    _ other: CohortArchive, belongsTo first: CohortArchive, reference: CohortReference?
  ) throws(CohortStoreError) {
    var differences = first.manifest.differences(from: other.manifest)
    if try other.reference() != reference, !differences.contains("reference") {
      differences.append("reference")
    }
    if first.manifest.inputs != other.manifest.inputs { differences.append("inputs") }
    if first.manifest.samples != other.manifest.samples
      || first.manifest.covariates != other.manifest.covariates
    {
      differences.append("design")
    }
    if !differences.isEmpty {
      throw .otherCohort(directory: other.directory, differences: differences)
    }
  }

  private static func patient(
    _ index: Int, in archives: [CohortArchive], _ sums: inout ColumnChecksums
  ) throws(CohortStoreError) -> (patient: CheckedPatient?, isDamaged: Bool) {
    var found: (patient: CheckedPatient, bytes: [UInt8])?
    var isDamaged = false
    for (place, archive) in archives.enumerated() {
      guard let file = try archive.file(ofSample: index) else { continue }
      let bytes = try file.whole()
      guard case .present(let record) = archive.state(of: bytes) else {
        isDamaged = true
        continue
      }
      guard let other = found else {
        found = (CheckedPatient(record, archive: place, stamp: file.stamp), bytes)
        continue
      }
      if other.bytes != bytes {
        throw .conflict(
          sample: archive.manifest.samples[index].sample,
          directories: [archives[other.patient.archive].directory, archive.directory])
      }
    }
    sums.add(found?.patient.failed == 0 ? found?.bytes : nil)
    return (found?.patient, isDamaged)
  }

  /// The file of a patient who has numbers, as it was when it was checked; `nil` for any other.
  func file(ofNumbers index: Int) throws(CohortStoreError) -> PatientFile? {
    guard let patient = patients[index], patient.failed == 0 else { return nil }
    let file = try archives[patient.archive].file(ofSample: index)
    guard let file, file.stamp == patient.stamp else {
      throw .incomplete(missing: [], damaged: [manifest.samples[index].sample])
    }
    return file
  }

  /// The record of the patient at `index`; `nil` where there is none.
  public func record(ofSample index: Int) throws(CohortStoreError) -> CohortRecord? {
    guard let patient = patients[index] else { return nil }
    guard case .present(let record) = try archives[patient.archive].state(ofSample: index) else {
      throw .incomplete(missing: [], damaged: [manifest.samples[index].sample])
    }
    return record
  }

  /// Lets a long export end.
  func check(_ isCancelled: () -> Bool) throws(CohortStoreError) {
    try archives[0].check(isCancelled)
  }

  /// Makes one store of all: byte for byte that of a run over the whole cohort.
  ///
  /// - Parameter isCancelled: As for ``init(_:isPartial:isCancelled:)``. What was stored stays.
  /// - Throws: ``CohortStoreError/restartsPart(directory:)`` where a part would be thrown away before
  ///   it is read; else as ``CohortStore/init(_:manifest:mode:)`` and
  ///   ``CohortStore/store(_:ofSample:)``.
  public func write(
    into directory: String, mode: CohortStore.Mode = .resume,
    isCancelled: () -> Bool = { false }
  ) throws(CohortStoreError) {
    if mode == .restart, archives.contains(where: { StoreFolder.isSame($0.directory, directory) }) {
      throw .restartsPart(directory: directory)
    }
    let store = try CohortStore(
      CohortDirectory(directory, mode: mode), manifest: manifest, reference: reference)
    defer { store.close() }
    for index in manifest.samples.indices {
      try check(isCancelled)
      if let record = try record(ofSample: index) { try store.store(record, ofSample: index) }
    }
  }
}

extension CohortArchive {
  fileprivate func check(_ isCancelled: () -> Bool) throws(CohortStoreError) {
    if isCancelled() { throw .input(.cancelled(path: directory)) }
  }
}

/// What a merge keeps of a patient: where the record is, and what is one number a patient.
struct CheckedPatient: Sendable {
  var archive: Int
  var stamp: PatientFile.Stamp
  /// 0, or the kind of failure.
  var failed: UInt8
  var objective: Double
  var totalFlux: Double
  var draws: Int

  init(_ record: CohortRecord, archive: Int, stamp: PatientFile.Stamp) {
    self.archive = archive
    self.stamp = stamp
    failed = UInt8(record.failure?.kind.rawValue ?? 0)
    objective = record.objective ?? .nan
    totalFlux = record.totalFlux ?? .nan
    draws = record.draws
  }
}

/// What stands for the numbers of a patient who has none.
enum CohortFiller {
  static let status: UInt8 = 255

  /// NaN after NaN.
  static func numbers(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * count)
    for _ in 0..<count { bytes.append(littleEndian: Double.nan) }
    return bytes
  }
}

/// The checksums of columns, patient after patient.
private struct ColumnChecksums {
  private(set) var values: [CRC32]
  private let layout: CohortFileLayout
  private let missing: (numbers: CRC32, statuses: CRC32)

  init(_ manifest: CohortManifest) {
    layout = CohortFileLayout(manifest)
    let rows = layout.rows
    missing = (
      CRC32(CohortFiller.numbers(rows)),
      CRC32([UInt8](repeating: CohortFiller.status, count: rows))
    )
    values = Array(repeating: CRC32(), count: layout.columns + layout.statusColumns)
  }

  /// - Parameter bytes: A record of this layout; `nil` where there are no numbers.
  mutating func add(_ bytes: [UInt8]?) {
    for column in values.indices {
      guard let bytes else {
        values[column].append(column < layout.columns ? missing.numbers : missing.statuses)
        continue
      }
      let range = layout.range(ofColumn: column, rows: 0..<layout.rows)
      var sum = CRC32()
      bytes.withUnsafeBytes { sum.update(UnsafeRawBufferPointer(rebasing: $0[range])) }
      values[column].append(sum)
    }
  }
}

/// Where the columns are in the files of a cohort's patients.
struct CohortFileLayout: Sendable {
  let rows: Int
  let columns: Int
  let statusColumns: Int

  init(_ manifest: CohortManifest) {
    rows = manifest.rows.count
    columns = manifest.identity.columns.count
    statusColumns = manifest.identity.statusColumns.count
  }

  /// - Parameter column: Columns of statuses count on from those of numbers.
  func range(ofColumn column: Int, rows part: Range<Int>) -> Range<Int> {
    let start = CohortRecordFile.headerBytes
    if column < columns {
      let first = start + 8 * (column * rows + part.lowerBound)
      return first..<(first + 8 * part.count)
    }
    let first = start + 8 * columns * rows + (column - columns) * rows + part.lowerBound
    return first..<(first + part.count)
  }
}
