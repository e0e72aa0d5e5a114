import DataFiles

/// The stores of a cohort's shards, or one whole store, as one: to be stored or exported.
public struct CohortMerge: Sendable {
  private let archives: [CohortArchive]
  /// For each patient the archive that has the record; `nil` where none has.
  private let sources: [Int?]
  private let reference: CohortReference?

  public var manifest: CohortManifest { archives[0].manifest }

  /// Reads every record, to check it.
  ///
  /// - Parameter isPartial: Whether patients may be missing or damaged.
  /// - Throws: ``CohortStoreError/otherCohort(directory:differences:)`` where the stores are not of
  ///   one cohort with the same inputs; ``CohortStoreError/conflict(sample:directories:)``;
  ///   ``CohortStoreError/incomplete(missing:damaged:)``.
  public init(_ archives: [CohortArchive], isPartial: Bool = false) throws(CohortStoreError) {
    guard let first = archives.first else { throw .nothingToMerge }
    let reference = try first.reference()
    for other in archives.dropFirst() {
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
    self.archives = archives
    self.reference = reference
    var sources: [Int?] = []
    var (missing, damaged): ([String], [String]) = ([], [])
    for index in first.manifest.samples.indices {
      let (source, isDamaged) = try Self.source(ofSample: index, in: archives)
      sources.append(source)
      if source != nil { continue }
      let sample = first.manifest.samples[index].sample
      if isDamaged { damaged.append(sample) } else { missing.append(sample) }
    }
    if !isPartial, !missing.isEmpty || !damaged.isEmpty {
      throw .incomplete(missing: missing, damaged: damaged)
    }
    self.sources = sources
  }

  private static func source(
    ofSample index: Int, in archives: [CohortArchive]
  ) throws(CohortStoreError) -> (source: Int?, isDamaged: Bool) {
    var found: (place: Int, bytes: [UInt8])?
    var isDamaged = false
    for (place, archive) in archives.enumerated() {
      switch try archive.state(ofSample: index) {
      case .missing: continue
      case .damaged: isDamaged = true
      case .present(let record):
        let bytes = CohortRecordFile.encode(record)
        guard let other = found else {
          found = (place, bytes)
          continue
        }
        if other.bytes != bytes {
          throw .conflict(
            sample: archive.manifest.samples[index].sample,
            directories: [archives[other.place].directory, archive.directory])
        }
      }
    }
    return (found?.place, isDamaged)
  }

  /// The record of the patient at `index`; `nil` where there is none.
  public func record(ofSample index: Int) throws(CohortStoreError) -> CohortRecord? {
    guard let source = sources[index] else { return nil }
    guard case .present(let record) = try archives[source].state(ofSample: index) else {
      throw .incomplete(missing: [], damaged: [manifest.samples[index].sample])
    }
    return record
  }

  /// Makes one store of all: byte for byte that of a run over the whole cohort.
  ///
  /// - Throws: As ``CohortStore/init(_:manifest:mode:)`` and
  ///   ``CohortStore/store(_:ofSample:)``.
  public func write(
    into directory: String, mode: CohortStore.Mode = .resume
  ) throws(CohortStoreError) {
    let store = try CohortStore(
      CohortDirectory(directory, mode: mode), manifest: manifest, reference: reference)
    defer { store.close() }
    for index in manifest.samples.indices {
      if let record = try record(ofSample: index) { try store.store(record, ofSample: index) }
    }
  }
}
