import FluxAnalysis
import LinearProgramming
import MetabolicModels
import Synchronization

/// What became of one patient of a run.
public struct CohortResult: Sendable, Hashable {
  /// The patient's place in the design.
  public var index: Int
  public var sample: String
  public var record: CohortRecord
  /// Whether it was in the store already.
  public var wasStored: Bool
}

/// How far a run is. All counts are of the run's own shard.
public struct CohortProgress: Sendable, Hashable {
  public var patients = 0
  /// With a result, stored before or new.
  public var finished = 0
  /// Of those, how many were stored before.
  public var resumed = 0
  public var failed = 0
  public var uncertifiedEnds = 0

  public init() {}

  mutating func note(_ result: CohortResult) {
    finished += 1
    if result.wasStored { resumed += 1 }
    if result.record.failure != nil { failed += 1 }
    uncertifiedEnds += result.record.uncertifiedEnds
  }
}

/// Runs a cohort's analysis over its patients, and stores each result as it is found.
///
/// A patient's numbers depend on the cohort's identity and the patient's bounds alone, to the last
/// digit: each analysis starts from the same reference in a solver session of its own. So neither
/// order, shards, threads nor interruptions change a byte of a store.
public struct CohortRunner<Backend: LPBackend>: Sendable {
  public let cohort: Cohort
  /// How many patients to work on at once.
  public var threads = 1
  public var shard = CohortShard.whole
  public var mode = CohortStore.Mode.resume
  /// For each program, and for each patient and each draw of one (``SolvingOptions/timeLimit``); the
  /// tolerance is the cohort's.
  public var solving = SolvingOptions()
  /// Called when a patient ends, and often in between, from any thread, one call at a time. Return
  /// `false` to cancel: the run ends with ``CohortError/cancelled`` soon after.
  public var progress: (@Sendable (CohortProgress) -> Bool)?

  let backend: Backend

  public init(_ cohort: Cohort, using backend: Backend) {
    self.cohort = cohort
    self.backend = backend
  }

  /// Runs what is missing, damaged or changed in the store at `directory`, making it where there is
  /// none.
  ///
  /// - Parameter receive: Called with each patient's result, new or stored before, from any thread,
  ///   one call at a time, in the order in which they are found.
  /// - Returns: The final counts.
  /// - Throws: ``CohortError``. What was stored by then stays.
  @discardableResult
  public func run(
    in directory: String, receive: @escaping @Sendable (CohortResult) -> Void = { _ in }
  ) throws(CohortError) -> CohortProgress {
    try cohort.check()
    let claim: CohortDirectory
    do throws(CohortStoreError) { claim = try CohortDirectory(directory, mode: mode) } catch {
      throw .store(error)
    }
    return try run(in: claim, receive: receive)
  }

  /// The same in a directory that is locked already, whose mode counts; it is closed at the end.
  @discardableResult
  public func run(
    in directory: CohortDirectory,
    receive: @escaping @Sendable (CohortResult) -> Void = { _ in }
  ) throws(CohortError) -> CohortProgress {
    defer { directory.close() }
    try cohort.check()
    let store: CohortStore
    do throws(CohortStoreError) {
      store = try CohortStore(
        directory, manifest: cohort.manifest(solver: backend.name), reference: cohort.frozen,
        publishes: false)
    } catch {
      throw .store(error)
    }
    return try run(into: store, receive: receive)
  }

  func run(
    into store: CohortStore, receive: @escaping @Sendable (CohortResult) -> Void
  ) throws(CohortError) -> CohortProgress {
    if threads < 1 {
      throw .invalidOption(name: "threads", value: "\(threads)", allowed: "at least 1")
    }
    let places = shard.patients(of: cohort.design.patients.count)
    let watch = CohortWatch(patients: places.count, progress: progress, receive: receive)
    let stage = CohortStage(self, store: store, identity: store.manifest.digest)
    let pending = try stage.settleStored(places, watch: watch)
    try stage.publish(besides: places, watch: watch)
    if pending.isEmpty { return watch.progress }
    let solver = try CohortSolver(cohort, solving: solving, using: backend) { watch.goesOn }
    try stage.solve(pending, by: solver, watch: watch)
    return watch.progress
  }

  /// The results as they are found, stored ones first. Ending the loop early, or cancelling its task,
  /// cancels the run; what was stored by then stays.
  ///
  /// - Throws: ``CohortError``, out of the loop.
  public func results(in directory: String) -> AsyncThrowingStream<CohortResult, any Error> {
    AsyncThrowingStream { continuation in
      let isCancelled = CancellationFlag()
      continuation.onTermination = { _ in isCancelled.set() }
      var runner = self
      let progress = progress
      runner.progress = { counts in (progress?(counts) ?? true) && !isCancelled.isSet }
      let run = runner
      Task.detached {
        do throws(CohortError) {
          _ = try await onPinnedThread { () throws(CohortError) in
            try run.run(in: directory) { continuation.yield($0) }
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
    }
  }
}

private final class CancellationFlag: Sendable {
  private let flag = Atomic(false)
  func set() { flag.store(true, ordering: .relaxed) }
  var isSet: Bool { flag.load(ordering: .relaxed) }
}

/// Counts what is finished, hands results on, and knows whether to go on; for all threads.
final class CohortWatch: Sendable {
  private let state: Mutex<CohortProgress>
  private let isCancelled = Atomic(false)
  private let report: (@Sendable (CohortProgress) -> Bool)?
  private let receive: @Sendable (CohortResult) -> Void

  init(
    patients: Int, progress: (@Sendable (CohortProgress) -> Bool)?,
    receive: @escaping @Sendable (CohortResult) -> Void
  ) {
    var counts = CohortProgress()
    counts.patients = patients
    state = Mutex(counts)
    report = progress
    self.receive = receive
  }

  var progress: CohortProgress { state.withLock(\.self) }

  /// Asks whoever watches, and says whether to go on.
  var goesOn: Bool {
    state.withLock { ask($0) }
    return !isCancelled.load(ordering: .relaxed)
  }

  func note(_ result: CohortResult) {
    state.withLock { counts in
      counts.note(result)
      receive(result)
      ask(counts)
    }
  }

  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  private func ask(_ counts: CohortProgress) {
    if report?(counts) == false { cancel() }
  }
}
