import Foundation

/// Requests from any thread or task, answered one after another by a thread of their own.
final class RequestQueue<Question: Sendable, Answer: Sendable>: @unchecked Sendable {
  // All state is guarded by `condition`.
  private let condition = NSCondition()
  private var waiting: [Request] = []
  private var isClosed = false

  struct Request: Sendable {
    let question: Question
    let reply: @Sendable (Answer) -> Void
  }

  /// Starts the thread, on which `body` answers what ``next()`` hands out until that is `nil`.
  func serve(name: String, _ body: @escaping @Sendable (RequestQueue) -> Void) {
    let thread = Thread { body(self) }
    thread.stackSize = 16 << 20
    thread.name = name
    thread.start()
  }

  /// The next request, once there is one; `nil` when the queue is closed and empty.
  func next() -> Request? {
    condition.lock()
    defer { condition.unlock() }
    while waiting.isEmpty, !isClosed { condition.wait() }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  /// Asks and blocks the caller until the answer is there.
  func ask(_ question: Question) -> Answer {
    let slot = Slot()
    add(Request(question: question, reply: slot.fill))
    return slot.wait()
  }

  /// Asks and suspends the caller until the answer is there.
  func ask(_ question: Question) async -> Answer {
    await withCheckedContinuation { continuation in
      add(Request(question: question) { continuation.resume(returning: $0) })
    }
  }

  /// Lets the thread end after what is waiting.
  func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
  }

  private func add(_ request: Request) {
    condition.lock()
    defer { condition.unlock() }
    waiting.append(request)
    condition.broadcast()
  }

  /// A place for one answer.
  private final class Slot: @unchecked Sendable {
    // Guarded by `condition`.
    private let condition = NSCondition()
    private var answer: Answer?

    @Sendable func fill(_ answer: Answer) {
      condition.lock()
      defer { condition.unlock() }
      self.answer = answer
      condition.broadcast()
    }

    func wait() -> Answer {
      condition.lock()
      defer { condition.unlock() }
      while true {
        if let answer { return answer }
        condition.wait()
      }
    }
  }
}
