import DataFiles
import LinearProgramming

/// Lines of tab-separated fields.
struct CertificateText: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var lineCount = 0

  mutating func line(_ fields: String...) { line(fields) }

  mutating func line(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: "\t")) }
      bytes.append(contentsOf: field.utf8)
    }
    endLine()
  }

  mutating func line(_ tag: String, _ numbers: SparseNumbers) {
    bytes.append(contentsOf: tag.utf8)
    for (place, index) in numbers.indices.enumerated() {
      bytes.append(UInt8(ascii: place == 0 ? "\t" : " "))
      append(Int(index))
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: NumberText.text(numbers.values[place]).utf8)
    }
    endLine()
  }

  private mutating func append(_ index: Int) {
    if index >= 10 { append(index / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(index % 10))
  }

  /// Many arrays of numbers, a line each: whole, or as changes of the one before where those are
  /// fewer.
  mutating func lines(
    _ table: [SparseNumbers], _ tag: String, changes changeTag: String, threads: Int
  ) {
    let parts = mapSlices(of: table.count, threads: threads, leastSlice: 64) { slice in
      var part = CertificateText()
      for index in slice {
        let changes = index == 0 ? nil : table[index].changes(from: table[index - 1])
        if let changes, changes.indices.count < table[index].indices.count {
          part.line(changeTag, changes)
        } else {
          part.line(tag, table[index])
        }
      }
      return part
    }
    bytes.reserveCapacity(bytes.count + parts.reduce(0) { $0 + $1.bytes.count })
    for part in parts {
      bytes.append(contentsOf: part.bytes)
      lineCount += part.lineCount
    }
  }

  private mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    lineCount += 1
  }

  static func escaped(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\t", with: "%09")
      .replacing("\n", with: "%0A").replacing("\r", with: "%0D")
  }

  static func unescaped(_ text: String) -> String {
    text.replacing("%0D", with: "\r").replacing("%0A", with: "\n")
      .replacing("%09", with: "\t").replacing("%25", with: "%")
  }
}

extension SparseNumbers {
  /// The numbers that are not those of `earlier`; zero where there is none any more.
  func changes(from earlier: SparseNumbers) -> SparseNumbers {
    merged(with: earlier) { new, old in new == old ? nil : new ?? 0 }
  }

  /// These numbers but for `changes`, of which a zero takes one away.
  func applying(_ changes: SparseNumbers) -> SparseNumbers {
    merged(with: changes) { own, change in change == 0 ? nil : change ?? own }
  }

  /// What `combine` makes of the numbers at each index at which one of the two has one.
  @inline(__always)
  private func merged(
    with other: SparseNumbers, _ combine: (Double?, Double?) -> Double?
  ) -> SparseNumbers {
    var indices: [Int32] = []
    var values: [Double] = []
    var (a, b) = (0, 0)
    while a < self.indices.count || b < other.indices.count {
      let first = a < self.indices.count ? self.indices[a] : .max
      let second = b < other.indices.count ? other.indices[b] : .max
      let value = combine(
        first <= second ? self.values[a] : nil, second <= first ? other.values[b] : nil)
      if let value {
        indices.append(min(first, second))
        values.append(value)
      }
      if first <= second { a += 1 }
      if second <= first { b += 1 }
    }
    return SparseNumbers(indices: indices, values: values)
  }
}
