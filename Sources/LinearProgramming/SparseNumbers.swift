/// A long array of numbers of which most are zero.
public struct SparseNumbers: Sendable, Hashable {
  /// Where the numbers that are not zero stand, ascending.
  public private(set) var indices: [Int32]
  public private(set) var values: [Double]

  /// - Precondition: The arrays have the same length, and the indices are ascending.
  public init(indices: [Int32], values: [Double]) {
    precondition(indices.count == values.count, "\(indices.count) indices, \(values.count) values")
    self.indices = indices
    self.values = values
  }

  public init(_ dense: [Double]) {
    indices = []
    values = []
    // Thousands of these are kept; room that is not used would add up.
    let count = dense.count { $0 != 0 }
    indices.reserveCapacity(count)
    values.reserveCapacity(count)
    for index in dense.indices where dense[index] != 0 {
      indices.append(Int32(index))
      values.append(dense[index])
    }
  }

  /// The whole array.
  ///
  /// - Precondition: No index is above `count`.
  public func dense(count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for (index, value) in zip(indices, values) { result[Int(index)] = value }
    return result
  }
}
