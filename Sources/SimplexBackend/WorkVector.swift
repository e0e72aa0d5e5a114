/// A vector of a fixed length with a list of the positions that may be other than zero, so that a
/// sparse one is cleared and walked at the cost of its nonzeros.
///
/// Every position with a value other than zero is in the list, and no position stands there twice;
/// a listed value may be zero. The memory belongs to the object and to the thread that uses it.
final class WorkVector {
  let size: Int
  let values: UnsafeMutablePointer<Double>
  /// The listed positions, `count` of them, in no particular order.
  let indices: UnsafeMutablePointer<Int32>
  var count = 0

  init(size: Int) {
    self.size = size
    values = .allocate(capacity: max(1, size))
    values.initialize(repeating: 0, count: size)
    indices = .allocate(capacity: max(1, size))
    indices.initialize(repeating: 0, count: size)
  }

  deinit {
    values.deallocate()
    indices.deallocate()
  }

  /// Sets every value to zero.
  func clear() {
    if count > size / 3 {
      values.update(repeating: 0, count: size)
    } else {
      for position in 0..<count { values[Int(indices[position])] = 0 }
    }
    count = 0
  }

  /// Lists `index` with `value`. - Precondition: It is not listed yet.
  @inline(__always)
  func append(_ value: Double, at index: Int) {
    values[index] = value
    indices[count] = Int32(truncatingIfNeeded: index)
    count += 1
  }

  func copy(from other: WorkVector) {
    clear()
    for position in 0..<other.count {
      let index = Int(other.indices[position])
      append(other.values[index], at: index)
    }
  }

  /// Takes the positions of zero and of next to zero out of the list and makes them zero.
  func dropZeros(below threshold: Double) {
    var kept = 0
    for position in 0..<count {
      let index = indices[position]
      if abs(values[Int(index)]) > threshold {
        indices[kept] = index
        kept += 1
      } else {
        values[Int(index)] = 0
      }
    }
    count = kept
  }
}
