/// A set of small numbers that is walked in ascending order: the order in which the columns of a
/// matrix lie in memory.
final class BitSet {
  private let storage: UnsafeMutablePointer<UInt64>
  let wordCount: Int

  init(capacity: Int) {
    wordCount = (capacity + 63) / 64
    storage = .filled(with: 0, count: wordCount)
  }

  deinit { storage.deallocate() }

  /// Member *64 i + b* is bit *b* of word *i*.
  var words: UnsafeMutablePointer<UInt64> { storage }

  @inline(__always)
  func insert(_ index: Int) { storage[index &>> 6] |= 1 &<< UInt64(index & 63) }

  @inline(__always)
  func remove(_ index: Int) { storage[index &>> 6] &= ~(1 &<< UInt64(index & 63)) }

  @inline(__always)
  func set(_ index: Int, _ isMember: Bool) {
    if isMember { insert(index) } else { remove(index) }
  }

  func contains(_ index: Int) -> Bool { storage[index &>> 6] & (1 &<< UInt64(index & 63)) != 0 }

  func removeAll() { storage.update(repeating: 0, count: wordCount) }
}
