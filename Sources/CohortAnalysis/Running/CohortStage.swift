import FluxAnalysis
import LinearProgramming
import MetabolicModels
import Synchronization

/// What a run does with its store: first it looks what is there, then it computes the rest.
struct CohortStage<Backend: LPBackend>: Sendable {
  private let cohort: Cohort
  private let threads: Int
  private let store: CohortStore
  private let identity: String
  private let inputs = WaitingInputs()

  init(_ runner: CohortRunner<Backend>, store: CohortStore, identity: String) {
    cohort = runner.cohort
    threads = min(runner.threads, runner.backend.concurrentSessionLimit)
    self.store = store
    self.identity = identity
  }

  /// Reports the patients that have a result already, stores that of those whose data give no
  /// bounds, and returns the others, in order.
  func settleStored(
    _ places: [Int], watch: CohortWatch
  ) throws(CohortError) -> [Int] {
    let pending = Mutex<[Int]>([])
    try forEach(places, watch: watch) { place throws(CohortError) in
      let input = input(of: place)
      guard let result = try settled(place, input) else {
        if case .success(let input) = input { inputs.keep(input, of: place) }
        pending.withLock { $0.append(place) }
        return
      }
      watch.note(result)
    }
    return pending.withLock { $0.sorted() }
  }

  /// Lets the store be of today's data, once no record in it is of other data: neither those of
  /// `places`, which were looked at, nor those of other shards.
  func publish(besides places: [Int], watch: CohortWatch) throws(CohortError) {
    let own = Set(places)
    let others = cohort.design.patients.indices.filter {
      !own.contains($0) && store.hasFile(ofSample: $0)
    }
    try forEach(others, watch: watch) { place throws(CohortError) in
      try removeOutdated(place, key(of: input(of: place)))
    }
    try storing { () throws(CohortStoreError) in try store.publish() }
  }

  private func key(of input: Result<PatientInput, CohortRecord.Failure>) -> CohortKey {
    switch input {
    case .success(let input): input.key
    case .failure(let failure): CohortKey(identity: identity, problem: failure.reason)
    }
  }

  private func removeOutdated(_ place: Int, _ key: CohortKey) throws(CohortError) {
    try storing { () throws(CohortStoreError) in
      try store.removeOutdated(ofSample: place, key: key)
    }
  }

  /// The result of a patient that needs no solver.
  private func settled(
    _ place: Int, _ input: Result<PatientInput, CohortRecord.Failure>
  ) throws(CohortError) -> CohortResult? {
    let key = key(of: input)
    switch input {
    case .success:
      guard let record = store.record(ofSample: place, key: key) else {
        try removeOutdated(place, key)
        return nil
      }
      return record.failure?.isFinal == false ? nil : result(place, record, wasStored: true)
    case .failure(let failure):
      let wasStored = store.record(ofSample: place, key: key) != nil
      let record = CohortRecord(key: key, outcome: .failed(failure))
      if !wasStored { try keep(record, place) }
      return result(place, record, wasStored: wasStored)
    }
  }

  func solve(
    _ places: [Int], by solver: CohortSolver<Backend>, watch: CohortWatch
  ) throws(CohortError) {
    try forEach(places, watch: watch) { place throws(CohortError) in
      let waiting = inputs.take(place).map { Result<_, CohortRecord.Failure>.success($0) }
      guard case .success(let input) = waiting ?? input(of: place) else { return }
      guard let outcome = solver.outcome(of: input, goesOn: { watch.goesOn })
      else { throw CohortError.cancelled }
      let record = CohortRecord(key: input.key, outcome: outcome)
      try keep(record, place)
      watch.note(result(place, record, wasStored: false))
    }
  }

  private func input(
    of place: Int
  ) -> Result<PatientInput, CohortRecord.Failure> {
    do throws(CohortRecord.Failure) {
      let patient = cohort.design.patients[place]
      let bounds = try cohort.bounds.bounds(of: patient)
      let draws = try cohort.bounds.draws(of: patient)
      for array in [bounds] + draws where array.count != cohort.model.bounds.count {
        throw CohortRecord.Failure(
          .input, reason: "\(array.count) bounds for \(cohort.model.bounds.count) reactions.")
      }
      return .success(
        PatientInput(
          bounds: bounds, draws: draws,
          key: CohortKey(identity: identity, bounds: bounds, draws: draws)))
    } catch {
      return .failure(error)
    }
  }

  private func result(
    _ place: Int, _ record: CohortRecord, wasStored: Bool
  ) -> CohortResult {
    CohortResult(
      index: place, sample: cohort.design.patients[place].sample, record: record,
      wasStored: wasStored)
  }

  private func keep(_ record: CohortRecord, _ place: Int) throws(CohortError) {
    try storing { () throws(CohortStoreError) in try store.store(record, ofSample: place) }
  }

  private func storing(_ body: () throws(CohortStoreError) -> Void) throws(CohortError) {
    do throws(CohortStoreError) { try body() } catch { throw .store(error) }
  }

  /// Works on `places` in order, on all threads; the first error, or a cancellation, ends it.
  private func forEach(
    _ places: [Int], watch: CohortWatch,
    _ body: @escaping @Sendable (Int) throws(CohortError) -> Void
  ) throws(CohortError) {
    if places.isEmpty { return }
    let next = PlaceCounter()
    let cause = Mutex<CohortError?>(nil)
    do throws(CohortError) {
      try onPinnedThreads(min(threads, places.count)) { _ throws(CohortError) in
        while let place = next.take(below: places.count) {
          if !watch.goesOn { throw CohortError.cancelled }
          do throws(CohortError) {
            try body(places[place])
          } catch {
            cause.withLock { $0 = $0 ?? error }
            watch.cancel()
            throw error
          }
        }
      }
    } catch {
      // The other threads are cancelled by the first error, and may end before it.
      throw cause.withLock(\.self) ?? error
    }
  }
}

/// What a patient's result is computed from.
struct PatientInput: Sendable {
  var bounds: [FluxBounds]
  var draws: [[FluxBounds]]
  var key: CohortKey
}

/// The inputs of patients who wait for the solver: what made them may have taken linear programs.
/// Those of a long cohort are made again when their turn comes, for the memory.
private final class WaitingInputs: Sendable {
  /// With their draws, which are arrays of bounds as well: 40 MB of Human-GEM's.
  private static let limit = 200

  private let waiting = Mutex<[Int: PatientInput]>([:])

  func keep(_ input: PatientInput, of place: Int) {
    waiting.withLock { waiting in
      let count = waiting.values.reduce(0) { $0 + 1 + $1.draws.count }
      if count + 1 + input.draws.count <= Self.limit { waiting[place] = input }
    }
  }

  func take(_ place: Int) -> PatientInput? {
    waiting.withLock { $0.removeValue(forKey: place) }
  }
}

/// Hands out 0, 1, 2, … to all threads.
private final class PlaceCounter: Sendable {
  private let next = Atomic(0)

  func take(below end: Int) -> Int? {
    let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return place < end ? place : nil
  }
}
