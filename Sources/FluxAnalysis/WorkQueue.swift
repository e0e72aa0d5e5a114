import LinearProgramming
import Synchronization

/// Hands out the places of a list to the threads of a run, each once, until none is left or the run
/// has to stop, and gathers what is found there.
final class WorkQueue<Yield: Sendable>: Sendable {
  private let watch: RunWatch
  private let count: Int
  private let next = Atomic(0)
  private let yields: Mutex<[Yield?]>

  init(_ count: Int, _ watch: RunWatch) {
    self.watch = watch
    self.count = count
    yields = Mutex(Array(repeating: nil, count: count))
  }

  /// The next place; `nil` when there is none, or the run has to stop.
  func take() -> Int? {
    if watch.reasonToStop != nil { return nil }
    let place = next.add(1, ordering: .relaxed).oldValue
    return place < count ? place : nil
  }

  func finish(_ place: Int, _ yield: Yield) { yields.withLock { $0[place] = yield } }

  /// Runs `worker`, which takes places and finishes them, on up to `threads` threads.
  ///
  /// - Returns: What was found, in the order of the places.
  /// - Throws: What a worker throws; why the run had to stop, if a place was not finished.
  func run(
    threads: Int, using backend: some LPBackend,
    _ worker: @escaping @Sendable () throws(LPError) -> Void
  ) throws(FluxError) -> [Yield] {
    try work(threads: threads, using: backend, worker)
    return try found()
  }

  /// The same without a look at what was found.
  func work(
    threads: Int, using backend: some LPBackend,
    _ worker: @escaping @Sendable () throws(LPError) -> Void
  ) throws(FluxError) {
    let threads = max(1, min(threads, count, backend.concurrentSessionLimit))
    try solverErrors { () throws(LPError) in
      try onPinnedThreads(threads) { _ throws(LPError) in try worker() }
    }
  }

  /// What was found, once the run has ended.
  func found() throws(FluxError) -> [Yield] {
    let found = yields.withLock { $0.compactMap(\.self) }
    if found.count < count { throw watch.reasonToStop ?? .cancelled }
    return found
  }
}
