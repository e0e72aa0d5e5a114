import LinearProgramming
import Synchronization
import Testing

@Suite("Pinned threads")
struct PinnedThreadsTests {
  private enum Failure: Error, Equatable { case worker(Int) }

  @Test("every worker runs once", arguments: [1, 2, 5])
  func everyWorker(count: Int) {
    let seen = Mutex<[Int]>([])
    onPinnedThreads(count) { worker in seen.withLock { $0.append(worker) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test("the error of the lowest worker is thrown, after all have ended")
  func errors() {
    let ended = Mutex(0)
    #expect(throws: Failure.worker(1)) {
      try onPinnedThreads(4) { worker throws(Failure) in
        ended.withLock { $0 += 1 }
        if worker > 0 { throw .worker(worker) }
      }
    }
    #expect(ended.withLock { $0 } == 4)
  }

  @Test("asynchronous code gets the value or the error of its own thread")
  func asynchronous() async throws {
    let values = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<4 {
        group.addTask { try await onPinnedThread { () throws(Failure) in number * number } }
      }
      return try await group.reduce(into: []) { $0.append($1) }.sorted()
    }
    #expect(values == [0, 1, 4, 9])
    await #expect(throws: Failure.worker(7)) {
      try await onPinnedThread { () throws(Failure) -> Int in throw .worker(7) }
    }
  }
}
