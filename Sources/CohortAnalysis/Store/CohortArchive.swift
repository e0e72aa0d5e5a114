import DataFiles

/// A cohort on disk, for reading: needs no lock, and may be read while a run writes to it.
public struct CohortArchive: Sendable {
  public let directory: String
  public let manifest: CohortManifest

  /// - Throws: ``CohortStoreError`` where there is no cohort or its manifest is none.
  public init(_ directory: String) throws(CohortStoreError) {
    self.directory = directory
    manifest = try Self.readManifest(directory)
  }

  /// What the cohort has frozen; `nil` where it has nothing.
  public func reference() throws(CohortStoreError) -> CohortReference? {
    try CohortReference.read(in: directory)
  }

  /// What there is of a patient.
  public enum State: Sendable, Hashable {
    case missing
    case damaged(CohortRecordFile.Damage)
    case present(CohortRecord)
  }

  /// What there is of the patient at `index`, its checksum checked.
  public func state(ofSample index: Int) throws(CohortStoreError) -> State {
    guard let file = try file(ofSample: index) else { return .missing }
    return state(of: try file.whole())
  }

  /// The same of what a patient's file holds.
  func state(of bytes: [UInt8]) -> State {
    do throws(CohortRecordFile.Damage) {
      let record = try CohortRecordFile.decode(bytes)
      return manifest.fits(record) ? .present(record) : .damaged(.inconsistent)
    } catch {
      return .damaged(error)
    }
  }

  /// The file of the patient at `index`; `nil` where there is none.
  func file(ofSample index: Int) throws(CohortStoreError) -> PatientFile? {
    try PatientFile(directory + "/" + manifest.samples[index].file)
  }

  /// Where a cohort stands. Reads every record.
  public func status() throws(CohortStoreError) -> CohortStatus {
    var status = CohortStatus(patients: manifest.samples.count)
    for index in manifest.samples.indices {
      let sample = manifest.samples[index].sample
      switch try state(ofSample: index) {
      case .missing: status.missing.append(sample)
      case .damaged: status.damaged.append(sample)
      case .present(let record):
        if let failure = record.failure {
          status.failed.append(.init(sample: sample, failure: failure))
        } else {
          status.done += 1
          status.uncertifiedEnds += record.uncertifiedEnds
        }
      }
    }
    return status
  }

  static func readManifest(_ directory: String) throws(CohortStoreError) -> CohortManifest {
    let path = StorePath.manifest(directory)
    let bytes: [UInt8]
    do throws(InputError) { bytes = try InputFile.read(path).bytes } catch {
      if case .notFound = error { throw .noStore(directory: directory) }
      throw .input(error)
    }
    let manifest: CohortManifest
    do {
      let schema = try CohortJSON.value(SchemaOnly.self, from: bytes).schema
      if schema != CohortManifest.currentSchema {
        throw CohortStoreError.newerManifest(path: path, schema: schema)
      }
      manifest = try CohortJSON.value(CohortManifest.self, from: bytes)
    } catch let error as CohortStoreError {
      throw error
    } catch {
      throw .damagedManifest(path: path, problem: "it is no JSON of a cohort")
    }
    if !manifest.annotation.fits(manifest.reactions.count) {
      throw .damagedManifest(path: path, problem: "its lists of reactions differ in length")
    }
    // A name from a damaged file must not lead out of the store.
    for sample in manifest.samples where sample.file != CohortManifest.file(of: sample.sample) {
      throw .damagedManifest(path: path, problem: "the file of '\(sample.sample)' is another one's")
    }
    if !CohortManifestFile.isIntact(bytes) || manifest.identity.digest != manifest.digest {
      throw .damagedManifest(path: path, problem: "it is not as it was written")
    }
    return manifest
  }

  private struct SchemaOnly: Decodable { var schema: String }
}

/// Where a cohort stands.
public struct CohortStatus: Sendable, Hashable {
  public struct FailedSample: Sendable, Hashable {
    public var sample: String
    public var failure: CohortRecord.Failure
  }

  public var patients: Int
  public var done = 0
  public var failed: [FailedSample] = []
  public var missing: [String] = []
  public var damaged: [String] = []
  /// Over all patients that are done.
  public var uncertifiedEnds = 0

  /// Whether no patient is missing or damaged; failed ones have an answer.
  public var isComplete: Bool { missing.isEmpty && damaged.isEmpty }
}
