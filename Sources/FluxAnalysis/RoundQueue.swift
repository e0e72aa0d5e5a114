import Foundation

/// Hands out chunks in rounds: a round ends when all its chunks are done, and what they found is
/// merged in the order of the chunks before the next round begins.
///
/// So what a chunk knows depends on its round alone, never on how many threads there are.
final class RoundQueue<Yield: Sendable>: @unchecked Sendable {
  // All state is guarded by `condition`.
  private let condition = NSCondition()
  private let chunkCount: Int
  private let roundSize: Int
  private let merge: (Int, Yield) -> Void
  private var next = 0
  private var roundEnd: Int
  private var pending = 0
  private var yields: [(chunk: Int, yield: Yield)] = []
  private var isAbandoned = false

  /// - Parameter merge: Called on one thread at a time, in the order of the chunks.
  init(
    chunkCount: Int, roundSize: Int, merge: @escaping (_ chunk: Int, _ yield: Yield) -> Void
  ) {
    self.chunkCount = chunkCount
    self.roundSize = roundSize
    self.merge = merge
    self.roundEnd = min(roundSize, chunkCount)
  }

  /// The next chunk, once its round has begun; `nil` when there is none.
  func take() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while next == roundEnd, pending > 0, !isAbandoned { condition.wait() }
    if isAbandoned || next == chunkCount { return nil }
    next += 1
    pending += 1
    return next - 1
  }

  func finish(_ chunk: Int, _ yield: Yield) {
    condition.lock()
    defer { condition.unlock() }
    yields.append((chunk, yield))
    pending -= 1
    guard pending == 0, next == roundEnd else { return }
    for found in yields.sorted(by: { $0.chunk < $1.chunk }) { merge(found.chunk, found.yield) }
    yields = []
    roundEnd = min(roundEnd + roundSize, chunkCount)
    condition.broadcast()
  }

  /// Lets every worker go home; no further chunk is handed out.
  func abandon() {
    condition.lock()
    defer { condition.unlock() }
    isAbandoned = true
    condition.broadcast()
  }
}
