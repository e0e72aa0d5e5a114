import Foundation
import Synchronization

/// Runs `body` on `count` threads, each with its index, and returns when all have ended.
///
/// These are threads of their own, not tasks: a solver session must be made, used and freed on one
/// thread, and a task may be moved. With a `count` of 1 the body runs on the calling thread.
///
/// - Throws: The error of the worker with the lowest index among those that threw.
public func onPinnedThreads<Failure: Error>(
  _ count: Int, _ body: @escaping @Sendable (Int) throws(Failure) -> Void
) throws(Failure) {
  precondition(count >= 1, "at least one thread, not \(count)")
  if count == 1 { return try body(0) }
  let failures = FailureList<Failure>()
  let finished = DispatchGroup()
  for index in 0..<count {
    finished.enter()
    let thread = Thread {
      do throws(Failure) { try body(index) } catch { failures.add(error, worker: index) }
      finished.leave()
    }
    thread.stackSize = 16 << 20
    thread.name = "twinflux \(index)"
    thread.start()
  }
  finished.wait()
  if let failure = failures.first { throw failure }
}

/// What `body` makes of each of at most `threads` slices of `0 ..< count`, in order.
///
/// - Parameter leastSlice: Fewer items than this are not worth a thread.
public func mapSlices<Part: Sendable, Failure: Error>(
  of count: Int, threads: Int, leastSlice: Int = 256,
  _ body: @escaping @Sendable (Range<Int>) throws(Failure) -> Part
) throws(Failure) -> [Part] {
  let slices = max(1, min(threads, count / leastSlice))
  let found = Mutex<[Int: Part]>([:])
  try onPinnedThreads(slices) { slice throws(Failure) in
    let part = try body(count * slice / slices..<count * (slice + 1) / slices)
    found.withLock { $0[slice] = part }
  }
  return found.withLock { found in (0..<slices).compactMap { found[$0] } }
}

private final class FailureList<Failure: Error>: Sendable {
  private let found = Mutex<[(worker: Int, error: Failure)]>([])

  func add(_ error: Failure, worker: Int) {
    found.withLock { $0.append((worker, error)) }
  }

  var first: Failure? { found.withLock { $0.min { $0.worker < $1.worker }?.error } }
}

/// Runs `body` on a thread of its own and suspends the caller until it has ended.
///
/// The one way from asynchronous code into an analysis: `body` may take minutes, and would block a
/// thread of the concurrency runtime. Cancellation goes through the analysis' progress callback.
///
///     let result = try await onPinnedThread { () throws(FluxError) in
///       try fluxVariability(of: patient, using: backend)
///     }
///
/// - Throws: What `body` throws.
public func onPinnedThread<Value: Sendable, Failure: Error>(
  _ body: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
  let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
    let thread = Thread {
      do throws(Failure) {
        continuation.resume(returning: .success(try body()))
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
    thread.stackSize = 16 << 20
    thread.name = "twinflux"
    thread.start()
  }
  return try result.get()
}
