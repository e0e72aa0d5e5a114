import Foundation
import Synchronization
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite("The store of a cohort")
struct CohortStoreTests {
  private let reactions = ["R0", "R1", "R2"]

  private func manifest(
    samples: [String] = ["A", "B/1", "C"], tolerance: Double = 1e-7, model: String = "m"
  ) throws -> CohortManifest {
    var analysis = CohortAnalysisOptions()
    analysis.tolerance = tolerance
    let identity = CohortIdentity(
      version: "1", solver: "native", model: "M", modelDigest: model, analysis: analysis,
      reactions: nil, objective: [.init(reaction: "R0", coefficient: 1)], maximizes: true,
      referenceDigest: "r")
    let patients = samples.enumerated().map {
      CohortDesign.Patient(sample: $1, group: "g", line: $0 + 2)
    }
    return CohortManifest(
      identity: identity, inputs: [.init(role: "omics", name: "t.tsv", sha256: "0")],
      design: try CohortDesign(path: "d", patients: patients), reactions: reactions)
  }

  private func key(_ seed: Double) -> CohortKey {
    CohortKey(identity: "x", bounds: [FluxBounds(lower: 0, upper: seed)])
  }

  private func record(_ seed: Double, outer: Bool = false) -> CohortRecord {
    let ranges = [
      FluxRange(
        minimum: .init(status: .certified, value: -seed, outerBound: -seed - 1e-9),
        maximum: .init(status: .unbounded, value: .infinity)),
      FluxRange(
        minimum: .init(status: .failed, value: nil),
        maximum: .init(status: .optimal, value: seed / 3, outerBound: seed)),
      FluxRange(
        minimum: .init(status: .infeasible, value: nil),
        maximum: .init(status: .certified, value: 0, outerBound: 0)),
    ]
    return CohortRecord(
      key: key(seed),
      outcome: .ranges(.init(ranges, objective: seed, keepsOuterBounds: outer)))
  }

  /// With intervals, of which each column has numbers of its own.
  private func drawn(_ outer: Bool) -> CohortRecord {
    var record = record(0.1, outer: outer)
    guard case .ranges(var ranges) = record.outcome else { return record }
    ranges.intervals = .init(
      draws: 20, numbers: [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, .nan, .infinity]])
    record.outcome = .ranges(ranges)
    return record
  }

  private func path(_ folder: ScratchFolder) -> String { folder.path("cohort") }

  @Test("a record comes back as it was stored, to the last bit")
  func roundTrip() throws {
    let failed = CohortRecord(
      key: key(9), outcome: .failed(.init(.infeasible, reason: "keine Lösung")))
    let fluxes = CohortRecord(
      key: key(8), outcome: .fluxes(.init(objective: 0.1, fluxes: [1, -0.3, 0])))
    let least = CohortRecord(
      key: key(7), outcome: .fluxes(.init(objective: 0.1, fluxes: [1, -0.3, 0], totalFlux: 1.3)))
    let deletions = CohortRecord(
      key: key(6),
      outcome: .deletions(
        .init(
          [
            .init(index: 4, status: .optimal, objectiveValue: 0.25),
            .init(index: 2, status: .infeasible, objectiveValue: nil),
            .init(index: 3, status: .failed, objectiveValue: nil),
          ], objective: 0.5)))
    for record in [
      record(0.1), record(0.1, outer: true), drawn(false), drawn(true), failed, fluxes, least,
      deletions,
    ] {
      let bytes = CohortRecordFile.encode(record)
      // NaN is no equal of itself: the bytes are compared.
      let again = try CohortRecordFile.decode(bytes)
      #expect(CohortRecordFile.encode(again) == bytes)
      #expect(again.key == record.key && again.failure == record.failure)
      #expect(again.totalFlux == record.totalFlux && again.objective == record.objective)
      #expect(again.uncertifiedEnds == record.uncertifiedEnds && again.draws == record.draws)
    }
    guard
      case .ranges(let ranges) = try CohortRecordFile.decode(
        CohortRecordFile.encode(record(0.1, outer: true))
      ).outcome
    else { throw CohortStoreError.nothingToMerge }
    #expect(ranges.ranges[0].minimum.outerBound == -0.1 - 1e-9)
    #expect(ranges.ranges[0].maximum == .init(status: .unbounded, value: .infinity))
    #expect(ranges.ranges[1].minimum == .init(status: .failed, value: nil))
  }

  @Test("the numbers stand where the format says")
  func layout() {
    let bytes = CohortRecordFile.encode(record(0.75))
    #expect(bytes.count == 128 + 6 * 8 + 6 + 32)
    #expect(String(decoding: bytes[..<8], as: UTF8.self) == "TWINFLUX")
    #expect(CohortRecordFile.double(bytes, at: 128) == -0.75)
    #expect(CohortRecordFile.double(bytes, at: 128 + 8 * 4) == 0.25)
    #expect(Array(bytes[176..<182]) == [0, 4, 3, 2, 1, 0])
    #expect(bytes[12] == 128 && bytes[16] == 3 && bytes[24] == 2 && bytes[28] == 2)
  }

  @Test("any byte that changes and any cut is damage, and no crash")
  func damage() {
    let bytes = CohortRecordFile.encode(record(0.75))
    for length in 0..<bytes.count {
      #expect(throws: CohortRecordFile.Damage.self) {
        try CohortRecordFile.decode(Array(bytes[..<length]))
      }
    }
    for place in bytes.indices {
      for mask: UInt8 in [1, 0x80, 0xff] {
        var changed = bytes
        changed[place] ^= mask
        #expect(throws: CohortRecordFile.Damage.self) { try CohortRecordFile.decode(changed) }
      }
    }
  }

  @Test("what is stored is found again by its key, and by no other")
  func resume() throws {
    let folder = try ScratchFolder()
    do {
      let store = try CohortStore(path(folder), manifest: manifest())
      #expect(store.record(ofSample: 1, key: key(2)) == nil)
      try store.store(record(2), ofSample: 1)
    }
    let store = try CohortStore(path(folder), manifest: manifest())
    #expect(store.record(ofSample: 1, key: key(2))?.rowCount == 3)
    #expect(store.record(ofSample: 1, key: key(3)) == nil)
    #expect(store.record(ofSample: 0, key: key(2)) == nil)
    let status = try CohortArchive(path(folder)).status()
    #expect(status.done == 1 && status.missing == ["A", "C"] && !status.isComplete)
    #expect(status.uncertifiedEnds == 3)
  }

  @Test("a damaged or cut file is not found, and a status says so")
  func damagedFile() throws {
    let folder = try ScratchFolder()
    let store = try CohortStore(path(folder), manifest: manifest())
    try store.store(record(2), ofSample: 0)
    let file = path(folder) + "/patients/A.flux"
    let bytes = try #require(FileManager.default.contents(atPath: file))
    try bytes.dropLast().write(to: URL(filePath: file))
    #expect(store.record(ofSample: 0, key: key(2)) == nil)
    #expect(try CohortArchive(path(folder)).status().damaged == ["A"])
    try store.store(record(2), ofSample: 0)
    #expect(store.record(ofSample: 0, key: key(2)) != nil)
  }

  @Test("two runs on one directory: the second refuses, and works when the first has ended")
  func lock() throws {
    let folder = try ScratchFolder()
    var first: CohortStore? = try CohortStore(path(folder), manifest: manifest())
    #expect(throws: CohortStoreError.locked(directory: path(folder))) {
      try CohortStore(path(folder), manifest: manifest())
    }
    #expect(first?.manifest.samples.count == 3)
    first = nil
    _ = try CohortStore(path(folder), manifest: manifest())
  }

  @Test("a directory of another cohort is refused, and what differs is said")
  func otherCohort() throws {
    let folder = try ScratchFolder()
    let directory = path(folder)
    do {
      let store = try CohortStore(directory, manifest: manifest())
      try store.store(record(1), ofSample: 0)
    }
    #expect(throws: CohortStoreError.otherCohort(directory: directory, differences: ["options"])) {
      try CohortStore(directory, manifest: manifest(tolerance: 1e-6))
    }
    #expect(throws: CohortStoreError.otherCohort(directory: directory, differences: ["model"])) {
      try CohortStore(directory, manifest: manifest(model: "n"))
    }
    #expect(throws: CohortStoreError.unknownPatients(directory: directory, samples: ["A"])) {
      try CohortStore(directory, manifest: manifest(samples: ["C", "D"]))
    }
    // Another patient, and one fewer of those that have no result yet.
    let wider = try CohortStore(directory, manifest: manifest(samples: ["D", "A"]))
    #expect(wider.record(ofSample: 1, key: key(1)) != nil)
  }

  @Test("a restart throws the old results away, and nothing else")
  func restart() throws {
    let folder = try ScratchFolder()
    do {
      let store = try CohortStore(path(folder), manifest: manifest())
      try store.store(record(1), ofSample: 0)
      try Data("x".utf8).write(to: URL(filePath: path(folder) + "/notes.txt"))
    }
    let store = try CohortStore(
      path(folder), manifest: manifest(tolerance: 1e-6), mode: .restart)
    #expect(store.record(ofSample: 0, key: key(1)) == nil)
    #expect(
      try folder.files(in: "cohort").keys.sorted() == [".lock", "cohort.json", "notes.txt"])
  }

  @Test("a directory with other files is refused, even for a restart")
  func strangers() throws {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(
      atPath: path(folder), withIntermediateDirectories: false)
    try Data("x".utf8).write(to: URL(filePath: path(folder) + "/thesis.doc"))
    for mode in [CohortStore.Mode.resume, .restart] {
      #expect(
        throws: CohortStoreError.holdsOtherFiles(directory: path(folder), example: "thesis.doc")
      ) { try CohortStore(path(folder), manifest: manifest(), mode: mode) }
    }
    #expect(throws: CohortStoreError.notADirectory(path: path(folder) + "/thesis.doc")) {
      try CohortStore(path(folder) + "/thesis.doc", manifest: manifest())
    }
    #expect(throws: CohortStoreError.self) {
      try CohortStore(path(folder) + "/a/b", manifest: manifest())
    }
    #expect(throws: CohortStoreError.noStore(directory: path(folder))) {
      try CohortArchive(path(folder))
    }
  }

  @Test("what a write that was cut off left is removed")
  func temporaries() throws {
    let folder = try ScratchFolder()
    do { _ = try CohortStore(path(folder), manifest: manifest()) }
    let before = try folder.files(in: "cohort")
    for name in ["/.twinflux-1a.tmp", "/patients/.twinflux-2b.tmp"] {
      try Data("half".utf8).write(to: URL(filePath: path(folder) + name))
    }
    do { _ = try CohortStore(path(folder), manifest: manifest()) }
    #expect(try folder.files(in: "cohort") == before)
  }

  @Test("names of samples become names of files, each its own")
  func names() {
    #expect(CohortManifest.file(of: "TCGA-A7-A0CE.01_x") == "patients/TCGA-A7-A0CE.01_x.flux")
    #expect(CohortManifest.file(of: "../a b") == "patients/%2E.%2Fa%20b.flux")
    #expect(CohortManifest.file(of: "a%20b") != CohortManifest.file(of: "a b"))
    let long = String(repeating: "x", count: 300)
    #expect(CohortManifest.file(of: long).utf8.count < 100)
    #expect(CohortManifest.file(of: long) != CohortManifest.file(of: long + "y"))
  }

  @Test("a manifest that is none, or of a newer version, is refused")
  func manifestErrors() throws {
    let folder = try ScratchFolder()
    do { _ = try CohortStore(path(folder), manifest: manifest()) }
    let file = URL(filePath: path(folder) + "/cohort.json")
    let good = try Data(contentsOf: file)
    try Data("{\"schema\": \"twinflux-cohort-2\"}".utf8).write(to: file)
    #expect(
      throws: CohortStoreError.newerManifest(path: file.path, schema: "twinflux-cohort-2")
    ) { try CohortStore(path(folder), manifest: manifest()) }
    try good.dropLast(9).write(to: file)
    #expect(throws: CohortStoreError.self) { try CohortArchive(path(folder)) }
    let evil = String(decoding: good, as: UTF8.self).replacing("patients/A", with: "../../A")
    try Data(evil.utf8).write(to: file)
    #expect(throws: CohortStoreError.self) { try CohortArchive(path(folder)) }
  }

  @Test("a bit that flips in the manifest is noticed, or changes nothing")
  func manifestFlips() throws {
    let folder = try ScratchFolder()
    let manifest = try manifest()
    do { _ = try CohortStore(path(folder), manifest: manifest) }
    let file = URL(filePath: path(folder) + "/cohort.json")
    let good = try Data(contentsOf: file)
    var noticed = 0
    for place in good.indices {
      var bad = good
      bad[place] ^= 1 << UInt8(place % 7)
      try bad.write(to: file)
      do throws(CohortStoreError) {
        let read = try CohortArchive(path(folder)).manifest
        #expect(read == manifest, "byte \(place)")
      } catch {
        noticed += 1
      }
    }
    #expect(noticed > good.count * 9 / 10)
    // A file that was formatted anew has no checksum, and is read; of another identity it is not.
    let plain = CohortJSON.bytes(of: manifest, isPretty: false)
    try Data(plain).write(to: file)
    #expect(try CohortArchive(path(folder)).manifest == manifest)
    let other = String(decoding: plain, as: UTF8.self).replacing("native", with: "naive")
    try Data(other.utf8).write(to: file)
    #expect(throws: CohortStoreError.self) { try CohortArchive(path(folder)) }
  }

  @Test("a disk that is full ends in an error, and the store goes on later")
  func fullDisk() throws {
    let folder = try ScratchFolder()
    let writes = Mutex(0)
    do {
      let store = try CohortStore(path(folder), manifest: manifest(), mode: .resume) {
        bytes, path throws(OutputError) in
        let count = writes.withLock { writes in
          writes += 1
          return writes
        }
        if count > 2 { throw .cannotWrite(path: path, reason: "No space left on device") }
        try OutputFile.write(bytes, to: path)
      }
      try store.store(record(1), ofSample: 0)
      #expect(throws: CohortStoreError.self) { try store.store(record(2), ofSample: 1) }
    }
    let store = try CohortStore(path(folder), manifest: manifest())
    #expect(store.record(ofSample: 0, key: key(1)) != nil)
    #expect(store.record(ofSample: 1, key: key(2)) == nil)
  }
}
