import DataFiles
import Foundation

/// A cohort on disk, open for one run: a manifest and one file a patient.
///
///     DIR/cohort.json                 what it is: ``CohortManifest``
///     DIR/reference.json              what it took from its first patients: ``CohortReference``
///     DIR/patients/SAMPLE.flux        one patient's result: ``CohortRecordFile``
///     DIR/.lock                       empty; locked while a run has the store open
///
/// A patient's file is written beside and renamed when the patient ends, flushed to the disk before:
/// a run that dies loses the patients in flight and no other. Nothing in a store depends on the order
/// of the patients, on threads, shards or interruptions: two stores of one cohort are equal byte for
/// byte.
///
/// The lock is the operating system's (`flock`) and ends with the process that holds it, however it
/// ends.
public final class CohortStore: Sendable {
  public enum Mode: Sendable, Hashable {
    /// Keep what is there if it is of this cohort.
    case resume
    /// Throw away what is there.
    case restart
  }

  typealias Writer = @Sendable (_ bytes: [UInt8], _ path: String) throws(OutputError) -> Void

  public let directory: String
  public let manifest: CohortManifest
  private let claim: CohortDirectory
  private let writer: Writer

  /// Opens a store, and makes it where there is none.
  ///
  /// - Throws: ``CohortStoreError/locked(directory:)`` where another run has it open;
  ///   ``CohortStoreError/otherCohort(directory:differences:)`` and
  ///   ``CohortStoreError/unknownPatients(directory:samples:)`` where it is of another cohort, unless
  ///   it is to be restarted; and whatever the disk says.
  public convenience init(
    _ directory: String, manifest: CohortManifest, mode: Mode = .resume
  ) throws(CohortStoreError) {
    try self.init(directory, manifest: manifest, mode: mode) {
      bytes, path throws(OutputError) in
      try OutputFile.write(bytes, to: path)
    }
  }

  convenience init(
    _ directory: String, manifest: CohortManifest, mode: Mode, writer: @escaping Writer
  ) throws(CohortStoreError) {
    try self.init(
      CohortDirectory(directory, mode: mode), manifest: manifest, reference: nil, writer: writer)
  }

  /// Opens a store in a directory that is locked, as ``init(_:manifest:mode:)`` does.
  ///
  /// - Parameters:
  ///   - reference: What the cohort has frozen; that of ``CohortDirectory/reference()`` where there is
  ///     one.
  ///   - publishes: Whether the manifest takes the place of an older one at once. Otherwise
  ///     ``publish()`` does that, after ``removeOutdated(ofSample:key:)`` of every patient.
  public convenience init(
    _ directory: CohortDirectory, manifest: CohortManifest, reference: CohortReference? = nil,
    publishes: Bool = true
  ) throws(CohortStoreError) {
    try self.init(directory, manifest: manifest, reference: reference, publishes: publishes) {
      bytes, path throws(OutputError) in
      try OutputFile.write(bytes, to: path)
    }
  }

  private init(
    _ claim: CohortDirectory, manifest: CohortManifest, reference: CohortReference?,
    publishes: Bool = true, writer: @escaping Writer
  ) throws(CohortStoreError) {
    directory = claim.path
    self.claim = claim
    self.manifest = manifest
    self.writer = writer
    try StoreFolder.make(StorePath.patients(directory))
    try StoreFolder.removeTemporaries(in: StorePath.patients(directory))
    if claim.isStore { try prepare(claim.mode, reference) }
    // The manifest comes last: only with it is the reference one of a cohort that began.
    if let reference { try keep(reference.bytes, at: StorePath.reference(directory)) }
    if publishes || !claim.isStore || claim.mode == .restart { try publish() }
  }

  /// Puts the manifest in its place.
  func publish() throws(CohortStoreError) {
    try keep(CohortManifestFile.encode(manifest), at: StorePath.manifest(directory))
  }

  private func keep(_ bytes: [UInt8], at path: String) throws(CohortStoreError) {
    // To write into a pipe would wait for its reader.
    if StoreFolder.isIrregular(path) {
      throw .failedOperation(path: path, reason: StoreFolder.irregular)
    }
    if Self.bytes(path) != bytes { try write(bytes, to: path) }
  }

  /// What a file holds; `nil` where there is none that can be read.
  private static func bytes(_ path: String) -> [UInt8]? {
    guard let file = try? PatientFile(path) else { return nil }
    return try? file.whole()
  }

  private func prepare(_ mode: Mode, _ reference: CohortReference?) throws(CohortStoreError) {
    if mode == .restart { return try StoreFolder.removeRecords(in: directory) }
    let old = try CohortArchive.readManifest(directory)
    var differences = old.differences(from: manifest)
    if let reference, let frozen = try CohortReference.read(in: directory), frozen != reference,
      !differences.contains("reference")
    {
      differences.append("reference")
    }
    if !differences.isEmpty { throw .otherCohort(directory: directory, differences: differences) }
    let known = Set(manifest.samples.map(\.file))
    let lost = old.samples.filter { sample in
      !known.contains(sample.file) && StoreFolder.exists(directory + "/" + sample.file)
    }
    if !lost.isEmpty { throw .unknownPatients(directory: directory, samples: lost.map(\.sample)) }
  }

  /// Lets another run open the store; nothing may be stored after this. A store that goes does so too,
  /// but a thread that is about to end may keep it for a moment.
  public func close() { claim.close() }

  /// The record of the patient at `index` if it is there, whole, and of this key; `nil` where the
  /// patient must be computed (again).
  public func record(ofSample index: Int, key: CohortKey) -> CohortRecord? {
    guard let bytes = Self.bytes(path(ofSample: index)),
      let claimed = try? CohortRecordFile.key(of: bytes), claimed == key,
      let record = try? CohortRecordFile.decode(bytes)
    else { return nil }
    return manifest.fits(record) ? record : nil
  }

  /// Whether there is a file of the patient at `index`, whatever it holds.
  func hasFile(ofSample index: Int) -> Bool { StoreFolder.exists(path(ofSample: index)) }

  /// Removes the record of the patient at `index` where it is of other data than `key`: the manifest
  /// that is to come would pass it off as computed from today's.
  func removeOutdated(ofSample index: Int, key: CohortKey) throws(CohortStoreError) {
    guard let bytes = Self.bytes(path(ofSample: index)),
      let claimed = try? CohortRecordFile.key(of: bytes), claimed != key
    else { return }
    try StoreFolder.remove(path(ofSample: index))
  }

  /// Stores the record of the patient at `index`, over an older one; from any thread. The file of an
  /// equal one stays as it is.
  ///
  /// - Throws: ``CohortStoreError/output(_:)``; an older record is then as it was.
  public func store(_ record: CohortRecord, ofSample index: Int) throws(CohortStoreError) {
    guard manifest.fits(record) else {
      throw .wrongShape(
        sample: manifest.samples[index].sample, found: record.rowCount,
        expected: manifest.rows.count)
    }
    try keep(CohortRecordFile.encode(record), at: path(ofSample: index))
  }

  private func path(ofSample index: Int) -> String {
    directory + "/" + manifest.samples[index].file
  }

  private func write(_ bytes: [UInt8], to path: String) throws(CohortStoreError) {
    do throws(OutputError) { try writer(bytes, path) } catch { throw .output(error) }
  }
}

extension CohortManifest {
  /// What is not the same in two cohorts of which one would go on with the other's results.
  func differences(from other: CohortManifest) -> [String] {
    let (a, b) = (identity, other.identity)
    var differences: [String] = []
    if a.version != b.version { differences.append("version (\(a.version), not \(b.version))") }
    if a.solver != b.solver { differences.append("solver (\(a.solver), not \(b.solver))") }
    if a.modelDigest != b.modelDigest || a.model != b.model { differences.append("model") }
    if a.analysis != b.analysis { differences.append("options") }
    if (a.objective, a.maximizes) != (b.objective, b.maximizes) { differences.append("objective") }
    if a.reactions != b.reactions || reactions != other.reactions {
      differences.append("reactions")
    }
    if a.genes != b.genes || genes != other.genes { differences.append("genes") }
    if a.tasksDigest != b.tasksDigest || tasks != other.tasks { differences.append("tasks") }
    if a.referenceDigest != b.referenceDigest { differences.append("reference") }
    if a.shrinkage != b.shrinkage { differences.append("shrinkage") }
    return differences
  }
}
