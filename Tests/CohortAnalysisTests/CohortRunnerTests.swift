import Foundation
import SimplexBackend
import Synchronization
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite(
  "The runner of a cohort",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct CohortRunnerTests {
  private typealias Runner = CohortRunner<SimplexBackend>

  private func cohort(_ count: Int = 12) throws -> Cohort { try RandomCohort(count).cohort }

  private func runner(_ cohort: Cohort, threads: Int = 1) -> Runner {
    var runner = CohortRunner(cohort, using: SimplexBackend())
    runner.threads = threads
    return runner
  }

  /// Counts how often bounds are made: a method may solve programs for them.
  private final class CountedBounds: PatientBounds {
    private let original: any PatientBounds
    private let count = Mutex(0)

    init(_ original: any PatientBounds) { self.original = original }

    var calls: Int { count.withLock(\.self) }

    func bounds(
      of patient: CohortDesign.Patient
    ) throws(CohortRecord.Failure) -> [FluxBounds] {
      count.withLock { $0 += 1 }
      return try original.bounds(of: patient)
    }
  }

  @Test("a patient's bounds are made once in a run", arguments: [1, 3])
  func boundsOnce(_ threads: Int) throws {
    let folder = try ScratchFolder()
    var cohort = try cohort()
    let bounds = CountedBounds(cohort.bounds)
    cohort.bounds = bounds
    try runner(cohort, threads: threads).run(in: folder.path("c"))
    #expect(bounds.calls == 12)
  }

  @Test("every patient gets the ranges of an analysis of its own, or a reason")
  func results() throws {
    let folder = try ScratchFolder()
    let cohort = try cohort()
    let found = Mutex<[Int: CohortRecord]>([:])
    let counts = try runner(cohort).run(in: folder.path("c")) { result in
      found.withLock { $0[result.index] = result.record }
    }
    #expect(counts.finished == 12 && counts.resumed == 0 && counts.failed == 2)
    let records = found.withLock(\.self)
    for (place, patient) in cohort.design.patients.enumerated() {
      let record = try #require(records[place])
      guard let bounds = try? cohort.bounds.bounds(of: patient) else {
        #expect(record.failure == .init(.input, reason: "no levels"))
        continue
      }
      var model = cohort.model
      for (index, pair) in bounds.enumerated() { try model.setBounds(pair, ofReaction: index) }
      var options = FluxVariabilityOptions()
      options.cut = .fraction(0.9)
      guard
        let own = try? fluxVariability(of: model, options: options, using: SimplexBackend())
      else {
        #expect(record.failure?.kind == .infeasible)
        continue
      }
      guard case .ranges(let ranges) = record.outcome else {
        Issue.record("no ranges of \(patient.sample)")
        continue
      }
      #expect(record.uncertifiedEnds == 0)
      for (a, b) in zip(ranges.ranges, own.ranges) {
        let off = try abs(#require(a.minimum.value) - #require(b.minimum.value))
        #expect(off < 2e-6)
        #expect(try abs(#require(a.maximum.value) - #require(b.maximum.value)) < 2e-6)
      }
    }
  }

  @Test("neither threads nor order nor a resumption changes a byte")
  func bytes() throws {
    let folder = try ScratchFolder()
    let cohort = try cohort()
    try runner(cohort).run(in: folder.path("one"))
    let whole = try folder.files(in: "one")
    #expect(whole.count == 14)
    try runner(cohort, threads: 4).run(in: folder.path("four"))
    #expect(try folder.files(in: "four") == whole)
    // Interrupted: some files gone, some cut, some damaged, and then run again.
    var random = SeededGenerator(seed: 5)
    for name in whole.keys.sorted() where name.hasSuffix(".flux") {
      let path = folder.path("four/" + name)
      var bytes = try #require(whole[name])
      switch Int.random(in: 0..<4, using: &random) {
      case 0: try FileManager.default.removeItem(atPath: path)
      case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      case 2: bytes[Int.random(in: bytes.indices, using: &random)] ^= 4
      default: continue
      }
      if FileManager.default.fileExists(atPath: path) {
        try Data(bytes).write(to: URL(filePath: path))
      }
    }
    let counts = try runner(cohort, threads: 2).run(in: folder.path("four"))
    #expect(counts.resumed > 0 && counts.resumed < 12)
    #expect(try folder.files(in: "four") == whole)
    let again = try runner(cohort).run(in: folder.path("four"))
    #expect(again.resumed == 12)
  }

  @Test("a patient's numbers do not change when others join the cohort")
  func growth() throws {
    let folder = try ScratchFolder()
    try runner(cohort(5)).run(in: folder.path("c"))
    let before = try folder.files(in: "c").filter { $0.key.hasSuffix(".flux") }
    let counts = try runner(cohort(8)).run(in: folder.path("c"))
    #expect(counts.resumed == 5 && counts.finished == 8)
    let after = try folder.files(in: "c")
    for (name, bytes) in before { #expect(after[name] == bytes) }
  }

  @Test("another bound repeats that patient alone")
  func changedBound() throws {
    let folder = try ScratchFolder()
    var cohort = try cohort()
    try runner(cohort).run(in: folder.path("c"))
    cohort.bounds = RandomCohort.Narrowed(cohort.bounds, sample: "P4", factor: 0.5)
    let repeated = Mutex<[String]>([])
    try runner(cohort).run(in: folder.path("c")) { result in
      if !result.wasStored { repeated.withLock { $0.append(result.sample) } }
    }
    #expect(repeated.withLock(\.self) == ["P4"])
  }

  @Test("a disk that fills loses the patients in flight, and the next run goes on")
  func fullDisk() throws {
    let folder = try ScratchFolder()
    let cohort = try cohort()
    try runner(cohort).run(in: folder.path("whole"))
    for room in [1, 6] {
      let left = Mutex(room)
      do {
        let store = try CohortStore(
          folder.path("c"), manifest: cohort.manifest(solver: "native"), mode: .restart
        ) { bytes, path throws(OutputError) in
          let fits = left.withLock { left in
            left -= 1
            return left >= 0
          }
          if !fits { throw .cannotWrite(path: path, reason: "No space left on device") }
          try OutputFile.write(bytes, to: path)
        }
        defer { store.close() }
        #expect(throws: CohortError.self) {
          try runner(cohort, threads: 2).run(into: store) { _ in }
        }
      }
      try runner(cohort, threads: 2).run(in: folder.path("c"))
      #expect(try folder.files(in: "c") == folder.files(in: "whole"))
    }
  }

  @Test("shards are disjoint, and together they are all")
  func shards() throws {
    #expect(CohortShard("2/3")?.patients(of: 8) == [1, 4, 7])
    #expect(CohortShard("3/3")?.patients(of: 2) == [])
    for text in ["0/3", "4/3", "1", "a/b", "1/2/3", "-1/2", "1/0"] {
      #expect(CohortShard(text) == nil)
    }
    for count in 1...5 {
      let all = (1...count).compactMap { CohortShard($0, of: count) }
        .flatMap { $0.patients(of: 13) }
      #expect(all.sorted() == Array(0..<13))
    }
  }

  @Test("results come as a sequence, and leaving it cancels the run")
  func sequence() async throws {
    let folder = try ScratchFolder()
    let runner = runner(try cohort(), threads: 2)
    var samples = Set<String>()
    for try await result in runner.results(in: folder.path("c")) { samples.insert(result.sample) }
    #expect(samples.count == 12)
    var resumed = 0
    for try await result in runner.results(in: folder.path("c")) where result.wasStored {
      resumed += 1
    }
    #expect(resumed == 12)
    await #expect(throws: CohortError.self) {
      try Data("x".utf8).write(to: URL(filePath: folder.path("file")))
      for try await _ in runner.results(in: folder.path("file")) {}
    }
  }

  @Test("progress counts, and can cancel; what was stored stays")
  func cancellation() throws {
    let folder = try ScratchFolder()
    var runner = runner(try cohort())
    let seen = Mutex<[Int]>([])
    runner.progress = { counts in
      seen.withLock { $0.append(counts.finished) }
      return counts.finished < 5
    }
    #expect(throws: CohortError.cancelled) { try runner.run(in: folder.path("c")) }
    let last = seen.withLock { $0.max() }
    #expect(last == 5)
    let status = try CohortArchive(folder.path("c")).status()
    #expect(status.done + status.failed.count == 5 && status.missing.count == 7)
  }

  @Test("fluxes of each patient's optimum")
  func fluxes() throws {
    let folder = try ScratchFolder()
    var cohort = try cohort(4)
    cohort.analysis.kind = .fluxes
    try runner(cohort, threads: 2).run(in: folder.path("c"))
    let archive = try CohortArchive(folder.path("c"))
    guard case .present(let record) = try archive.state(ofSample: 0),
      case .fluxes(let fluxes) = record.outcome
    else {
      Issue.record("no fluxes")
      return
    }
    var model = cohort.model
    let bounds = try cohort.bounds.bounds(of: cohort.design.patients[0])
    for (index, pair) in bounds.enumerated() { try model.setBounds(pair, ofReaction: index) }
    let own = try fluxBalance(of: model, using: SimplexBackend())
    #expect(fluxes.objective == own.objectiveValue && fluxes.fluxes == own.fluxes)
  }
}
