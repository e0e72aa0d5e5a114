/// Sparse vectors one after the other, each with the pivot it belongs to: the columns of *L* as they
/// come up, and the rows of the updates. The owner calls ``deallocate()``.
struct EtaFile {
  private(set) var count = 0
  private(set) var entryCount = 0
  /// The pivot of each vector.
  private(set) var pivots: UnsafeMutablePointer<Int32>
  /// Vector *i* has the entries at `starts[i] ..< starts[i + 1]`.
  private(set) var starts: UnsafeMutablePointer<Int32>
  private(set) var indices: UnsafeMutablePointer<Int32>
  private(set) var values: UnsafeMutablePointer<Double>
  private var vectorCapacity = 128
  private var entryCapacity: Int

  init(capacity: Int) {
    entryCapacity = max(16, capacity)
    pivots = .allocate(zeros: vectorCapacity)
    starts = .allocate(zeros: vectorCapacity + 1)
    indices = .allocate(zeros: entryCapacity)
    values = .allocate(zeros: entryCapacity)
  }

  func deallocate() {
    pivots.deallocate()
    starts.deallocate()
    indices.deallocate()
    values.deallocate()
  }

  mutating func reset() {
    count = 0
    entryCount = 0
  }

  /// Adds an entry to the vector that `close` is going to end.
  mutating func append(_ index: Int32, _ value: Double) {
    if entryCount == entryCapacity {
      indices = indices.reallocated(from: entryCapacity, to: 2 * entryCapacity)
      values = values.reallocated(from: entryCapacity, to: 2 * entryCapacity)
      entryCapacity *= 2
    }
    indices[entryCount] = index
    values[entryCount] = value
    entryCount += 1
  }

  /// Ends the vector of `pivot`; one without entries is not kept.
  mutating func close(pivot: Int) {
    guard entryCount > Int(starts[count]) else { return }
    if count + 1 == vectorCapacity {
      pivots = pivots.reallocated(from: vectorCapacity, to: 2 * vectorCapacity)
      starts = starts.reallocated(from: vectorCapacity + 1, to: 2 * vectorCapacity + 1)
      vectorCapacity *= 2
    }
    pivots[count] = Int32(truncatingIfNeeded: pivot)
    count += 1
    starts[count] = Int32(truncatingIfNeeded: entryCount)
  }

  /// Drops the entries of the vector that has not been closed.
  mutating func abandon() { entryCount = Int(starts[count]) }
}
