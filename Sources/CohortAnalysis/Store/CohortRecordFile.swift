import DataFiles
import FluxAnalysis

/// The file of one patient, `SAMPLE.flux`: a header of 128 bytes, columns of numbers, columns of
/// statuses, the reason of a failure, and a checksum. All numbers are little-endian.
///
///     offset  bytes  what
///          0      8  "TWINFLUX"
///          8      4  version of the format: 1
///         12      4  bytes of the header: 128
///         16      8  n, the reactions, genes or tasks
///         24      4  columns of n doubles: those of ``CohortIdentity/columns``, and none of a
///                    failure
///         28      4  columns of n status bytes: 2 of ranges, 1 of deletions and tasks, else 0
///         32     32  the key: SHA-256 of all that the numbers depend on: ``CohortKey``
///         64      8  the objective's optimum, NaN without one
///         72      4  0, or the kind of failure (``CohortRecord/Failure/Kind``)
///         76      4  bytes of the reason
///         80      8  bytes of the file
///         88      4  what the columns are: 1 ranges, 2 fluxes, 3 parsimonious fluxes, 4 optima after
///                    deletions, 5 tasks (1 passed, 0 not), 0 a failure
///         92      4  how many draws of the patient's expression had an answer
///         96      8  the total flux of parsimonious fluxes, else NaN
///        104     24  zero
///        128         the columns of doubles, the columns of statuses, the reason (UTF-8)
///    the end     32  SHA-256 of all bytes before it
///
/// A status is 0 certified, 1 optimal, 2 unbounded, 3 infeasible, 4 failed. Rows are in the order of
/// the manifest's `reactions`, or of its `genes` or `tasks` where it has them. To read *c* columns of *n* numbers,
/// such as minima and maxima with *c* = 2, in Python and in R:
///
///     numpy.fromfile("P07.flux", "<f8", c * n, offset=128).reshape(c, n)
///     matrix(readBin("P07.flux", "double", 16 + c * n, endian = "little")[-(1:16)], n)
public enum CohortRecordFile {
  /// Why bytes are no record.
  public enum Damage: Error, Sendable, Hashable {
    case tooShort
    case noRecord
    case newerVersion(Int)
    case checksum
    case inconsistent
  }

  /// What the columns of a file are.
  enum Contents: UInt32 {
    case failure = 0
    case ranges = 1
    case fluxes = 2
    case parsimoniousFluxes = 3
    case deletions = 4
    case tasks = 5

    init(_ outcome: CohortRecord.Outcome) {
      switch outcome {
      case .ranges: self = .ranges
      case .fluxes(let fluxes): self = fluxes.totalFlux == nil ? .fluxes : .parsimoniousFluxes
      case .deletions: self = .deletions
      case .tasks: self = .tasks
      case .failed: self = .failure
      }
    }
  }

  static let magic = Array("TWINFLUX".utf8)
  public static let headerBytes = 128
  static let version: UInt32 = 1
  static let checksumBytes = 32

  /// The bytes of a record; the same for the same record, everywhere.
  public static func encode(_ record: CohortRecord) -> [UInt8] {
    let numbers = record.columns.map(\.values)
    let statuses = record.statusColumns
    let reason = Array((record.failure?.reason ?? "").utf8)
    let count = record.rowCount
    let size =
      headerBytes + count * (8 * numbers.count + statuses.count) + reason.count + checksumBytes
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    bytes += magic
    bytes.append(littleEndian: version)
    bytes.append(littleEndian: UInt32(headerBytes))
    bytes.append(littleEndian: UInt64(count))
    bytes.append(littleEndian: UInt32(numbers.count))
    bytes.append(littleEndian: UInt32(statuses.count))
    bytes += record.key.bytes
    bytes.append(littleEndian: canonical(record.objective ?? .nan))
    bytes.append(littleEndian: record.failure?.kind.rawValue ?? 0)
    bytes.append(littleEndian: UInt32(reason.count))
    bytes.append(littleEndian: UInt64(size))
    bytes.append(littleEndian: Contents(record.outcome).rawValue)
    bytes.append(littleEndian: UInt32(clamping: record.draws))
    bytes.append(littleEndian: canonical(record.totalFlux ?? .nan))
    bytes += [UInt8](repeating: 0, count: headerBytes - bytes.count)
    for column in numbers { for value in column { bytes.append(littleEndian: canonical(value)) } }
    for column in statuses { bytes += column }
    bytes += reason
    return bytes + CohortKey.bytes(ofHex: SHA256.hexDigest(of: bytes))
  }

  /// The record that `bytes` hold, its checksum and its sizes checked.
  public static func decode(_ bytes: [UInt8]) throws(Damage) -> CohortRecord {
    let header = try Header(bytes)
    let body = bytes.count - checksumBytes
    let digest = SHA256.hexDigest(of: Array(bytes[..<body]))
    guard CohortKey.bytes(ofHex: digest).elementsEqual(bytes[body...]) else { throw .checksum }
    guard let key = CohortKey(bytes: bytes[32..<64]) else { throw .inconsistent }
    return CohortRecord(key: key, outcome: try outcome(header, bytes))
  }

  /// The key that a record claims, after a look at its size alone.
  static func key(of bytes: [UInt8]) throws(Damage) -> CohortKey {
    _ = try Header(bytes)
    guard let key = CohortKey(bytes: bytes[32..<64]) else { throw .inconsistent }
    return key
  }

  private static func outcome(
    _ header: Header, _ bytes: [UInt8]
  ) throws(Damage) -> CohortRecord.Outcome {
    let count = header.count
    let numbers = (0..<header.columns).map { column in
      (0..<count).map { double(bytes, at: headerBytes + 8 * (column * count + $0)) }
    }
    let statuses = try (0..<header.statusColumns).map { column throws(Damage) in
      try Self.statuses(bytes, at: headerBytes + count * (8 * header.columns + column), count)
    }
    let objective = double(bytes, at: 64)
    switch (header.contents, header.columns, header.statusColumns) {
    case (.ranges, 2, 2), (.ranges, 4, 2), (.ranges, 6, 2), (.ranges, 8, 2):
      return .ranges(
        .init(
          objective: objective.isNaN ? nil : objective, numbers: numbers,
          minimumStatus: statuses[0], maximumStatus: statuses[1], draws: header.draws))
    case (.fluxes, 1, 0): return .fluxes(.init(objective: objective, fluxes: numbers[0]))
    case (.parsimoniousFluxes, 1, 0):
      return .fluxes(
        .init(objective: objective, fluxes: numbers[0], totalFlux: double(bytes, at: 96)))
    case (.deletions, 1, 1):
      return .deletions(
        .init(
          objective: objective, remaining: numbers[0],
          status: try statuses[0].map { status throws(Damage) in try deletionStatus(status) }))
    case (.tasks, 1, 1): return .tasks(.init(passed: numbers[0], status: statuses[0]))
    case (.failure, 0, 0):
      guard let kind = CohortRecord.Failure.Kind(rawValue: header.failure) else {
        throw .inconsistent
      }
      let end = bytes.count - checksumBytes
      let reason = String(decoding: bytes[(end - header.reasonBytes)..<end], as: UTF8.self)
      return .failed(.init(kind, reason: reason))
    default: throw .inconsistent
    }
  }

  private static func statuses(
    _ bytes: [UInt8], at offset: Int, _ count: Int
  ) throws(Damage) -> [FluxRange.End.Status] {
    try bytes[offset..<(offset + count)].map { byte throws(Damage) in
      guard Int(byte) < order.count else { throw .inconsistent }
      return order[Int(byte)]
    }
  }

  /// One NaN and one zero, so that equal records are equal bytes.
  private static func canonical(_ value: Double) -> Double { value.isNaN ? .nan : value + 0 }

  private static let order: [FluxRange.End.Status] = [
    .certified, .optimal, .unbounded, .infeasible, .failed,
  ]

  static func code(_ status: FluxRange.End.Status) -> UInt8 {
    switch status {
    case .certified: 0
    case .optimal: 1
    case .unbounded: 2
    case .infeasible: 3
    case .failed: 4
    }
  }

  static func code(_ status: DeletionResult.Status) -> UInt8 {
    switch status {
    case .optimal: 1
    case .unbounded: 2
    case .infeasible: 3
    case .failed: 4
    }
  }

  /// The word for a status of this code.
  static func statusName(_ code: Double) -> String {
    guard let place = Int(exactly: code), order.indices.contains(place) else { return "" }
    return order[place].rawValue
  }

  private static func deletionStatus(
    _ status: FluxRange.End.Status
  ) throws(Damage) -> DeletionResult.Status {
    switch status {
    case .certified: throw .inconsistent
    case .optimal: .optimal
    case .unbounded: .unbounded
    case .infeasible: .infeasible
    case .failed: .failed
    }
  }

  static func double(_ bytes: [UInt8], at offset: Int) -> Double {
    Double(bitPattern: integer(bytes, at: offset))
  }

  fileprivate static func integer<Integer: FixedWidthInteger>(
    _ bytes: [UInt8], at offset: Int
  ) -> Integer {
    bytes.withUnsafeBytes {
      Integer(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }
  }
}

/// The numbers of a record's header that say where everything is, checked against the file's size.
private struct Header {
  let count: Int
  let contents: CohortRecordFile.Contents
  let columns: Int
  let statusColumns: Int
  let failure: UInt32
  let reasonBytes: Int
  let draws: Int

  init(_ bytes: [UInt8]) throws(CohortRecordFile.Damage) {
    let least = CohortRecordFile.headerBytes + CohortRecordFile.checksumBytes
    guard bytes.count >= least else { throw .tooShort }
    guard bytes.starts(with: CohortRecordFile.magic) else { throw .noRecord }
    let version: UInt32 = CohortRecordFile.integer(bytes, at: 8)
    guard version == CohortRecordFile.version else { throw .newerVersion(Int(version)) }
    let size: UInt64 = CohortRecordFile.integer(bytes, at: 80)
    guard size == UInt64(bytes.count) else { throw .tooShort }
    let count: UInt64 = CohortRecordFile.integer(bytes, at: 16)
    let columns: UInt32 = CohortRecordFile.integer(bytes, at: 24)
    let statusColumns: UInt32 = CohortRecordFile.integer(bytes, at: 28)
    let reason: UInt32 = CohortRecordFile.integer(bytes, at: 76)
    failure = CohortRecordFile.integer(bytes, at: 72)
    let what: UInt32 = CohortRecordFile.integer(bytes, at: 88)
    guard let contents = CohortRecordFile.Contents(rawValue: what) else { throw .inconsistent }
    self.contents = contents
    // Sizes from a damaged header must neither overflow nor ask for more than there is.
    guard count <= UInt64(bytes.count), columns <= 8, statusColumns <= 2,
      least + Int(count) * (8 * Int(columns) + Int(statusColumns)) + Int(reason) == bytes.count
    else { throw .inconsistent }
    self.count = Int(count)
    self.columns = Int(columns)
    self.statusColumns = Int(statusColumns)
    reasonBytes = Int(reason)
    let draws: UInt32 = CohortRecordFile.integer(bytes, at: 92)
    self.draws = Int(draws)
  }
}
